//! A clock that goes wrong, and signatures that are refused for it.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use http::HeaderMap;

use crate::{Timestamp, TimestampFormat};

/// Errors that a wrong clock may be the cause of.
const SKEW_CODES: [&str; 6] = [
    "RequestTimeTooSkewed",
    "RequestExpired",
    "RequestInTheFuture",
    "InvalidSignatureException",
    "SignatureDoesNotMatch",
    "AuthFailure",
];

/// Services accept signatures that are five minutes off; a clock this far off is wrong.
const FAR: Duration = Duration::from_secs(4 * 60);

/// By how many seconds the services' clock is ahead of ours.
#[derive(Debug, Default)]
pub(crate) struct ClockSkew(AtomicI64);

impl ClockSkew {
    /// The services' time, in a year of four digits: no answer can ask for a day that signatures cannot name.
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

    /// Compares an answer's `Date` with the time that the request was signed with. If they are far apart, keeps the difference
    /// from `now` and says so.
    pub(crate) fn learn(&self, headers: &HeaderMap, signed: SystemTime, now: SystemTime) -> bool {
        let Some(date) = headers
            .get("date")
            .and_then(|date| date.to_str().ok())
            .and_then(parse)
        else {
            return false;
        };
        let apart = date
            .duration_since(signed)
            .or_else(|_| signed.duration_since(date))
            .unwrap_or_default();
        if apart < FAR {
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

/// Whether a wrong clock may be the cause of an error.
pub(crate) fn is_skew_code(code: &str) -> bool {
    SKEW_CODES.contains(&code)
}
