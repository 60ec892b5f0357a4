//! The model's defaults as Rust.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::{Number, Value};

use super::scope::Scope;
use crate::plan::Type;

/// The value of a default that is not its type's own.
pub(super) fn value(ty: &Type, default: &Value, scope: &mut Scope) -> TokenStream {
    match (ty, default) {
        (Type::Bool, Value::Bool(value)) => quote!(#value),
        (Type::String, Value::String(text)) => quote!(#text.to_owned()),
        (Type::Enum(name), Value::String(text)) => {
            let name = scope.generated(name);
            quote!(#name::from(#text))
        }
        (Type::IntEnum(name), Value::Number(number)) => {
            let (name, number) = (scope.generated(name), integer(number));
            quote!(#name::from(#number))
        }
        (Type::I8 | Type::I16 | Type::I32 | Type::I64, Value::Number(number)) => {
            let number = integer(number);
            quote!(#number)
        }
        (Type::F32 | Type::F64, Value::Number(number)) => {
            let number = Literal::f64_unsuffixed(number.as_f64().unwrap_or_default());
            quote!(#number)
        }
        (Type::Timestamp, Value::Number(number)) if number.is_i64() => {
            let (timestamp, number) = (scope.runtime("Timestamp"), integer(number));
            quote!(#timestamp::from_seconds(#number))
        }
        // Every text of either reads as one, or the model is wrong.
        (Type::Timestamp | Type::BigNumber, Value::String(text)) => {
            quote!(#text.parse().unwrap_or_default())
        }
        (Type::BigNumber, Value::Number(number)) => {
            let digits = number.to_string();
            quote!(#digits.parse().unwrap_or_default())
        }
        (Type::Blob | Type::Body, Value::String(text)) => {
            let (blob, bytes) = (scope.ty(ty), Literal::byte_string(&base64(text)));
            quote!(#blob::from(#bytes.to_vec()))
        }
        (Type::Document, _) => document(default, scope),
        (Type::Boxed(inner), _) => {
            let (boxed, inner) = (scope.std("Box"), value(inner, default, scope));
            quote!(#boxed::new(#inner))
        }
        _ => {
            let default = scope.std("Default");
            quote!(#default::default())
        }
    }
}

fn integer(number: &Number) -> Literal {
    Literal::i64_unsuffixed(number.as_i64().unwrap_or_default())
}

fn document(value: &Value, scope: &mut Scope) -> TokenStream {
    let document = scope.runtime("Document");
    match value {
        Value::Null => quote!(#document::Null),
        Value::Bool(value) => quote!(#document::from(#value)),
        Value::String(text) => quote!(#document::from(#text)),
        Value::Number(number) => match number.as_i64() {
            Some(number) => {
                let number = Literal::i64_suffixed(number);
                quote!(#document::from(#number))
            }
            None => {
                let number = Literal::f64_suffixed(number.as_f64().unwrap_or_default());
                quote!(#document::from(#number))
            }
        },
        Value::Array(items) => {
            let items: Vec<_> = items
                .iter()
                .map(|item| self::document(item, scope))
                .collect();
            quote!(#document::Array(vec![#(#items),*]))
        }
        Value::Object(members) => {
            let members: Vec<_> = members
                .iter()
                .map(|(name, member)| {
                    let member = self::document(member, scope);
                    quote!((#name.to_owned(), #member))
                })
                .collect();
            quote!(#document::Object([#(#members),*].into()))
        }
    }
}

/// The bytes of a base64 text, as far as it is one.
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
