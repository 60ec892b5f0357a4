//! Shapes of every type that members of generated structures have.

use std::collections::BTreeMap;

use super::limits;
use super::{Codec, Member, Reader, Shape, Writer};
use crate::codec::text::StringShape;
use crate::{BigNumber, Blob, Document, Timestamp, Unit};

impl<C: Codec> Shape<C> for String {
    fn read(&mut self, reader: &mut C::Reader<'_>, _member: &'static Member) {
        *self = reader.string().into_owned();
    }

    fn insert<K: StringShape + Ord>(map: &mut BTreeMap<K, Self>, key: K, value: Self) {
        K::insert_string(map, key, value);
    }

    fn write(&self, writer: &mut C::Writer, member: &'static Member) {
        write_string::<C>(self, writer, member);
    }
}

/// Writes the text of a string or an enum of strings.
pub fn write_string<C: Codec>(text: &str, writer: &mut C::Writer, member: &'static Member) {
    if text.is_empty() && writer.rejects_empty(member) {
        reject_empty::<C>(writer);
    } else {
        writer.string(text);
    }
}

/// Reads an enum of strings.
pub fn read_enum<C: Codec, E: StringShape>(value: &mut E, reader: &mut C::Reader<'_>) {
    *value = E::from(&reader.string());
}

#[cold]
fn reject_empty<C: Codec>(writer: &mut C::Writer) {
    writer.reject("must not be empty");
}

impl<C: Codec> Shape<C> for bool {
    fn read(&mut self, reader: &mut C::Reader<'_>, _member: &'static Member) {
        *self = reader.bool();
    }

    fn write(&self, writer: &mut C::Writer, _member: &'static Member) {
        writer.bool(*self);
    }
}

macro_rules! integers {
    ($($integer:ident),*) => {$(
        impl<C: Codec> Shape<C> for $integer {
            const INTEGER_BITS: u32 = $integer::BITS;

            fn read(&mut self, reader: &mut C::Reader<'_>, _member: &'static Member) {
                *self = reader.integer($integer::MIN.into(), $integer::MAX.into()) as Self;
            }

            fn write(&self, writer: &mut C::Writer, _member: &'static Member) {
                writer.integer(i64::from(*self));
            }
        }
    )*};
}

integers!(i8, i16, i32, i64);

macro_rules! floats {
    ($($float:ident),*) => {$(
        impl<C: Codec> Shape<C> for $float {
            fn read(&mut self, reader: &mut C::Reader<'_>, _member: &'static Member) {
                *self = reader.$float();
            }

            fn write(&self, writer: &mut C::Writer, _member: &'static Member) {
                writer.$float(*self);
            }
        }
    )*};
}

floats!(f32, f64);

impl<C: Codec> Shape<C> for BigNumber {
    fn read(&mut self, reader: &mut C::Reader<'_>, _member: &'static Member) {
        *self = reader.big_number();
    }

    fn write(&self, writer: &mut C::Writer, _member: &'static Member) {
        writer.big_number(self);
    }
}

impl<C: Codec> Shape<C> for Timestamp {
    fn read(&mut self, reader: &mut C::Reader<'_>, member: &'static Member) {
        *self = reader.timestamp(member.timestamp_format());
    }

    fn write(&self, writer: &mut C::Writer, member: &'static Member) {
        writer.timestamp(*self, member.timestamp_format());
    }
}

impl<C: Codec> Shape<C> for Blob {
    fn read(&mut self, reader: &mut C::Reader<'_>, _member: &'static Member) {
        *self = reader.blob();
    }

    fn write(&self, writer: &mut C::Writer, member: &'static Member) {
        if self.is_empty() && writer.rejects_empty(member) {
            reject_empty::<C>(writer);
        } else {
            writer.blob(self);
        }
    }
}

impl<C: Codec> Shape<C> for Document {
    const TAKES_NULL: bool = true;

