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
        (Type::Timestamp, Value::Number(number)) => {
            let (timestamp, number) = (scope.runtime("Timestamp"), integer(number));
            quote!(#timestamp::from_secs(#number))
        }
        (Type::Document, _) => document(default, scope),
        (Type::Boxed(inner), _) => {
            let (boxed, inner) = (scope.std("Box"), value(inner, default, scope));
            quote!(#boxed::new(#inner))
        }
        // Blobs in base64, timestamps as text and big numbers are read as they are from a document.
        _ => quote!(Default::default()),
    }
}

fn integer(number: &Number) -> Literal {
    Literal::i64_unsuffixed(number.as_i64().unwrap_or_default())
}

fn document(value: &Value, scope: &mut Scope) -> TokenStream {
    let document = scope.runtime("Document");
    match value {
        Value::Bool(value) => quote!(#document::from(#value)),
        Value::String(text) => quote!(#document::from(#text)),
        _ => quote!(#document::default()),
    }
}
