//! What stands after `as` in a table, and small traits of values.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use super::{Json, Reader, Writer};
use crate::codec::text::StringShape;
use crate::{Blob, TimestampFormat};

/// A format of timestamps, as a type.
pub trait Format {
    /// The format as a value.
    const TIMESTAMP: TimestampFormat;
}

/// Timestamps as seconds since 1970, with decimal places if need be.
#[derive(Debug)]
pub enum Epoch {}

/// Timestamps as RFC 3339 has them.
#[derive(Debug)]
pub enum DateTime {}

/// Timestamps as HTTP headers have them.
#[derive(Debug)]
pub enum HttpDate {}

/// A member that must not be empty. An absent one is not empty.
#[derive(Debug)]
pub struct NonEmpty<F = Epoch>(PhantomData<F>);

impl Format for Epoch {
    const TIMESTAMP: TimestampFormat = TimestampFormat::EpochSeconds;
}

impl Format for DateTime {
    const TIMESTAMP: TimestampFormat = TimestampFormat::DateTime;
}

impl Format for HttpDate {
    const TIMESTAMP: TimestampFormat = TimestampFormat::HttpDate;
}

/// How a table reads and writes a member of type `T`: implemented by what stands after `as`.
pub trait Member<T> {
    /// Reads a value that is not `null` into `value`.
    fn read(value: &mut T, reader: &mut Reader<'_>);

    /// Writes the value alone.
    fn write(value: &T, writer: &mut Writer);

    /// Writes the member, unless it is absent. `name` is `"name":`, quotes and colon included.
    fn write_member(value: &T, name: &'static str, writer: &mut Writer);
}

macro_rules! member_formats {
    ($($format:ty),*) => {$(
        impl<T: Json<$format>> Member<T> for $format {
            fn read(value: &mut T, reader: &mut Reader<'_>) {
                value.read(reader);
            }

            fn write(value: &T, writer: &mut Writer) {
                value.write(writer);
            }

            fn write_member(value: &T, name: &'static str, writer: &mut Writer) {
                if !value.is_absent() {
                    writer.name(name);
                    value.write(writer);
                }
            }
        }
    )*};
}

member_formats!(Epoch, DateTime, HttpDate);

impl<F: Member<T>, T: IsEmpty> Member<T> for NonEmpty<F> {
    fn read(value: &mut T, reader: &mut Reader<'_>) {
        F::read(value, reader);
    }

    fn write(value: &T, writer: &mut Writer) {
        if value.is_empty() && !writer.is_for_data() {
            writer.problem("must not be empty");
        } else {
            F::write(value, writer);
        }
    }

    fn write_member(value: &T, name: &'static str, writer: &mut Writer) {
        if value.is_empty() && !writer.is_for_data() {
            writer.name(name);
            writer.problem("must not be empty");
        } else {
            F::write_member(value, name, writer);
        }
    }
}

/// A value that can be empty, which some members must not be.
pub trait IsEmpty {
    /// Whether it is.
    fn is_empty(&self) -> bool;
}

impl<T: StringShape> IsEmpty for T {
    fn is_empty(&self) -> bool {
        self.as_ref().is_empty()
    }
}

impl IsEmpty for Blob {
    fn is_empty(&self) -> bool {
        self.as_bytes().is_empty()
    }
}

impl<T> IsEmpty for Vec<T> {
    fn is_empty(&self) -> bool {
        self.is_empty()
    }
}

impl<K, V> IsEmpty for BTreeMap<K, V> {
    fn is_empty(&self) -> bool {
        self.is_empty()
    }
}

/// What is absent is not empty.
impl<T: IsEmpty> IsEmpty for Option<T> {
    fn is_empty(&self) -> bool {
        self.as_ref().is_some_and(T::is_empty)
    }
}
