//! Values of the generated types, as tests write them.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::scope::{Scope, ident};
use crate::plan::{FieldValuePlan, FloatPlan, Type, ValuePlan};

/// The runtime's helpers for tests.
pub(super) const HELPERS: &str = "tinsmith::testing::protocol";

/// A value of its type.
pub(super) fn owned(value: &ValuePlan, scope: &mut Scope) -> TokenStream {
    match value {
        ValuePlan::Text(text) => quote!(#text.to_owned()),
        ValuePlan::Flag(flag) => quote!(#flag),
        ValuePlan::Integer(number) => {
            let number = Literal::i64_unsuffixed(*number);
            quote!(#number)
        }
        ValuePlan::Float(FloatPlan::Finite(number)) => {
            let number = Literal::f64_unsuffixed(*number);
            quote!(#number)
        }
        ValuePlan::Float(FloatPlan::Constant(ty, name)) => {
            let (ty, name) = (ident(ty), ident(name));
            quote!(#ty::#name)
        }
        ValuePlan::BigNumber(digits) => {
            let big_number = scope.item(HELPERS, "big_number");
            quote!(#big_number(#digits))
        }
        ValuePlan::Timestamp(seconds, 0) => {
            let (timestamp, seconds) = (
                scope.runtime("Timestamp"),
                Literal::i64_unsuffixed(*seconds),
            );
            quote!(#timestamp::from_seconds(#seconds))
        }
        ValuePlan::Timestamp(seconds, nanoseconds) => {
            let timestamp = scope.runtime("Timestamp");
            let (seconds, nanoseconds) = (
                Literal::i64_unsuffixed(*seconds),
                Literal::u32_unsuffixed(*nanoseconds),
            );
            quote!(#timestamp::new(#seconds, #nanoseconds))
        }
        ValuePlan::Blob(text) => {
            let blob = scope.runtime("Blob");
            quote!(#blob::from(#text))
        }
        ValuePlan::Body(text) => {
            let body = scope.runtime("Body");
            quote!(#body::from(#text))
        }
        ValuePlan::Document(json) => {
            let (document, json) = (scope.item(HELPERS, "document"), json.to_string());
            quote!(#document(#json))
        }
        ValuePlan::Unit => {
            let unit = scope.runtime("Unit");
            quote!(#unit::default())
        }
        ValuePlan::Variant(name, variant) => {
            let (name, variant) = (scope.generated(name), ident(variant));
            quote!(#name::#variant)
        }
        ValuePlan::UnknownText(name, text) => {
            let name = scope.generated(name);
            quote!(#name::from(#text))
        }
        ValuePlan::UnknownNumber(name, number) => {
            let (name, number) = (scope.generated(name), Literal::i32_unsuffixed(*number));
            quote!(#name::from(#number))
        }
        ValuePlan::Struct(name, fields) => {
            let name = scope.generated(name);
            structure(&name, fields, scope)
        }
        ValuePlan::Union(name, variant, inner) => {
            let (name, variant, inner) =
                (scope.generated(name), ident(variant), owned(inner, scope));
            quote!(#name::#variant(#inner))
        }
        ValuePlan::List(ty, items) if items.is_empty() => {
            let (vec, ty) = (scope.std("Vec"), scope.ty(ty));
            quote!(#vec::<#ty>::new())
        }
        ValuePlan::List(_, items) => {
            let items: Vec<_> = items.iter().map(|item| owned(item, scope)).collect();
            quote!(vec![#(#items),*])
        }
        ValuePlan::SparseList(items) => {
            let items: Vec<_> = items
                .iter()
                .map(|item| optional(item.as_ref(), scope))
                .collect();
            quote!(vec![#(#items),*])
        }
        ValuePlan::Map(key, value, entries) if entries.is_empty() => {
            let value = scope.ty(value);
            empty_map(key, &value, scope)
        }
        ValuePlan::SparseMap(key, entries) if entries.is_empty() => {
            empty_map(key, &quote!(_), scope)
        }
        ValuePlan::Map(_, _, entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| (owned(key, scope), owned(value, scope)))
                .collect();
            map(entries, scope)
        }
        ValuePlan::SparseMap(_, entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| (owned(key, scope), optional(value.as_ref(), scope)))
                .collect();
            map(entries, scope)
        }
        ValuePlan::Boxed(inner) => {
            let (boxed, inner) = (scope.std("Box"), owned(inner, scope));
            quote!(#boxed::new(#inner))
        }
    }
}

/// A value as a setter takes it: text needs no conversion there, and a box is the setter's own affair.
pub(super) fn argument(value: &ValuePlan, scope: &mut Scope) -> TokenStream {
    match value {
        ValuePlan::Text(text) => quote!(#text),
        ValuePlan::Boxed(inner) => argument(inner, scope),
        ValuePlan::List(_, items) if matches!(items.first(), Some(ValuePlan::Text(_))) => {
            let items: Vec<_> = items.iter().map(|item| argument(item, scope)).collect();
            quote!([#(#items),*])
        }
        value => owned(value, scope),
    }
}

/// A structure with some fields set.
pub(super) fn structure(
    name: &TokenStream,
    fields: &[FieldValuePlan],
    scope: &mut Scope,
) -> TokenStream {
    if fields.is_empty() {
        return quote!(#name::default());
    }
    let fields: Vec<_> = fields
        .iter()
        .map(|field| {
            let (name, value) = (ident(&field.field), owned(&field.value, scope));
            let value = if field.optional {
                quote!(Some(#value))
            } else {
                value
            };
            quote!(value.#name = #value;)
        })
        .collect();
    let filled = scope.item(HELPERS, "filled");
    quote!(#filled(|value: &mut #name| { #(#fields)* }))
}

fn optional(value: Option<&ValuePlan>, scope: &mut Scope) -> TokenStream {
    match value {
        Some(value) => {
            let value = owned(value, scope);
            quote!(Some(#value))
        }
        None => quote!(None),
    }
}

fn empty_map(key: &Type, value: &TokenStream, scope: &mut Scope) -> TokenStream {
    let (map, key) = (scope.item("std::collections", "BTreeMap"), scope.ty(key));
    quote!(#map::<#key, #value>::new())
}

fn map(entries: Vec<(TokenStream, TokenStream)>, scope: &mut Scope) -> TokenStream {
    let map = scope.item("std::collections", "BTreeMap");
    let entries = entries
        .into_iter()
        .map(|(key, value)| quote!((#key, #value)));
    quote!(#map::from([#(#entries),*]))
}
