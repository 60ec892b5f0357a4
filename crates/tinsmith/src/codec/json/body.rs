//! The codec of JSON bodies.

use super::reader::JsonReader;
use super::writer::JsonWriter;
use crate::codec::{Codec, Member, ReadError, Shape};

/// The codec of JSON bodies ([RFC 8259](https://www.rfc-editor.org/rfc/rfc8259)). Timestamps are seconds since 1970 unless a member has
/// another format.
#[derive(Clone, Copy, Debug)]
pub enum Json {}

impl Codec for Json {
    type Reader<'a> = JsonReader<'a>;
    type Writer = JsonWriter;
}

/// Deserializes a JSON text.
///
/// # Errors
///
/// `input` is not JSON, or not the JSON of a `T`.
pub fn from_slice<T: Shape<Json>>(input: &[u8]) -> Result<T, ReadError> {
    let mut value = T::default();
    let mut reader = JsonReader::new(input);
    if !reader.read_null() {
        value.read(&mut reader, &Member::VALUE);
    }
    reader.finish()?;
    Ok(value)
}

/// Serializes a value as a JSON text.
///
/// # Errors
///
/// The values that must not be sent: the path to each of them and the reason.
pub fn to_vec<T: Shape<Json>>(value: &T) -> Result<Vec<u8>, Vec<String>> {
    let mut writer = JsonWriter::default();
    value.write(&mut writer, &Member::VALUE);
    writer.finish()
}
