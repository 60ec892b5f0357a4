//! Arguments of setters, and defaults of fields.

use serde_json::Value;

use super::{FloatPlan, Type};

/// The argument of a setter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArgumentPlan {
    /// The field's own type.
    Plain(Type),
    /// Any type that converts into the field's.
    Converted(Type),
    /// The type that the setter puts into a box.
    Boxed(Type),
    /// An iterator over the items of a list.
    Items(ItemPlan),
    /// An iterator over the keys and values of a map.
    Entries(ItemPlan, ItemPlan),
}

/// An item, key or value that a setter takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemPlan {
    /// The type.
    pub ty: Type,
    /// True if the item is an `Option`.
    pub optional: bool,
    /// True if the setter takes any type that converts into this one.
    pub converted: bool,
}

/// The default of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum DefaultPlan {
    /// A `bool`.
    Bool(bool),
    /// A `String`.
    Text(String),
    /// An integer.
    Integer(i64),
    /// A floating point number.
    Float(FloatPlan),
    /// A value of this enum of text.
    Enum(String, String),
    /// A value of this enum of numbers.
    IntEnum(String, i64),
    /// A timestamp: seconds since 1970 and the nanoseconds after them.
    Timestamp(i64, u32),
    /// A text that the type parses.
    Parsed(String),
    /// The bytes of this type.
    Bytes(Type, Vec<u8>),
    /// A document.
    Document(Value),
    /// A default in a box.
    Boxed(Box<DefaultPlan>),
    /// The type's own default.
    TypeDefault,
}
