//! Numbers, strictly by the grammar and within the bounds of their types.

use std::borrow::Cow;

use super::Reader;
use crate::types::decimal;
use crate::types::number::Number;
use crate::{BigNumber, Timestamp, TimestampFormat};

const OUT_OF_RANGE: &str = "number out of range";

impl<'a> Reader<'a> {
    /// Reads a number as the text that it is.
    pub(super) fn number(&mut self) -> &'a str {
        if !matches!(self.peek(), Some(b'-' | b'0'..=b'9')) {
            self.fail("expected a number");
            return "0";
        }
        match decimal::number_length(self.rest()) {
            Ok(length) => {
                let number = self.input.get(self.at..self.at + length).unwrap_or("0");
                self.at += length;
                number
            }
            Err(length) => {
                self.fail_at(self.at + length, "malformed number");
                "0"
            }
        }
    }

    /// Reads a whole number within bounds. `1.0` and `1e3` are whole numbers, too.
    pub fn integer(&mut self, min: i64, max: i64) -> i64 {
        self.peek();
        let start = self.at;
        let integer = match self.short_integer() {
            Some(integer) => integer.into(),
            None => match decimal::scale(self.number(), 0) {
                Some(number) if number.exact => number.value,
                Some(_) => {
                    self.fail_at(start, "expected a whole number");
                    return 0;
                }
                None => i128::MAX,
            },
        };
        match i64::try_from(integer) {
            Ok(integer) if (min..=max).contains(&integer) => integer,
            _ => {
                self.fail_at(start, OUT_OF_RANGE);
                0
            }
        }
    }

    /// Takes a number that is nothing but a few digits, which most numbers are.
    fn short_integer(&mut self) -> Option<i64> {
        let rest = self.rest();
        let (negative, digits) = match rest.split_first() {
            Some((b'-', digits)) => (true, digits),
            _ => (false, rest),
        };
        let mut value = 0;
        let mut length = 0;
        // With eighteen digits nothing overflows.
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
        let goes_on = matches!(digits.get(length), Some(b'0'..=b'9' | b'.' | b'e' | b'E'));
        if length == 0 || leading_zero || goes_on {
            return None;
        }
        self.at += length + usize::from(negative);
        Some(if negative { -value } else { value })
    }

    /// Reads a number, or `"NaN"`, `"Infinity"` or `"-Infinity"`.
    pub fn f64(&mut self) -> f64 {
        self.float(
            f64::is_infinite,
            [f64::NAN, f64::INFINITY, f64::NEG_INFINITY],
        )
    }

    /// Reads a number, or `"NaN"`, `"Infinity"` or `"-Infinity"`.
    pub fn f32(&mut self) -> f32 {
        self.float(
            f32::is_infinite,
            [f32::NAN, f32::INFINITY, f32::NEG_INFINITY],
        )
    }

    fn float<T: std::str::FromStr + Copy + Default>(
        &mut self,
        is_infinite: fn(T) -> bool,
        named: [T; 3],
    ) -> T {
        let quoted = self.peek() == Some(b'"');
        let start = self.at;
        if quoted {
            let [nan, infinity, negative_infinity] = named;
            match &*self.string() {
                "NaN" => return nan,
                "Infinity" => return infinity,
                "-Infinity" => return negative_infinity,
                _ => self.fail_at(start, "expected a number"),
            }
            return T::default();
        }
        match self.number().parse() {
            Ok(number) if !is_infinite(number) => number,
            _ => {
                self.fail_at(start, OUT_OF_RANGE);
                T::default()
            }
        }
    }

    /// Reads a number of any size.
    pub fn big_number(&mut self) -> BigNumber {
        if self.for_data && self.peek() == Some(b'"') {
            let start = self.at;
            return self.string().parse().unwrap_or_else(|_| {
                self.fail_at(start, "expected a number");
                BigNumber::default()
            });
        }
        BigNumber::from_valid(self.number())
    }

    /// Reads a number for a document.
    pub(crate) fn document_number(&mut self) -> Number {
        self.peek();
        let start = self.at;
        let text = self.number();
        if let Ok(number) = text.parse::<u64>() {
            return Number::Unsigned(number);
        }
        match text.parse::<i64>() {
            // A negative zero is a float, or its sign would be lost.
            Ok(number) if number != 0 => Number::Negative(number),
            _ => match text.parse::<f64>() {
                Ok(number) if number.is_finite() => Number::Float(number),
                _ => {
                    self.fail_at(start, OUT_OF_RANGE);
                    Number::Unsigned(0)
                }
            },
        }
    }

    /// Reads a timestamp: a number for seconds since 1970, else a string.
    pub fn timestamp(&mut self, format: TimestampFormat) -> Timestamp {
        let next = self.peek();
        if self.for_data {
            return self.any_timestamp(next == Some(b'"'));
        }
        let start = self.at;
        let text = match format {
            TimestampFormat::EpochSeconds => Cow::Borrowed(self.number()),
            TimestampFormat::DateTime | TimestampFormat::HttpDate => self.string(),
        };
        match Timestamp::parse(&text, format) {
            Ok(timestamp) => timestamp,
            Err(error) => {
                self.fail_at(start, error.message());
                Timestamp::EPOCH
            }
        }
    }

    /// Reads a timestamp in whatever format it is.
    fn any_timestamp(&mut self, is_text: bool) -> Timestamp {
        let start = self.at;
        let timestamp = if is_text {
            let text = self.string();
            Timestamp::parse(&text, TimestampFormat::DateTime).or_else(|error| {
                Timestamp::parse(&text, TimestampFormat::HttpDate).map_err(|_| error)
            })
        } else {
            Timestamp::parse(self.number(), TimestampFormat::EpochSeconds)
        };
        timestamp.unwrap_or_else(|error| {
            self.fail_at(start, error.message());
            Timestamp::EPOCH
        })
    }
}
