//! Typed paths: the operations of a path on values whose types are known.
//!
//! An absent list is an empty one, unlike in JMESPath, since the types of outputs do not distinguish the two.

use serde_json::Value;

use crate::plan::ir::{Comparator, StructPlan, Type};

/// An expression with the type of its value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TypedPath {
    /// The operation that produces the value.
    pub(crate) node: Node,
    /// The type of the value.
    pub(crate) ty: PathType,
    /// True if the value may be null, which lists never are.
    pub(crate) nullable: bool,
}

/// The type of an expression's value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum PathType {
    /// `null`
    Null,
    /// `&str`: of strings and enums.
    Text,
    /// `bool`
    Flag,
    /// `i64`
    Integer,
    /// `f64`
    Float,
    /// A reference to the structure of this Rust name.
    Structure(String),
    /// A reference to the union of this Rust name.
    Union(String),
    /// An iterator over such values, and whether these may be null.
    List(Box<PathType>, bool),
    /// A reference to a map with such values, and whether these may be null.
    Map(Box<Type>, bool),
    /// A reference to a timestamp.
    Timestamp,
    /// A reference to a value without members that a path can name.
    Opaque,
    /// A value that is used for its truth only.
    Condition,
    /// The input and the output of a call. The next name selects one.
    InputAndOutput,
}

/// An operation that produces a value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    /// The variable of this name.
    Variable(&'static str),
    /// A field of a structure, stored as this type, in an `Option` or not.
    Field(Box<TypedPath>, String, Type, bool),
    /// The value of a union's variant: enum, variant, stored type.
    Variant(Box<TypedPath>, String, String, Type),
    /// The value of a key.
    Get(Box<TypedPath>, String),
    /// The values of a map.
    Values(Box<TypedPath>),
    /// The keys of a map.
    Keys(Box<TypedPath>),
    /// An item of a list, counted from the end if negative.
    Index(Box<TypedPath>, i64),
    /// The items of the lists in a list.
    Flatten(Box<TypedPath>),
    /// The items for which the condition holds; the item is [`ITEM`].
    Filter(Box<TypedPath>, Box<TypedPath>),
    /// The value of an expression for each item, without nulls; there, an item is [`ITEM`].
    Each(Box<TypedPath>, Box<TypedPath>),
    /// Text, a boolean, a number or null.
    Literal(Value),
    /// A list of these values.
    List(Vec<TypedPath>),
    /// A comparison.
    Compare(Comparator, Box<TypedPath>, Box<TypedPath>),
    /// True if both are true.
    And(Box<TypedPath>, Box<TypedPath>),
    /// True if either is true.
    Or(Box<TypedPath>, Box<TypedPath>),
    /// The left, or the right where the left is null or empty.
    Else(Box<TypedPath>, Box<TypedPath>),
    /// True if the operand is false.
    Not(Box<TypedPath>),
    /// The number of a list's items, or of a text's characters.
    Length(Box<TypedPath>),
    /// True if a list has an item of that value.
    Contains(Box<TypedPath>, Box<TypedPath>),
    /// A predicate of `str` with another text: `contains`, `starts_with`, `ends_with`.
    TextTest(&'static str, Box<TypedPath>, Box<TypedPath>),
}

/// The name of the variable that holds an item.
pub(crate) const ITEM: &str = "item";

/// Returns the type that a path sees for a stored value.
pub(crate) fn loaded(ty: &Type) -> PathType {
    match ty {
        Type::String | Type::Enum(_) => PathType::Text,
        Type::Bool => PathType::Flag,
        Type::I8 | Type::I16 | Type::I32 | Type::I64 | Type::IntEnum(_) => PathType::Integer,
        Type::F32 | Type::F64 => PathType::Float,
        Type::Struct(name) => PathType::Structure(name.clone()),
        Type::Union(name) => PathType::Union(name.clone()),
        Type::List(item) => PathType::List(Box::new(loaded(item)), false),
        Type::SparseList(item) => {
            let item = loaded(item);
            let nullable = !is_list(&item);
            PathType::List(Box::new(item), nullable)
        }
        Type::Map(_, value) => PathType::Map(value.clone(), false),
        Type::SparseMap(_, value) => PathType::Map(value.clone(), true),
        Type::Boxed(inner) => loaded(inner),
        Type::Timestamp => PathType::Timestamp,
        Type::BigNumber
        | Type::Blob
        | Type::Document
        | Type::Body
        | Type::EventStream(_)
        | Type::EventInput(_)
        | Type::Unit => PathType::Opaque,
    }
}

/// True if values of the types can be compared for equality.
pub(crate) fn comparable(left: &PathType, right: &PathType) -> bool {
    use PathType::{Flag, Float, Integer, Null, Text};
    match (left, right) {
        (Null, Null) => false,
        (Null, other) | (other, Null) => !is_list(other) && *other != PathType::Condition,
        (Text, Text) | (Flag, Flag) => true,
        (Integer | Float, Integer | Float) => true,
        _ => false,
    }
}

/// Returns the type of a list's items, and true if they may be null.
pub(crate) fn items(list: &TypedPath) -> Result<(&PathType, bool), String> {
    match &list.ty {
        PathType::List(item, nullable) => Ok((item, *nullable)),
        _ => Err("expected a list".to_owned()),
    }
}

/// Returns the variable that holds an item of a list.
pub(crate) fn item(list: &TypedPath) -> Result<TypedPath, String> {
    let (ty, nullable) = items(list)?;
    Ok(TypedPath {
        node: Node::Variable(ITEM),
        ty: ty.clone(),
        nullable,
    })
}

/// True for a list, which is empty instead of null.
pub(crate) fn is_list(ty: &PathType) -> bool {
    matches!(ty, PathType::List(..))
}

/// Returns an expression that is never null.
pub(crate) fn certain(node: Node, ty: PathType) -> TypedPath {
    TypedPath {
        node,
        ty,
        nullable: false,
    }
}

/// Returns a boolean expression.
pub(crate) fn flag(node: Node) -> TypedPath {
    certain(node, PathType::Flag)
}

/// Returns a variable that holds a structure.
pub(crate) fn structure(variable: &'static str, structure: &StructPlan) -> TypedPath {
    TypedPath {
        node: Node::Variable(variable),
        ty: PathType::Structure(structure.name.clone()),
        nullable: false,
    }
}
