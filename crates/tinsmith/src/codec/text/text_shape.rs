//! Shapes that HTTP carries outside a body.

use std::collections::BTreeMap;
use std::fmt;

use super::list::{ListSyntax, split};
use super::text_error::TextError;
use super::texts::Texts;
use crate::types::decimal;
use crate::{BigNumber, Timestamp, TimestampFormat};

/// A type whose values are text in paths, queries and headers.
pub trait TextShape: Default {
    /// Returns the syntax of a header with a list of values of this type.
    fn list_syntax(_format: Option<TimestampFormat>) -> ListSyntax {
        ListSyntax::Plain
    }

    /// Adds the value's texts. The `format` is that of timestamps.
    fn write_text(&self, texts: &mut Texts, format: Option<TimestampFormat>);

    /// Parses the value.
    ///
    /// # Errors
    ///
    /// `text` is not a value of this type.
    fn read_text(&mut self, text: &str, format: Option<TimestampFormat>) -> Result<(), TextError>;
}

/// A type for string shapes: a string, or an enum of strings. `as_ref` returns the text that `From<&str>` makes the same value of.
///
/// A type with this trait is also a [`TextShape`], a key of maps and a parameter of endpoint rules. These traits therefore cannot be
/// implemented for `Box`, since another crate may implement this one for a box of its type.
pub trait StringShape: AsRef<str> + Default + for<'a> From<&'a str> {
    /// Inserts an entry in a map of strings.
    fn insert_string(map: &mut BTreeMap<Self, String>, key: Self, value: String)
    where
        Self: Ord,
    {
        map.insert(key, value);
    }
}

impl StringShape for String {
    /// This function is not generic, so that the insertion in the map type that services have most is compiled once for all clients.
    #[inline(never)]
    fn insert_string(map: &mut BTreeMap<Self, String>, key: Self, value: String) {
        map.insert(key, value);
    }
}

/// Returns the variant of an enum at the index of `value` among its values, or `unknown` of the text if it is none of them.
#[doc(hidden)]
#[inline]
pub fn variant<E: Clone>(
    value: &str,
    values: &[&str],
    variants: &[E],
    unknown: fn(String) -> E,
) -> E {
    // A search in a table is less code than a `match`, which compares with each value in turn.
    match variants.get(position(values, value)) {
        Some(variant) => variant.clone(),
        None => unknown(unknown_text(value)),
    }
}

/// Formats an enum as a derived `Debug` does: as the name of its variant, or as `Unknown` with the value. `variants` has the names of the variants,
/// separated by spaces, in the order of `values`.
#[doc(hidden)]
pub fn debug_enum(
    f: &mut fmt::Formatter<'_>,
    value: &str,
    is_unknown: bool,
    values: &[&str],
    variants: &str,
) -> fmt::Result {
    let index = position(values, value);
    match variants.split_whitespace().nth(index) {
        Some(variant) if !is_unknown => f.write_str(variant),
        _ => f.debug_tuple("Unknown").field(&value).finish(),
    }
}

/// Returns the index of `value` among the values of an enum, or their number if it is none of them.
fn position(values: &[&str], value: &str) -> usize {
    // The lengths and the first bytes are compared before the rest, since a comparison of long texts is a call.
    let start = value.as_bytes().first_chunk::<8>();
    values
        .iter()
        .position(|known| {
            known.len() == value.len() && known.as_bytes().first_chunk() == start && *known == value
        })
        .unwrap_or(values.len())
}

/// Returns the text of a value that an enum does not have. A function, so that the code of each enum has one call for it.
fn unknown_text(value: &str) -> String {
    value.to_owned()
}

impl<T: StringShape> TextShape for T {
    fn list_syntax(_format: Option<TimestampFormat>) -> ListSyntax {
        ListSyntax::Quoted
    }

    fn write_text(&self, texts: &mut Texts, _format: Option<TimestampFormat>) {
        texts.push(self.as_ref());
    }

    fn read_text(&mut self, text: &str, _format: Option<TimestampFormat>) -> Result<(), TextError> {
        *self = Self::from(text);
        Ok(())
    }
}

impl TextShape for bool {
    fn write_text(&self, texts: &mut Texts, _format: Option<TimestampFormat>) {
        texts.push(if *self { "true" } else { "false" });
    }

