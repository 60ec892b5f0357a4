//! The deserialization of a serde view, from any format to its JSON text.

use std::fmt;

use serde_core::Deserializer;
use serde_core::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};

use super::view::SerdeView;
use crate::codec::MAX_DEPTH;
use crate::codec::json::{JsonReader, JsonWriter};
use crate::codec::limits::TOO_DEEP;
use crate::codec::{ReadError, Writer};
use crate::types::decimal;

/// The name of the only member of the map that `serde_json` has in the place of a number with a fraction, an exponent or many digits, if any crate of a program
/// enables its feature `arbitrary_precision`. The value is the text of the number.
const NUMBER: &str = "$serde_json::private::Number";

/// The same of a date and time of the crate `toml`.
const DATE_TIME: &str = "$__toml_private_datetime";

/// Deserializes a type of a generated crate.
///
/// # Errors
///
/// The errors are those of the deserializer, values that do not have the types of the members, with the path to them, and values that nest
/// more than [`MAX_DEPTH`] levels deep.
pub fn deserialize<'de, T: SerdeView, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    let mut writer = JsonWriter::for_view();
    let value = Value {
        writer: &mut writer,
        depth: 0,
    };
    value.deserialize(deserializer)?;
    let text = writer.into_string();
    let mut reader = JsonReader::for_view(text.as_bytes());
    let value = T::read(&mut reader);
    let without_offset = |error| ReadError {
        // It would be an offset in a text that the caller does not have.
        offset: None,
        ..error
    };
    reader
        .finish()
        .map_err(without_offset)
        .map_err(Error::custom)?;
    value.ok_or_else(|| Error::custom("no value"))
}

/// The writer of one value of any type.
struct Value<'w> {
    writer: &'w mut JsonWriter,
    /// The number of sequences, maps and wrappers around the value. It is limited here because not every format limits it, and every level
    /// is a recursive call.
    depth: usize,
}

impl Value<'_> {
    /// Returns the writer of a value inside this one.
    fn inner<E: Error>(&mut self) -> Result<Value<'_>, E> {
        if self.depth == MAX_DEPTH {
            return Err(E::custom(TOO_DEEP));
        }
        Ok(Value {
            writer: self.writer,
            depth: self.depth + 1,
        })
    }

    fn reborrow(&mut self) -> Value<'_> {
        Value {
            writer: self.writer,
            depth: self.depth,
        }
    }
}

impl<'de> DeserializeSeed<'de> for Value<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of a type that JSON has")
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.writer.bool(value);
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.writer.integer(value);
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.writer.unsigned(value);
        Ok(())
    }

    /// Writes the digits: a type without such numbers reports them as out of range.
    fn visit_i128<E>(self, value: i128) -> Result<(), E> {
        self.writer.raw(value.to_string().as_bytes());
        Ok(())
    }

    fn visit_u128<E>(self, value: u128) -> Result<(), E> {
        self.writer.raw(value.to_string().as_bytes());
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.writer.f64(value);
        Ok(())
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        self.writer.string(value);
        Ok(())
    }

    fn visit_bytes<E>(self, value: &[u8]) -> Result<(), E> {
        self.writer.blob(value);
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.writer.null();
        Ok(())
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(mut self, deserializer: D) -> Result<(), D::Error> {
        self.inner()?.deserialize(deserializer)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        mut self,
        deserializer: D,
    ) -> Result<(), D::Error> {
        self.inner()?.deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        let mut item = self.inner()?;
        item.writer.begin_list();
        while items.next_element_seed(Item(&mut item))?.is_some() {}
        item.writer.end_list();
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<(), A::Error> {
        let mut value = self.inner()?;
        let start = value.writer.length();
        value.writer.begin_map();
        while let Some(key) = members.next_key::<String>()? {
            value.writer.begin_entry(&key);
            members.next_value_seed(value.reborrow())?;
        }
        value.writer.end_map();
        if let Some(scalar) = scalar_of_map(value.writer.text_since(start)) {
            value.writer.replace_since(start, &scalar);
        }
        Ok(())
    }
}

/// Returns the JSON of a number, or of a date and time, that a format has as a map.
fn scalar_of_map(map: &[u8]) -> Option<String> {
    // Neither text has characters that JSON escapes.
    let text_of = |name: &str| {
        let text = map.strip_prefix(b"{\"")?.strip_prefix(name.as_bytes())?;
        let text = text.strip_prefix(b"\":\"")?.strip_suffix(b"\"}")?;
        str::from_utf8(text).ok()
    };
    if let Some(number) = text_of(NUMBER).filter(|text| decimal::is_number(text)) {
        return Some(number.to_owned());
    }
    let date_time = text_of(DATE_TIME).filter(|text| !text.contains(['"', '\\']))?;
    Some(format!("\"{date_time}\""))
}

/// The writer of an item of a list. A seed is used only if there is another item.
struct Item<'i, 'w>(&'i mut Value<'w>);

impl<'de> DeserializeSeed<'de> for Item<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.0.writer.begin_item();
        self.0.reborrow().deserialize(deserializer)
    }
}
