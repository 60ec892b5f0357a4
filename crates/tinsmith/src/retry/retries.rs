//! The retries of one call: a value machine without I/O that is told of each attempt's failure and decides what follows.

use std::time::Duration;

use super::backoff::backoff;
use super::quota::{RetryCost, RetryQuota};
use super::schedule::Schedule;
use crate::protocol::metadata::Retryable;

/// The default of the maximum number of attempts.
pub(crate) const MAX_ATTEMPTS: u32 = 3;

/// The state of a call's retries.
#[derive(Debug)]
pub(crate) struct Retries {
    /// Grows by one with every wait for the end of throttling, as these do not count.
    max_attempts: u32,
    attempts: u32,
    /// The schedule by which throttling is waited out, if the caller asks for that.
    throttling_schedule: Option<Schedule>,
    throttling_waits: u32,
    /// The retries with a backoff. Those with a corrected clock or renewed credentials have none.
    backoffs: u32,
    last_cost: Option<RetryCost>,
    clock_corrected: bool,
    credentials_renewed: bool,
}

/// The failure of an attempt, as far as retries depend on it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AttemptFailure {
    pub(crate) retryable: Retryable,
    /// The delay that the service asks for.
    pub(crate) retry_after: Option<Duration>,
    /// True if the attempt was signed with a wrong time, which is corrected by now.
    pub(crate) clock_corrected: bool,
    /// True if the service rejected credentials in whose place the client may have others.
    pub(crate) credentials_rejected: bool,
}

/// The decision about a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// The failure is the call's.
    Return,
    /// The failure is the call's: a retry was due, but the quota had nothing left for it.
    QuotaExhausted,
    /// The request is sent again after a delay.
    Retry { delay: Duration },
    /// Throttling is waited out for the `number`th time. Without a delay the time is up, and the failure is the call's.
    WaitOutThrottling {
        number: u32,
        delay: Option<Duration>,
    },
    /// The caller looks for other credentials, and reports to [`Retries::after_renewal`].
    RenewCredentials,
}

impl Retries {
    /// Creates the state before the first attempt. The schedule is for callers who want throttling waited out.
    pub(crate) fn new(max_attempts: u32, throttling_schedule: Option<Schedule>) -> Self {
        Self {
            max_attempts,
            attempts: 0,
            throttling_schedule,
            throttling_waits: 0,
            backoffs: 0,
            last_cost: None,
            clock_corrected: false,
            credentials_renewed: false,
        }
    }

    /// Counts an attempt that is about to be made, and returns its number.
    pub(crate) fn begin_attempt(&mut self) -> u32 {
        self.attempts += 1;
        self.attempts
    }

    /// Returns the number of attempts made so far.
    pub(crate) fn attempts(&self) -> u32 {
        self.attempts
    }

    pub(crate) fn max_attempts(&self) -> u32 {
        self.max_attempts
    }

    /// Gives back to the quota after a success.
    pub(crate) fn succeed(&self, quota: &RetryQuota) {
        quota.refund(self.last_cost);
    }

    /// Decides what follows a failed attempt. `elapsed` is the time since the call began, and `random` lies between 0 and 1.
    pub(crate) fn next(
        &mut self,
        failure: &AttemptFailure,
        elapsed: Duration,
        random: f64,
        quota: &RetryQuota,
    ) -> Decision {
        if failure.retryable == Retryable::Throttling
            && let Some(schedule) = self.throttling_schedule
        {
            self.throttling_waits += 1;
            self.max_attempts = self.max_attempts.saturating_add(1);
            return Decision::WaitOutThrottling {
                number: self.throttling_waits,
                delay: schedule.delay(self.throttling_waits, elapsed, random, failure.retry_after),
            };
        }
        if self.attempts >= self.max_attempts {
            return Decision::Return;
        }
        if failure.clock_corrected && !self.clock_corrected {
            self.clock_corrected = true;
            return Decision::Retry {
                delay: Duration::ZERO,
            };
        }
        if failure.credentials_rejected && !self.credentials_renewed {
            return Decision::RenewCredentials;
        }
        self.back_off(failure, random, quota)
    }

    /// Decides what follows [`Decision::RenewCredentials`], depending on whether there were other credentials.
    pub(crate) fn after_renewal(
        &mut self,
        renewed: bool,
        failure: &AttemptFailure,
        random: f64,
        quota: &RetryQuota,
    ) -> Decision {
        if renewed {
            self.credentials_renewed = true;
            return Decision::Retry {
                delay: Duration::ZERO,
            };
        }
        self.back_off(failure, random, quota)
    }

    fn back_off(&mut self, failure: &AttemptFailure, random: f64, quota: &RetryQuota) -> Decision {
        let Some(cost) = RetryCost::new(failure.retryable) else {
            return Decision::Return;
        };
        if !quota.take(cost) {
            return Decision::QuotaExhausted;
        }
        self.last_cost = Some(cost);
        let delay = backoff(
            self.backoffs,
            failure.retryable,
            random,
            failure.retry_after,
        );
        self.backoffs += 1;
        Decision::Retry { delay }
    }
}

#[cfg(test)]
mod tests;
