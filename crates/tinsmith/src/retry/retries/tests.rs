//! Scripts of single calls, and properties of any sequence of failures.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::retry::backoff::{MAX_DELAY, MAX_EXTRA};
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
    assert_eq!(call.fails(transient()), Decision::QuotaExhausted);
    assert_eq!(call.fails(fatal()), Decision::Return);
    assert_eq!(call.quota.available(), 10);
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

fn retryable() -> impl Strategy<Value = Retryable> {
    prop_oneof![
        Just(Retryable::No),
        Just(Retryable::Transient),
        Just(Retryable::Throttling),
    ]
}

prop_compose! {
    fn any_failure()(
        retryable in retryable(),
        retry_after in proptest::option::of(0..100_000_u64),
        clock_corrected in proptest::bool::weighted(0.2),
        credentials_rejected in proptest::bool::weighted(0.2),
    ) -> AttemptFailure {
        AttemptFailure {
            retryable,
            retry_after: retry_after.map(Duration::from_millis),
            clock_corrected,
            credentials_rejected,
        }
    }
}

/// Failures, each with the random part of its delay, and the result of a renewal if one is offered.
fn steps(max: usize) -> impl Strategy<Value = Vec<(AttemptFailure, f64, bool)>> {
    vec((any_failure(), 0.0..=1.0, any::<bool>()), 0..max)
}

fn cost(retryable: Retryable) -> usize {
    match retryable {
        Retryable::No => 0,
        Retryable::Transient => 14,
        Retryable::Throttling => 5,
    }
}

/// Returns a delay, computed independently of the code under test: in floats, and with the formulas of botocore's documentation.
fn delay_in_seconds(failure: &AttemptFailure, retry: i32, random: f64) -> f64 {
    let base = if failure.retryable == Retryable::Throttling {
        1.0
    } else {
        0.05
    };
    let delay = random * f64::min(base * 2_f64.powi(retry), 20.0);
    match failure.retry_after {
        Some(requested) => delay.max(requested.as_secs_f64().min(delay + 5.0)),
        None => delay,
    }
}

