//! When and how failed attempts are repeated: the standard mode of the AWS SDKs.

mod classify;
mod quota;
mod rate;
mod skew;

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use http::HeaderMap;

use crate::protocol::service::Retryable;

pub(crate) use self::classify::{classify, is_refusal_code};
pub(crate) use self::quota::{RetryCost, RetryQuota};
pub(crate) use self::rate::RateLimit;
pub(crate) use self::skew::{ClockSkew, is_skew_code};

/// How many times a request is sent at most, unless set otherwise.
pub(crate) const MAX_ATTEMPTS: u32 = 3;

/// No wait gets longer by itself.
const MAX_BACKOFF: Duration = Duration::from_secs(20);

/// How much longer than its own back-off a client waits when a service asks for it.
const MAX_EXTRA: Duration = Duration::from_secs(5);

/// How failed attempts are repeated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RetryMode {
    /// With exponential back-off, full jitter, and a quota of retries shared by all calls of a client.
    #[default]
    Standard,
    /// As [`Standard`](Self::Standard), behind a limit on the rate of requests that the first throttling answer switches on.
    Adaptive,
}

impl RetryMode {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Adaptive => "adaptive",
        }
    }
}

impl fmt::Display for RetryMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is neither `standard` nor `adaptive`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownRetryMode;

impl fmt::Display for UnknownRetryMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the retry mode is neither `standard` nor `adaptive`")
    }
}

impl std::error::Error for UnknownRetryMode {}

impl FromStr for RetryMode {
    type Err = UnknownRetryMode;

    fn from_str(text: &str) -> Result<Self, UnknownRetryMode> {
        let modes = [Self::Standard, Self::Adaptive];
        modes
            .into_iter()
            .find(|mode| mode.as_str().eq_ignore_ascii_case(text))
            .ok_or(UnknownRetryMode)
    }
}

/// How long to wait before a retry, the first one being number 0. `random` is between 0 and 1.
pub(crate) fn backoff(
    retry: u32,
    why: Retryable,
    random: f64,
    asked: Option<Duration>,
) -> Duration {
    let base = match why {
        Retryable::Throttling => Duration::from_secs(1),
        Retryable::Transient | Retryable::No => Duration::from_millis(50),
    };
    let longest = base
        .saturating_mul(2_u32.saturating_pow(retry))
        .min(MAX_BACKOFF);
    let wait = longest.mul_f64(random);
    asked.map_or(wait, |asked| wait.max(asked.min(wait + MAX_EXTRA)))
}

/// How long a service asks to wait: `x-amz-retry-after` in milliseconds, or the standard `Retry-After` in seconds. Anything but
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
    fn waits_double_up_to_twenty_seconds() {
        let waits =
            |why| [0, 1, 2, 3, 4, 9, 63].map(|retry| backoff(retry, why, 1.0, None).as_millis());
        assert_eq!(
            waits(Retryable::Transient),
            [50, 100, 200, 400, 800, 20_000, 20_000]
        );
        assert_eq!(
            waits(Retryable::Throttling),
            [1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000]
        );
        assert_eq!(
            backoff(3, Retryable::Throttling, 0.25, None),
            Duration::from_secs(2)
        );
    }

    #[test]
    fn a_service_can_ask_for_up_to_five_seconds_more() {
        let wait = |asked| {
            backoff(
                0,
                Retryable::Throttling,
                0.5,
                Some(Duration::from_millis(asked)),
            )
            .as_millis()
        };
        assert_eq!(
            [wait(0), wait(400), wait(3_000), wait(5_500), wait(60_000)],
            [500, 500, 3_000, 5_500, 5_500]
        );
    }

    #[test]
    fn both_headers_are_read_and_bad_values_ignored() {
        let read = |headers: &[(&'static str, &'static str)]| {
            let headers = headers.iter().map(|(name, value)| {
                (
                    http::HeaderName::from_static(name),
                    http::HeaderValue::from_static(value),
                )
            });
            retry_after(&headers.collect()).map(|wait| wait.as_millis())
        };
        assert_eq!(read(&[("x-amz-retry-after", "1500")]), Some(1_500));
        assert_eq!(read(&[("retry-after", "30")]), Some(30_000));
        assert_eq!(
            read(&[("x-amz-retry-after", "7"), ("retry-after", "30")]),
            Some(7)
        );
        for bad in ["-1", "soon", "", "1.5", "99999999999999999999"] {
            assert_eq!(read(&[("x-amz-retry-after", bad)]), None, "{bad}");
        }
    }
}
