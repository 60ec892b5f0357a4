//! From JSON text to any format.

use std::cell::RefCell;

use serde_core::ser::{Error, SerializeMap, SerializeSeq};
use serde_core::{Serialize, Serializer};

use super::Data;
use crate::Number;
use crate::codec::json::{Reader, Writer};

/// Serializes data: plumbing for generated crates.
///
/// # Errors
///
/// Those of the serializer.
pub fn serialize<S: Serializer>(data: &impl Data, serializer: S) -> Result<S::Ok, S::Error> {
    let mut writer = Writer::for_data();
    data.write(&mut writer);
    let text = writer.into_string();
    Value(&RefCell::new(Reader::new(text.as_bytes()))).serialize(serializer)
}

/// The value that comes next in a text.
struct Value<'r, 'a>(&'r RefCell<Reader<'a>>);

impl Serialize for Value<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(reader) = self;
        let next = reader.borrow_mut().peek();
        match next {
            Some(b'"') => serializer.serialize_str(&reader.borrow_mut().string()),
            Some(b'{') => {
                let mut members = reader.borrow_mut().begin_map();
                let mut map = serializer.serialize_map(None)?;
                loop {
                    let key = reader.borrow_mut().next_key(&mut members);
                    let Some(key) = key else { break };
                    map.serialize_entry(&key, self)?;
                }
                map.end()
            }
            Some(b'[') => {
                let mut items = reader.borrow_mut().begin_array();
                let mut list = serializer.serialize_seq(None)?;
                while reader.borrow_mut().next_item(&mut items) {
                    list.serialize_element(self)?;
                }
                list.end()
            }
            Some(b't' | b'f') => serializer.serialize_bool(reader.borrow_mut().bool()),
            Some(b'n') if reader.borrow_mut().null() => serializer.serialize_unit(),
            Some(_) => match reader.borrow_mut().document_number() {
                Number::Unsigned(number) => serializer.serialize_u64(number),
                Number::Negative(number) => serializer.serialize_i64(number),
                Number::Float(number) => serializer.serialize_f64(number),
            },
            // Only a value that nests too deep ends the text early.
            None => Err(S::Error::custom("nests too deep")),
        }
    }
}
