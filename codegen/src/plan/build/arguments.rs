//! Arguments of setters: the values that callers have.

use crate::plan::ir::{ArgumentPlan, ArgumentType, Parameters, RustExpr, Type, ValueType};

/// Plans the argument of the setter of a field of this type, which is an `Option` or not.
pub(crate) fn argument(ty: &Type, optional: bool) -> ArgumentPlan {
    let (ty, value) = conversion(ty);
    ArgumentPlan {
        inline: matches!(ty, ArgumentType::Value(ValueType::Own(_))),
        ty,
        value: match optional {
            true => value.some(),
            false => value,
        },
    }
}

/// Returns the type of the argument, and the expression that makes a value of the field's type of it.
fn conversion(ty: &Type) -> (ArgumentType, RustExpr) {
    let value = RustExpr::Variable("value");
    match ty {
        Type::List(inner) => {
            let item = convertible(inner);
            let items = value.method("into_iter");
            let items = match item {
                ValueType::Converted(_) => {
                    items.method_with("map", RustExpr::Function("Into", "into"))
                }
                _ => items,
            };
            (ArgumentType::Items(item), items.method("collect"))
        }
        Type::SparseList(inner) => {
            let items = value.method("into_iter").method("collect");
            (ArgumentType::Items(optional(inner)), items)
        }
        Type::Map(key, item) => entries(key, convertible(item)),
        Type::SparseMap(key, item) => entries(key, optional(item)),
        Type::Boxed(inner) => (
            ArgumentType::Value(ValueType::Own((**inner).clone())),
            RustExpr::call("Box", "new", value),
        ),
        _ => match convertible(ty) {
            ty @ ValueType::Converted(_) => (ArgumentType::Value(ty), value.method("into")),
            ty => (ArgumentType::Value(ty), value),
        },
    }
}

fn entries(key: &Type, item: ValueType) -> (ArgumentType, RustExpr) {
    let value = RustExpr::Variable("value");
    let converted = match item {
        ValueType::Converted(_) => value.clone().method("into"),
        _ => value.clone(),
    };
    let entry = RustExpr::Tuple(vec![RustExpr::Variable("key").method("into"), converted]);
    let entry = RustExpr::Closure(Parameters::Pair("key", "value"), Box::new(entry));
    let entries = value.method("into_iter").method_with("map", entry);
    (
        ArgumentType::Entries(ValueType::Converted(key.clone()), item),
        entries.method("collect"),
    )
}

fn optional(ty: &Type) -> ValueType {
    ValueType::Optional(ty.clone())
}

/// Returns the type of an argument for a value: of any type that converts, if callers have values of several types for it.
fn convertible(ty: &Type) -> ValueType {
    let is_converted = matches!(
        ty,
        Type::String
            | Type::Enum(_)
            | Type::IntEnum(_)
            | Type::BigNumber
            | Type::Timestamp
            | Type::Blob
            | Type::Body
            | Type::EventInput(_)
            | Type::Document
    );
    match is_converted {
        true => ValueType::Converted(ty.clone()),
        false => ValueType::Own(ty.clone()),
    }
}