    fn read(&mut self, reader: &mut C::Reader<'_>, _member: &'static Member) {
        *self = reader.document();
    }

    fn write(&self, writer: &mut C::Writer, _member: &'static Member) {
        writer.document(self);
    }
}

impl<C: Codec> Shape<C> for Unit {
    fn read(&mut self, reader: &mut C::Reader<'_>, _member: &'static Member) {
        let mut members = reader.begin_structure(&[]);
        while reader.next_member(&mut members).is_some() {}
    }

    fn write(&self, writer: &mut C::Writer, _member: &'static Member) {
        writer.begin_structure();
        writer.end_structure();
    }
}

impl<C: Codec, T: Shape<C>> Shape<C> for Option<T> {
    const IS_STRUCTURE: bool = T::IS_STRUCTURE;
    const TAKES_NULL: bool = true;
    const INTEGER_BITS: u32 = T::INTEGER_BITS;

    fn read(&mut self, reader: &mut C::Reader<'_>, member: &'static Member) {
        // `insert` would be compiled for each type.
        if self.is_none() || !reader.appends() {
            *self = Some(T::default());
        }
        if let Some(value) = self {
            value.read(reader, member);
        }
    }

    fn write(&self, writer: &mut C::Writer, member: &'static Member) {
        match self {
            Some(value) => value.write(writer, member),
            None => writer.null(),
        }
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<C: Codec, T: Shape<C>> Shape<C> for Box<T> {
    const IS_STRUCTURE: bool = T::IS_STRUCTURE;

    fn read(&mut self, reader: &mut C::Reader<'_>, member: &'static Member) {
        if reader.reserve(size_of::<T>()) {
            T::read(self, reader, member);
        }
    }

    fn write(&self, writer: &mut C::Writer, member: &'static Member) {
        T::write(self, writer, member);
    }
}

impl<C: Codec, T: Shape<C>> Shape<C> for Vec<T> {
    fn read(&mut self, reader: &mut C::Reader<'_>, member: &'static Member) {
        if !reader.appends() {
            self.clear();
        }
        let member = member.values();
        let mut items = reader.begin_list();
        while reader.next_item(&mut items) {
            let null = reader.null();
            if null && !T::TAKES_NULL {
                continue;
            }
            if !limits::reserve_item(self, reader) {
                break;
            }
            // `push` may allocate after the item was created, so that it copies the item from the stack.
            self.resize_with(self.len() + 1, T::default);
            if let (Some(item), false) = (self.last_mut(), null) {
                item.read(reader, member);
            }
        }
    }

    fn write(&self, writer: &mut C::Writer, member: &'static Member) {
        if self.is_empty() && writer.rejects_empty(member) {
            return reject_empty::<C>(writer);
        }
        let member = member.values();
        writer.begin_list();
        for item in self {
            writer.begin_item();
            item.write(writer, member);
        }
        writer.end_list();
    }
}

impl<C: Codec, K: StringShape + Ord, T: Shape<C>> Shape<C> for BTreeMap<K, T> {
    fn read(&mut self, reader: &mut C::Reader<'_>, member: &'static Member) {
        if !reader.appends() {
            self.clear();
        }
        let member = member.values();
        let mut entries = reader.begin_map();
        while let Some(key) = reader.next_key(&mut entries).map(|key| K::from(&key)) {
            let null = reader.null();
            if null && !T::TAKES_NULL {
                continue;
            }
            if !limits::reserve_entry(self, reader) {
                break;
            }
            let value = match null {
                true => T::default(),
                false => T::read_value(reader, member),
            };
            T::insert(self, key, value);
        }
    }

    fn write(&self, writer: &mut C::Writer, member: &'static Member) {
        if self.is_empty() && writer.rejects_empty(member) {
            return reject_empty::<C>(writer);
        }
        let member = member.values();
        writer.begin_map();
        for (key, value) in self {
            writer.begin_entry(key.as_ref());
            value.write(writer, member);
        }
        writer.end_map();
    }
}
