//! The codec of XML bodies.

use super::reader::XmlReader;
use super::writer::XmlWriter;
use crate::codec::{Codec, Member, ReadError, Shape};

/// The codec of XML bodies ([XML 1.0](https://www.w3.org/TR/xml/)). Timestamps are of RFC 3339 unless a member has another format.
#[derive(Clone, Copy, Debug)]
pub enum Xml {}

impl Codec for Xml {
    type Reader<'a> = XmlReader<'a>;
    type Writer = XmlWriter;
}

/// Deserializes an XML document whose root is a `T` with any name.
///
/// # Errors
///
/// `input` is not XML, or not the XML of a `T`.
pub fn from_slice<T: Shape<Xml>>(input: &[u8]) -> Result<T, ReadError> {
    let mut value = T::default();
    let mut reader = XmlReader::new(input);
    if reader.next_element() {
        value.read(&mut reader, &Member::VALUE);
    }
    reader.finish()?;
    Ok(value)
}

/// Deserializes a `T` from the element at a path below the root of an XML document. Without that element, or if `input` is empty, it has
/// its default value.
///
/// # Errors
///
/// `input` is not XML, or the element is not the XML of a `T`.
pub fn from_element<T: Shape<Xml>>(input: &[u8], path: &[&str]) -> Result<T, ReadError> {
    let mut value = T::default();
    if input.is_empty() {
        return Ok(value);
    }
    let mut reader = XmlReader::new(input);
    if reader.enter_path(path) {
        value.read(&mut reader, &Member::VALUE);
    }
    reader.finish()?;
    Ok(value)
}

/// True if an XML document has an element at a path below its root.
pub(crate) fn has_element(input: &[u8], path: &[&str]) -> bool {
    XmlReader::new(input).enter_path(path)
}

/// Deserializes a structure whose only member is the root of an XML document. If `input` is empty, it has its default value.
///
/// # Errors
///
/// `input` is not XML, or not the XML of the member.
pub fn from_document<T: Shape<Xml>>(input: &[u8]) -> Result<T, ReadError> {
    let mut value = T::default();
    if input.is_empty() {
        return Ok(value);
    }
    let mut reader = XmlReader::new(input);
    value.read(&mut reader, &Member::VALUE);
    reader.finish()?;
    Ok(value)
}

/// Serializes a value as an XML document whose root has the name and the traits of `root`.
///
/// # Errors
///
/// The values that must not be sent: the path to each of them and the reason.
pub fn to_vec<T: Shape<Xml>>(value: &T, root: &'static Member) -> Result<Vec<u8>, Vec<String>> {
    let mut writer = XmlWriter::new(root);
    value.write(&mut writer, root);
    writer.finish()
}
