//! Dates and times in UTC, in the notations of RFC 3339 and of HTTP.
//!
//! The crate `jiff` would lengthen each build of the generator by 6.5 s of processor time.

/// The names of the months in dates of HTTP.
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// The names of the days of the week in dates of HTTP.
const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Parses a date and time that end with `Z` into seconds since 1970 and the nanoseconds after them.
pub(crate) fn parse(text: &str) -> Option<(i64, u32)> {
    let (date, time) = text.strip_suffix(['Z', 'z'])?.split_once(['T', 't'])?;
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let date = numbers(date, '-', [4, 2, 2])?;
    if fraction.is_empty() || !fraction.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let nanoseconds = format!("{fraction:0<9}").get(..9)?.parse().ok()?;
    Some((seconds(date, time)?, nanoseconds))
}

/// Parses the `IMF-fixdate` of RFC 9110, such as `Tue, 09 Jan 2018 20:51:21 GMT`, into seconds since 1970. The day of the week may be another
/// than that of the date.
pub(crate) fn parse_http_date(text: &str) -> Option<i64> {
    let (weekday, rest) = text.strip_suffix(" GMT")?.split_once(", ")?;
    let (date, time) = rest.rsplit_once(' ')?;
    let (day, rest) = date.split_once(' ')?;
    let (month, year) = rest.split_once(' ')?;
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    let date = numbers(&format!("{year}-{month:02}-{day}"), '-', [4, 2, 2])?;
    let is_weekday = WEEKDAYS.contains(&weekday);
    seconds(date, time).filter(|_| is_weekday)
}

/// Returns the seconds since 1970 of a year, month and day, and a time of day.
fn seconds([year, month, day]: [i64; 3], time: &str) -> Option<i64> {
    let [hour, minute, second] = numbers(time, ':', [2, 2, 2])?;
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=days).contains(&day) || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    // The years begin in March, so that the day of a leap year is their last.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let days = 365 * year + year.div_euclid(4) - year.div_euclid(100)
        + year.div_euclid(400)
        + (153 * month + 2) / 5
        + day
        - 719_469;
    Some(((days * 24 + hour) * 60 + minute) * 60 + second)
}

/// Formats seconds and nanoseconds since 1970, in as few digits as the fraction needs. The calendar is counted from March, in eras of 400 years.
pub(crate) fn format(seconds: i64, nanoseconds: u32) -> String {
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    let year = year + era * 400 + next;
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    let fraction = match nanoseconds {
        0 => String::new(),
        _ => format!(".{nanoseconds:09}"),
    };
    let fraction = fraction.trim_end_matches('0');
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z")
}

/// Parses three numbers with this many digits.
fn numbers(text: &str, separator: char, lengths: [usize; 3]) -> Option<[i64; 3]> {
    let mut parts = text.split(separator);
    let mut numbers = [0; 3];
    for (number, length) in numbers.iter_mut().zip(lengths) {
        let digits = parts.next().filter(|part| part.len() == length)?;
        if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        *number = digits.parse().ok()?;
    }
    parts.next().is_none().then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_become_dates_around_leap_days_and_before_1970() {
        let dates = [
            0,
            951_782_399,
            951_782_400,
            1_767_225_600,
            -1,
            253_402_300_799,
        ];
        assert_eq!(
            dates.map(|seconds| format(seconds, 0)),
            [
                "1970-01-01T00:00:00Z",
                "2000-02-28T23:59:59Z",
                "2000-02-29T00:00:00Z",
                "2026-01-01T00:00:00Z",
                "1969-12-31T23:59:59Z",
                "9999-12-31T23:59:59Z",
            ]
        );
    }

    #[test]
    fn a_date_is_parsed_as_it_is_formatted() {
        // A step of some days and a fraction, so that each month and kind of year occurs.
        for seconds in (-62_135_596_800..253_402_300_799).step_by(86_400 * 101 + 3_661) {
            let text = format(seconds, 500_000_000);
            assert_eq!(parse(&text), Some((seconds, 500_000_000)), "{text}");
        }
    }

    #[test]
    fn a_fraction_has_no_zeros_at_its_end() {
        assert_eq!(format(-1, 500_000_000), "1969-12-31T23:59:59.5Z");
        assert_eq!(format(0, 1), "1970-01-01T00:00:00.000000001Z");
        assert_eq!(format(0, 120_000_000), "1970-01-01T00:00:00.12Z");
    }
}
