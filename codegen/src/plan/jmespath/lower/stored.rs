//! Loading: from stored values to the values of paths.

use crate::plan::ir::{RustExpr, Type};

/// True if a stored value becomes an iterator.
pub(super) fn is_list(ty: &Type) -> bool {
    matches!(ty.unboxed(), Type::List(_) | Type::SparseList(_))
}

/// Loads the value at a place.
pub(super) fn load(ty: &Type, place: RustExpr) -> RustExpr {
    match ty {
        Type::String => place.method("as_str"),
        Type::Enum(_) => place.enum_text(),
        Type::Bool | Type::I64 | Type::F64 => place,
        Type::I8 | Type::I16 | Type::I32 => RustExpr::call("i64", "from", place),
        Type::IntEnum(_) => RustExpr::call("i64", "from", place.enum_number()),
        Type::F32 => RustExpr::call("f64", "from", place),
        Type::List(_) | Type::SparseList(_) => load_items(ty, place.method("iter")),
        Type::Boxed(_) => place.dereference().reference(),
        _ => place.reference(),
    }
}

/// Loads the value behind a reference.
pub(super) fn load_reference(ty: &Type, reference: RustExpr) -> RustExpr {
    match ty {
        Type::Bool | Type::I64 | Type::F64 => reference.dereference(),
        Type::I8 | Type::I16 | Type::I32 | Type::F32 => load(ty, reference.dereference()),
        Type::Boxed(_) => reference.dereference().dereference().reference(),
        Type::String | Type::Enum(_) | Type::IntEnum(_) | Type::List(_) | Type::SparseList(_) => {
            load(ty, reference)
        }
        _ => reference,
    }
}

/// Loads the value in an `Option` at a place; it is not a list.
pub(super) fn load_optional(ty: &Type, place: RustExpr) -> RustExpr {
    match ty {
        Type::String | Type::Boxed(_) => place.method("as_deref"),
        Type::Enum(_) => place.method("as_ref").method_closure(
            "map",
            "text",
            RustExpr::Variable("text").enum_text(),
        ),
        Type::Bool | Type::I64 | Type::F64 => place,
        Type::I8 | Type::I16 | Type::I32 => {
            place.method_with("map", RustExpr::Function("i64", "from"))
        }
        Type::IntEnum(_) => {
            let number = RustExpr::Variable("number").enum_number();
            let number = RustExpr::call("i64", "from", number);
            place
                .method("as_ref")
                .method_closure("map", "number", number)
        }
        Type::F32 => place.method_with("map", RustExpr::Function("f64", "from")),
        _ => place.method("as_ref"),
    }
}

/// Loads the items of a list of this type from an iterator over the stored items.
pub(super) fn load_items(list: &Type, items: RustExpr) -> RustExpr {
    match list.unboxed() {
        Type::List(item) => load_each(items, item, false),
        Type::SparseList(item) => load_each(items, item, true),
        _ => items,
    }
}

/// Loads each value of an iterator over references to stored values, or to `Option`s of them.
pub(super) fn load_each(values: RustExpr, ty: &Type, sparse: bool) -> RustExpr {
    let item = RustExpr::Variable("item");
    if sparse && is_list(ty) {
        let inner = load_items(ty, item.method("iter").method("flatten"));
        return values.method_closure("map", "item", inner);
    }
    if sparse {
        return values.method_closure("map", "item", load_optional(ty, item));
    }
    match ty {
        Type::String => values.method_with("map", RustExpr::Function("String", "as_str")),
        Type::Bool | Type::I64 | Type::F64 => values.method("copied"),
        Type::Struct(_) | Type::Union(_) => values,
        _ => values.method_closure("map", "item", load_reference(ty, item)),
    }
}
