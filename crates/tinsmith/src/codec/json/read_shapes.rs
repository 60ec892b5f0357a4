//! The reading of shapes.

use std::borrow::Cow;

use base64_simd::STANDARD;

use super::members::Members;
use super::reader::{JsonItems, JsonReader};
use crate::codec::{FullList, Member, Reader, Variant};
use crate::{BigNumber, Blob, Document, Timestamp, TimestampFormat, UnknownMember};

/// The member that services add to unions and structures with the name of the shape.
const TYPE: &str = "__type";

impl Reader for JsonReader<'_> {
    type Items = JsonItems;
    type Entries = JsonItems;
    type Members = Members;

    #[inline]
    fn bool(&mut self) -> bool {
        self.read_bool()
    }

    /// `1.0` and `1e3` are integers, too.
    #[inline]
    fn integer(&mut self, min: i64, max: i64) -> i64 {
        self.read_integer(min, max)
    }

    /// Reads a number, or `"NaN"`, `"Infinity"` or `"-Infinity"`.
    fn f32(&mut self) -> f32 {
        self.read_float(
            f32::is_infinite,
            [f32::NAN, f32::INFINITY, f32::NEG_INFINITY],
        )
    }

    /// Reads a number, or `"NaN"`, `"Infinity"` or `"-Infinity"`.
    fn f64(&mut self) -> f64 {
        self.read_float(
            f64::is_infinite,
            [f64::NAN, f64::INFINITY, f64::NEG_INFINITY],
        )
    }

    #[inline]
    fn big_number(&mut self) -> BigNumber {
        self.read_big_number()
    }

    /// Reads a string, without a copy if it has no escapes.
    #[inline]
    fn string(&mut self) -> Cow<'_, str> {
        self.read_string()
    }

    /// Reads base64.
    fn blob(&mut self) -> Blob {
        self.peek();
        let start = self.offset;
        match STANDARD.decode_to_vec(self.read_string().as_bytes()) {
            Ok(bytes) => bytes.into(),
            Err(_) => {
                self.record_error_at(start, "expected base64");
                Blob::default()
            }
        }
    }

    /// Reads seconds since 1970 from a number, and the other formats from a string.
    #[inline]
    fn timestamp(&mut self, format: Option<TimestampFormat>) -> Timestamp {
        self.read_timestamp(format.unwrap_or(TimestampFormat::EpochSeconds))
    }

    #[inline]
    fn document(&mut self) -> Document {
        self.read_document()
    }

    #[inline]
    fn null(&mut self) -> bool {
        self.read_null()
    }

    #[inline]
    fn reserve(&mut self, bytes: usize) -> bool {
        self.reserve_memory(bytes)
    }

    #[inline]
    fn reserve_slots(&mut self, list: FullList) -> usize {
        self.reserve_list_memory(list)
    }

    #[inline]
    fn begin_list(&mut self) -> JsonItems {
        self.begin_array()
    }

    #[inline]
    fn next_item(&mut self, items: &mut JsonItems) -> bool {
        self.next_in_array(items)
    }

    #[inline]
    fn begin_map(&mut self) -> JsonItems {
        self.begin_object()
    }

    #[inline]
    fn next_key(&mut self, entries: &mut JsonItems) -> Option<Cow<'_, str>> {
        self.next_name(entries)
    }

    #[inline]
    fn begin_structure(&mut self, members: &'static [Member]) -> Members {
        self.begin_members(members)
    }

    fn next_member(&mut self, members: &mut Members) -> Option<(usize, &'static Member)> {
        match self.expected_member(members) {
            Some(found) => Some(found),
            None => self.search_member(members),
        }
    }

    /// Reads up to the first member that is not `null`, which no other may follow. The member `__type` does not count.
    fn begin_union(&mut self, members: &'static [Member]) -> Variant {
        let mut items = self.begin_object();
        if let Some(index) = self.expected_variant(members) {
            return Variant::Known(index);
        }
        while let Some(name) = self.next_name(&mut items) {
            if self.read_null() {
                continue;
            }
            if let Some((index, _)) = self.position(members, 0, &name) {
                return Variant::Known(index);
            }
            if name == TYPE {
                self.skip();
                continue;
            }
            let value = self.read_document();
            self.end_union();
            return Variant::Unknown(UnknownMember::new(name, value));
        }
        Variant::Unknown(UnknownMember::default())
    }

    fn end_union(&mut self) {
        if self.close_at_once(b'}') {
            return;
        }
        let mut items = JsonItems { is_first: false };
        while let Some(name) = self.next_name(&mut items) {
            if self.read_null() {
                continue;
            }
            if name != TYPE {
                self.record_error("expected one member in a union");
            }
            self.skip();
        }
    }

    fn reject(&mut self, message: &'static str) {
        self.record_error(message);
    }
}
