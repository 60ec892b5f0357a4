//! The writing of shapes.

use super::head;
use super::writer::CborWriter;
use crate::codec::{Member, Writer, reject_unknown_member};
use crate::{BigNumber, Document, Timestamp, TimestampFormat, UnknownMember};

impl Writer for CborWriter {
    fn null(&mut self) {
        self.head(head::SIMPLE, head::NULL.into());
    }

    fn bool(&mut self, value: bool) {
        let value = if value { head::TRUE } else { head::FALSE };
        self.head(head::SIMPLE, value.into());
    }

    fn integer(&mut self, value: i64) {
        head::write_integer(value.into(), &mut self.body);
    }

    fn f32(&mut self, value: f32) {
        self.body.push(head::SIMPLE << 5 | head::SINGLE);
        self.body.extend(value.to_be_bytes());
    }

    fn f64(&mut self, value: f64) {
        self.body.push(head::SIMPLE << 5 | head::DOUBLE);
        self.body.extend(value.to_be_bytes());
    }

    fn big_number(&mut self, value: &BigNumber) {
        self.write_big_number(value);
    }

    fn string(&mut self, value: &str) {
        self.text(value);
    }

    fn blob(&mut self, value: &[u8]) {
        self.bytes(value);
    }

    /// Writes seconds since 1970, for every format: an integer, or a float with milliseconds if there is a fraction.
    fn timestamp(&mut self, value: Timestamp, _format: Option<TimestampFormat>) {
        let value = value.truncate_to_millis();
        self.head(head::TAG, head::TAG_TIMESTAMP);
        if value.subsec_nanoseconds() == 0 {
            self.integer(value.seconds());
        } else {
            let seconds = value.format(TimestampFormat::EpochSeconds);
            // The text of a timestamp is always a number.
            self.f64(seconds.parse().unwrap_or_default());
        }
    }

    fn document(&mut self, value: &Document) {
        self.write_document(value);
    }

    fn begin_list(&mut self) {
        self.begin(head::ARRAY);
    }

    fn begin_item(&mut self) {}

    fn end_list(&mut self) {
        self.end();
    }

    fn begin_map(&mut self) {
        self.begin(head::MAP);
    }

    fn begin_entry(&mut self, key: &str) {
        self.text(key);
    }

    fn end_map(&mut self) {
        self.end();
    }

    fn begin_structure(&mut self) {
        self.begin(head::MAP);
    }

    fn begin_member(&mut self, member: &'static Member) {
        self.text(member.name());
    }

    fn end_structure(&mut self) {
        self.end();
    }

    fn unknown_member(&mut self, member: &UnknownMember) {
        reject_unknown_member(self, member);
    }

    /// Writes `null` in the value's place, so that the paths to the values after it are right.
    fn reject(&mut self, message: &str) {
        self.record_error(message);
        self.null();
    }
}
