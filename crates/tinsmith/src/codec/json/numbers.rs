//! Numbers, by the grammar of JSON and within the bounds of their types, and timestamps.

use std::borrow::Cow;

use super::reader::JsonReader;
use crate::types::decimal;
use crate::types::number::Number;
use crate::{BigNumber, Timestamp, TimestampFormat};

const OUT_OF_RANGE: &str = "number out of range";

impl<'a> JsonReader<'a> {
    /// Reads the text of a number.
    pub(super) fn read_number(&mut self) -> &'a str {
        if !matches!(self.peek(), Some(b'-' | b'0'..=b'9')) {
            self.record_error("expected a number");
            return "0";
        }
        match decimal::number_length(self.rest()) {
            Ok(length) => {
                let number = self
                    .input
                    .get(self.offset..self.offset + length)
                    .unwrap_or("0");
                self.offset += length;
                number
            }
            Err(length) => {
                self.record_error_at(self.offset + length, "malformed number");
                "0"
            }
        }
    }

    pub(super) fn read_integer(&mut self, min: i64, max: i64) -> i64 {
        self.peek();
        let start = self.offset;
        let integer = match self.read_short_integer() {
            Some(integer) => integer.into(),
            None => match decimal::scale(self.read_number(), 0) {
                Some(number) if number.exact => number.value,
                Some(_) => {
                    self.record_error_at(start, "expected a whole number");
                    return 0;
                }
                None => i128::MAX,
            },
        };
        match i64::try_from(integer) {
            Ok(integer) if (min..=max).contains(&integer) => integer,
            _ => {
                self.record_error_at(start, OUT_OF_RANGE);
                0
            }
        }
    }

    /// Reads a number, or a string with one of three names. `named` has their values: `NaN`, `Infinity` and `-Infinity`.
    pub(super) fn read_float<T: std::str::FromStr + Copy + Default>(
        &mut self,
        is_infinite: fn(T) -> bool,
        named: [T; 3],
    ) -> T {
        let quoted = self.peek() == Some(b'"');
        let start = self.offset;
        if quoted {
            let [nan, infinity, negative_infinity] = named;
            match &*self.read_string() {
                "NaN" => return nan,
                "Infinity" => return infinity,
                "-Infinity" => return negative_infinity,
                _ => self.record_error_at(start, "expected a number"),
            }
            return T::default();
        }
        match self.read_number().parse() {
            Ok(number) if !is_infinite(number) => number,
            _ => {
                self.record_error_at(start, OUT_OF_RANGE);
                T::default()
            }
        }
    }

    pub(super) fn read_big_number(&mut self) -> BigNumber {
        if self.is_view && self.peek() == Some(b'"') {
            let start = self.offset;
            return self.read_string().parse().unwrap_or_else(|_| {
                self.record_error_at(start, "expected a number");
                BigNumber::default()
            });
        }
        BigNumber::from_valid(self.read_number())
    }

    pub(in crate::codec) fn read_document_number(&mut self) -> Number {
        self.peek();
        let start = self.offset;
        let text = self.read_number();
        if let Ok(number) = text.parse::<u64>() {
            return Number::Unsigned(number);
        }
        match text.parse::<i64>() {
            // A negative zero is a float, or its sign would be lost.
            Ok(number) if number != 0 => Number::Negative(number),
            _ => match text.parse::<f64>() {
                Ok(number) if number.is_finite() => Number::Float(number),
                _ => {
                    self.record_error_at(start, OUT_OF_RANGE);
                    Number::Unsigned(0)
                }
            },
        }
    }

    pub(super) fn read_timestamp(&mut self, format: TimestampFormat) -> Timestamp {
        let next = self.peek();
        if self.is_view {
            return self.read_any_timestamp(next == Some(b'"'));
        }
        if format == TimestampFormat::DateTime
            && let Some(timestamp) = self.read_usual_date_time()
        {
            return timestamp;
        }
        let start = self.offset;
        let text = match format {
            TimestampFormat::EpochSeconds => Cow::Borrowed(self.read_number()),
            TimestampFormat::DateTime | TimestampFormat::HttpDate => self.read_string(),
        };
        match Timestamp::parse(&text, format) {
            Ok(timestamp) => timestamp,
            Err(error) => {
                self.record_error_at(start, error.message());
                Timestamp::EPOCH
            }
        }
    }

    /// Reads a timestamp of the usual lengths: in UTC, with milliseconds or without a fraction. The end of its string is not searched.
    fn read_usual_date_time(&mut self) -> Option<Timestamp> {
        const LENGTHS: [usize; 2] = [
            "2023-10-12T07:30:00Z".len(),
            "2023-10-12T07:30:00.000Z".len(),
        ];
        let text = self.rest().strip_prefix(b"\"")?;
        let is_end = |length: &usize| text.get(*length) == Some(&b'"');
        let length = LENGTHS.into_iter().find(is_end)?;
        // The format has no quote, so that the first one is the end.
        let timestamp = Timestamp::from_date_time(text.get(..length)?)?;
        self.offset += length + 2;
        Some(timestamp)
    }

    /// Reads an integer of up to eighteen digits without an exponent, which most integers are.
    fn read_short_integer(&mut self) -> Option<i64> {
        let rest = self.rest();
        let (negative, digits) = match rest.split_first() {
            Some((b'-', digits)) => (true, digits),
            _ => (false, rest),
        };
        let mut value = 0;
        let mut length = 0;
        // Eighteen digits cannot overflow.
        for digit in digits
            .iter()
            .take(18)
            .map(|byte| byte.wrapping_sub(b'0'))
            .take_while(|digit| *digit < 10)
        {
            value = value * 10 + i64::from(digit);
            length += 1;
        }
        let leading_zero = length > 1 && digits.first() == Some(&b'0');
        let is_longer = matches!(digits.get(length), Some(b'0'..=b'9' | b'.' | b'e' | b'E'));
        if length == 0 || leading_zero || is_longer {
            return None;
        }
        self.offset += length + usize::from(negative);
        Some(if negative { -value } else { value })
    }

    /// Reads a timestamp in any of the formats.
    fn read_any_timestamp(&mut self, is_text: bool) -> Timestamp {
        let start = self.offset;
        let timestamp = if is_text {
            let text = self.read_string();
            Timestamp::parse(&text, TimestampFormat::DateTime).or_else(|error| {
                Timestamp::parse(&text, TimestampFormat::HttpDate).map_err(|_| error)
            })
        } else {
            Timestamp::parse(self.read_number(), TimestampFormat::EpochSeconds)
        };
        timestamp.unwrap_or_else(|error| {
            self.record_error_at(start, error.message());
            Timestamp::EPOCH
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<String, String> {
        read_in(TimestampFormat::DateTime, json)
    }

    fn read_in(format: TimestampFormat, json: &str) -> Result<String, String> {
        let mut reader = JsonReader::new(json.as_bytes());
        let timestamp = reader.read_timestamp(format);
        match reader.finish() {
            Ok(()) => Ok(timestamp.to_string()),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn a_date_and_time_is_no_timestamp_of_another_format() {
        for (format, timestamp) in [
            (TimestampFormat::EpochSeconds, "1697095800"),
            (
                TimestampFormat::HttpDate,
                r#""Thu, 12 Oct 2023 07:30:00 GMT""#,
            ),
        ] {
            for following in ["", timestamp] {
                let json = format!(r#""2023-10-12T07:30:00Z"{following}"#);
                let error = read_in(format, &json).unwrap_err();
                assert!(error.contains("expected a"), "{json}: {error}");
            }
            let read = read_in(format, timestamp);
            assert_eq!(read.unwrap(), "2023-10-12T07:30:00Z");
        }
    }

    #[test]
    fn timestamps_of_all_lengths_end_at_their_quotes() {
        for (json, timestamp) in [
            (r#""2023-10-12T07:30:00Z""#, "2023-10-12T07:30:00Z"),
            (r#""2023-10-12T07:30:00.250Z""#, "2023-10-12T07:30:00.25Z"),
            (r#""2023-10-12T07:30:00.2Z""#, "2023-10-12T07:30:00.2Z"),
            (
                r#""2023-10-12T07:30:00.123456Z""#,
                "2023-10-12T07:30:00.123456Z",
            ),
            (r#""2023-10-12T09:30:00+02:00" "#, "2023-10-12T07:30:00Z"),
            (r#""2023-10-12T07:30:0\u0030Z""#, "2023-10-12T07:30:00Z"),
            (r#""2023-10-12T07:30:00\u005a""#, "2023-10-12T07:30:00Z"),
            // Without an offset, as some servers send it. The second one is as long as one with milliseconds.
            (r#""2023-10-12T07:30:00""#, "2023-10-12T07:30:00Z"),
            (r#""2023-10-12T07:30:00.1250""#, "2023-10-12T07:30:00.125Z"),
        ] {
            assert_eq!(read(json).as_deref(), Ok(timestamp), "{json}");
        }
        for json in [
            r#""2023-10-12T07:30:00Z"#,
            r#""2023-10-12T07:30:60:Z""#,
            r#""2023-10-12T07:30:00""Z""#,
            r#""""""""""""""""""""""""#,
            r#""2023-10-12T07:30:00Z" ""#,
        ] {
            assert!(read(json).is_err(), "{json}");
        }
    }
}
