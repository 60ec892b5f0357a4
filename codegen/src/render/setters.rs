//! Chainable setters.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::doc;
use super::rust_expr;
use super::scope::{Scope, ident};
use crate::plan::{ArgumentType, FieldPlan, ValueType};

/// Prints the setter of a field of the structure that `holder` names: `self`, or `self.input`.
pub(super) fn setter(field: &FieldPlan, holder: &TokenStream, scope: &mut Scope) -> TokenStream {
    let doc = doc(&field.doc);
    let deprecated = field.deprecated.then(|| quote!(#[deprecated]));
    let (setter, name) = (ident(&field.setter), ident(&field.rust_name));
    let ty = argument_type(&field.argument.ty, scope);
    let value = rust_expr::value(&field.argument.value, scope);
    let inline = field.argument.inline.then(|| quote!(#[inline]));
    quote! {
        #doc
        #deprecated
        #inline
        pub fn #setter(mut self, value: #ty) -> Self {
            #holder.#name = #value;
            self
        }
    }
}

fn argument_type(ty: &ArgumentType, scope: &mut Scope) -> TokenStream {
    match ty {
        ArgumentType::Value(ty) => value_type(ty, scope),
        ArgumentType::Items(item) => {
            let item = value_type(item, scope);
            iterator(&item, scope)
        }
        ArgumentType::Entries(key, value) => {
            let (key, value) = (value_type(key, scope), value_type(value, scope));
            iterator(&quote!((#key, #value)), scope)
        }
    }
}

fn value_type(ty: &ValueType, scope: &mut Scope) -> TokenStream {
    match ty {
        ValueType::Own(ty) => scope.ty(ty),
        ValueType::Optional(ty) => scope.option(ty),
        ValueType::Converted(ty) => {
            let (ty, into) = (scope.ty(ty), scope.std("Into"));
            quote!(impl #into<#ty>)
        }
    }
}

fn iterator(item: &TokenStream, scope: &mut Scope) -> TokenStream {
    let into_iterator = scope.std("IntoIterator");
    quote!(impl #into_iterator<Item = #item>)
}
