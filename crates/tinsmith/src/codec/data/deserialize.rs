//! From any format to JSON text.

use std::fmt;

use serde_core::Deserializer;
use serde_core::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};

use super::Data;
use crate::codec::json::{ReadError, Reader, Writer};

/// Deserializes data: plumbing for generated crates.
///
/// # Errors
///
/// Those of the deserializer, and values that are not what the type's members are, with the path to them.
pub fn deserialize<'de, T: Data, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut writer = Writer::for_data();
    Value(&mut writer).deserialize(deserializer)?;
    let text = writer.into_string();
    let mut reader = Reader::for_data(text.as_bytes());
    let value = T::read(&mut reader);
    let without_offset = |error| ReadError {
        // It would be that of a text which nobody has seen.
        offset: None,
        ..error
    };
    reader
        .finish()
        .map_err(without_offset)
        .map_err(Error::custom)?;
    value.ok_or_else(|| Error::custom("no value"))
}

/// Takes one value of any type.
struct Value<'w>(&'w mut Writer);

impl<'de> DeserializeSeed<'de> for Value<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value as JSON has it")
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.0.bool(value);
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.0.integer(value);
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.0.unsigned(value);
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.0.f64(value);
        Ok(())
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        self.0.string(value);
        Ok(())
    }

    fn visit_bytes<E>(self, value: &[u8]) -> Result<(), E> {
        self.0.base64(value);
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.0.null();
        Ok(())
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        self.0.begin_array();
        while items.next_element_seed(Item(self.0))?.is_some() {}
        self.0.end_array();
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        self.0.begin_object();
        while let Some(key) = members.next_key::<String>()? {
            self.0.key(&key);
            members.next_value_seed(Value(self.0))?;
        }
        self.0.end_object();
        Ok(())
    }
}

/// Takes an item of a list. A seed is asked only if there is another item.
struct Item<'w>(&'w mut Writer);

impl<'de> DeserializeSeed<'de> for Item<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.0.item();
        Value(self.0).deserialize(deserializer)
    }
}
