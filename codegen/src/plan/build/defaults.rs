//! Defaults that a model gives its members.

use serde_json::{Number, Value};

use crate::plan::ir::{DefaultPlan, Type};

/// Plans the default of a field; `None` if it is the type's own.
pub(crate) fn default(ty: &Type, value: &Value) -> Option<DefaultPlan> {
    (!is_zero(ty, value)).then(|| plan(ty, value))
}

fn plan(ty: &Type, value: &Value) -> DefaultPlan {
    match (ty, value) {
        (Type::Bool, Value::Bool(flag)) => DefaultPlan::Bool(*flag),
        (Type::String, Value::String(text)) => DefaultPlan::Text(text.clone()),
        (Type::Enum(name), Value::String(text)) => DefaultPlan::Enum(name.clone(), text.clone()),
        (Type::IntEnum(name), Value::Number(number)) => {
            DefaultPlan::IntEnum(name.clone(), integer(number))
        }
        (Type::I8 | Type::I16 | Type::I32 | Type::I64, Value::Number(number)) => {
            DefaultPlan::Integer(integer(number))
        }
        (Type::F32 | Type::F64, Value::Number(number)) => {
            DefaultPlan::Float(number.as_f64().unwrap_or_default())
        }
        (Type::Timestamp, Value::Number(number)) if number.is_i64() => {
            DefaultPlan::Seconds(integer(number))
        }
        // Validation has checked that the text parses.
        (Type::Timestamp | Type::BigNumber, Value::String(text)) => {
            DefaultPlan::Parsed(text.clone())
        }
        (Type::BigNumber, Value::Number(number)) => DefaultPlan::Parsed(number.to_string()),
        (Type::Blob | Type::Body, Value::String(text)) => {
            DefaultPlan::Bytes(ty.clone(), base64(text))
        }
        (Type::Document, _) => DefaultPlan::Document(value.clone()),
        (Type::Boxed(inner), _) => DefaultPlan::Boxed(Box::new(plan(inner, value))),
        _ => DefaultPlan::TypeDefault,
    }
}

/// True if a default is what the type's own `Default` gives.
fn is_zero(ty: &Type, default: &Value) -> bool {
    match (ty, default) {
        (_, Value::Null) | (Type::Bool, Value::Bool(false)) => true,
        (Type::String | Type::Blob | Type::Body | Type::Enum(_), Value::String(text)) => {
            text.is_empty()
        }
        (Type::IntEnum(_) | Type::Document | Type::BigNumber, _) => false,
        (_, Value::Number(number)) => number.as_f64() == Some(0.0),
        (_, Value::Array(items)) => items.is_empty(),
        (_, Value::Object(entries)) => entries.is_empty(),
        _ => false,
    }
}

fn integer(number: &Number) -> i64 {
    number.as_i64().unwrap_or_default()
}

/// Returns the bytes of a base64 text, up to the first character that is not base64.
fn base64(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for digit in text.bytes() {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => break,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.extend((bits >> count).to_le_bytes().first());
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_of_every_length_is_read() {
        let texts = ["", "YQ==", "YWI=", "YWJj", "YWJjZA"];
        assert_eq!(
            texts.map(base64),
            ["", "a", "ab", "abc", "abcd"].map(|text| text.as_bytes().to_vec())
        );
    }
}
