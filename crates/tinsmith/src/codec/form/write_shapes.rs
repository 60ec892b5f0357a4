//! The writing of shapes.

use base64_simd::STANDARD;

use super::writer::FormWriter;
use crate::codec::{Member, Writer, reject_unknown_member};
use crate::types::decimal;
use crate::{BigNumber, Document, Timestamp, TimestampFormat, UnknownMember};

impl Writer for FormWriter {
    /// Writes a parameter without a value.
    fn null(&mut self) {
        self.parameter("");
    }

    fn bool(&mut self, value: bool) {
        self.parameter(if value { "true" } else { "false" });
    }

    fn integer(&mut self, value: i64) {
        self.parameter(itoa::Buffer::new().format(value));
    }

    /// Writes a number, or `NaN`, `Infinity` or `-Infinity`.
    fn f32(&mut self, value: f32) {
        self.parameter(&decimal::float_text(value));
    }

    /// Writes a number, or `NaN`, `Infinity` or `-Infinity`.
    fn f64(&mut self, value: f64) {
        self.parameter(&decimal::float_text(value));
    }

    fn big_number(&mut self, value: &BigNumber) {
        self.parameter(value.as_str());
    }

    fn string(&mut self, value: &str) {
        self.parameter(value);
    }

    /// Writes base64.
    fn blob(&mut self, value: &[u8]) {
        self.parameter(&STANDARD.encode_to_string(value));
    }

    /// Writes RFC 3339, or another format if one is given, with milliseconds at most.
    fn timestamp(&mut self, value: Timestamp, format: Option<TimestampFormat>) {
        let format = format.unwrap_or(TimestampFormat::DateTime);
        self.parameter(&value.truncate_to_millis().format(format));
    }

    /// Rejects the document: the protocols with forms have none.
    fn document(&mut self, _value: &Document) {
        self.reject("documents are not supported in forms");
    }

    fn begin_list(&mut self) {
        self.begin_list();
    }

    fn begin_item(&mut self) {
        self.begin_item();
    }

    fn end_list(&mut self) {
        self.end_list();
    }

    fn begin_map(&mut self) {
        self.begin_map();
    }

    fn begin_entry(&mut self, key: &str) {
        self.begin_entry(key);
    }

    fn end_map(&mut self) {
        self.end();
    }

    fn begin_structure(&mut self) {
        self.begin_structure();
    }

    fn begin_member(&mut self, member: &'static Member) {
        self.begin_member(member);
    }

    fn end_structure(&mut self) {
        self.end();
    }

    fn unknown_member(&mut self, member: &UnknownMember) {
        reject_unknown_member(self, member);
    }

    fn reject(&mut self, message: &str) {
        self.record_error(message);
    }
}
