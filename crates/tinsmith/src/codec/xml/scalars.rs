//! Scalars in the text of an element or attribute, around which white space does not count.

use base64_simd::STANDARD;

use super::lexer::WHITESPACE;
use super::reader::XmlReader;
use crate::types::decimal;
use crate::{BigNumber, Blob, Timestamp, TimestampFormat};

const NOT_A_NUMBER: &str = "expected a number";
const OUT_OF_RANGE: &str = "number out of range";

impl XmlReader<'_> {
    pub(super) fn read_bool(&mut self) -> bool {
        self.read_scalar(|text| match text {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err("expected true or false"),
        })
    }

    pub(super) fn read_integer(&mut self, min: i64, max: i64) -> i64 {
        self.read_scalar(|text| {
            if !decimal::is_number(text) {
                return Err(NOT_A_NUMBER);
            }
            let scaled = decimal::scale(text, 0).ok_or(OUT_OF_RANGE)?;
            if !scaled.exact {
                return Err("expected a whole number");
            }
            let integer = i64::try_from(scaled.value);
            let integer = integer.ok().filter(|integer| (min..=max).contains(integer));
            integer.ok_or(OUT_OF_RANGE)
        })
    }

    pub(super) fn read_f64(&mut self) -> f64 {
        self.read_scalar(|text| match text {
            "NaN" => Ok(f64::NAN),
            "Infinity" => Ok(f64::INFINITY),
            "-Infinity" => Ok(f64::NEG_INFINITY),
            _ if !decimal::is_number(text) => Err(NOT_A_NUMBER),
            _ => {
                let number = text.parse::<f64>().map_err(|_| NOT_A_NUMBER)?;
                number.is_finite().then_some(number).ok_or(OUT_OF_RANGE)
            }
        })
    }

    pub(super) fn read_f32(&mut self) -> f32 {
        let start = self.offset();
        let number = self.read_f64();
        let rounded = number as f32;
        if rounded.is_infinite() && number.is_finite() {
            self.record_error_at(start, OUT_OF_RANGE);
            return 0.0;
        }
        rounded
    }

    pub(super) fn read_big_number(&mut self) -> BigNumber {
        self.read_scalar(|text| text.parse().map_err(|_| NOT_A_NUMBER))
    }

    /// Reads base64.
    pub(super) fn read_blob(&mut self) -> Blob {
        self.read_scalar(|text| {
            let bytes = STANDARD
                .decode_to_vec(text)
                .map_err(|_| "expected base64")?;
            Ok(Blob::from(bytes))
        })
    }

    pub(super) fn read_timestamp(&mut self, format: TimestampFormat) -> Timestamp {
        self.read_scalar(|text| Timestamp::parse(text, format).map_err(|error| error.message()))
    }

    /// Reads a scalar by a function of its text.
    fn read_scalar<T: Default>(&mut self, read: impl Fn(&str) -> Result<T, &'static str>) -> T {
        let start = self.offset();
        let text = self.read_text();
        read(text.trim_matches(WHITESPACE)).unwrap_or_else(|message| {
            self.record_error_at(start, message);
            T::default()
        })
    }
}
