//! Chainable setters, which take what a caller has.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::doc;
use super::scope::{Scope, ident};
use crate::plan::{FieldPlan, Type};

/// A setter for a field of what `holder` names: `self`, or `self.input`.
pub(super) fn setter(field: &FieldPlan, holder: &TokenStream, scope: &mut Scope) -> TokenStream {
    let doc = doc(&field.doc);
    let deprecated = field.deprecated.is_some().then(|| quote!(#[deprecated]));
    let (setter, name) = (ident(&field.setter), ident(&field.rust_name));
    let (argument, value) = argument(&field.ty, scope);
    let value = if field.optional {
        quote!(Some(#value))
    } else {
        value
    };
    // Generic ones are compiled where they are called anyway.
    let inline = (!is_generic(&field.ty)).then(|| quote!(#[inline]));
    quote! {
        #doc
        #deprecated
        #inline
        pub fn #setter(mut self, value: #argument) -> Self {
            #holder.#name = #value;
            self
        }
    }
}

/// The type of a setter's argument, and the field's value made of it.
fn argument(ty: &Type, scope: &mut Scope) -> (TokenStream, TokenStream) {
    match ty {
        _ if is_converted(ty) => (item_argument(ty, scope), quote!(value.into())),
        Type::List(item) => {
            let argument = item_argument(item, scope);
            let converted = is_converted(item).then(|| {
                let into = scope.std("Into");
                quote!(.map(#into::into))
            });
            (
                iterator(&argument, scope),
                quote!(value.into_iter()#converted.collect()),
            )
        }
        Type::SparseList(item) => {
            let argument = scope.option(item);
            (
                iterator(&argument, scope),
                quote!(value.into_iter().collect()),
            )
        }
        Type::Map(key, value) => {
            let (key, argument) = (item_argument(key, scope), item_argument(value, scope));
            let value = if is_converted(value) {
                quote!(value.into())
            } else {
                quote!(value)
            };
            (iterator(&quote!((#key, #argument)), scope), entries(&value))
        }
        Type::SparseMap(key, value) => {
            let (key, argument) = (item_argument(key, scope), scope.option(value));
            (
                iterator(&quote!((#key, #argument)), scope),
                entries(&quote!(value)),
            )
        }
        Type::Boxed(inner) => {
            let boxed = scope.std("Box");
            (scope.ty(inner), quote!(#boxed::new(value)))
        }
        _ => (scope.ty(ty), quote!(value)),
    }
}

fn entries(value: &TokenStream) -> TokenStream {
    quote!(value.into_iter().map(|(key, value)| (key.into(), #value)).collect())
}

/// Whether callers have values of several types for it.
fn is_converted(ty: &Type) -> bool {
    matches!(
        ty,
        Type::String
            | Type::Enum(_)
            | Type::IntEnum(_)
            | Type::BigNumber
            | Type::Timestamp
            | Type::Blob
            | Type::Body
            | Type::Document
    )
}

/// Whether a setter takes an `impl` of something.
fn is_generic(ty: &Type) -> bool {
    let several = matches!(
        ty,
        Type::List(_) | Type::SparseList(_) | Type::Map(..) | Type::SparseMap(..)
    );
    several || is_converted(ty)
}

fn item_argument(ty: &Type, scope: &mut Scope) -> TokenStream {
    let own = scope.ty(ty);
    if is_converted(ty) {
        let into = scope.std("Into");
        quote!(impl #into<#own>)
    } else {
        own
    }
}

fn iterator(item: &TokenStream, scope: &mut Scope) -> TokenStream {
    let into_iterator = scope.std("IntoIterator");
    quote!(impl #into_iterator<Item = #item>)
}
