//! The codec of forms.

use super::writer::{FormDialect, FormWriter};
#[cfg(feature = "environment")]
use crate::codec::ReadError;
use crate::codec::xml::XmlReader;
use crate::codec::{Codec, Member, Shape};

/// The codec of the protocols whose requests are forms (`application/x-www-form-urlencoded`) and whose responses are XML.
#[derive(Clone, Copy, Debug)]
pub enum Form {}

impl Codec for Form {
    type Reader<'a> = XmlReader<'a>;
    type Writer = FormWriter;
}

/// Serializes the input of an operation as a form, after the parameters `Action` and `Version`.
///
/// # Errors
///
/// The values that must not be sent: the path to each of them and the reason.
pub fn to_vec<T: Shape<Form>>(
    input: &T,
    dialect: FormDialect,
    action: &str,
    version: &str,
) -> Result<Vec<u8>, Vec<String>> {
    let mut writer = FormWriter::new(dialect, action, version);
    input.write(&mut writer, &Member::VALUE);
    writer.finish()
}

/// Deserializes the output of an operation from the element at a path below the root of an XML document.
///
/// # Errors
///
/// `input` is not XML, or the element is not the XML of a `T`.
#[cfg(feature = "environment")]
pub(crate) fn from_element<T: Shape<Form>>(input: &[u8], path: &[&str]) -> Result<T, ReadError> {
    let mut value = T::default();
    let mut reader = XmlReader::new(input);
    if reader.enter_path(path) {
        value.read(&mut reader, &Member::VALUE);
    }
    reader.finish()?;
    Ok(value)
}
