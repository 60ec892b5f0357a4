//! Arguments of setters: the values that callers have.

use crate::plan::ir::{ArgumentPlan, ItemPlan, Type};

/// Plans the argument of the setter of a field of this type.
pub(crate) fn argument(ty: &Type) -> ArgumentPlan {
    match ty {
        Type::List(inner) => ArgumentPlan::Items(item(inner)),
        Type::SparseList(inner) => ArgumentPlan::Items(optional_item(inner)),
        Type::Map(key, value) => ArgumentPlan::Entries(item(key), item(value)),
        Type::SparseMap(key, value) => ArgumentPlan::Entries(item(key), optional_item(value)),
        Type::Boxed(inner) => ArgumentPlan::Boxed((**inner).clone()),
        _ if is_converted(ty) => ArgumentPlan::Converted(ty.clone()),
        _ => ArgumentPlan::Plain(ty.clone()),
    }
}

fn item(ty: &Type) -> ItemPlan {
    ItemPlan {
        ty: ty.clone(),
        optional: false,
        converted: is_converted(ty),
    }
}

fn optional_item(ty: &Type) -> ItemPlan {
    ItemPlan {
        ty: ty.clone(),
        optional: true,
        converted: false,
    }
}

/// True if callers have values of several types for it.
fn is_converted(ty: &Type) -> bool {
    matches!(
        ty,
        Type::String
            | Type::Enum(_)
            | Type::IntEnum(_)
            | Type::BigNumber
            | Type::Timestamp
            | Type::Blob
            | Type::Body
            | Type::Document
    )
}
