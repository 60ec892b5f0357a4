//! Values of the generated types, as tests write them.

use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::ident;
use crate::plan::{FieldValuePlan, FloatPlan, ValuePlan};

/// A value of its type.
pub(super) fn owned(value: &ValuePlan) -> TokenStream {
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
            let (ty, name) = (format_ident!("{ty}"), format_ident!("{name}"));
            quote!(#ty::#name)
        }
        ValuePlan::BigNumber(digits) => quote!(big_number(#digits)),
        ValuePlan::Timestamp(seconds, nanoseconds) => {
            let (seconds, nanoseconds) = (
                Literal::i64_unsuffixed(*seconds),
                Literal::u32_unsuffixed(*nanoseconds),
            );
            quote!(Timestamp::new(#seconds, #nanoseconds))
        }
        ValuePlan::Blob(text) => quote!(Blob::from(#text)),
        ValuePlan::Body(text) => quote!(Body::from(#text)),
        ValuePlan::Document(json) => {
            let json = json.to_string();
            quote!(document(#json))
        }
        ValuePlan::Unit => quote!(Unit::default()),
        ValuePlan::Variant(name, variant) => {
            let (name, variant) = (ident(name), ident(variant));
            quote!(#name::#variant)
        }
        ValuePlan::UnknownText(name, text) => {
            let name = ident(name);
            quote!(#name::from(#text))
        }
        ValuePlan::UnknownNumber(name, number) => {
            let (name, number) = (ident(name), Literal::i32_unsuffixed(*number));
            quote!(#name::from(#number))
        }
        ValuePlan::Struct(name, fields) => structure(name, fields),
        ValuePlan::Union(name, variant, inner) => {
            let (name, variant, inner) = (ident(name), ident(variant), owned(inner));
            quote!(#name::#variant(#inner))
        }
        ValuePlan::List(ty, items) if items.is_empty() => {
            let ty = super::types::owned(ty);
            quote!(Vec::<#ty>::new())
        }
        ValuePlan::List(_, items) => {
            let items = items.iter().map(owned);
            quote!(vec![#(#items),*])
        }
        ValuePlan::SparseList(items) => {
            let items = items.iter().map(optional);
            quote!(vec![#(#items),*])
        }
        ValuePlan::Map(key, value, entries) if entries.is_empty() => {
            let (key, value) = (super::types::owned(key), super::types::owned(value));
            quote!(BTreeMap::<#key, #value>::new())
        }
        ValuePlan::Map(_, _, entries) => {
            let entries = entries.iter().map(|(key, value)| {
                let (key, value) = (owned(key), owned(value));
                quote!((#key, #value))
            });
            quote!(BTreeMap::from([#(#entries),*]))
        }
        ValuePlan::SparseMap(key, entries) if entries.is_empty() => {
            let key = super::types::owned(key);
            quote!(BTreeMap::<#key, _>::new())
        }
        ValuePlan::SparseMap(_, entries) => {
            let entries = entries.iter().map(|(key, value)| {
                let (key, value) = (owned(key), optional(value));
                quote!((#key, #value))
            });
            quote!(BTreeMap::from([#(#entries),*]))
        }
        ValuePlan::Boxed(inner) => {
            let inner = owned(inner);
            quote!(Box::new(#inner))
        }
    }
}

/// A value as a setter takes it: text needs no conversion there.
pub(super) fn argument(value: &ValuePlan) -> TokenStream {
    match value {
        ValuePlan::Text(text) => quote!(#text),
        ValuePlan::Boxed(inner) => argument(inner),
        ValuePlan::List(_, items) if matches!(items.first(), Some(ValuePlan::Text(_))) => {
            let items = items.iter().map(argument);
            quote!([#(#items),*])
        }
        value => owned(value),
    }
}

/// A structure with some fields set.
pub(super) fn structure(name: &str, fields: &[FieldValuePlan]) -> TokenStream {
    let name = ident(name);
    if fields.is_empty() {
        return quote!(#name::default());
    }
    let fields = fields.iter().map(|field| {
        let (name, value) = (ident(&field.field), owned(&field.value));
        let value = if field.optional {
            quote!(Some(#value))
        } else {
            value
        };
        quote!(value.#name = #value;)
    });
    quote!(filled(|value: &mut #name| { #(#fields)* }))
}

fn optional(value: &Option<ValuePlan>) -> TokenStream {
    match value {
        Some(value) => {
            let value = owned(value);
            quote!(Some(#value))
        }
        None => quote!(None),
    }
}

/// Adds the names of the generated types in a value.
pub(super) fn names<'p>(value: &'p ValuePlan, found: &mut BTreeSet<&'p str>) {
    match value {
        ValuePlan::Variant(name, _)
        | ValuePlan::UnknownText(name, _)
        | ValuePlan::UnknownNumber(name, _) => {
            found.insert(name);
        }
        ValuePlan::Struct(name, fields) => {
            found.insert(name);
            fields.iter().for_each(|field| names(&field.value, found));
        }
        ValuePlan::Union(name, _, inner) => {
            found.insert(name);
            names(inner, found);
        }
        ValuePlan::List(ty, items) => {
            if items.is_empty() {
                found.extend(ty.name());
            }
            items.iter().for_each(|item| names(item, found));
        }
        ValuePlan::SparseList(items) => items.iter().flatten().for_each(|item| names(item, found)),
        ValuePlan::Map(key, value, entries) => {
            if entries.is_empty() {
                found.extend(key.name().into_iter().chain(value.name()));
            }
            for (key, value) in entries {
                names(key, found);
                names(value, found);
            }
        }
        ValuePlan::SparseMap(key, entries) => {
            if entries.is_empty() {
                found.extend(key.name());
            }
            for (key, value) in entries {
                names(key, found);
                value.iter().for_each(|value| names(value, found));
            }
        }
        ValuePlan::Boxed(inner) => names(inner, found),
        _ => {}
    }
}
