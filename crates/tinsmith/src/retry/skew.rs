//! The difference between the client's clock and that of the services, and the errors that a difference causes.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use http::HeaderMap;

use crate::{Timestamp, TimestampFormat};

/// The codes of errors that a wrong clock may cause.
const SKEW_CODES: [&str; 6] = [
    "RequestTimeTooSkewed",
    "RequestExpired",
    "RequestInTheFuture",
    "InvalidSignatureException",
    "SignatureDoesNotMatch",
    "AuthFailure",
];

/// The smallest difference that counts as a wrong clock. Services accept signatures that are up to five minutes off.
const THRESHOLD: Duration = Duration::from_secs(4 * 60);

/// The number of seconds by which the services' clock is ahead of the client's.
#[derive(Debug, Default)]
pub(crate) struct ClockSkew(AtomicI64);

impl ClockSkew {
    /// Returns the services' time, in a year of four digits: no response can lead to a date that a signature cannot hold.
    pub(crate) fn correct(&self, now: SystemTime) -> SystemTime {
        let seconds = self.0.load(Ordering::Relaxed);
        let skew = Duration::from_secs(seconds.unsigned_abs());
        let corrected = if seconds < 0 {
            now.checked_sub(skew)
        } else {
            now.checked_add(skew)
        };
        Timestamp::from(corrected.unwrap_or(now)).into()
    }

    /// Compares a response's `Date` with the time with which the request was signed. If they are far apart, keeps the difference from
    /// `now` and returns true.
    pub(crate) fn learn(&self, headers: &HeaderMap, signed: SystemTime, now: SystemTime) -> bool {
        let Some(date) = headers
            .get("date")
            .and_then(|date| date.to_str().ok())
            .and_then(parse)
        else {
            return false;
        };
        let difference = date
            .duration_since(signed)
            .or_else(|_| signed.duration_since(date))
            .unwrap_or_default();
        if difference < THRESHOLD {
            return false;
        }
        let seconds = |duration: Duration| i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
        let skew = match date.duration_since(now) {
            Ok(ahead) => seconds(ahead),
            Err(behind) => -seconds(behind.duration()),
        };
        self.0.store(skew, Ordering::Relaxed);
        true
    }
}

fn parse(date: &str) -> Option<SystemTime> {
    Timestamp::parse(date, TimestampFormat::HttpDate)
        .ok()
        .map(SystemTime::from)
}

/// True if a wrong clock may have caused an error with this code.
pub(crate) fn is_skew_code(code: &str) -> bool {
    SKEW_CODES.contains(&code)
}
