//! The point in time.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

pub(super) const NANOS_PER_SECOND: u32 = 1_000_000_000;

/// A point in time with nanoseconds, from the year 1 to the year 9999: the range of Smithy's timestamp formats.
///
/// Requests contain milliseconds at most, as Smithy recommends for these formats
/// ([timestamp formats](https://smithy.io/2.0/spec/protocol-traits.html#timestamp-formats)), and some services reject more. What is finer is truncated.
/// [`format`](Self::format), `Display` and the feature `serde` keep nanoseconds.
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
    pub(super) seconds: i64,
    pub(super) nanoseconds: u32,
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

    /// Returns the point `seconds` and `nanoseconds` after [`EPOCH`](Self::EPOCH), limited to [`MIN`](Self::MIN) and [`MAX`](Self::MAX).
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

    /// Returns the point `seconds` after [`EPOCH`](Self::EPOCH), with the same limits.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self::new(seconds, 0)
    }

    /// Returns the point `milliseconds` after [`EPOCH`](Self::EPOCH), with the same limits.
    pub const fn from_millis(milliseconds: i64) -> Self {
        Self::new(
            milliseconds.div_euclid(1000),
            milliseconds.rem_euclid(1000) as u32 * 1_000_000,
        )
    }

    /// Returns the point `nanoseconds` after [`EPOCH`](Self::EPOCH); `None` if it is out of range.
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

    /// Returns the seconds since [`EPOCH`](Self::EPOCH), rounded down.
    pub const fn seconds(self) -> i64 {
        self.seconds
    }

    /// Returns the nanoseconds since the beginning of that second.
    pub const fn subsec_nanoseconds(self) -> u32 {
        self.nanoseconds
    }

    /// Returns the point with the precision of requests. It is rounded down, also before 1970, because nanoseconds count forward.
    pub(crate) const fn truncate_to_millis(self) -> Self {
        Self {
            nanoseconds: self.nanoseconds - self.nanoseconds % 1_000_000,
            ..self
        }
    }

    /// Returns the nanoseconds since [`EPOCH`](Self::EPOCH).
    pub(crate) fn nanoseconds(self) -> i128 {
        i128::from(self.seconds) * i128::from(NANOS_PER_SECOND) + i128::from(self.nanoseconds)
    }
}

/// Limited to the range of [`Timestamp`].
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

/// [`EPOCH`](Timestamp::EPOCH) if the platform's clock cannot represent the time.
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
