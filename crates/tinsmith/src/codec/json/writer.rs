//! The writer.

use super::{path, strings};
use crate::codec::base64;
use crate::types::decimal;
use crate::{Timestamp, TimestampFormat};

/// Writes one JSON text into a buffer, without white space.
///
/// What must not be sent is collected, with the path to it, and told all at once.
#[derive(Debug, Default)]
pub struct Writer {
    out: Vec<u8>,
    problems: Vec<String>,
    /// Whether the text is for other uses than a request, where nothing is a problem.
    for_data: bool,
}

impl Writer {
    /// A writer of text that is not for a service: it takes what must not be sent, too.
    #[cfg(feature = "serde")]
    pub(crate) fn for_data() -> Self {
        Self {
            for_data: true,
            ..Self::default()
        }
    }

    pub(crate) fn is_for_data(&self) -> bool {
        self.for_data
    }

    /// The text, if nothing is wrong with it.
    ///
    /// # Errors
    ///
    /// Every problem, each beginning with the path to the bad value.
    pub fn finish(self) -> Result<Vec<u8>, Vec<String>> {
        if self.problems.is_empty() {
            Ok(self.out)
        } else {
            Err(self.problems)
        }
    }

    /// The text, whether something is wrong with it or not.
    pub(crate) fn into_string(self) -> String {
        // Everything that is written is UTF-8.
        String::from_utf8(self.out).unwrap_or_default()
    }

    /// Keeps a problem of the value that would be written next, and writes `null` for it.
    pub fn problem(&mut self, message: &str) {
        let path = path::at_end_of(str::from_utf8(&self.out).unwrap_or_default());
        self.problems.push(if path.is_empty() {
            message.to_owned()
        } else {
            format!("{path}: {message}")
        });
        self.null();
    }

    pub(super) fn raw(&mut self, text: &[u8]) {
        self.out.extend_from_slice(text);
    }

    /// Writes a `null`.
    pub fn null(&mut self) {
        self.raw(b"null");
    }

    /// Writes a boolean.
    pub fn bool(&mut self, value: bool) {
        self.raw(if value { b"true" } else { b"false" });
    }

    /// Writes a whole number.
    pub fn integer(&mut self, value: i64) {
        decimal::write_integer(value.into(), &mut self.out);
    }

    pub(crate) fn unsigned(&mut self, value: u64) {
        decimal::write_integer(value.into(), &mut self.out);
    }

    /// Writes a number, or `"NaN"`, `"Infinity"` or `"-Infinity"`.
    pub fn f64(&mut self, value: f64) {
        let quoted = !value.is_finite();
        self.float(&decimal::float_text(value), quoted);
    }

    /// Writes a number, or `"NaN"`, `"Infinity"` or `"-Infinity"`.
    pub fn f32(&mut self, value: f32) {
        let quoted = !value.is_finite();
        self.float(&decimal::float_text(value), quoted);
    }

    fn float(&mut self, text: &str, quoted: bool) {
        if quoted {
            self.string(text);
        } else {
            self.raw(text.as_bytes());
        }
    }

    /// Writes a string.
    pub fn string(&mut self, text: &str) {
        strings::write_quoted(text, &mut self.out);
    }

    /// Writes a timestamp: a number for seconds since 1970, else a string.
    pub fn timestamp(&mut self, timestamp: Timestamp, format: TimestampFormat) {
        let quote: &[u8] = if format == TimestampFormat::EpochSeconds {
            b""
        } else {
            b"\""
        };
        self.raw(quote);
        timestamp.write(format, &mut self.out);
        self.raw(quote);
    }

    pub(crate) fn base64(&mut self, bytes: &[u8]) {
        self.out.push(b'"');
        base64::encode(bytes, &mut self.out);
        self.out.push(b'"');
    }

    /// Begins an array.
    pub fn begin_array(&mut self) {
        self.out.push(b'[');
    }

    /// Goes to the next item.
    pub fn item(&mut self) {
        // No value ends in an opening bracket, so one means that this is the first item.
        if self.out.last() != Some(&b'[') {
            self.out.push(b',');
        }
    }

    /// Ends an array.
    pub fn end_array(&mut self) {
        self.out.push(b']');
    }

    /// Begins an object.
    pub fn begin_object(&mut self) {
        self.out.push(b'{');
    }

    /// Writes a member's name, given as `"name":`, quotes and colon included.
    pub fn name(&mut self, name: &'static str) {
        self.member();
        self.raw(name.as_bytes());
    }

    /// Writes a member's name.
    pub fn key(&mut self, key: &str) {
        self.member();
        self.string(key);
        self.out.push(b':');
    }

    fn member(&mut self) {
        if self.out.last() != Some(&b'{') {
            self.out.push(b',');
        }
    }

    /// Ends an object.
    pub fn end_object(&mut self) {
        self.out.push(b'}');
    }
}