    fn read_text(&mut self, text: &str, _format: Option<TimestampFormat>) -> Result<(), TextError> {
        *self = match text {
            "true" => true,
            "false" => false,
            _ => return Err(TextError("expected true or false")),
        };
        Ok(())
    }
}

macro_rules! text_of_integers {
    ($($integer:ty),*) => {$(
        impl TextShape for $integer {
            fn write_text(&self, texts: &mut Texts, _format: Option<TimestampFormat>) {
                texts.push_with(|out| decimal::write_integer(*self, out));
            }

            fn read_text(&mut self, text: &str, _format: Option<TimestampFormat>) -> Result<(), TextError> {
                // The parser of one type serves all of them.
                let number = text.parse::<i64>().ok().and_then(|number| number.try_into().ok());
                *self = number.ok_or(TextError("expected a whole number within range"))?;
                Ok(())
            }
        }
    )*};
}

text_of_integers!(i8, i16, i32, i64);

macro_rules! text_of_floats {
    ($($float:ty),*) => {$(
        impl TextShape for $float {
            fn write_text(&self, texts: &mut Texts, _format: Option<TimestampFormat>) {
                texts.push(&decimal::float_text(*self));
            }

            fn read_text(&mut self, text: &str, _format: Option<TimestampFormat>) -> Result<(), TextError> {
                *self = match text {
                    "NaN" => <$float>::NAN,
                    "Infinity" => <$float>::INFINITY,
                    "-Infinity" => <$float>::NEG_INFINITY,
                    _ => text.parse().ok().filter(|_| decimal::is_number(text)).ok_or(TextError("expected a number"))?,
                };
                Ok(())
            }
        }
    )*};
}

text_of_floats!(f32, f64);

impl TextShape for BigNumber {
    fn write_text(&self, texts: &mut Texts, _format: Option<TimestampFormat>) {
        texts.push(self.as_str());
    }

    fn read_text(&mut self, text: &str, _format: Option<TimestampFormat>) -> Result<(), TextError> {
        *self = text.parse().map_err(|_| TextError("expected a number"))?;
        Ok(())
    }
}

/// RFC 3339, unless the binding has another format. Milliseconds at most are written.
impl TextShape for Timestamp {
    fn list_syntax(format: Option<TimestampFormat>) -> ListSyntax {
        if format == Some(TimestampFormat::HttpDate) {
            ListSyntax::HttpDates
        } else {
            ListSyntax::Plain
        }
    }

    fn write_text(&self, texts: &mut Texts, format: Option<TimestampFormat>) {
        let format = format.unwrap_or(TimestampFormat::DateTime);
        texts.push_with(|out| self.truncate_to_millis().write(format, out));
    }

    fn read_text(&mut self, text: &str, format: Option<TimestampFormat>) -> Result<(), TextError> {
        let format = format.unwrap_or(TimestampFormat::DateTime);
        *self = Self::parse(text, format).map_err(|error| TextError(error.message()))?;
        Ok(())
    }
}

impl<T: TextShape> TextShape for Option<T> {
    fn list_syntax(format: Option<TimestampFormat>) -> ListSyntax {
        T::list_syntax(format)
    }

    fn write_text(&self, texts: &mut Texts, format: Option<TimestampFormat>) {
        if let Some(value) = self {
            value.write_text(texts, format);
        }
    }

    fn read_text(&mut self, text: &str, format: Option<TimestampFormat>) -> Result<(), TextError> {
        // A value that cannot be parsed stays absent.
        let mut value = self.take().unwrap_or_default();
        value.read_text(text, format)?;
        *self = Some(value);
        Ok(())
    }
}

impl<T: TextShape> TextShape for Vec<T> {
    fn list_syntax(format: Option<TimestampFormat>) -> ListSyntax {
        T::list_syntax(format)
    }

    fn write_text(&self, texts: &mut Texts, format: Option<TimestampFormat>) {
        texts.begin_list();
        for item in self {
            item.write_text(texts, format);
        }
    }

    fn read_text(&mut self, text: &str, format: Option<TimestampFormat>) -> Result<(), TextError> {
        self.clear();
        for text in split(text, T::list_syntax(format))? {
            let mut item = T::default();
            item.read_text(&text, format)?;
            self.push(item);
        }
        Ok(())
    }
}
