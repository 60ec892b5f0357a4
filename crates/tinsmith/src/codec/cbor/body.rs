//! The codec of CBOR bodies.

use super::reader::CborReader;
use super::writer::CborWriter;
use crate::codec::{Codec, Member, ReadError, Reader, Shape};

/// The codec of CBOR bodies ([RFC 8949](https://www.rfc-editor.org/rfc/rfc8949)), as
/// [`smithy.protocols#rpcv2Cbor`](https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html) uses it: names are those of the
/// model, and timestamps are seconds since 1970 regardless of the format of a member.
#[derive(Clone, Copy, Debug)]
pub enum Cbor {}

impl Codec for Cbor {
    type Reader<'a> = CborReader<'a>;
    type Writer = CborWriter;
}

/// Deserializes a CBOR value.
///
/// # Errors
///
/// `input` is not one CBOR value, or not the CBOR of a `T`.
pub fn from_slice<T: Shape<Cbor>>(input: &[u8]) -> Result<T, ReadError> {
    let mut value = T::default();
    let mut reader = CborReader::new(input);
    if !reader.null() {
        value.read(&mut reader, &Member::VALUE);
    }
    reader.finish()?;
    Ok(value)
}

/// Serializes a value as CBOR.
///
/// # Errors
///
/// The values that must not be sent: the path to each of them and the reason.
pub fn to_vec<T: Shape<Cbor>>(value: &T) -> Result<Vec<u8>, Vec<String>> {
    let mut writer = CborWriter::default();
    value.write(&mut writer, &Member::VALUE);
    writer.finish()
}
