use std::time::SystemTime;

use proptest::prelude::*;

use super::TimestampFormat::{DateTime, EpochSeconds, HttpDate};
use super::point::NANOS_PER_SECOND;
use super::*;

fn seconds(text: &str, format: TimestampFormat) -> Option<(i64, u32)> {
    let timestamp = Timestamp::parse(text, format).ok()?;
    Some((timestamp.seconds(), timestamp.subsec_nanoseconds()))
}

#[test]
fn the_three_formats_say_the_same() {
    let timestamp = Timestamp::from_seconds(1_576_540_098);
    for (format, text) in [
        (EpochSeconds, "1576540098"),
        (DateTime, "2019-12-16T23:48:18Z"),
        (HttpDate, "Mon, 16 Dec 2019 23:48:18 GMT"),
    ] {
        assert_eq!(timestamp.format(format), text);
        assert_eq!(Timestamp::parse(text, format), Ok(timestamp));
    }
}

#[test]
fn fractions_are_kept_to_the_nanosecond_and_written_without_trailing_zeros() {
    assert_eq!(
        seconds("2000-01-02T20:34:56.123Z", DateTime),
        Some((946_845_296, 123_000_000))
    );
    assert_eq!(
        seconds("Sun, 02 Jan 2000 20:34:56.456 GMT", HttpDate),
        Some((946_845_296, 456_000_000))
    );
    assert_eq!(
        seconds("946845296.1234567899", EpochSeconds),
        Some((946_845_296, 123_456_789))
    );
    assert_eq!(
        seconds("9.46845296123E8", EpochSeconds),
        Some((946_845_296, 123_000_000))
    );
    let timestamp = Timestamp::from_millis(946_845_296_120);
    assert_eq!(timestamp.format(DateTime), "2000-01-02T20:34:56.12Z");
    assert_eq!(timestamp.format(EpochSeconds), "946845296.12");
    assert_eq!(timestamp.format(HttpDate), "Sun, 02 Jan 2000 20:34:56 GMT");
}

#[test]
fn offsets_are_taken_off() {
    assert_eq!(
        seconds("2019-12-16T22:48:18-01:00", DateTime),
        Some((1_576_540_098, 0))
    );
    assert_eq!(
        seconds("2019-12-17T00:48:18+01:00", DateTime),
        Some((1_576_540_098, 0))
    );
    assert_eq!(
        seconds("2019-12-17 05:18:18.5+05:30", DateTime),
        Some((1_576_540_098, 500_000_000))
    );
    // Without an offset, as some servers send it.
    assert_eq!(
        seconds("2019-12-16T23:48:18", DateTime),
        Some((1_576_540_098, 0))
    );
    assert_eq!(
        seconds("2019-12-16T23:48:18.500", DateTime),
        Some((1_576_540_098, 500_000_000))
    );
}

#[test]
fn times_before_1970_count_nanoseconds_forward() {
    let timestamp = Timestamp::from_millis(-1_500);
    assert_eq!(
        (timestamp.seconds(), timestamp.subsec_nanoseconds()),
        (-2, 500_000_000)
    );
    assert_eq!(timestamp.format(EpochSeconds), "-1.5");
    assert_eq!(timestamp.format(DateTime), "1969-12-31T23:59:58.5Z");
    assert_eq!(Timestamp::parse("-1.5", EpochSeconds), Ok(timestamp));
    assert_eq!(Timestamp::from_millis(-500).format(EpochSeconds), "-0.5");
}

#[test]
fn every_byte_of_a_date_time_is_checked() {
    let text = b"2026-03-15T08:12:17Z";
    for (index, expected) in text.iter().enumerate() {
        for byte in 0..=u8::MAX {
            let mut changed = text.to_vec();
            changed[index] = byte;
            let is_allowed = match expected {
                b'T' => b"Tt ".contains(&byte),
                b'Z' => b"Zz".contains(&byte),
                b'-' | b':' => byte == *expected,
                _ => byte.is_ascii_digit(),
            };
            // Months have two digits up to 12, days of March up to 31, and so on.
            let exists = match index {
                5 => byte <= b'0',
                6 => byte != b'0',
                8 => byte <= b'2',
                11 => byte <= b'1',
                14 | 17 => byte <= b'5',
                _ => true,
            };
            let shown = changed.escape_ascii().to_string();
            match Timestamp::from_date_time(&changed) {
                Some(timestamp) => {
                    assert!(is_allowed && exists, "{shown}");
                    let upper = shown.to_uppercase().replace(' ', "T");
                    assert_eq!(timestamp.to_string(), upper);
                }
                None => assert!(!is_allowed || !exists, "{shown}"),
            }
        }
    }
}

