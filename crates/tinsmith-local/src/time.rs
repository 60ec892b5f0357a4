//! Points in time as the services write them, without a calendar library.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Serialize, Serializer};

const MILLIS_PER_SECOND: i64 = 1000;
const SECONDS_PER_DAY: i64 = 86_400;

/// Milliseconds since 1970-01-01T00:00:00Z, which is as fine as the services' own timestamps are.
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

    /// Reads RFC 3339 with any offset and any number of fractional digits; what is finer than a millisecond is cut off.
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

    /// Reads the form that Signature Version 4 writes into `X-Amz-Date`: `20150830T123600Z`.
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

    /// Writes `20150830T123600Z`.
    pub(crate) fn to_basic(self) -> String {
        let civil = Civil::from_seconds(self.seconds());
        format!(
            "{:04}{:02}{:02}T{:02}{:02}{:02}Z",
            civil.year, civil.month, civil.day, civil.hour, civil.minute, civil.second
        )
    }

    /// Writes the form of HTTP's `Date` header: `Sun, 30 Aug 2015 12:36:00 GMT`.
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

/// RFC 3339 in UTC, with milliseconds only where there are any.
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

/// A date and a time of day in the proleptic Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Civil {
    pub(crate) year: i64,
    pub(crate) month: i64,
    pub(crate) day: i64,
    pub(crate) hour: i64,
    pub(crate) minute: i64,
    pub(crate) second: i64,
}

impl Civil {
    /// Seconds since 1970, or nothing for a date or a time of day that does not exist.
    pub(crate) fn to_seconds(self) -> Option<i64> {
        let valid = (1..=12).contains(&self.month)
            && (1..=days_in_month(self.year, self.month)).contains(&self.day)
            && (0..24).contains(&self.hour)
            && (0..60).contains(&self.minute)
            && (0..60).contains(&self.second);
        valid.then(|| {
            days_from_civil(self.year, self.month, self.day) * SECONDS_PER_DAY
                + self.hour * 3600
                + self.minute * 60
                + self.second
        })
    }

    pub(crate) fn from_seconds(seconds: i64) -> Self {
        let (year, month, day) = civil_from_days(seconds.div_euclid(SECONDS_PER_DAY));
        let of_day = seconds.rem_euclid(SECONDS_PER_DAY);
        Self {
            year,
            month,
            day,
            hour: of_day / 3600,
            minute: of_day / 60 % 60,
            second: of_day % 60,
        }
    }
}

/// 0 for a Monday, 6 for a Sunday; 1970-01-01 was a Thursday.
pub(crate) fn days_from_monday(seconds: i64) -> i64 {
    (seconds.div_euclid(SECONDS_PER_DAY) + 3).rem_euclid(7)
}

/// Days since 1970-01-01. Years are counted from March, so that the leap day is a year's last one; see Howard Hinnant,
/// "chrono-Compatible Low-Level Date Algorithms".
pub(crate) fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
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
    fn date_times_are_read_and_written_back() {
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
    fn an_offset_is_taken_off() {
        let here = Timestamp::parse_date_time("2025-01-01T08:30:00+08:30");
        assert_eq!(here, Timestamp::parse_date_time("2025-01-01T00:00:00Z"));
    }

    #[test]
    fn dates_and_times_that_do_not_exist_are_refused() {
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
    fn the_signature_form_and_the_header_form_name_the_same_second() {
        let timestamp = Timestamp::parse_basic("20150830T123600Z").unwrap();
        assert_eq!(timestamp.to_basic(), "20150830T123600Z");
        assert_eq!(timestamp.to_http_date(), "Sun, 30 Aug 2015 12:36:00 GMT");
        assert_eq!(timestamp.to_string(), "2015-08-30T12:36:00Z");
        assert_eq!(Timestamp::parse_basic("20150830T1236Z"), None);
    }

    #[test]
    fn every_day_of_four_centuries_survives_the_round_trip() {
        for day in -146_097..146_097 {
            let (year, month, day_of_month) = civil_from_days(day);
            assert_eq!(days_from_civil(year, month, day_of_month), day);
        }
    }
}
