//! The serialization of a serde view, from its JSON text to any format.

use std::cell::RefCell;

use serde_core::ser::{Error, SerializeMap, SerializeSeq};
use serde_core::{Serialize, Serializer};

use super::view::SerdeView;
use crate::Number;
use crate::codec::json::{JsonReader, JsonWriter};
use crate::codec::limits::TOO_DEEP;

/// Serializes a type of a generated crate.
///
/// # Errors
///
/// The errors are those of the serializer.
pub fn serialize<S: Serializer>(data: &impl SerdeView, serializer: S) -> Result<S::Ok, S::Error> {
    let mut writer = JsonWriter::for_view();
    data.write(&mut writer);
    let text = writer.into_string();
    Value(&RefCell::new(JsonReader::new(text.as_bytes()))).serialize(serializer)
}

/// The next value of a text.
struct Value<'r, 'a>(&'r RefCell<JsonReader<'a>>);

impl Serialize for Value<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(reader) = self;
        let next = reader.borrow_mut().peek();
        match next {
            Some(b'"') => serializer.serialize_str(&reader.borrow_mut().read_string()),
            Some(b'{') => {
                let mut members = reader.borrow_mut().begin_object();
                let mut map = serializer.serialize_map(None)?;
                loop {
                    let key = reader.borrow_mut().next_name(&mut members);
                    let Some(key) = key else { break };
                    map.serialize_entry(&key, self)?;
                }
                map.end()
            }
            Some(b'[') => {
                let mut items = reader.borrow_mut().begin_array();
                let mut list = serializer.serialize_seq(None)?;
                while reader.borrow_mut().next_in_array(&mut items) {
                    list.serialize_element(self)?;
                }
                list.end()
            }
            Some(b't' | b'f') => serializer.serialize_bool(reader.borrow_mut().read_bool()),
            Some(b'n') if reader.borrow_mut().read_null() => serializer.serialize_unit(),
            Some(_) => match reader.borrow_mut().read_document_number() {
                Number::Unsigned(number) => serializer.serialize_u64(number),
                Number::Negative(number) => serializer.serialize_i64(number),
                Number::Float(number) => serializer.serialize_f64(number),
            },
            // The text of a view ends early only if a value nests too deep for the reader.
            None => Err(S::Error::custom(TOO_DEEP)),
        }
    }
}
