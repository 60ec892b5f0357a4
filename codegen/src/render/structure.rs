//! Structures: definition, defaults and setters.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{alias, doc};
use super::runtime::table_macros;
use super::scope::{Scope, ident};
use super::{defaults, setters};
use crate::plan::{Derive, StructPlan};

/// Prints a structure, with the implementations of `Default` and `Debug` that are not derived.
pub(super) fn definition(structure: &StructPlan, scope: &mut Scope) -> TokenStream {
    let docs = doc(&structure.doc);
    let alias = alias(structure.alias.as_ref());
    let name = ident(&structure.name);
    let fields = structure.fields.iter().map(|field| {
        let (doc, name) = (doc(&field.field_doc), ident(&field.rust_name));
        let ty = if field.optional {
            scope.option(&field.ty)
        } else {
            scope.ty(&field.ty)
        };
        quote!(#doc pub #name: #ty,)
    });
    let fields: TokenStream = fields.collect();
    let derives = derives(&structure.derives);
    let default = structure.has_defaults.then(|| default(structure, scope));
    let debug = structure
        .redacted
        .then(|| table_macros::structure_debug(structure));
    quote! {
        #docs
        #alias
        #[non_exhaustive]
        #derives
        pub struct #name { #fields }
        #default
        #debug
    }
}

/// Prints the attribute that derives traits.
pub(super) fn derives(traits: &[Derive]) -> TokenStream {
    let traits = traits.iter().map(|derive| match derive {
        Derive::Clone => quote!(Clone),
        Derive::Debug => quote!(Debug),
        Derive::Default => quote!(Default),
        Derive::PartialEq => quote!(PartialEq),
    });
    quote!(#[derive(#(#traits),*)])
}

/// Prints a `Default` with the model's defaults.
fn default(structure: &StructPlan, scope: &mut Scope) -> TokenStream {
    let name = ident(&structure.name);
    let default = scope.std("Default");
    let fields: Vec<TokenStream> = structure
        .fields
        .iter()
        .map(|field| {
            let name = ident(&field.rust_name);
            let value = match &field.default {
                Some(value) => defaults::value(value, scope),
                None => quote!(#default::default()),
            };
            quote!(#name: #value)
        })
        .collect();
    quote! {
        impl #default for #name {
            #[inline]
            fn default() -> Self {
                Self { #(#fields),* }
            }
        }
    }
}

/// Prints the setters of a structure that users create.
pub(super) fn setters(structure: &StructPlan, scope: &mut Scope) -> TokenStream {
    if !structure.setters {
        return TokenStream::new();
    }
    let name = ident(&structure.name);
    let setters = structure.fields.iter().map(|field| {
        let setter = setters::setter(field, &quote!(self), scope);
        quote!(#setter)
    });
    quote!(impl #name { #(#setters)* })
}
