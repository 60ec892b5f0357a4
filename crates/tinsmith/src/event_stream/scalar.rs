//! The codec of single values: event headers, and payloads that are text or binary data.

use std::borrow::Cow;

use super::frame_headers::HeaderValue;
use crate::codec::{Codec, FullList, Member, Reader, Shape, Variant, Writer};
use crate::{BigNumber, Blob, Document, Timestamp, TimestampFormat, UnknownMember};

/// Implements the methods of the writer for values that are no scalars, of which the generator binds none.
macro_rules! no_scalars {
    ($($name:ident($($argument:ty),*);)*) => {
        $(fn $name(&mut self, $(_: $argument),*) {
            self.reject(NO_SCALAR);
        })*
    };
}

pub(super) const NO_SCALAR: &str = "its type has no form as a single value";

/// The codec of a value that is no document.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub enum Scalar {}

impl Codec for Scalar {
    type Reader<'a> = ScalarReader<'a>;
    type Writer = ScalarWriter;
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

/// A value that is written. The text and the bytes are its own.
#[derive(Debug)]
pub(super) enum ScalarValue {
    Bool(bool),
    Integer { value: i64, bits: u32 },
    Bytes(Vec<u8>),
    Text(String),
    Timestamp(Timestamp),
}

impl ScalarValue {
    /// Returns the value of a header.
    pub(super) fn as_header(&self) -> HeaderValue<'_> {
        match self {
            Self::Bool(value) => HeaderValue::Bool(*value),
            // The type of the member has this width.
            Self::Integer { value, bits: 8 } => HeaderValue::I8(*value as i8),
            Self::Integer { value, bits: 16 } => HeaderValue::I16(*value as i16),
            Self::Integer { value, bits: 32 } => HeaderValue::I32(*value as i32),
            Self::Integer { value, .. } => HeaderValue::I64(*value),
            Self::Bytes(bytes) => HeaderValue::Bytes(bytes),
            Self::Text(text) => HeaderValue::Text(text),
            Self::Timestamp(timestamp) => HeaderValue::Timestamp(*timestamp),
        }
    }
}

/// Writes the value of a member; `None` if it is absent.
pub(super) fn write<T: Shape<Scalar>>(member: &T) -> Result<Option<ScalarValue>, String> {
    if member.is_absent() {
        return Ok(None);
    }
    let mut writer = ScalarWriter {
        bits: T::INTEGER_BITS,
        value: None,
        error: None,
    };
    member.write(&mut writer, &Member::VALUE);
    writer.error.map_or(Ok(writer.value), Err)
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
        self.mismatch(NO_SCALAR)
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

    fn reserve_slots(&mut self, _list: FullList) -> usize {
        1
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

    fn reject(&mut self, message: &'static str) {
        self.mismatch(message)
    }
}

/// The writer of one value.
#[derive(Debug)]
pub struct ScalarWriter {
    /// The width of an integer.
    bits: u32,
    value: Option<ScalarValue>,
    error: Option<String>,
}

impl Writer for ScalarWriter {
    fn null(&mut self) {}

    fn bool(&mut self, value: bool) {
        self.value = Some(ScalarValue::Bool(value));
    }

    fn integer(&mut self, value: i64) {
        let bits = self.bits;
        self.value = Some(ScalarValue::Integer { value, bits });
    }

    fn string(&mut self, value: &str) {
        self.value = Some(ScalarValue::Text(value.to_owned()));
    }

    fn blob(&mut self, value: &[u8]) {
        self.value = Some(ScalarValue::Bytes(value.to_vec()));
    }

    fn timestamp(&mut self, value: Timestamp, _format: Option<TimestampFormat>) {
        self.value = Some(ScalarValue::Timestamp(value));
    }

    fn reject(&mut self, message: &str) {
        self.error.get_or_insert_with(|| message.to_owned());
    }

    no_scalars! {
        f32(f32);
        f64(f64);
        big_number(&BigNumber);
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
    }
}
