//! Values of Smithy's simple types, as the JSON of a model writes them: below `validate`, which checks them, and `plan`, which converts them.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use serde_json::Value;

use crate::calendar;

/// The seconds since 1970 of the years that a date-time can name, 1 to 9999.
const SECONDS: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;

const BILLION: i128 = 1_000_000_000;

/// Parses a whole number, which may have decimals that are zero.
pub(crate) fn integer(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| {
        // `decimal` ignores digits after the ninth decimal, and the float does not.
        let is_whole = value.as_f64()?.fract() == 0.0;
        let (whole, billionths) = decimal(value)?;
        (is_whole && billionths == 0).then_some(whole)
    })
}

/// Parses a number into its whole part, rounded down, and the billionths after it; further decimals do not count. The digits are parsed
/// since a float would not keep them.
fn decimal(value: &Value) -> Option<(i64, u32)> {
    let text = value.as_number()?.to_string();
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().ok()?;
    let unsigned = mantissa.strip_prefix('-').unwrap_or(mantissa);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = format!("{whole}{fraction}");
    // The number of digits up to the ninth decimal.
    let length = i32::try_from(whole.len()).ok()?.checked_add(exponent)?;
    let length = length.checked_add(9)?;
    let billionths: i128 = match usize::try_from(length) {
        Err(_) | Ok(0) => 0,
        Ok(length) if digits.trim_start_matches('0').is_empty() || length <= 60 => {
            let digits: String = digits.chars().chain("0".repeat(60).chars()).collect();
            let digits = digits.get(..length.min(60))?.trim_start_matches('0');
            match digits {
                "" => 0,
                digits => digits.parse().ok()?,
            }
        }
        Ok(_) => return None,
    };
    let billionths = if mantissa.starts_with('-') {
        -billionths
    } else {
        billionths
    };
    let whole = i64::try_from(billionths.div_euclid(BILLION)).ok()?;
    let rest = u32::try_from(billionths.rem_euclid(BILLION)).ok()?;
    Some((whole, rest))
}

/// Parses a number, `NaN`, `Infinity` or `-Infinity`; `None` for a number beyond the range of the type.
pub(crate) fn double(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => {
            let text = number.to_string();
            let number: f64 = text.parse().ok()?;
            (number.is_finite() && (number != 0.0 || is_zero(&text))).then_some(number)
        }
        Value::String(text) => match text.as_str() {
            "NaN" => Some(f64::NAN),
            "Infinity" => Some(f64::INFINITY),
            "-Infinity" => Some(f64::NEG_INFINITY),
            _ => None,
        },
        _ => None,
    }
}

/// Parses a number of single precision as [`double`] does. Its shortest decimal notation is that of the returned number.
pub(crate) fn single(value: &Value) -> Option<f64> {
    let Value::Number(number) = value else {
        return double(value);
    };
    let text = number.to_string();
    let number: f32 = text.parse().ok()?;
    if number.is_finite() && (number != 0.0 || is_zero(&text)) {
        format!("{number:?}").parse().ok()
    } else {
        None
    }
}

/// True if all digits of a number are zero, unlike those of a number that only underflows to zero.
fn is_zero(number: &str) -> bool {
    let mantissa = number.split(['e', 'E']).next().unwrap_or_default();
    !mantissa.contains(|letter| matches!(letter, '1'..='9'))
}

/// True if a document can have the value: it keeps the digits of each integer and the magnitude of each other number.
pub(crate) fn is_document(value: &Value) -> bool {
    match value {
        Value::Number(number) if number.is_i64() || number.is_u64() => true,
        Value::Number(number) => double(value).is_some_and(|float| {
            let digits = number.to_string();
            let is_integer = !digits.contains(['.', 'e', 'E']);
            !is_integer || format!("{float:.0}") == digits
        }),
        Value::Array(items) => items.iter().all(is_document),
        Value::Object(members) => members.values().all(is_document),
        Value::Null | Value::Bool(_) | Value::String(_) => true,
    }
}

/// Parses seconds since 1970, a date-time of RFC 3339 in UTC, or an HTTP date into seconds and the nanoseconds after them. Smithy chooses one of
/// them by the timestamp format.
pub(crate) fn timestamp(value: &Value) -> Option<(i64, u32)> {
    let (seconds, nanoseconds) = match value {
        Value::Number(_) => decimal(value)?,
        Value::String(text) => {
            calendar::parse(text).or_else(|| Some((calendar::parse_http_date(text)?, 0)))?
        }
        _ => return None,
    };
    SECONDS.contains(&seconds).then_some((seconds, nanoseconds))
}

