//! Scripts of single calls.

mod properties;

use super::*;
use crate::retry::quota::CAPACITY;

const NO_DELAY: Decision = Decision::Retry {
    delay: Duration::ZERO,
};

fn failure(retryable: Retryable) -> AttemptFailure {
    AttemptFailure {
        retryable,
        retry_after: None,
        clock_corrected: false,
        credentials_rejected: false,
    }
}

fn transient() -> AttemptFailure {
    failure(Retryable::Transient)
}

fn throttling() -> AttemptFailure {
    failure(Retryable::Throttling)
}

fn fatal() -> AttemptFailure {
    failure(Retryable::No)
}

fn wrong_clock() -> AttemptFailure {
    AttemptFailure {
        clock_corrected: true,
        ..fatal()
    }
}

fn rejected_credentials() -> AttemptFailure {
    AttemptFailure {
        credentials_rejected: true,
        ..fatal()
    }
}

fn after(milliseconds: u64) -> Decision {
    Decision::Retry {
        delay: Duration::from_millis(milliseconds),
    }
}

/// A call with the longest delays that there can be, and a quota of its own.
struct Script {
    retries: Retries,
    quota: RetryQuota,
}

impl Script {
    fn with_attempts(max_attempts: u32) -> Self {
        Self {
            retries: Retries::new(max_attempts, None),
            quota: RetryQuota::default(),
        }
    }

    fn waiting_out_throttling(max_wait: Duration) -> Self {
        let schedule = Schedule {
            min_delay: Duration::from_secs(1),
            max_delay: Duration::from_secs(20),
            max_wait,
        };
        Self {
            retries: Retries::new(3, Some(schedule)),
            quota: RetryQuota::default(),
        }
    }

    fn fails(&mut self, failure: AttemptFailure) -> Decision {
        self.fails_at(0, failure)
    }

    fn fails_at(&mut self, seconds: u64, failure: AttemptFailure) -> Decision {
        self.retries.begin_attempt();
        let elapsed = Duration::from_secs(seconds);
        match self.retries.next(failure, elapsed, 1.0, &self.quota) {
            NextStep::Decided(decision) => decision,
            NextStep::RenewCredentials(_) => panic!("{failure:?} offers a renewal"),
        }
    }

    /// Fails with rejected credentials, of which a renewal is offered, and finishes the renewal.
    fn fails_with_renewal(&mut self, failure: AttemptFailure, renewed: bool) -> Decision {
        self.retries.begin_attempt();
        match self.retries.next(failure, Duration::ZERO, 1.0, &self.quota) {
            NextStep::Decided(decision) => panic!("{decision:?} instead of a renewal"),
            NextStep::RenewCredentials(renewal) => renewal.finish(renewed),
        }
    }

    fn succeeds(&mut self) -> usize {
        self.retries.begin_attempt();
        self.retries.succeed(&self.quota);
        self.quota.available()
    }
}

#[test]
fn transient_failures_are_retried_until_the_last_attempt() {
    let mut call = Script::with_attempts(3);
    assert_eq!(call.fails(transient()), after(50));
    assert_eq!(call.fails(transient()), after(100));
    assert_eq!(call.fails(transient()), Decision::Return);
    assert_eq!(call.quota.available(), 500 - 2 * 14);
}

#[test]
fn throttling_has_longer_delays_and_costs_less() {
    let mut call = Script::with_attempts(3);
    assert_eq!(call.fails(throttling()), after(1_000));
    assert_eq!(call.fails(throttling()), after(2_000));
    assert_eq!(call.quota.available(), 500 - 2 * 5);
    assert_eq!(call.succeeds(), 500 - 5);
}

#[test]
fn the_base_is_that_of_the_last_failure_and_the_exponent_counts_all() {
    let mut call = Script::with_attempts(4);
    assert_eq!(call.fails(transient()), after(50));
    assert_eq!(call.fails(throttling()), after(2_000));
    assert_eq!(call.fails(transient()), after(200));
}

#[test]
fn a_fatal_failure_is_returned_at_once() {
    let mut call = Script::with_attempts(3);
    assert_eq!(call.fails(fatal()), Decision::Return);
    assert_eq!(call.quota.available(), 500);
}

