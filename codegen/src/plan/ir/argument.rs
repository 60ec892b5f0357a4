//! Arguments of setters, and defaults of fields.

use super::{FloatPlan, RustExpr, Type};

/// The argument of a setter.
#[derive(Clone, Debug, PartialEq)]
pub struct ArgumentPlan {
    /// The type.
    pub ty: ArgumentType,
    /// The field's value, made of the variable `value`.
    pub value: RustExpr,
    /// True if the setter needs the attribute `inline`: a generic one is compiled where it is called in any case.
    pub inline: bool,
}

/// The type of an argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArgumentType {
    /// One value.
    Value(ValueType),
    /// An iterator over the items of a list.
    Items(ValueType),
    /// An iterator over the keys and values of a map.
    Entries(ValueType, ValueType),
}

/// The type of a value that a setter takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueType {
    /// This type.
    Own(Type),
    /// An `Option` of this type.
    Optional(Type),
    /// Any type that converts into this one.
    Converted(Type),
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
    Document(DocumentPlan),
    /// A default in a box.
    Boxed(Box<DefaultPlan>),
    /// The type's own default.
    TypeDefault,
}

/// A document, by its value in JSON.
#[derive(Clone, Debug, PartialEq)]
pub enum DocumentPlan {
    /// `null`
    Null,
    /// A boolean.
    Bool(bool),
    /// A text.
    Text(String),
    /// An integer that an `i64` can hold.
    Signed(i64),
    /// A larger integer.
    Unsigned(u64),
    /// Any other number.
    Float(FloatPlan),
    /// An array.
    Array(Vec<DocumentPlan>),
    /// An object.
    Object(Vec<(String, DocumentPlan)>),
}
