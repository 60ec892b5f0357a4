//! Documents.

use std::collections::BTreeMap;

use crate::types::number::Number;

/// A JSON value of any type (Smithy's `document`).
///
/// ```
/// use tinsmith::Document;
///
/// let document = Document::object([("name", "render".into()), ("frames", Document::from_iter([1, 2, 3]))]);
/// assert_eq!(document.get("name").and_then(Document::as_str), Some("render"));
/// assert_eq!(document.to_json(), r#"{"frames":[1,2,3],"name":"render"}"#);
/// assert_eq!(Document::from_json(&document.to_json())?, document);
/// # Ok::<(), tinsmith::codec::ReadError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Document {
    /// `null`
    #[default]
    Null,
    /// A boolean.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(String),
    /// A list.
    Array(Vec<Document>),
    /// Members by name.
    Object(BTreeMap<String, Document>),
}

impl Document {
    /// Creates an object of these members.
    pub fn object<K: Into<String>>(members: impl IntoIterator<Item = (K, Self)>) -> Self {
        Self::Object(
            members
                .into_iter()
                .map(|(name, value)| (name.into(), value))
                .collect(),
        )
    }

    /// Returns the member with this name, if this is an object that has it.
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.as_object()?.get(name)
    }

    /// Returns the members, if this is an object.
    pub fn as_object(&self) -> Option<&BTreeMap<String, Self>> {
        if let Self::Object(members) = self {
            Some(members)
        } else {
            None
        }
    }

    /// Returns the items, if this is a list.
    pub fn as_array(&self) -> Option<&[Self]> {
        if let Self::Array(items) = self {
            Some(items)
        } else {
            None
        }
    }

    /// Returns the text, if this is a string.
    pub fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self {
            Some(text)
        } else {
            None
        }
    }

    /// Returns the number, if this is one.
    pub fn as_number(&self) -> Option<Number> {
        if let Self::Number(number) = self {
            Some(*number)
        } else {
            None
        }
    }

    /// Returns the boolean, if this is one.
    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(boolean) = self {
            Some(*boolean)
        } else {
            None
        }
    }

    /// True if this is `null`.
    pub fn is_null(&self) -> bool {
        *self == Self::Null
    }
}

impl From<bool> for Document {
    fn from(boolean: bool) -> Self {
        Self::Bool(boolean)
    }
}

impl From<Number> for Document {
    fn from(number: Number) -> Self {
        Self::Number(number)
    }
}

macro_rules! from_numbers {
    ($($number:ty as $wide:ty),*) => {$(
        impl From<$number> for Document {
            fn from(number: $number) -> Self {
                Self::Number(Number::from(<$wide>::from(number)))
            }
        }
    )*};
}

from_numbers!(
    i8 as i64, i16 as i64, i32 as i64, i64 as i64, u8 as u64, u16 as u64, u32 as u64, u64 as u64,
    f32 as f64, f64 as f64
);

impl From<String> for Document {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<&str> for Document {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<Vec<Self>> for Document {
    fn from(items: Vec<Self>) -> Self {
        Self::Array(items)
    }
}

impl From<BTreeMap<String, Self>> for Document {
    fn from(members: BTreeMap<String, Self>) -> Self {
        Self::Object(members)
    }
}

impl<T: Into<Self>> From<Option<T>> for Document {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<T: Into<Self>> FromIterator<T> for Document {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self::Array(items.into_iter().map(Into::into).collect())
    }
}
