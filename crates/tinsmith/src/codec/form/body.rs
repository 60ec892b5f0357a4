//! The codec of forms.

use super::writer::{FormDialect, FormWriter};
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
