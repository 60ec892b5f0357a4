//! The delay before a retry.

use std::time::Duration;

use http::HeaderMap;

use super::defaults::RetryDefaults;
use crate::error::Retryable;

/// The default of the longest delay, unless the service requests more.
pub(super) const MAX_DELAY: Duration = Duration::from_secs(20);

/// The longest time that a service's request adds to a delay.
pub(super) const MAX_EXTRA: Duration = Duration::from_secs(5);

/// The limits of the delays before retries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BackoffLimits {
    /// The longest delay before the first retry; `None` is a default for each class of errors.
    pub(crate) initial: Option<Duration>,
    /// The default for transient errors.
    pub(crate) initial_transient: Duration,
    /// The longest delay, unless the service requests more.
    pub(crate) max: Duration,
}

impl Default for BackoffLimits {
    fn default() -> Self {
        Self {
            initial: None,
            initial_transient: RetryDefaults::STANDARD.initial_backoff,
            max: MAX_DELAY,
        }
    }
}

/// Returns the delay before a retry: exponential backoff with full jitter, raised to the delay that the service requests.
///
/// The first retry has number 0. `random` lies between 0 and 1.
pub(super) fn backoff(
    retry: u32,
    retryable: Retryable,
    random: f64,
    retry_after: Option<Duration>,
    limits: BackoffLimits,
) -> Duration {
    let base = limits.initial.unwrap_or(match retryable {
        Retryable::Throttling => Duration::from_secs(1),
        Retryable::Transient | Retryable::No => limits.initial_transient,
    });
    let ceiling = base
        .saturating_mul(2_u32.saturating_pow(retry))
        .min(limits.max);
    let delay = ceiling.mul_f64(random);
    retry_after.map_or(delay, |requested| {
        delay.max(requested.min(delay + MAX_EXTRA))
    })
}

/// Returns the delay that a service requests: `x-amz-retry-after` in milliseconds, or the standard `Retry-After` in seconds. Anything but
/// a number is ignored.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<u64>().ok();
    number("x-amz-retry-after")
        .map(Duration::from_millis)
        .or_else(|| number("retry-after").map(Duration::from_secs))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_up_to_twenty_seconds() {
        let delays = |retryable| {
            [0, 1, 2, 3, 4, 9, 63].map(|retry| {
                backoff(retry, retryable, 1.0, None, BackoffLimits::default()).as_millis()
            })
        };
        assert_eq!(
            delays(Retryable::Transient),
            [50, 100, 200, 400, 800, 20_000, 20_000]
        );
        assert_eq!(
            delays(Retryable::Throttling),
            [1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000]
        );
        assert_eq!(
            backoff(
                3,
                Retryable::Throttling,
                0.25,
                None,
                BackoffLimits::default()
            ),
            Duration::from_secs(2)
        );
    }

    #[test]
    fn the_first_and_the_longest_delay_can_be_set() {
        let limits = BackoffLimits {
            initial: Some(Duration::from_millis(10)),
            max: Duration::from_millis(25),
            ..BackoffLimits::default()
        };
        for retryable in [Retryable::Transient, Retryable::Throttling] {
            let delays =
                [0, 1, 2, 3].map(|retry| backoff(retry, retryable, 1.0, None, limits).as_millis());
            assert_eq!(delays, [10, 20, 25, 25], "{retryable:?}");
        }
    }

    #[test]
    fn the_first_delay_after_a_transient_error_has_a_default_of_its_own() {
        let limits = BackoffLimits {
            initial_transient: Duration::from_millis(25),
            ..BackoffLimits::default()
        };
        let delay = |retryable| backoff(1, retryable, 1.0, None, limits).as_millis();
        assert_eq!(delay(Retryable::Transient), 50);
        assert_eq!(delay(Retryable::Throttling), 2_000);
    }

    #[test]
    fn a_service_can_ask_for_up_to_five_seconds_more() {
        let delay = |requested| {
            let requested = Some(Duration::from_millis(requested));
            backoff(
                0,
                Retryable::Throttling,
                0.5,
                requested,
                BackoffLimits::default(),
            )
            .as_millis()
        };
        assert_eq!(
            [0, 400, 3_000, 5_500, 60_000].map(delay),
            [500, 500, 3_000, 5_500, 5_500]
        );
    }

    #[test]
    fn both_headers_are_parsed_and_invalid_values_ignored() {
        let parse = |headers: &[(&'static str, &'static str)]| {
            let headers = headers.iter().map(|(name, value)| {
                (
                    http::HeaderName::from_static(name),
                    http::HeaderValue::from_static(value),
                )
            });
            retry_after(&headers.collect()).map(|delay| delay.as_millis())
        };
        assert_eq!(parse(&[("x-amz-retry-after", "1500")]), Some(1_500));
        assert_eq!(parse(&[("retry-after", "30")]), Some(30_000));
        assert_eq!(
            parse(&[("x-amz-retry-after", "7"), ("retry-after", "30")]),
            Some(7)
        );
        for invalid in ["-1", "soon", "", "1.5", "99999999999999999999"] {
            assert_eq!(parse(&[("x-amz-retry-after", invalid)]), None, "{invalid}");
        }
    }
}
