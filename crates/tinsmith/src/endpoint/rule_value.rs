//! The values of endpoint rules.

use std::borrow::Cow;

/// The value of a parameter in a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamValue {
    /// A string.
    Str(&'static str),
    /// A boolean.
    Bool(bool),
    /// A list of strings.
    StrList(&'static [&'static str]),
}

/// A value of a parameter, a variable or a property.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Value {
    /// A string.
    Str(Cow<'static, str>),
    /// A boolean.
    Bool(bool),
    /// An integer.
    Int(i32),
    /// A list.
    List(Vec<Value>),
    /// A record, its fields in order.
    Record(Vec<(Cow<'static, str>, Value)>),
}

impl Value {
    /// Returns the string, if the value is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Str(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the boolean, if the value is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// Returns the list, if the value is one.
    pub fn as_list(&self) -> Option<&[Value]> {
        match self {
            Self::List(values) => Some(values),
            _ => None,
        }
    }

    /// Returns a field of a record.
    pub fn get(&self, field: &str) -> Option<&Value> {
        match self {
            Self::Record(fields) => fields
                .iter()
                .find(|(name, _)| name == field)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    /// Returns the value at a path of `getAttr` such as `resourceId[0]` or `a.b`. A negative index counts from the end: `[-1]` is the last value.
    pub(super) fn at(&self, path: &str) -> Option<&Value> {
        path.split('.').try_fold(self, |value, part| {
            let (field, index) = match part.strip_suffix(']').and_then(|part| part.split_once('['))
            {
                Some((field, index)) => (field, Some(index)),
                None => (part, None),
            };
            let value = if field.is_empty() {
                Some(value)
            } else {
                value.get(field)
            };
            match index {
                None => value,
                Some(index) => {
                    let list = value?.as_list()?;
                    let from_end = index.strip_prefix('-');
                    let number: usize = from_end.unwrap_or(index).parse().ok()?;
                    list.get(match from_end {
                        Some(_) => list.len().checked_sub(number)?,
                        None => number,
                    })
                }
            }
        })
    }

    pub(super) fn record<const N: usize>(fields: [(&'static str, Value); N]) -> Self {
        Self::Record(
            fields
                .into_iter()
                .map(|(name, value)| (name.into(), value))
                .collect(),
        )
    }
}

impl From<&'static str> for Value {
    fn from(text: &'static str) -> Self {
        Self::Str(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Str(text.into())
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(values: Vec<T>) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }
}

impl From<ParamValue> for Value {
    fn from(value: ParamValue) -> Self {
        match value {
            ParamValue::Str(text) => text.into(),
            ParamValue::Bool(value) => value.into(),
            ParamValue::StrList(list) => list.to_vec().into(),
        }
    }
}