#[test]
fn leap_days_exist_in_leap_years_only() {
    for day in ["2024-02-29", "2000-02-29", "1600-02-29", "0004-02-29"] {
        assert!(
            seconds(&format!("{day}T00:00:00Z"), DateTime).is_some(),
            "{day}"
        );
    }
    for day in [
        "2023-02-29",
        "1900-02-29",
        "2024-02-30",
        "2024-04-31",
        "2024-00-01",
        "2024-13-01",
        "2024-01-00",
    ] {
        assert_eq!(
            seconds(&format!("{day}T00:00:00Z"), DateTime),
            None,
            "{day}"
        );
    }
}

#[test]
fn the_bounds_are_the_years_1_and_9999() {
    assert_eq!(Timestamp::MIN.to_string(), "0001-01-01T00:00:00Z");
    assert_eq!(Timestamp::MAX.to_string(), "9999-12-31T23:59:59.999999999Z");
    for timestamp in [Timestamp::MIN, Timestamp::MAX] {
        assert_eq!(timestamp.to_string().parse(), Ok(timestamp));
        assert_eq!(
            Timestamp::parse(&timestamp.format(EpochSeconds), EpochSeconds),
            Ok(timestamp)
        );
    }
    assert_eq!(Timestamp::new(i64::MAX, u32::MAX), Timestamp::MAX);
    assert_eq!(Timestamp::from_seconds(i64::MIN), Timestamp::MIN);
    assert_eq!(Timestamp::from_millis(i64::MIN), Timestamp::MIN);
    for (text, format) in [
        ("0000-12-31T23:59:59Z", DateTime),
        ("0001-01-01T00:00:00+00:01", DateTime),
        ("9999-12-31T23:59:59-00:01", DateTime),
        ("253402300800", EpochSeconds),
        ("-62135596801", EpochSeconds),
        ("1e300", EpochSeconds),
    ] {
        assert_eq!(seconds(text, format), None, "{text}");
    }
}

#[test]
fn a_leap_second_is_the_first_of_the_next_minute() {
    assert_eq!(
        seconds("2016-12-31T23:59:60Z", DateTime),
        seconds("2017-01-01T00:00:00Z", DateTime)
    );
}

#[test]
fn invalid_timestamps_are_rejected() {
    for text in [
        "",
        "2023",
        "2023-10-12",
        "2023-10-12T07:30Z",
        "2023-10-12T07:30:00 ",
        "2023-10-12T24:00:00Z",
        "2023-10-12T07:60:00Z",
        "2023-10-12T07:30:61Z",
        "2023-10-12T07:30:00.Z",
        "2023-10-12T07:30:00Z ",
        "2023-10-12T07:30:00+24:00",
        "2023-10-12T07:30:00+0100",
        "+023-10-12T07:30:00Z",
        "2023-1０-12T07:30:00Z",
    ] {
        assert_eq!(seconds(text, DateTime), None, "{text}");
    }
    for text in [
        "",
        "Mon",
        "Mon, 16 Dec 2019 23:48:18",
        "Mon, 16 Dec 2019 23:48:18 CET",
        "Foo, 16 Dec 2019 23:48:18 GMT",
        "Mon, 16 dec 2019 23:48:18 GMT",
        "Mon, 6 Dec 2019 23:48:18 GMT",
        "Monday, 16-Dec-19 23:48:18 GMT",
    ] {
        assert_eq!(seconds(text, HttpDate), None, "{text}");
    }
    for text in ["", "NaN", "+1", "1.", "0x10", " 1"] {
        assert_eq!(seconds(text, EpochSeconds), None, "{text}");
    }
    let error = "yesterday".parse::<Timestamp>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected a date and time like 2023-10-12T07:30:00Z"
    );
}

proptest! {
    #[test]
    fn every_timestamp_survives_its_formats(seconds in Timestamp::MIN.seconds..=Timestamp::MAX.seconds, nanoseconds in 0..NANOS_PER_SECOND) {
        let timestamp = Timestamp::new(seconds, nanoseconds);
        prop_assert_eq!(Timestamp::parse(&timestamp.format(EpochSeconds), EpochSeconds), Ok(timestamp));
        prop_assert_eq!(timestamp.to_string().parse(), Ok(timestamp));
        let whole = Timestamp::from_seconds(seconds);
        prop_assert_eq!(Timestamp::parse(&timestamp.format(HttpDate), HttpDate), Ok(whole));
        prop_assert_eq!(Timestamp::from(SystemTime::from(timestamp)), timestamp);
    }

    #[test]
    fn no_text_makes_parsing_panic(text in "[-+0-9TZ:. eE,GMTadnuoc]{0,40}|.*") {
        for format in [EpochSeconds, DateTime, HttpDate] {
            let _ = Timestamp::parse(&text, format);
        }
    }
}