proptest! {
    /// Several calls of one client after each other, each up to its end, against a model that counts for itself.
    #[test]
    fn attempts_delays_and_quota_keep_their_bounds_and_formulas(
        max_attempts in 1..12_u32,
        calls in vec((steps(16), any::<bool>()), 1..20),
    ) {
        let quota = RetryQuota::default();
        let mut left = CAPACITY;
        for (steps, may_succeed) in calls {
            let mut retries = Retries::new(max_attempts, None);
            let (mut backoffs, mut clock_retries, mut renewals, mut last_cost) = (0, 0, 0, 1);
            let mut ended = false;
            for (failure, random, renewed) in steps {
                let attempt = retries.begin_attempt();
                prop_assert!(attempt <= max_attempts);
                let step = retries.next(failure, Duration::ZERO, random, &quota);
                let (decision, was_renewed) = match step {
                    NextStep::Decided(decision) => (decision, false),
                    NextStep::RenewCredentials(renewal) => {
                        prop_assert!(failure.credentials_rejected && attempt < max_attempts);
                        prop_assert_eq!(renewals, 0);
                        (renewal.finish(renewed), renewed)
                    }
                };
                match decision {
                    Decision::Retry { delay } if was_renewed => {
                        renewals += 1;
                        prop_assert_eq!(delay, Duration::ZERO);
                    }
                    Decision::Retry { delay } if failure.clock_corrected && clock_retries == 0 => {
                        clock_retries += 1;
                        prop_assert_eq!(delay, Duration::ZERO);
                    }
                    Decision::Retry { delay } => {
                        prop_assert_ne!(failure.retryable, Retryable::No);
                        let expected = delay_in_seconds(&failure, backoffs, random);
                        prop_assert!((delay.as_secs_f64() - expected).abs() < 1e-6);
                        prop_assert!(delay <= MAX_DELAY + MAX_EXTRA);
                        if failure.retry_after.is_none() {
                            prop_assert!(delay <= MAX_DELAY);
                        }
                        backoffs += 1;
                        last_cost = cost(failure.retryable);
                        left -= last_cost;
                    }
                    Decision::Return => {
                        prop_assert!(attempt == max_attempts || failure.retryable == Retryable::No);
                        ended = true;
                    }
                    Decision::QuotaExhausted => {
                        prop_assert!(left < cost(failure.retryable));
                        ended = true;
                    }
                    other => prop_assert!(false, "{:?}", other),
                }
                prop_assert!(clock_retries <= 1 && renewals <= 1);
                prop_assert_eq!(quota.available(), left);
                if ended {
                    break;
                }
            }
            if !ended && may_succeed && retries.attempts() < max_attempts {
                retries.begin_attempt();
                retries.succeed(&quota);
                left = (left + last_cost).min(CAPACITY);
                prop_assert_eq!(quota.available(), left);
            }
        }
    }

    #[test]
    fn waiting_out_throttling_neither_costs_nor_exceeds_its_time(
        max_wait in 0..5_000_u64,
        steps in steps(200),
    ) {
        let max_wait = Duration::from_secs(max_wait);
        let mut call = Script::waiting_out_throttling(max_wait);
        let mut elapsed = Duration::ZERO;
        for (waits, (failure, random, _)) in (1..).zip(steps) {
            let failure = AttemptFailure { retryable: Retryable::Throttling, ..failure };
            call.retries.begin_attempt();
            let step = call.retries.next(failure, elapsed, random, &call.quota);
            let NextStep::Decided(Decision::WaitOutThrottling { number, delay }) = step else {
                return Err(TestCaseError::fail(format!("{step:?}")));
            };
            prop_assert_eq!(number, waits);
            prop_assert_eq!(call.quota.available(), CAPACITY);
            let Some(delay) = delay else {
                prop_assert!(elapsed + Duration::from_secs(1) >= max_wait);
                break;
            };
            elapsed += delay;
            prop_assert!(elapsed < max_wait);
        }
    }

    /// Compares two calls with quotas of their own and the same failures, of which the second one's never reject credentials.
    #[test]
    fn a_renewal_that_fails_decides_as_if_no_credentials_had_been_rejected(
        max_attempts in 1..12_u32,
        steps in steps(16),
    ) {
        let mut call = Script::with_attempts(max_attempts);
        let mut other = Script::with_attempts(max_attempts);
        for (failure, random, _) in steps {
            call.retries.begin_attempt();
            other.retries.begin_attempt();
            let decision = match call.retries.next(failure, Duration::ZERO, random, &call.quota) {
                NextStep::Decided(decision) => decision,
                NextStep::RenewCredentials(renewal) => renewal.finish(false),
            };
            let accepted = AttemptFailure { credentials_rejected: false, ..failure };
            let step = other.retries.next(accepted, Duration::ZERO, random, &other.quota);
            let NextStep::Decided(expected) = step else {
                return Err(TestCaseError::fail(format!("{step:?}")));
            };
            prop_assert_eq!(decision, expected);
            prop_assert_eq!(call.quota.available(), other.quota.available());
            if !matches!(decision, Decision::Retry { .. }) {
                break;
            }
        }
    }

    /// Checks that a renewal neither counts as a backoff nor costs anything, and that the next failure offers none.
    #[test]
    fn a_renewal_that_succeeds_changes_neither_the_quota_nor_the_backoff(
        before in 0..4_u32,
        renewed_failure in any_failure(),
    ) {
        let mut call = Script::with_attempts(10);
        for _ in 0..before {
            let retried = matches!(call.fails(transient()), Decision::Retry { .. });
            prop_assert!(retried);
        }
        let available = call.quota.available();
        let rejected = AttemptFailure {
            clock_corrected: false,
            credentials_rejected: true,
            ..renewed_failure
        };
        prop_assert_eq!(call.fails_with_renewal(rejected, true), NO_DELAY);
        prop_assert_eq!(call.quota.available(), available);
        prop_assert_eq!(call.fails(rejected_credentials()), Decision::Return);
        prop_assert_eq!(call.fails(transient()), after(50 * 2_u64.pow(before)));
    }
}
