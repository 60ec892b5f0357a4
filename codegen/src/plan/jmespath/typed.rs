//! Typed expressions: constructors, and the types of stored values as paths see them.

use crate::plan::ir::{ITEM, Node, PathPlan, PathType, StructPlan, Type};

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
        Type::BigNumber
        | Type::Timestamp
        | Type::Blob
        | Type::Document
        | Type::Body
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
pub(crate) fn items(list: &PathPlan) -> Result<(&PathType, bool), String> {
    match &list.ty {
        PathType::List(item, nullable) => Ok((item, *nullable)),
        _ => Err("expected a list".to_owned()),
    }
}

/// Returns the variable that holds an item of a list.
pub(crate) fn item(list: &PathPlan) -> Result<PathPlan, String> {
    let (ty, nullable) = items(list)?;
    Ok(PathPlan {
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
pub(crate) fn certain(node: Node, ty: PathType) -> PathPlan {
    PathPlan {
        node,
        ty,
        nullable: false,
    }
}

/// Returns a boolean expression.
pub(crate) fn flag(node: Node) -> PathPlan {
    certain(node, PathType::Flag)
}

/// Returns a variable that holds a structure.
pub(crate) fn structure(variable: &'static str, structure: &StructPlan) -> PathPlan {
    PathPlan {
        node: Node::Variable(variable),
        ty: PathType::Structure(structure.name.clone()),
        nullable: false,
    }
}
