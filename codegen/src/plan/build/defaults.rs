//! Defaults that a model gives its members.

use serde_json::Value;

use crate::literal;
use crate::plan::ir::{DefaultPlan, DocumentPlan, FloatPlan, Type};

/// Plans the default of a field; `None` if it is the type's own.
pub(crate) fn default(ty: &Type, value: &Value) -> Option<DefaultPlan> {
    (!is_zero(ty, value)).then(|| plan(ty, value))
}

fn plan(ty: &Type, value: &Value) -> DefaultPlan {
    match (ty, value) {
        (Type::Bool, Value::Bool(flag)) => DefaultPlan::Bool(*flag),
        (Type::String, Value::String(text)) => DefaultPlan::Text(text.clone()),
        (Type::Enum(name), Value::String(text)) => DefaultPlan::Enum(name.clone(), text.clone()),
        // Validation has reported each value that is of another type or out of range.
        (Type::IntEnum(name), _) => {
            DefaultPlan::IntEnum(name.clone(), literal::integer(value).unwrap_or_default())
        }
        (Type::I8 | Type::I16 | Type::I32 | Type::I64, _) => {
            DefaultPlan::Integer(literal::integer(value).unwrap_or_default())
        }
        (Type::F32, _) => float("f32", literal::single(value)),
        (Type::F64, _) => float("f64", literal::double(value)),
        (Type::Timestamp, _) => {
            let (seconds, nanoseconds) = literal::timestamp(value).unwrap_or_default();
            DefaultPlan::Timestamp(seconds, nanoseconds)
        }
        (Type::BigNumber, Value::Number(number)) => DefaultPlan::Parsed(number.to_string()),
        (Type::Blob | Type::Body, Value::String(text)) => {
            DefaultPlan::Bytes(ty.clone(), literal::base64(text).unwrap_or_default())
        }
        (Type::Document, _) => DefaultPlan::Document(document(value)),
        (Type::Boxed(inner), _) => DefaultPlan::Boxed(Box::new(plan(inner, value))),
        _ => DefaultPlan::TypeDefault,
    }
}

/// True if a default equals the value of the type's `Default`.
fn is_zero(ty: &Type, default: &Value) -> bool {
    match (ty, default) {
        (_, Value::Null) | (Type::Bool, Value::Bool(false)) => true,
        (Type::String | Type::Blob | Type::Body | Type::Enum(_), Value::String(text)) => {
            text.is_empty()
        }
        (Type::IntEnum(_) | Type::Document | Type::BigNumber, _) => false,
        (Type::F32 | Type::F64, Value::Number(number)) => {
            // The zero of the type has no sign.
            number.as_f64() == Some(0.0) && !number.to_string().starts_with('-')
        }
        (_, Value::Number(number)) => number.as_f64() == Some(0.0),
        (_, Value::Array(items)) => items.is_empty(),
        (_, Value::Object(entries)) => entries.is_empty(),
        _ => false,
    }
}

fn document(value: &Value) -> DocumentPlan {
    match value {
        Value::Null => DocumentPlan::Null,
        Value::Bool(flag) => DocumentPlan::Bool(*flag),
        Value::String(text) => DocumentPlan::Text(text.clone()),
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(number), _) => DocumentPlan::Signed(number),
            (None, Some(number)) => DocumentPlan::Unsigned(number),
            // Validation has reported each number that is out of range.
            (None, None) => {
                DocumentPlan::Float(FloatPlan::finite(number.as_f64().unwrap_or_default()))
            }
        },
        Value::Array(items) => DocumentPlan::Array(items.iter().map(document).collect()),
        Value::Object(members) => {
            let members = members.iter();
            let members = members.map(|(name, member)| (name.clone(), document(member)));
            DocumentPlan::Object(members.collect())
        }
    }
}

/// Plans a number, which validation has found to be one.
fn float(ty: &'static str, number: Option<f64>) -> DefaultPlan {
    DefaultPlan::Float(FloatPlan::new(ty, number.unwrap_or_default()))
}
