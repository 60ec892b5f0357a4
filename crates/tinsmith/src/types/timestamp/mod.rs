//! Points in time, as Smithy's three formats write them.

mod calendar;
mod conversions;
mod text;

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const NANOS_PER_SECOND: u32 = 1_000_000_000;

/// A point in time with nanoseconds, from the year 1 to the year 9999: what the formats of Smithy can express.
///
/// ```
/// use tinsmith::Timestamp;
///
/// let timestamp: Timestamp = "2023-10-12T09:30:00.5+02:00".parse()?;
/// assert_eq!(timestamp.to_string(), "2023-10-12T07:30:00.5Z");
/// assert_eq!(timestamp, Timestamp::new(1_697_095_800, 500_000_000));
/// # Ok::<(), tinsmith::TimestampError>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp {
    seconds: i64,
    nanoseconds: u32,
}

/// How a timestamp is written: the values of Smithy's `timestampFormat`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimestampFormat {
    /// Seconds since 1970 began in UTC, with decimal places if need be: `1697095800.5`.
    EpochSeconds,
    /// [RFC 3339](https://www.rfc-editor.org/rfc/rfc3339): `2023-10-12T07:30:00.5Z`. Other offsets are read, never written.
    DateTime,
    /// The preferred form of [RFC 9110, section 5.6.7](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7):
    /// `Thu, 12 Oct 2023 07:30:00 GMT`. Fractions of a second are read, never written.
    HttpDate,
}

impl Timestamp {
    /// 1 January 1970, midnight in UTC.
    pub const EPOCH: Self = Self {
        seconds: 0,
        nanoseconds: 0,
    };
    /// 1 January 1, midnight in UTC.
    pub const MIN: Self = Self {
        seconds: -62_135_596_800,
        nanoseconds: 0,
    };
    /// The last nanosecond of the year 9999 in UTC.
    pub const MAX: Self = Self {
        seconds: 253_402_300_799,
        nanoseconds: NANOS_PER_SECOND - 1,
    };

    /// The point `seconds` and `nanoseconds` after 1970 began in UTC; what is beyond [`MIN`](Self::MIN) and [`MAX`](Self::MAX) becomes these.
    ///
    /// Nanoseconds count forward even if the seconds are negative: half a second before 1970 is `(-1, 500_000_000)`.
    pub const fn new(seconds: i64, nanoseconds: u32) -> Self {
        let seconds = seconds.saturating_add((nanoseconds / NANOS_PER_SECOND) as i64);
        let nanoseconds = nanoseconds % NANOS_PER_SECOND;
        if seconds < Self::MIN.seconds {
            Self::MIN
        } else if seconds > Self::MAX.seconds {
            Self::MAX
        } else {
            Self {
                seconds,
                nanoseconds,
            }
        }
    }

    /// The point `seconds` after 1970 began in UTC, within the same bounds.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self::new(seconds, 0)
    }

    /// The point `milliseconds` after 1970 began in UTC, within the same bounds.
    pub const fn from_millis(milliseconds: i64) -> Self {
        Self::new(
            milliseconds.div_euclid(1000),
            milliseconds.rem_euclid(1000) as u32 * 1_000_000,
        )
    }

    /// The point `nanoseconds` after 1970 began in UTC. `None` if it is out of bounds.
    pub(crate) fn from_nanoseconds(nanoseconds: i128) -> Option<Self> {
        let per_second = i128::from(NANOS_PER_SECOND);
        let seconds = i64::try_from(nanoseconds.div_euclid(per_second)).ok()?;
        let timestamp = Self {
            seconds,
            nanoseconds: nanoseconds.rem_euclid(per_second) as u32,
        };
        (Self::MIN..=Self::MAX)
            .contains(&timestamp)
            .then_some(timestamp)
    }

    /// Whole seconds since 1970 began in UTC.
    pub const fn seconds(self) -> i64 {
        self.seconds
    }

    /// Nanoseconds since that second began.
    pub const fn subsec_nanoseconds(self) -> u32 {
        self.nanoseconds
    }

    /// Nanoseconds since 1970 began in UTC.
    pub(crate) fn nanoseconds(self) -> i128 {
        i128::from(self.seconds) * i128::from(NANOS_PER_SECOND) + i128::from(self.nanoseconds)
    }

    /// Reads a timestamp.
    ///
    /// # Errors
    ///
    /// `text` is not of this format, names a day or time that does not exist, or is out of bounds.
    pub fn parse(text: &str, format: TimestampFormat) -> Result<Self, TimestampError> {
        let timestamp = match format {
            TimestampFormat::EpochSeconds => text::parse_epoch_seconds(text),
            TimestampFormat::DateTime => text::parse_date_time(text.as_bytes()),
            TimestampFormat::HttpDate => text::parse_http_date(text.as_bytes()),
        };
        timestamp.ok_or(TimestampError(format))
    }

    /// The text of this timestamp.
    pub fn format(self, format: TimestampFormat) -> String {
        let mut out = Vec::with_capacity(32);
        self.write(format, &mut out);
        // Only ASCII was written.
        String::from_utf8(out).unwrap_or_default()
    }

    /// Appends the text of this timestamp, which is ASCII.
    pub(crate) fn write(self, format: TimestampFormat, out: &mut Vec<u8>) {
        match format {
            TimestampFormat::EpochSeconds => text::write_epoch_seconds(self, out),
            TimestampFormat::DateTime => text::write_date_time(self, out),
            TimestampFormat::HttpDate => text::write_http_date(self, out),
        }
    }
}

/// RFC 3339 in UTC.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.format(TimestampFormat::DateTime))
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Timestamp({self})")
    }
}

/// RFC 3339.
impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, TimestampError> {
        Self::parse(text, TimestampFormat::DateTime)
    }
}

/// Within the bounds of [`Timestamp`].
impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        let seconds = |since: Duration| i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
        match time.duration_since(UNIX_EPOCH) {
            Ok(after) => Self::new(seconds(after), after.subsec_nanos()),
            Err(before) => match (seconds(before.duration()), before.duration().subsec_nanos()) {
                (seconds, 0) => Self::new(-seconds, 0),
                (seconds, nanoseconds) => {
                    Self::new((-seconds).saturating_sub(1), NANOS_PER_SECOND - nanoseconds)
                }
            },
        }
    }
}

/// 1970, where a platform's clock cannot express the time.
impl From<Timestamp> for SystemTime {
    fn from(timestamp: Timestamp) -> Self {
        let seconds = Duration::from_secs(timestamp.seconds.unsigned_abs());
        let whole = if timestamp.seconds < 0 {
            UNIX_EPOCH.checked_sub(seconds)
        } else {
            UNIX_EPOCH.checked_add(seconds)
        };
        let fraction = Duration::from_nanos(timestamp.nanoseconds.into());
        whole
            .and_then(|whole| whole.checked_add(fraction))
            .unwrap_or(UNIX_EPOCH)
    }
}

/// A text is not a timestamp of the expected format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimestampError(TimestampFormat);

impl TimestampError {
    pub(crate) fn message(&self) -> &'static str {
        match self.0 {
            TimestampFormat::EpochSeconds => {
                "expected seconds since 1970, like 1697095800.5, up to the year 9999"
            }
            TimestampFormat::DateTime => "expected a date and time like 2023-10-12T07:30:00Z",
            TimestampFormat::HttpDate => {
                "expected a date and time like Thu, 12 Oct 2023 07:30:00 GMT"
            }
        }
    }
}

impl fmt::Display for TimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl std::error::Error for TimestampError {}

#[cfg(test)]
mod tests;
