//! The retry quota that all calls of a client share.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::error::Retryable;

/// The size of a full quota.
pub(super) const CAPACITY: usize = 500;

/// The retry quota. Every retry takes from it and every success refunds it, so that retries stop adding to the load of a service that keeps
/// failing.
#[derive(Debug)]
pub(crate) struct RetryQuota(Mutex<usize>);

/// The cost of a retry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RetryCost(usize);

impl RetryCost {
    /// Returns the cost of a retry after such a failure; `None` if there is no retry after it.
    pub(super) fn new(retryable: Retryable) -> Option<Self> {
        match retryable {
            Retryable::Throttling => Some(Self(5)),
            Retryable::Transient => Some(Self(14)),
            Retryable::No => None,
        }
    }
}

impl Default for RetryQuota {
    fn default() -> Self {
        Self(Mutex::new(CAPACITY))
    }
}

impl RetryQuota {
    pub(crate) fn available(&self) -> usize {
        *self.bucket()
    }

    /// Takes the cost of a retry. False if there is not enough left, in which case nothing is taken.
    pub(super) fn take(&self, cost: RetryCost) -> bool {
        let mut bucket = self.bucket();
        let left = bucket.checked_sub(cost.0);
        *bucket = left.unwrap_or(*bucket);
        left.is_some()
    }

    /// Refunds the cost of a successful call's last retry, or 1 after a success at the first attempt.
    pub(super) fn refund(&self, last_cost: Option<RetryCost>) {
        let mut bucket = self.bucket();
        *bucket = (*bucket + last_cost.map_or(1, |cost| cost.0)).min(CAPACITY);
    }

    fn bucket(&self) -> MutexGuard<'_, usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quota_never_grows_above_its_capacity_nor_shrinks_below_zero() {
        let quota = RetryQuota::default();
        quota.refund(None);
        assert_eq!(quota.available(), 500);
        let transient = RetryCost(14);
        assert_eq!((0..100).filter(|_| quota.take(transient)).count(), 35);
        assert_eq!(quota.available(), 10);
        assert!(quota.take(RetryCost(5)));
        quota.refund(Some(transient));
        assert_eq!(quota.available(), 19);
        quota.refund(None);
        assert_eq!(quota.available(), 20);
    }
}
