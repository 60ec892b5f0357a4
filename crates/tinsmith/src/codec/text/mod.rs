//! Values outside a body: in paths, queries and headers.

mod list;
mod percent;

use std::fmt;

pub(crate) use list::{quote, split};
pub(crate) use percent::{decode_form, encode, encode_bytes, encode_path, hex, is_unreserved};

use crate::codec::json::{DateTime, Format};
use crate::types::decimal;
use crate::{BigNumber, Timestamp, TimestampFormat};

/// A type that stands in paths, queries and headers. `F` is the format of timestamps.
pub trait Text<F = DateTime>: Default {
    /// How a header lists values of this type.
    const LIST: ListSyntax = ListSyntax::Plain;

    /// Adds the value's text, one for each item of a list, none if it is absent.
    fn write_text(&self, texts: &mut Texts);

    /// Reads the value.
    ///
    /// # Errors
    ///
    /// What is wrong with `text`.
    fn read_text(&mut self, text: &str) -> Result<(), TextError>;
}

/// A type for string shapes: a string, or an enum of strings. `From<&str>` makes the value that `as_ref` gives the text of.
///
/// Whatever has it can stand in paths, queries and headers, be the key of a map and a parameter of endpoint rules, and be empty. That
/// leaves no room for the same of `Box`: anybody may implement this for a box of theirs.
pub trait StringShape: AsRef<str> + Default + for<'a> From<&'a str> {}

impl StringShape for String {}

/// How a header lists values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListSyntax {
    /// Commas stand between values only.
    Plain,
    /// Values that hold a comma or a quote are quoted.
    Quoted,
    /// Each value holds one comma itself.
    HttpDates,
}

/// What is wrong with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextError(pub &'static str);

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for TextError {}

/// The texts of one member.
#[derive(Debug, Default)]
pub struct Texts {
    /// All of them, one after the other.
    text: Vec<u8>,
    /// Where each of them ends.
    ends: Vec<usize>,
    /// Whether there is a list, be it an empty one.
    list: bool,
}

impl Texts {
    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.list = false;
    }

    /// Adds a text.
    pub fn push(&mut self, text: &str) {
        self.push_with(|out| out.extend_from_slice(text.as_bytes()));
    }

    fn push_with(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        write(&mut self.text);
        self.ends.push(self.text.len());
    }

    /// Whether the member is absent.
    pub(crate) fn is_absent(&self) -> bool {
        self.ends.is_empty() && !self.list
    }

    /// Whether the texts are those of a list.
    pub(crate) fn is_list(&self) -> bool {
        self.list
    }

    /// The texts.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let ranges = starts.zip(self.ends.iter().copied());
        // Only strings, and ASCII, were written.
        ranges.map(|(start, end)| {
            str::from_utf8(self.text.get(start..end).unwrap_or_default()).unwrap_or_default()
        })
    }
}

/// The index of `value` among the values of an enum; their number, if it is none of them.
#[doc(hidden)]
pub fn position(values: &[&str], value: &str) -> usize {
    values
        .iter()
        .position(|known| *known == value)
        .unwrap_or(values.len())
}

/// The text of a value that an enum does not know. A function, so that each enum's code has one call for it.
#[doc(hidden)]
pub fn unknown(value: &str) -> String {
    value.to_owned()
}

impl<F, T: StringShape> Text<F> for T {
    const LIST: ListSyntax = ListSyntax::Quoted;

    fn write_text(&self, texts: &mut Texts) {
        texts.push(self.as_ref());
    }

    fn read_text(&mut self, text: &str) -> Result<(), TextError> {
        *self = Self::from(text);
        Ok(())
    }
}

impl<F> Text<F> for bool {
    fn write_text(&self, texts: &mut Texts) {
        texts.push(if *self { "true" } else { "false" });
    }

    fn read_text(&mut self, text: &str) -> Result<(), TextError> {
        *self = match text {
            "true" => true,
            "false" => false,
            _ => return Err(TextError("expected true or false")),
        };
        Ok(())
    }
}

macro_rules! integers {
    ($($integer:ty),*) => {$(
        impl<F> Text<F> for $integer {
            fn write_text(&self, texts: &mut Texts) {
                texts.push_with(|out| decimal::write_integer((*self).into(), out));
            }

            fn read_text(&mut self, text: &str) -> Result<(), TextError> {
                *self = text.parse().map_err(|_| TextError("expected a whole number within range"))?;
                Ok(())
            }
        }
    )*};
}

integers!(i8, i16, i32, i64);

macro_rules! floats {
    ($($float:ty),*) => {$(
        impl<F> Text<F> for $float {
            fn write_text(&self, texts: &mut Texts) {
                texts.push(&decimal::float_text(*self));
            }

            fn read_text(&mut self, text: &str) -> Result<(), TextError> {
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

floats!(f32, f64);

impl<F> Text<F> for BigNumber {
    fn write_text(&self, texts: &mut Texts) {
        texts.push(self.as_str());
    }

    fn read_text(&mut self, text: &str) -> Result<(), TextError> {
        *self = text.parse().map_err(|_| TextError("expected a number"))?;
        Ok(())
    }
}

impl<F: Format> Text<F> for Timestamp {
    const LIST: ListSyntax = match F::TIMESTAMP {
        TimestampFormat::HttpDate => ListSyntax::HttpDates,
        TimestampFormat::EpochSeconds | TimestampFormat::DateTime => ListSyntax::Plain,
    };

    fn write_text(&self, texts: &mut Texts) {
        texts.push_with(|out| self.write(F::TIMESTAMP, out));
    }

    fn read_text(&mut self, text: &str) -> Result<(), TextError> {
        *self = Self::parse(text, F::TIMESTAMP).map_err(|error| TextError(error.message()))?;
        Ok(())
    }
}

impl<F, T: Text<F>> Text<F> for Option<T> {
    const LIST: ListSyntax = T::LIST;

    fn write_text(&self, texts: &mut Texts) {
        if let Some(value) = self {
            value.write_text(texts);
        }
    }

    fn read_text(&mut self, text: &str) -> Result<(), TextError> {
        // What cannot be read stays absent.
        let mut value = self.take().unwrap_or_default();
        value.read_text(text)?;
        *self = Some(value);
        Ok(())
    }
}

impl<F, T: Text<F>> Text<F> for Vec<T> {
    const LIST: ListSyntax = T::LIST;

    fn write_text(&self, texts: &mut Texts) {
        texts.list = true;
        for item in self {
            item.write_text(texts);
        }
    }

    fn read_text(&mut self, text: &str) -> Result<(), TextError> {
        self.clear();
        for text in split(text, T::LIST)? {
            let mut item = T::default();
            item.read_text(&text)?;
            self.push(item);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
