//! Properties of any sequence of failures.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::retry::backoff::{MAX_DELAY, MAX_EXTRA};

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
    /// Several calls of one client after each other, each up to its end, against a model with counters of its own.
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
                    Decision::QuotaExhausted { delay } => {
                        prop_assert_eq!(delay, None);
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
            if !ended && may_succeed && retries.attempts < max_attempts {
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
