//! The reading of shapes.

use std::borrow::Cow;

use super::members::{Members, position};
use super::reader::{CborItems, CborReader};
use crate::codec::{FullList, Member, Reader, Variant};
use crate::{BigNumber, Blob, Document, Timestamp, TimestampFormat, UnknownMember};

/// The member that services add to unions and structures with the name of the shape.
const TYPE: &str = "__type";

impl Reader for CborReader<'_> {
    type Items = CborItems;
    type Entries = CborItems;
    type Members = Members;

    fn bool(&mut self) -> bool {
        self.read_bool()
    }

    fn integer(&mut self, min: i64, max: i64) -> i64 {
        self.read_integer(min, max)
    }

    fn f32(&mut self) -> f32 {
        self.read_f32()
    }

    fn f64(&mut self) -> f64 {
        self.read_f64()
    }

    fn big_number(&mut self) -> BigNumber {
        self.read_big_number()
    }

    fn string(&mut self) -> Cow<'_, str> {
        self.read_string()
    }

    fn blob(&mut self) -> Blob {
        self.read_bytes().into_owned().into()
    }

    /// Reads seconds since 1970, for every format.
    fn timestamp(&mut self, _format: Option<TimestampFormat>) -> Timestamp {
        self.read_timestamp()
    }

    fn document(&mut self) -> Document {
        self.read_document()
    }

    fn null(&mut self) -> bool {
        self.read_null()
    }

    fn reserve(&mut self, bytes: usize) -> bool {
        self.reserve_memory(bytes)
    }

    fn reserve_slots(&mut self, list: FullList) -> usize {
        self.reserve_list_memory(list)
    }

    fn begin_list(&mut self) -> CborItems {
        self.begin_array()
    }

    fn next_item(&mut self, items: &mut CborItems) -> bool {
        self.advance(items)
    }

    fn begin_map(&mut self) -> CborItems {
        self.begin_entries()
    }

    fn next_key(&mut self, entries: &mut CborItems) -> Option<Cow<'_, str>> {
        self.next_name(entries)
    }

    fn begin_structure(&mut self, members: &'static [Member]) -> Members {
        self.begin_members(members)
    }

    fn next_member(&mut self, members: &mut Members) -> Option<(usize, &'static Member)> {
        self.search_member(members)
    }

    /// Reads up to the first member that is not `null`, which no other may follow. The member `__type` does not count.
    fn begin_union(&mut self, members: &'static [Member]) -> Variant {
        let mut items = self.begin_entries();
        while let Some(name) = self.next_name(&mut items) {
            if self.read_null() {
                continue;
            }
            if let Some((index, _)) = position(members, 0, &name) {
                self.unions.push(items);
                return Variant::Known(index);
            }
            if name == TYPE {
                self.skip();
                continue;
            }
            let value = self.read_document();
            self.unions.push(items);
            self.end_union();
            return Variant::Unknown(UnknownMember::new(name, value));
        }
        Variant::Unknown(UnknownMember::default())
    }

    fn end_union(&mut self) {
        let Some(mut items) = self.unions.pop() else {
            return;
        };
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