#[test]
fn a_wrong_clock_is_retried_once_and_costs_nothing() {
    let mut call = Script::with_attempts(5);
    assert_eq!(call.fails(wrong_clock()), NO_DELAY);
    assert_eq!(call.fails(wrong_clock()), Decision::Return);
    assert_eq!(call.quota.available(), 500);
}

#[test]
fn a_wrong_clock_does_not_lengthen_the_backoff() {
    let mut call = Script::with_attempts(5);
    assert_eq!(call.fails(wrong_clock()), NO_DELAY);
    assert_eq!(call.fails(transient()), after(50));
}

#[test]
fn rejected_credentials_are_renewed_once() {
    let mut call = Script::with_attempts(5);
    let rejected = rejected_credentials();
    assert_eq!(call.fails_with_renewal(rejected, true), NO_DELAY);
    assert_eq!(call.fails(rejected), Decision::Return);
    assert_eq!(call.quota.available(), 500);
}

#[test]
fn credentials_that_cannot_be_renewed_end_the_call() {
    let mut call = Script::with_attempts(5);
    let rejected = rejected_credentials();
    assert_eq!(call.fails_with_renewal(rejected, false), Decision::Return);
}

#[test]
fn a_renewal_that_fails_is_offered_again_after_a_backoff() {
    let mut call = Script::with_attempts(5);
    let rejected = AttemptFailure {
        credentials_rejected: true,
        ..transient()
    };
    assert_eq!(call.fails_with_renewal(rejected, false), after(50));
    assert_eq!(call.fails_with_renewal(rejected, false), after(100));
    assert_eq!(call.fails_with_renewal(rejected, true), NO_DELAY);
    assert_eq!(call.fails(rejected), after(200));
    assert_eq!(call.quota.available(), 500 - 3 * 14);
}

#[test]
fn the_last_attempt_offers_no_renewal() {
    let mut call = Script::with_attempts(1);
    assert_eq!(call.fails(rejected_credentials()), Decision::Return);
}

#[test]
fn an_exhausted_quota_ends_the_call_and_is_reported() {
    let mut call = Script::with_attempts(100);
    for _ in 0..35 {
        assert!(matches!(call.fails(transient()), Decision::Retry { .. }));
    }
    assert_eq!(
        call.fails(transient()),
        Decision::QuotaExhausted { delay: None }
    );
    assert_eq!(call.fails(fatal()), Decision::Return);
    assert_eq!(call.quota.available(), 10);
}

#[test]
fn a_poll_without_quota_ends_after_the_delay_of_the_retry() {
    let mut call = Script::with_attempts(100);
    call.retries = call.retries.with_long_poll(true);
    assert_eq!(call.fails(transient()), after(50));
    while call.quota.available() >= 5 {
        assert!(matches!(call.fails(throttling()), Decision::Retry { .. }));
    }
    let longest = Some(Duration::from_secs(20));
    assert_eq!(
        call.fails(throttling()),
        Decision::QuotaExhausted { delay: longest }
    );
}

#[test]
fn throttling_that_is_waited_out_counts_neither_as_attempt_nor_against_the_quota() {
    let mut call = Script::waiting_out_throttling(Duration::from_secs(60));
    let wait = |number, seconds: u64| Decision::WaitOutThrottling {
        number,
        delay: Some(Duration::from_secs(seconds)),
    };
    assert_eq!(call.fails_at(0, throttling()), wait(1, 1));
    assert_eq!(call.fails_at(1, throttling()), wait(2, 2));
    assert_eq!(call.fails_at(3, transient()), after(50));
    assert_eq!(call.fails_at(3, throttling()), wait(3, 4));
    assert_eq!(call.fails_at(7, transient()), after(100));
    assert_eq!(call.fails_at(7, transient()), Decision::Return);
    assert_eq!(call.quota.available(), 500 - 2 * 14);
}

#[test]
fn when_the_time_is_up_throttling_is_returned() {
    let mut call = Script::waiting_out_throttling(Duration::from_secs(60));
    let ended = Decision::WaitOutThrottling {
        number: 1,
        delay: None,
    };
    assert_eq!(call.fails_at(59, throttling()), ended);
}