/// Decodes base64, whose padding may be absent.
pub(crate) fn base64(text: &str) -> Option<Vec<u8>> {
    let engine = match text.ends_with('=') {
        true => STANDARD,
        false => STANDARD_NO_PAD,
    };
    engine.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn timestamps_keep_their_decimals_on_both_sides_of_1970() {
        let cases = [
            ("946845296.123", Some((946_845_296, 123_000_000))),
            ("1576540098", Some((1_576_540_098, 0))),
            ("1515531081.0", Some((1_515_531_081, 0))),
            ("1.5155310815e9", Some((1_515_531_081, 500_000_000))),
            ("5e-1", Some((0, 500_000_000))),
            ("-0.5", Some((-1, 500_000_000))),
            ("-2.25", Some((-3, 750_000_000))),
            ("0e400", Some((0, 0))),
            ("1e-400", Some((0, 0))),
            ("1e12", None),
            ("1e400", None),
            ("99999999999999999999", None),
        ];
        for (text, expected) in cases {
            assert_eq!(timestamp(&json(text)), expected, "{text}");
        }
    }

    #[test]
    fn date_times_are_valid_dates_in_utc() {
        let cases = [
            ("1970-01-01T00:00:00Z", Some((0, 0))),
            ("2018-01-09T20:51:21Z", Some((1_515_531_081, 0))),
            ("2018-01-09T20:51:21.5Z", Some((1_515_531_081, 500_000_000))),
            ("2000-02-29T00:00:00Z", Some((951_782_400, 0))),
            ("1969-12-31T23:59:59Z", Some((-1, 0))),
            ("0001-01-01T00:00:00Z", Some((-62_135_596_800, 0))),
            ("9999-12-31T23:59:59Z", Some((253_402_300_799, 0))),
            ("0000-01-01T00:00:00Z", None),
            ("1900-02-29T00:00:00Z", None),
            ("2018-13-09T20:51:21Z", None),
            ("2018-01-09T24:00:00Z", None),
            ("2018-01-09T20:51:21", None),
            ("2018-01-09T20:51:21.Z", None),
            ("2018-01-09", None),
            ("yesterday", None),
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some((0, 0))),
            ("Tue, 09 Jan 2018 20:51:21 GMT", Some((1_515_531_081, 0))),
            ("Tue, 29 Feb 2000 00:00:00 GMT", Some((951_782_400, 0))),
            ("Fri, 31 Dec 9999 23:59:59 GMT", Some((253_402_300_799, 0))),
            ("Sat, 01 Jan 0000 00:00:00 GMT", None),
            ("Thu, 29 Feb 1900 00:00:00 GMT", None),
            ("Thu, 1 Jan 1970 00:00:00 GMT", None),
            ("Thu, 01 jan 1970 00:00:00 GMT", None),
            ("Thu, 01 Jan 1970 24:00:00 GMT", None),
            ("Thu, 01 Jan 1970 00:00:00 UTC", None),
            ("Thu, 01 Jan 1970 00:00:00", None),
            ("Thursday, 01-Jan-70 00:00:00 GMT", None),
            ("Day, 01 Jan 1970 00:00:00 GMT", None),
            ("01 Jan 1970 00:00:00 GMT", None),
        ];
        for (text, expected) in cases {
            assert_eq!(timestamp(&Value::from(text)), expected, "{text}");
        }
    }

    #[test]
    fn whole_numbers_may_be_written_with_decimals() {
        let read = |text: &str| integer(&json(text));
        assert_eq!(
            ["7", "7.0", "-3.0", "7.5", "3e2", "1.0000000001"].map(read),
            [Some(7), Some(7), Some(-3), None, Some(300), None]
        );
        assert_eq!(read("9007199254740993.0"), Some(9_007_199_254_740_993));
        assert_eq!(read("-9223372036854775808.0"), Some(i64::MIN));
        for text in ["-9223372036854775809", "9223372036854775808", "1e400"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn floats_are_numbers_within_range_or_named() {
        assert_eq!(double(&json("1e300")), Some(1e300));
        assert_eq!(double(&json("1e400")), None);
        assert_eq!(double(&json("1e-400")), None);
        assert_eq!(double(&json("-0.0")), Some(0.0));
        assert_eq!(double(&json("0e-400")), Some(0.0));
        assert_eq!(double(&json("5e-324")), Some(5e-324));
        assert_eq!(single(&json("1e-50")), None);
        assert_eq!(single(&json("0e-50")), Some(0.0));
        assert!(double(&json("\"NaN\"")).is_some_and(f64::is_nan));
        assert_eq!(double(&json("\"-Infinity\"")), Some(f64::NEG_INFINITY));
        assert_eq!(double(&json("\"1\"")), None);
        assert_eq!(single(&json("0.1")), Some(0.1));
        assert_eq!(single(&json("1.23456789012345")), Some(1.234_567_9));
        assert_eq!(single(&json("1e39")), None);
    }

    #[test]
    fn a_document_keeps_each_of_its_numbers() {
        let cases = [
            ("18446744073709551615", true),
            ("-9223372036854775808", true),
            ("100000000000000000000", true),
            ("18446744073709551617", false),
            ("-9223372036854775809", false),
            ("1e300", true),
            ("1e400", false),
            ("-1e400", false),
            ("1e-400", false),
            ("0.1", true),
            (r#"{"a": [{"b": 1e400}]}"#, false),
            (r#"{"a": [null, true, "1e400", 7]}"#, true),
        ];
        for (text, expected) in cases {
            assert_eq!(is_document(&json(text)), expected, "{text}");
        }
    }

    #[test]
    fn base64_is_decoded_strictly_with_or_without_padding() {
        let texts = ["", "YQ==", "YWI=", "YWJj", "YWJjZA"];
        assert_eq!(
            texts.map(base64),
            ["", "a", "ab", "abc", "abcd"].map(|text| Some(text.as_bytes().to_vec()))
        );
        let invalid = [
            "Y", "YQ=", "YWJj=", "Y===", "Y!==", "YW I=", "Y=Q=", "YR==", "YR", "YWJ=",
        ];
        assert_eq!(invalid.map(base64), [const { None }; 10]);
    }
}
