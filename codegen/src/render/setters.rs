//! Chainable setters.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::doc;
use super::scope::{Scope, ident};
use crate::plan::{ArgumentPlan, FieldPlan, ItemPlan, Type};

/// Prints the setter of a field of the structure that `holder` names: `self`, or `self.input`.
pub(super) fn setter(field: &FieldPlan, holder: &TokenStream, scope: &mut Scope) -> TokenStream {
    let doc = doc(&field.doc);
    let deprecated = field.deprecated.is_some().then(|| quote!(#[deprecated]));
    let (setter, name) = (ident(&field.setter), ident(&field.rust_name));
    let Argument { ty, value, inline } = argument(&field.argument, scope);
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

/// The argument of a setter, printed.
struct Argument {
    ty: TokenStream,
    /// The expression that makes the field's value of it.
    value: TokenStream,
    /// The attribute that setters need unless they are generic, which are compiled where they are called anyway.
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

fn argument(plan: &ArgumentPlan, scope: &mut Scope) -> Argument {
    match plan {
        ArgumentPlan::Plain(ty) => Argument::plain(scope.ty(ty), quote!(value)),
        ArgumentPlan::Boxed(ty) => {
            let boxed = scope.std("Box");
            Argument::plain(scope.ty(ty), quote!(#boxed::new(value)))
        }
        ArgumentPlan::Converted(ty) => Argument::generic(into(ty, scope), quote!(value.into())),
        ArgumentPlan::Items(plan) => {
            let ty = item(plan, scope);
            let converted = plan.converted.then(|| {
                let into = scope.std("Into");
                quote!(.map(#into::into))
            });
            Argument::generic(
                iterator(&ty, scope),
                quote!(value.into_iter()#converted.collect()),
            )
        }
        ArgumentPlan::Entries(key, value) => {
            let (key, ty) = (item(key, scope), item(value, scope));
            let converted = value.converted.then(|| quote!(.into()));
            Argument::generic(
                iterator(&quote!((#key, #ty)), scope),
                quote!(value.into_iter().map(|(key, value)| (key.into(), value #converted)).collect()),
            )
        }
    }
}

fn item(plan: &ItemPlan, scope: &mut Scope) -> TokenStream {
    match plan {
        ItemPlan {
            ty,
            converted: true,
            ..
        } => into(ty, scope),
        ItemPlan {
            ty, optional: true, ..
        } => scope.option(ty),
        ItemPlan { ty, .. } => scope.ty(ty),
    }
}

fn into(ty: &Type, scope: &mut Scope) -> TokenStream {
    let (ty, into) = (scope.ty(ty), scope.std("Into"));
    quote!(impl #into<#ty>)
}

fn iterator(item: &TokenStream, scope: &mut Scope) -> TokenStream {
    let into_iterator = scope.std("IntoIterator");
    quote!(impl #into_iterator<Item = #item>)
}
