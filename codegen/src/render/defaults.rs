//! Defaults of fields as Rust.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::runtime::{self, Item, step_methods};
use super::scope::{Scope, ident};
use super::values;
use crate::plan::{DefaultPlan, DocumentPlan};

/// Prints the value of a default.
pub(super) fn value(default: &DefaultPlan, scope: &mut Scope) -> TokenStream {
    match default {
        DefaultPlan::Bool(flag) => quote!(#flag),
        DefaultPlan::Text(text) => quote!(#text.to_owned()),
        DefaultPlan::Enum(name, text) => {
            let name = scope.generated(name);
            quote!(#name::from(#text))
        }
        DefaultPlan::IntEnum(name, number) => {
            let (name, number) = (scope.generated(name), Literal::i64_unsuffixed(*number));
            quote!(#name::from(#number))
        }
        DefaultPlan::Integer(number) => {
            let number = Literal::i64_unsuffixed(*number);
            quote!(#number)
        }
        DefaultPlan::Float(number) => values::float(*number, "", scope),
        DefaultPlan::Timestamp(seconds, nanoseconds) => {
            step_methods::timestamp(*seconds, *nanoseconds, scope)
        }
        DefaultPlan::Parsed(text) => quote!(#text.parse().unwrap_or_default()),
        DefaultPlan::Bytes(ty, bytes) => {
            let (ty, bytes) = (scope.ty(ty), Literal::byte_string(bytes));
            quote!(#ty::from(#bytes.to_vec()))
        }
        DefaultPlan::Document(value) => document(value, scope),
        DefaultPlan::Boxed(inner) => {
            let (boxed, inner) = (scope.std("Box"), value(inner, scope));
            quote!(#boxed::new(#inner))
        }
        DefaultPlan::TypeDefault => {
            let default = scope.std("Default");
            quote!(#default::default())
        }
    }
}

fn document(plan: &DocumentPlan, scope: &mut Scope) -> TokenStream {
    let document = scope.runtime(Item::Document);
    let [null, array, object] = [runtime::NULL, runtime::ARRAY, runtime::OBJECT].map(ident);
    match plan {
        DocumentPlan::Null => quote!(#document::#null),
        DocumentPlan::Bool(flag) => quote!(#document::from(#flag)),
        DocumentPlan::Text(text) => quote!(#document::from(#text)),
        DocumentPlan::Signed(number) => {
            let number = Literal::i64_suffixed(*number);
            quote!(#document::from(#number))
        }
        DocumentPlan::Unsigned(number) => {
            let number = Literal::u64_suffixed(*number);
            quote!(#document::from(#number))
        }
        DocumentPlan::Float(number) => {
            let number = values::float(*number, "f64", scope);
            quote!(#document::from(#number))
        }
        DocumentPlan::Array(items) => {
            let items: Vec<_> = items
                .iter()
                .map(|item| self::document(item, scope))
                .collect();
            quote!(#document::#array(vec![#(#items),*]))
        }
        DocumentPlan::Object(members) => {
            let members: Vec<_> = members
                .iter()
                .map(|(name, member)| {
                    let member = self::document(member, scope);
                    quote!((#name.to_owned(), #member))
                })
                .collect();
            quote!(#document::#object([#(#members),*].into()))
        }
    }
}
