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
    let Argument { ty, value, inline } = argument(&field.ty, scope);
    let value = if field.optional {
        quote!(Some(#value))
    } else {
        value
    };
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

/// What a setter takes.
struct Argument {
    ty: TokenStream,
    /// The field's value made of it.
    value: TokenStream,
    /// Generic setters are compiled where they are called anyway.
    inline: Option<TokenStream>,
}

impl Argument {
    fn generic(ty: TokenStream, value: TokenStream) -> Self {
        Self {
            ty,
            value,
            inline: None,
        }
    }

    fn plain(ty: TokenStream, value: TokenStream) -> Self {
        Self {
            ty,
            value,
            inline: Some(quote!(#[inline])),
        }
    }
}

fn argument(ty: &Type, scope: &mut Scope) -> Argument {
    match ty {
        _ if is_converted(ty) => Argument::generic(item_argument(ty, scope), quote!(value.into())),
        Type::List(item) => {
            let argument = item_argument(item, scope);
            let converted = is_converted(item).then(|| {
                let into = scope.std("Into");
                quote!(.map(#into::into))
            });
            Argument::generic(
                iterator(&argument, scope),
                quote!(value.into_iter()#converted.collect()),
            )
        }
        Type::SparseList(item) => {
            let argument = scope.option(item);
            Argument::generic(
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
            Argument::generic(iterator(&quote!((#key, #argument)), scope), entries(&value))
        }
        Type::SparseMap(key, value) => {
            let (key, argument) = (item_argument(key, scope), scope.option(value));
            Argument::generic(
                iterator(&quote!((#key, #argument)), scope),
                entries(&quote!(value)),
            )
        }
        Type::Boxed(inner) => {
            let boxed = scope.std("Box");
            Argument::plain(scope.ty(inner), quote!(#boxed::new(value)))
        }
        _ => Argument::plain(scope.ty(ty), quote!(value)),
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
