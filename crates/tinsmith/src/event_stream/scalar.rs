//! The codec of single values: event headers, and payloads that are text or binary data.

use std::borrow::Cow;

use super::frame_headers::HeaderValue;
use crate::codec::{Codec, Member, Reader, Shape, Variant, Writer};
use crate::{BigNumber, Blob, Document, Timestamp, TimestampFormat, UnknownMember};

/// The codec of a value that is no document.
#[derive(Clone, Copy, Debug)]
pub enum Scalar {}

impl Codec for Scalar {
    type Reader<'a> = ScalarReader<'a>;
    type Writer = NoWriter;
}

/// Reads a value into a member.
pub(super) fn read<T: Shape<Scalar>>(
    value: HeaderValue<'_>,
    member: &mut T,
) -> Result<(), &'static str> {
    let mut reader = ScalarReader { value, error: None };
    member.read(&mut reader, &Member::VALUE);
    reader.error.map_or(Ok(()), Err)
}

/// The reader of one value.
#[derive(Debug)]
pub struct ScalarReader<'a> {
    value: HeaderValue<'a>,
    error: Option<&'static str>,
}

impl ScalarReader<'_> {
    fn mismatch<T: Default>(&mut self, problem: &'static str) -> T {
        self.error.get_or_insert(problem);
        T::default()
    }

    fn no_scalar<T: Default>(&mut self) -> T {
        self.mismatch("its type has no form as a single value")
    }
}

impl Reader for ScalarReader<'_> {
    type Items = ();
    type Entries = ();
    type Members = ();

    fn bool(&mut self) -> bool {
        match self.value {
            HeaderValue::Bool(value) => value,
            _ => self.mismatch("expected a boolean"),
        }
    }

    fn integer(&mut self, min: i64, max: i64) -> i64 {
        let value = match self.value {
            HeaderValue::I8(value) => value.into(),
            HeaderValue::I16(value) => value.into(),
            HeaderValue::I32(value) => value.into(),
            HeaderValue::I64(value) => value,
            _ => return self.mismatch("expected an integer"),
        };
        match (min..=max).contains(&value) {
            true => value,
            false => self.mismatch("is out of range"),
        }
    }

    fn f32(&mut self) -> f32 {
        self.no_scalar()
    }

    fn f64(&mut self) -> f64 {
        self.no_scalar()
    }

    fn big_number(&mut self) -> BigNumber {
        self.no_scalar()
    }

    fn string(&mut self) -> Cow<'_, str> {
        match self.value {
            HeaderValue::Text(text) => Cow::Borrowed(text),
            _ => self.mismatch("expected text"),
        }
    }

    fn blob(&mut self) -> Blob {
        match self.value {
            HeaderValue::Bytes(bytes) => Blob::from(bytes.to_vec()),
            _ => self.mismatch("expected binary data"),
        }
    }

    fn timestamp(&mut self, _format: Option<TimestampFormat>) -> Timestamp {
        match self.value {
            HeaderValue::Timestamp(timestamp) => timestamp,
            _ => {
                self.error.get_or_insert("expected a timestamp");
                Timestamp::EPOCH
            }
        }
    }

    fn document(&mut self) -> Document {
        self.no_scalar()
    }

    fn null(&mut self) -> bool {
        false
    }

    fn reserve(&mut self, _bytes: usize) -> bool {
        true
    }

    fn begin_list(&mut self) {
        self.no_scalar()
    }

    fn next_item(&mut self, _items: &mut ()) -> bool {
        false
    }

    fn begin_map(&mut self) {
        self.no_scalar()
    }

    fn next_key(&mut self, _entries: &mut ()) -> Option<Cow<'_, str>> {
        None
    }

    fn begin_structure(&mut self, _members: &'static [Member]) {
        self.no_scalar()
    }

    fn next_member(&mut self, _members: &mut ()) -> Option<(usize, &'static Member)> {
        None
    }

    fn begin_union(&mut self, _members: &'static [Member]) -> Variant {
        self.no_scalar::<()>();
        Variant::Unknown(UnknownMember::default())
    }

    fn end_union(&mut self) {}
}

/// The writer of a codec that writes nothing.
#[derive(Debug)]
pub enum NoWriter {}

/// Implements methods that are never called, because there is no value of the type.
macro_rules! never_called {
    ($($name:ident($($argument:ty),*);)*) => {
        impl Writer for NoWriter {
            $(fn $name(&mut self, $(_: $argument),*) {
                match *self {}
            })*
        }
    };
}

never_called! {
    null();
    bool(bool);
    integer(i64);
    f32(f32);
    f64(f64);
    big_number(&BigNumber);
    string(&str);
    blob(&[u8]);
    timestamp(Timestamp, Option<TimestampFormat>);
    document(&Document);
    begin_list();
    begin_item();
    end_list();
    begin_map();
    begin_entry(&str);
    end_map();
    begin_structure();
    begin_member(&'static Member);
    end_structure();
    unknown_member(&UnknownMember);
    reject(&str);
}
