//! The writing of shapes.

use base64_simd::STANDARD;

use super::strings;
use super::writer::JsonWriter;
use crate::codec::{Member, Writer};
use crate::types::decimal;
use crate::{BigNumber, Document, Timestamp, TimestampFormat, UnknownMember};

impl Writer for JsonWriter {
    fn null(&mut self) {
        self.raw(b"null");
    }

    fn bool(&mut self, value: bool) {
        self.raw(if value { b"true" } else { b"false" });
    }

    fn integer(&mut self, value: i64) {
        decimal::write_integer(value, &mut self.body);
    }

    /// Writes a number, or `"NaN"`, `"Infinity"` or `"-Infinity"`.
    fn f32(&mut self, value: f32) {
        self.float(&decimal::float_text(value), value.is_finite());
    }

    /// Writes a number, or `"NaN"`, `"Infinity"` or `"-Infinity"`.
    fn f64(&mut self, value: f64) {
        self.float(&decimal::float_text(value), value.is_finite());
    }

    /// Writes a number. In a serde view it is a string if it does not fit the number types of every format.
    fn big_number(&mut self, value: &BigNumber) {
        if self.is_view() && !value.is_common() {
            self.string(value.as_str());
        } else {
            self.raw(value.as_str().as_bytes());
        }
    }

    fn string(&mut self, value: &str) {
        strings::write_quoted(value, &mut self.body);
    }

    /// Writes base64.
    fn blob(&mut self, value: &[u8]) {
        self.body.push(b'"');
        STANDARD.encode_append(value, &mut self.body);
        self.body.push(b'"');
    }

    /// Writes seconds since 1970 as a number, and the other formats as a string. Only a serde view has more than milliseconds.
    fn timestamp(&mut self, value: Timestamp, format: Option<TimestampFormat>) {
        let format = format.unwrap_or(TimestampFormat::EpochSeconds);
        let quote: &[u8] = if format == TimestampFormat::EpochSeconds {
            b""
        } else {
            b"\""
        };
        let value = if self.is_view() {
            value
        } else {
            value.truncate_to_millis()
        };
        self.raw(quote);
        value.write(format, &mut self.body);
        self.raw(quote);
    }

    fn document(&mut self, value: &Document) {
        self.write_document(value);
    }

    fn begin_list(&mut self) {
        self.body.push(b'[');
    }

    fn begin_item(&mut self) {
        // No value ends in an opening bracket, so one means that this is the first item.
        if self.body.last() != Some(&b'[') {
            self.body.push(b',');
        }
    }

    fn end_list(&mut self) {
        self.body.push(b']');
    }

    fn begin_map(&mut self) {
        self.body.push(b'{');
    }

    fn begin_entry(&mut self, key: &str) {
        self.separate_member();
        self.string(key);
        self.body.push(b':');
    }

    fn end_map(&mut self) {
        self.body.push(b'}');
    }

    fn begin_structure(&mut self) {
        self.body.push(b'{');
    }

    fn begin_member(&mut self, member: &'static Member) {
        self.separate_member();
        let name = if self.is_view() {
            member.quoted_name()
        } else {
            member.quoted_json_name()
        };
        self.raw(name.as_bytes());
    }

    fn end_structure(&mut self) {
        self.body.push(b'}');
    }

    fn unknown_member(&mut self, member: &UnknownMember) {
        self.write_unknown_member(member);
    }

    fn rejects_empty(&self, member: &Member) -> bool {
        member.is_non_empty() && !self.is_view()
    }

    /// Writes `null` in the value's place, so that the paths to the values after it are right.
    fn reject(&mut self, message: &str) {
        self.record_error(message);
        self.null();
    }
}

impl JsonWriter {
    fn float(&mut self, text: &str, is_number: bool) {
        if is_number {
            self.raw(text.as_bytes());
        } else {
            self.string(text);
        }
    }

    fn separate_member(&mut self) {
        if self.body.last() != Some(&b'{') {
            self.body.push(b',');
        }
    }
}
