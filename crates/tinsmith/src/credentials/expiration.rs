//! The times in credentials files and responses, which their writers format in many ways.

use std::time::{Duration, SystemTime};

use crate::{Timestamp, TimestampFormat};

/// Parses an ISO 8601 time as botocore does: date and time with or without separators, seconds optional, and a time zone of `Z`, `UTC`,
/// `+00:00`, `+0000` or `+00`. A time without a time zone is in UTC.
pub(super) fn parse(text: &str) -> Option<SystemTime> {
    let (local, offset) = split_zone(text.trim())?;
    let (date, time) = local.split_once(['T', 't', ' '])?;
    let (time, fraction) = match time.split_once(['.', ',']) {
        Some((time, fraction)) => (time, format!(".{fraction}")),
        None => (time, String::new()),
    };
    let (year, month, day) = date_fields(date)?;
    let time: String = time_digits(time)?;
    let (hour, rest) = time.split_at_checked(2)?;
    let (minute, second) = rest.split_at_checked(2)?;
    let second = if second.is_empty() { "00" } else { second };
    let text = format!("{year}-{month}-{day}T{hour}:{minute}:{second}{fraction}Z");
    let time = Timestamp::parse(&text, TimestampFormat::DateTime).ok()?;
    let time = SystemTime::from(time);
    match offset {
        Offset::East(offset) => time.checked_sub(offset),
        Offset::West(offset) => time.checked_add(offset),
    }
}

/// The distance of a time zone from UTC.
enum Offset {
    East(Duration),
    West(Duration),
}

fn split_zone(text: &str) -> Option<(&str, Offset)> {
    const UTC: Offset = Offset::East(Duration::ZERO);
    for zone in ["Z", "z", "UTC", "GMT"] {
        if let Some(local) = text.strip_suffix(zone) {
            return Some((local.trim_end(), UTC));
        }
    }
    // The date has hyphens as well.
    let time = text.find(['T', 't', ' '])?;
    let Some(sign) = text[time..].find(['+', '-']).map(|sign| time + sign) else {
        return Some((text, UTC));
    };
    let (local, zone) = text.split_at(sign);
    let digits = zone[1..].replacen(':', "", 1);
    if !matches!(digits.len(), 2 | 4) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let hours: u64 = digits[..2].parse().ok()?;
    let minutes: u64 = digits
        .get(2..)
        .filter(|text| !text.is_empty())
        .map_or(Some(0), |text| text.parse().ok())?;
    if hours > 23 || minutes > 59 {
        return None;
    }
    let offset = Duration::from_secs((hours * 60 + minutes) * 60);
    let offset = match zone.starts_with('-') {
        true => Offset::West(offset),
        false => Offset::East(offset),
    };
    Some((local.trim_end(), offset))
}

fn date_fields(date: &str) -> Option<(&str, &str, &str)> {
    if let Some((year, rest)) = date.split_once('-') {
        let (month, day) = rest.split_once('-')?;
        return Some((year, month, day));
    }
    if date.len() != 8 || !date.is_ascii() {
        return None;
    }
    Some((&date[..4], &date[4..6], &date[6..]))
}

/// Returns the digits of `16:06:25`, `160625`, `16:06` or `1606`.
fn time_digits(time: &str) -> Option<String> {
    let digits = match time.split(':').collect::<Vec<_>>()[..] {
        [digits] if matches!(digits.len(), 4 | 6) => digits.to_owned(),
        [hour, minute] if hour.len() == 2 && minute.len() == 2 => format!("{hour}{minute}"),
        [hour, minute, second] if [hour, minute, second].iter().all(|field| field.len() == 2) => {
            format!("{hour}{minute}{second}")
        }
        _ => return None,
    };
    digits
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_time_in_all_its_forms_is_one_time() {
        let expected = SystemTime::UNIX_EPOCH + Duration::from_secs(1_929_456_385);
        for text in [
            "2031-02-21T16:06:25Z",
            "2031-02-21T16:06:25.000Z",
            "2031-02-21T16:06:25UTC",
            "2031-02-21 16:06:25 UTC",
            "2031-02-21T16:06:25+00:00",
            "2031-02-21T16:06:25+0000",
            "2031-02-21T16:06:25-00",
            "2031-02-21T17:06:25+0100",
            "2031-02-21T11:36:25-04:30",
            "20310221T160625Z",
            "20310221T160625",
            "2031-02-21T16:06:25",
            " 2031-02-21t16:06:25z\n",
        ] {
            assert_eq!(parse(text), Some(expected), "{text}");
        }
        let minute = expected - Duration::from_secs(25);
        for text in [
            "2031-02-21T16:06Z",
            "20310221T1606Z",
            "2031-02-21T16:06+00:00",
        ] {
            assert_eq!(parse(text), Some(minute), "{text}");
        }
    }

    #[test]
    fn other_texts_are_no_times() {
        for text in [
            "",
            "tomorrow",
            "2031-02-21",
            "2031-02-30T16:06:25Z",
            "2031-02-21T25:06:25Z",
            "2031-02-21T16:06:25+0",
            "2031-02-21T16:06:25+99:00",
            "2031-02-21T1606é25Z",
            "é0310221T160625Z",
            "1929542785",
            "2031-02-21T16Z",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[0-9TtZz:+. é-]{0,30}|.{0,30}") {
            let _ = parse(&text);
        }
    }
}
