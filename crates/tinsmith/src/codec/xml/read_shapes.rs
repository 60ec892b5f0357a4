//! The reading of shapes.

use std::borrow::Cow;

use super::entries::{Entries, ONE_MEMBER, XmlItems};
use super::members::{Members, position};
use super::reader::XmlReader;
use crate::codec::{FullList, Member, Reader, Variant};
use crate::{BigNumber, Blob, Document, Timestamp, TimestampFormat, UnknownMember};

impl<'a> Reader for XmlReader<'a> {
    type Items = XmlItems<'a>;
    type Entries = Entries<'a>;
    type Members = Members<'a>;

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
        self.read_text()
    }

    fn blob(&mut self) -> Blob {
        self.read_blob()
    }

    /// Reads RFC 3339, or another format if one is given.
    fn timestamp(&mut self, format: Option<TimestampFormat>) -> Timestamp {
        self.read_timestamp(format.unwrap_or(TimestampFormat::DateTime))
    }

    /// Records an error: the protocols with XML have no documents.
    fn document(&mut self) -> Document {
        self.record_error("documents are not supported in XML");
        Document::Null
    }

    fn null(&mut self) -> bool {
        self.read_absent()
    }

    fn appends(&self) -> bool {
        self.traits.is_flattened
    }

    fn reserve(&mut self, bytes: usize) -> bool {
        self.reserve_memory(bytes)
    }

    fn reserve_slots(&mut self, list: FullList) -> usize {
        self.reserve_list_memory(list)
    }

    fn begin_list(&mut self) -> XmlItems<'a> {
        self.begin_items()
    }

    fn next_item(&mut self, items: &mut XmlItems<'a>) -> bool {
        self.advance(items)
    }

    fn begin_map(&mut self) -> Entries<'a> {
        self.begin_entries()
    }

    fn next_key(&mut self, entries: &mut Entries<'a>) -> Option<Cow<'_, str>> {
        self.next_entry(entries)
    }

    fn begin_structure(&mut self, members: &'static [Member]) -> Members<'a> {
        self.begin_members(members)
    }

    fn next_member(&mut self, members: &mut Members<'a>) -> Option<(usize, &'static Member)> {
        self.search_member(members)
    }

    /// Reads the start of the first element, which others may follow only if they are items or entries of the same flattened member. The value of an
    /// unknown member is the text of its first element.
    fn begin_union(&mut self, members: &'static [Member]) -> Variant {
        if !self.next_element() {
            return Variant::Unknown(UnknownMember::default());
        }
        let name = self.name();
        if let Some((index, member)) = position(members, 0, false, name) {
            self.traits = member.xml();
            self.union_member = self.traits.is_flattened.then_some(name);
            return Variant::Known(index);
        }
        let value = self.read_any_text();
        // It may be a flattened list or map, which has several elements.
        while self.next_in_union(Some(name)) {
            self.skip();
        }
        self.end_union();
        Variant::Unknown(UnknownMember::new(name, Document::String(value)))
    }

    fn end_union(&mut self) {
        let start = self.offset();
        if self.next_element() {
            self.record_error_at(start, ONE_MEMBER);
        }
    }

    fn reject(&mut self, message: &'static str) {
        self.record_error(message);
    }
}
