//! Points in time, in the formats of the services, of Signature Version 4 and of HTTP.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Serialize, Serializer};

use super::calendar::{Civil, days_from_monday};

const MILLIS_PER_SECOND: i64 = 1000;

/// A point in time, in milliseconds since 1970-01-01T00:00:00Z, the precision of the services.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Timestamp(i64);

impl Timestamp {
    pub(crate) const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    pub(crate) const fn from_seconds(seconds: i64) -> Self {
        Self(seconds * MILLIS_PER_SECOND)
    }

    pub(crate) const fn millis(self) -> i64 {
        self.0
    }

    pub(crate) const fn seconds(self) -> i64 {
        self.0.div_euclid(MILLIS_PER_SECOND)
    }

    pub(crate) fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(millis_of(duration)))
    }

    pub(crate) fn minus(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(millis_of(duration)))
    }

    /// Parses RFC 3339 with any offset and any number of fractional digits, truncated to milliseconds.
    pub(crate) fn parse_date_time(text: &str) -> Option<Self> {
        let (date, rest) = text.split_at_checked(10)?;
        let (year, month_day) = date.split_once('-')?;
        let (month, day) = month_day.split_once('-')?;
        let (separator, rest) = rest.split_at_checked(1)?;
        if !separator.eq_ignore_ascii_case("t") {
            return None;
        }
        let (clock, rest) = rest.split_at_checked(8)?;
        let (hour, minute_second) = clock.split_once(':')?;
        let (minute, second) = minute_second.split_once(':')?;
        let (millis, offset) = match rest.strip_prefix('.') {
            Some(fraction) => {
                let end = fraction.find(|c: char| !c.is_ascii_digit())?;
                let (digits, offset) = fraction.split_at_checked(end)?;
                (fraction_millis(digits)?, offset)
            }
            None => (0, rest),
        };
        let seconds = Civil {
            year: digits(year, 4)?,
            month: digits(month, 2)?,
            day: digits(day, 2)?,
            hour: digits(hour, 2)?,
            minute: digits(minute, 2)?,
            second: digits(second, 2)?,
        }
        .to_seconds()?;
        Some(Self(
            (seconds - offset_seconds(offset)?) * MILLIS_PER_SECOND + millis,
        ))
    }

    /// Parses the format of `X-Amz-Date`: `20150830T123600Z`.
    pub(crate) fn parse_basic(text: &str) -> Option<Self> {
        let (date, clock) = text.strip_suffix('Z')?.split_once('T')?;
        if date.len() != 8 || clock.len() != 6 {
            return None;
        }
        let seconds = Civil {
            year: digits(date.get(..4)?, 4)?,
            month: digits(date.get(4..6)?, 2)?,
            day: digits(date.get(6..)?, 2)?,
            hour: digits(clock.get(..2)?, 2)?,
            minute: digits(clock.get(2..4)?, 2)?,
            second: digits(clock.get(4..)?, 2)?,
        }
        .to_seconds()?;
        Some(Self::from_seconds(seconds))
    }

    /// Returns the format of `X-Amz-Date`: `20150830T123600Z`.
    pub(crate) fn to_basic(self) -> String {
        let civil = Civil::from_seconds(self.seconds());
        format!(
            "{:04}{:02}{:02}T{:02}{:02}{:02}Z",
            civil.year, civil.month, civil.day, civil.hour, civil.minute, civil.second
        )
    }

    /// Returns the format of HTTP's `Date` header: `Sun, 30 Aug 2015 12:36:00 GMT`.
    pub(crate) fn to_http_date(self) -> String {
        let civil = Civil::from_seconds(self.seconds());
        let weekday = match days_from_monday(self.seconds()) {
            0 => "Mon",
            1 => "Tue",
            2 => "Wed",
            3 => "Thu",
            4 => "Fri",
            5 => "Sat",
            _ => "Sun",
        };
        let month = match civil.month {
            1 => "Jan",
            2 => "Feb",
            3 => "Mar",
            4 => "Apr",
            5 => "May",
            6 => "Jun",
            7 => "Jul",
            8 => "Aug",
            9 => "Sep",
            10 => "Oct",
            11 => "Nov",
            _ => "Dec",
        };
        format!(
            "{weekday}, {:02} {month} {:04} {:02}:{:02}:{:02} GMT",
            civil.day, civil.year, civil.hour, civil.minute, civil.second
        )
    }
}

impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        match time.duration_since(UNIX_EPOCH) {
            Ok(since) => Self(millis_of(since)),
            Err(before) => Self(-millis_of(before.duration())),
        }
    }
}

impl From<Timestamp> for SystemTime {
    fn from(timestamp: Timestamp) -> Self {
        let distance = Duration::from_millis(timestamp.0.unsigned_abs());
        if timestamp.0 < 0 {
            UNIX_EPOCH - distance
        } else {
            UNIX_EPOCH + distance
        }
    }
}

/// RFC 3339 in UTC, with milliseconds unless they are zero.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let civil = Civil::from_seconds(self.seconds());
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
            civil.year, civil.month, civil.day, civil.hour, civil.minute, civil.second
        )?;
        match self.0.rem_euclid(MILLIS_PER_SECOND) {
            0 => f.write_str("Z"),
            millis => write!(f, ".{millis:03}Z"),
        }
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

fn millis_of(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

fn digits(text: &str, length: usize) -> Option<i64> {
    (text.len() == length && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

fn fraction_millis(digits: &str) -> Option<i64> {
    if digits.is_empty() {
        return None;
    }
    digits
        .chars()
        .chain("00".chars())
        .take(3)
        .collect::<String>()
        .parse()
        .ok()
}

fn offset_seconds(offset: &str) -> Option<i64> {
    if offset.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let (sign, offset) = match offset.split_at_checked(1)? {
        ("+", offset) => (1, offset),
        ("-", offset) => (-1, offset),
        _ => return None,
    };
    let (hours, minutes) = offset.split_once(':')?;
    let (hours, minutes) = (digits(hours, 2)?, digits(minutes, 2)?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn date_times_survive_the_round_trip() {
        for text in [
            "1969-12-31T23:59:59.999Z",
            "1970-01-01T00:00:00Z",
            "2000-02-29T12:00:00Z",
            "2024-02-29T23:59:59.120Z",
            "2025-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z",
        ] {
            let timestamp = Timestamp::parse_date_time(text);
            assert_eq!(timestamp.map(|t| t.to_string()).as_deref(), Some(text));
        }
    }

    #[test]
    fn an_offset_is_subtracted() {
        let here = Timestamp::parse_date_time("2025-01-01T08:30:00+08:30");
        assert_eq!(here, Timestamp::parse_date_time("2025-01-01T00:00:00Z"));
    }

    #[test]
    fn dates_and_times_that_do_not_exist_are_rejected() {
        for text in [
            "",
            "2025-02-29T00:00:00Z",
            "2025-13-01T00:00:00Z",
            "2025-01-01T24:00:00Z",
            "2025-01-01T00:00:00",
            "2025-01-01 00:00:00Z",
            "2025-01-01T00:00:00.Z",
            "2025-01-01T00:00:00+8",
            "1735689600",
            "2025-01-0éT00:00:00Z",
        ] {
            assert_eq!(Timestamp::parse_date_time(text), None, "{text}");
        }
    }

    #[test]
    fn the_formats_of_signatures_and_of_the_date_header_agree() {
        let timestamp = Timestamp::parse_basic("20150830T123600Z").unwrap();
        assert_eq!(timestamp.to_basic(), "20150830T123600Z");
        assert_eq!(timestamp.to_http_date(), "Sun, 30 Aug 2015 12:36:00 GMT");
        assert_eq!(timestamp.to_string(), "2015-08-30T12:36:00Z");
        assert_eq!(Timestamp::parse_basic("20150830T1236Z"), None);
    }
}
