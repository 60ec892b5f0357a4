//! The traits that a codec and its shapes implement.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::Member;
use super::text::StringShape;
use crate::{BigNumber, Blob, Document, Timestamp, TimestampFormat, UnknownMember};

/// A format of bodies: a reader and a writer.
pub trait Codec: Sized + 'static {
    /// The reader of a body in memory.
    type Reader<'a>: Reader;

    /// The writer of a body.
    type Writer: Writer;
}

/// A type that a codec reads and writes.
pub trait Shape<C: Codec>: Default {
    /// The members of a structure or a union.
    const MEMBERS: &'static [Member] = &[];

    /// True for a structure. If it is the payload of a request and absent, the body is an empty document.
    const IS_STRUCTURE: bool = false;

    /// True if a `null` in a list or map is the default value, as in a sparse one. Otherwise such a `null` is dropped.
    const TAKES_NULL: bool = false;

    /// The width of an integer in bits, which headers of events have.
    const INTEGER_BITS: u32 = i32::BITS;

    /// Reads a value that is not `null` into this one. A structure keeps the values of members that are absent.
    ///
    /// The default is that of a structure that no response contains: a method for each of them would be compiled in every client.
    fn read(&mut self, reader: &mut C::Reader<'_>, _member: &'static Member) {
        reader.reject(
            "the structure is only in requests and has no deserializer: enable the feature `both-directions`",
        );
    }

    /// Reads a value that is not `null`. A union does so without a default value, which it would drop.
    fn read_value(reader: &mut C::Reader<'_>, member: &'static Member) -> Self {
        let mut value = Self::default();
        value.read(reader, member);
        value
    }

    /// Inserts an entry in a map of such values.
    fn insert<K: StringShape + Ord>(map: &mut BTreeMap<K, Self>, key: K, value: Self) {
        map.insert(key, value);
    }

    /// Writes the value. The default is that of a structure that no request contains.
    fn write(&self, writer: &mut C::Writer, _member: &'static Member) {
        writer.reject(
            "the structure is only in responses and has no serializer: enable the feature `both-directions`",
        );
    }

    /// True if a member with this value is omitted.
    fn is_absent(&self) -> bool {
        false
    }

    /// Writes the member, unless it is absent.
    fn write_member(&self, writer: &mut C::Writer, member: &'static Member) {
        if !self.is_absent() {
            writer.begin_member(member);
            self.write(writer, member);
        }
    }
}

/// A pull reader, which converts a body value by value.
///
/// A method that finds something else than its caller expects records an error and returns an empty value.
pub trait Reader {
    /// The position in a list.
    type Items;

    /// The position in a map.
    type Entries;

    /// The position in a structure.
    type Members;

    /// Reads a boolean.
    fn bool(&mut self) -> bool;

    /// Reads an integer from `min` to `max`.
    fn integer(&mut self, min: i64, max: i64) -> i64;

    /// Reads a number of single precision.
    fn f32(&mut self) -> f32;

    /// Reads a number of double precision.
    fn f64(&mut self) -> f64;

    /// Reads a number of any size.
    fn big_number(&mut self) -> BigNumber;

    /// Reads a string.
    fn string(&mut self) -> Cow<'_, str>;

    /// Reads binary data.
    fn blob(&mut self) -> Blob;

    /// Reads a timestamp in this format, or in the codec's default.
    fn timestamp(&mut self, format: Option<TimestampFormat>) -> Timestamp;

    /// Reads a document.
    fn document(&mut self) -> Document;

    /// Reads a `null`, if it is the next value.
    fn null(&mut self) -> bool;

    /// True if the list or map that is read next is a part of the member's value, which other parts may precede and follow.
    fn appends(&self) -> bool {
        false
    }

    /// Takes memory for values from what a body of this length may allocate. `false`, with an error recorded, if it is used up.
    fn reserve(&mut self, bytes: usize) -> bool;

    /// Takes memory for more slots of a full list, as `reserve` does, and returns their number. 0, with an error recorded, if it is used up.
    fn reserve_slots(&mut self, list: FullList) -> usize;

    /// Begins a list.
    fn begin_list(&mut self) -> Self::Items;

    /// Moves to the next item, which the caller then reads; `false` at the end of the list.
    fn next_item(&mut self, items: &mut Self::Items) -> bool;

    /// Begins a map.
    fn begin_map(&mut self) -> Self::Entries;

    /// Returns the key of the next entry, whose value the caller then reads; `None` at the end of the map.
    fn next_key(&mut self, entries: &mut Self::Entries) -> Option<Cow<'_, str>>;

    /// Begins a structure with these members.
    fn begin_structure(&mut self, members: &'static [Member]) -> Self::Members;

    /// Returns the next member that is known and not `null`, with its index in the table. The caller then reads its value. `None` at the
    /// end of the structure.
    fn next_member(&mut self, members: &mut Self::Members) -> Option<(usize, &'static Member)>;

    /// Begins a union with these members and returns the member that is set. If it is known, the caller then reads its value.
    fn begin_union(&mut self, members: &'static [Member]) -> Variant;

    /// Ends a union whose known member was read.
    fn end_union(&mut self);

    /// Records an error at the value that would be read next.
    fn reject(&mut self, message: &'static str);
}

/// A list whose next item needs memory.
#[derive(Clone, Copy, Debug)]
pub struct FullList {
    pub(super) length: usize,
    pub(super) item_size: usize,
}

/// The member of a union that is set.
#[derive(Debug)]
pub enum Variant {
    /// A member of the table, by its index. Its value comes next.
    Known(usize),
    /// A member that the table does not have, with its value.
    Unknown(UnknownMember),
}

/// A writer, which appends value by value to a body.
pub trait Writer {
    /// Writes a `null`.
    fn null(&mut self);

    /// Writes a boolean.
    fn bool(&mut self, value: bool);

    /// Writes an integer.
    fn integer(&mut self, value: i64);

    /// Writes a number of single precision.
    fn f32(&mut self, value: f32);

    /// Writes a number of double precision.
    fn f64(&mut self, value: f64);

    /// Writes a number of any size.
    fn big_number(&mut self, value: &BigNumber);

    /// Writes a string.
    fn string(&mut self, value: &str);

    /// Writes binary data.
    fn blob(&mut self, value: &[u8]);

    /// Writes a timestamp in this format, or in the codec's default.
    fn timestamp(&mut self, value: Timestamp, format: Option<TimestampFormat>);

    /// Writes a document.
    fn document(&mut self, value: &Document);

    /// Begins a list.
    fn begin_list(&mut self);

    /// Begins the next item, which the caller then writes.
    fn begin_item(&mut self);

    /// Ends a list.
    fn end_list(&mut self);

    /// Begins a map.
    fn begin_map(&mut self);

    /// Begins the entry with this key, whose value the caller then writes.
    fn begin_entry(&mut self, key: &str);

    /// Ends a map.
    fn end_map(&mut self);

    /// Begins a structure or union.
    fn begin_structure(&mut self);

    /// Begins a member, whose value the caller then writes.
    fn begin_member(&mut self, member: &'static Member);

    /// Ends a structure or union.
    fn end_structure(&mut self);

    /// Writes a union whose member this version of the client does not know.
    fn unknown_member(&mut self, member: &UnknownMember);

    /// True if an empty value of this member is an error.
    fn rejects_empty(&self, member: &Member) -> bool {
        member.is_non_empty()
    }

    /// Records that the value which would be written next is invalid, and writes nothing of it.
    fn reject(&mut self, message: &str);
}
