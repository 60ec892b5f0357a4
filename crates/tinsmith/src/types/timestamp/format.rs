//! The timestamp formats.

use std::fmt;
use std::str::FromStr;

use super::point::Timestamp;
use super::text_formats;

/// A timestamp format: the values of Smithy's trait `timestampFormat`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimestampFormat {
    /// Seconds since 1970 began in UTC, with decimal places if there is a fraction: `1697095800.5`.
    EpochSeconds,
    /// [RFC 3339](https://www.rfc-editor.org/rfc/rfc3339): `2023-10-12T07:30:00.5Z`. Other offsets are parsed, never formatted. A text
    /// without an offset is in UTC.
    DateTime,
    /// The preferred form of [RFC 9110, section 5.6.7](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7):
    /// `Thu, 12 Oct 2023 07:30:00 GMT`. Fractions of a second are parsed, never formatted.
    HttpDate,
}

impl Timestamp {
    /// Parses a timestamp.
    ///
    /// # Errors
    ///
    /// `text` is not of this format, names a day or time that does not exist, or is out of range.
    pub fn parse(text: &str, format: TimestampFormat) -> Result<Self, TimestampError> {
        let timestamp = match format {
            TimestampFormat::EpochSeconds => text_formats::parse_epoch_seconds(text),
            TimestampFormat::DateTime => text_formats::parse_date_time(text.as_bytes()),
            TimestampFormat::HttpDate => text_formats::parse_http_date(text.as_bytes()),
        };
        timestamp.ok_or(TimestampError(format))
    }

    /// Parses a timestamp of RFC 3339.
    pub(crate) fn from_date_time(text: &[u8]) -> Option<Self> {
        text_formats::parse_date_time(text)
    }

    /// Formats the timestamp.
    pub fn format(self, format: TimestampFormat) -> String {
        let mut out = Vec::with_capacity(32);
        self.write(format, &mut out);
        // Only ASCII was written.
        String::from_utf8(out).unwrap_or_default()
    }

    /// Appends the text of the timestamp, which is ASCII.
    pub(crate) fn write(self, format: TimestampFormat, out: &mut Vec<u8>) {
        match format {
            TimestampFormat::EpochSeconds => text_formats::write_epoch_seconds(self, out),
            TimestampFormat::DateTime => text_formats::write_date_time(self, out),
            TimestampFormat::HttpDate => text_formats::write_http_date(self, out),
        }
    }
}

/// RFC 3339 in UTC.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.format(TimestampFormat::DateTime))
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Timestamp({self})")
    }
}

/// RFC 3339.
impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, TimestampError> {
        Self::parse(text, TimestampFormat::DateTime)
    }
}

/// The error of a text that is not a timestamp of the expected format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimestampError(TimestampFormat);

impl TimestampError {
    pub(crate) fn message(&self) -> &'static str {
        match self.0 {
            TimestampFormat::EpochSeconds => {
                "expected seconds since 1970, like 1697095800.5, up to the year 9999"
            }
            TimestampFormat::DateTime => "expected a date and time like 2023-10-12T07:30:00Z",
            TimestampFormat::HttpDate => {
                "expected a date and time like Thu, 12 Oct 2023 07:30:00 GMT"
            }
        }
    }
}

impl fmt::Display for TimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl std::error::Error for TimestampError {}
