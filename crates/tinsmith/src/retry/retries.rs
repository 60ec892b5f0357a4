//! The retries of one call: a state machine without I/O, which decides after each failed attempt how the call continues.

use std::time::Duration;

use super::backoff::{BackoffLimits, backoff};
use super::quota::{RetryCost, RetryQuota};
use super::schedule::Schedule;
use crate::error::Retryable;

/// The state of a call's retries.
#[derive(Debug)]
pub(crate) struct Retries {
    /// Grows by one with every wait for the end of throttling and with the repetition after an outdated preparation, as these do not count.
    max_attempts: u32,
    attempts: u32,
    /// The schedule by which throttling is waited out, if the caller has chosen that.
    throttling_schedule: Option<Schedule>,
    throttling_waits: u32,
    backoff_limits: BackoffLimits,
    is_long_poll: bool,
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
    /// The delay that the service requests.
    pub(crate) retry_after: Option<Duration>,
    /// True if the attempt was signed with a wrong time and the client has learned the right one.
    pub(crate) clock_corrected: bool,
    /// True if the service rejected the credentials and the client's provider may have others.
    pub(crate) credentials_rejected: bool,
}

/// The next step after a failed attempt.
#[derive(Debug)]
#[must_use]
pub(crate) enum NextStep<'r> {
    /// The decision is made.
    Decided(Decision),
    /// The decision depends on whether there are other credentials.
    RenewCredentials(Renewal<'r>),
}

/// The decision about a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// The call fails with the attempt's error.
    Return,
    /// The call fails with the attempt's error: a retry was due, but the quota is exhausted. Before that, a call that polls waits as for the retry,
    /// because its caller repeats it at once.
    QuotaExhausted { delay: Option<Duration> },
    /// The request is sent again after a delay.
    Retry { delay: Duration },
    /// Throttling is waited out for the `number`th time. Without a delay the time is up, and the call fails with the attempt's error.
    WaitOutThrottling {
        number: u32,
        delay: Option<Duration>,
    },
}

/// A decision that waits for other credentials than those that the service rejected.
#[derive(Debug)]
pub(crate) struct Renewal<'r> {
    retries: &'r mut Retries,
    quota: &'r RetryQuota,
    failure: AttemptFailure,
    random: f64,
}

impl Retries {
    /// Creates the state before the first attempt. The schedule is for callers who want throttling waited out.
    pub(crate) fn new(max_attempts: u32, throttling_schedule: Option<Schedule>) -> Self {
        Self {
            max_attempts,
            attempts: 0,
            throttling_schedule,
            throttling_waits: 0,
            backoff_limits: BackoffLimits::default(),
            is_long_poll: false,
            backoffs: 0,
            last_cost: None,
            clock_corrected: false,
            credentials_renewed: false,
        }
    }

    /// Sets the limits of the delays before retries.
    pub(crate) fn with_backoff_limits(mut self, limits: BackoffLimits) -> Self {
        self.backoff_limits = limits;
        self
    }

    /// Marks the call as one that polls, or not.
    pub(crate) fn with_long_poll(mut self, is_long_poll: bool) -> Self {
        self.is_long_poll = is_long_poll;
        self
    }

    /// Counts an attempt that is about to be made, and returns its number.
    pub(crate) fn begin_attempt(&mut self) -> u32 {
        self.attempts += 1;
        self.attempts
    }

    /// Raises the maximum by an attempt that does not count.
    pub(crate) fn allow_another(&mut self) {
        self.max_attempts = self.max_attempts.saturating_add(1);
    }

    pub(crate) fn max_attempts(&self) -> u32 {
        self.max_attempts
    }

    /// Refunds the quota after a success.
    pub(crate) fn succeed(&self, quota: &RetryQuota) {
        quota.refund(self.last_cost);
    }

    /// Decides how the call continues after a failed attempt. `elapsed` is the time since the call began, and `random` is from 0 to 1.
    pub(crate) fn next<'r>(
        &'r mut self,
        failure: AttemptFailure,
        elapsed: Duration,
        random: f64,
        quota: &'r RetryQuota,
    ) -> NextStep<'r> {
        if failure.retryable == Retryable::Throttling
            && let Some(schedule) = self.throttling_schedule
        {
            self.throttling_waits += 1;
            self.allow_another();
            return NextStep::Decided(Decision::WaitOutThrottling {
                number: self.throttling_waits,
                delay: schedule.delay(self.throttling_waits, elapsed, random, failure.retry_after),
            });
        }
        if self.attempts >= self.max_attempts {
            return NextStep::Decided(Decision::Return);
        }
        if failure.clock_corrected && !self.clock_corrected {
            self.clock_corrected = true;
            return NextStep::Decided(Decision::Retry {
                delay: Duration::ZERO,
            });
        }
        if failure.credentials_rejected && !self.credentials_renewed {
            return NextStep::RenewCredentials(Renewal {
                retries: self,
                quota,
                failure,
                random,
            });
        }
        NextStep::Decided(self.back_off(&failure, random, quota))
    }

    fn back_off(&mut self, failure: &AttemptFailure, random: f64, quota: &RetryQuota) -> Decision {
        let Some(cost) = RetryCost::new(failure.retryable) else {
            return Decision::Return;
        };
        let delay = backoff(
            self.backoffs,
            failure.retryable,
            random,
            failure.retry_after,
            self.backoff_limits,
        );
        if !quota.take(cost) {
            return Decision::QuotaExhausted {
                delay: self.is_long_poll.then_some(delay),
            };
        }
        self.last_cost = Some(cost);
        self.backoffs += 1;
        Decision::Retry { delay }
    }
}

impl Renewal<'_> {
    /// Decides how the call continues: at once with other credentials, or as after any other failure.
    pub(crate) fn finish(self, renewed: bool) -> Decision {
        let Self {
            retries,
            quota,
            failure,
            random,
        } = self;
        if renewed {
            retries.credentials_renewed = true;
            return Decision::Retry {
                delay: Duration::ZERO,
            };
        }
        retries.back_off(&failure, random, quota)
    }
}

#[cfg(test)]
mod tests;
