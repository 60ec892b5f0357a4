//! The quota of retries that all calls of a client share.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::protocol::service::Retryable;

const CAPACITY: usize = 500;

/// A bucket from which every retry takes, and to which every success gives back: when a service fails for good, retries stop
/// adding to its load.
#[derive(Debug)]
pub(crate) struct RetryQuota(Mutex<usize>);

/// What a retry took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RetryCost(usize);

impl RetryCost {
    /// What a retry after such an error takes.
    pub(crate) fn of(why: Retryable) -> Self {
        Self(if why == Retryable::Throttling { 5 } else { 14 })
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

    /// Takes what a retry costs, if there is enough.
    pub(crate) fn take(&self, cost: RetryCost) -> bool {
        let mut bucket = self.bucket();
        let left = bucket.checked_sub(cost.0);
        *bucket = left.unwrap_or(*bucket);
        left.is_some()
    }

    /// Gives back what a successful call's last retry took; a success at once gives back 1.
    pub(crate) fn give_back(&self, last: Option<RetryCost>) {
        let mut bucket = self.bucket();
        *bucket = (*bucket + last.map_or(1, |cost| cost.0)).min(CAPACITY);
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
        quota.give_back(None);
        assert_eq!(quota.available(), 500);
        let transient = RetryCost::of(Retryable::Transient);
        assert_eq!((0..100).filter(|_| quota.take(transient)).count(), 35);
        assert_eq!(quota.available(), 10);
        assert!(quota.take(RetryCost::of(Retryable::Throttling)));
        quota.give_back(Some(transient));
        assert_eq!(quota.available(), 19);
        quota.give_back(None);
        assert_eq!(quota.available(), 20);
    }
}
