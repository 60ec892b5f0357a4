//! Structures: definition, defaults, setters and tables.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{alias, doc};
use super::scope::{Scope, ident};
use super::{defaults, setters};
use crate::plan::{Binding, FieldPlan, StructPlan, TimestampFormat, Type};

/// An operation's input: its fields are described in a sentence, as the request builder's setters tell the rest.
pub(super) fn input(structure: &StructPlan, scope: &mut Scope) -> TokenStream {
    define(structure, |field| field.summary(), scope)
}

/// A structure, with `Default` and `Debug` where they cannot be derived.
pub(super) fn definition(structure: &StructPlan, scope: &mut Scope) -> TokenStream {
    define(structure, |field| &field.doc, scope)
}

fn define(
    structure: &StructPlan,
    describe: fn(&FieldPlan) -> &str,
    scope: &mut Scope,
) -> TokenStream {
    let docs = doc(&structure.doc);
    let alias = alias(structure.alias.as_ref());
    let name = ident(&structure.name);
    let fields = structure.fields.iter().map(|field| {
        let (doc, name) = (doc(describe(field)), ident(&field.rust_name));
        let ty = if field.optional {
            scope.option(&field.ty)
        } else {
            scope.ty(&field.ty)
        };
        quote!(#doc pub #name: #ty,)
    });
    let fields: TokenStream = fields.collect();
    let redacted = structure.is_redacted();
    let zero = structure.fields.iter().all(|field| field.default.is_none());
    let derives = [
        Some(quote!(Clone)),
        (!redacted).then(|| quote!(Debug)),
        zero.then(|| quote!(Default)),
        Some(quote!(PartialEq)),
    ];
    let derives = derives.into_iter().flatten();
    let default = (!zero).then(|| default(structure, scope));
    let debug = redacted.then(|| debug(structure));
    quote! {
        #docs
        #alias
        #[non_exhaustive]
        #[derive(#(#derives),*)]
        pub struct #name { #fields }
        #default
        #debug
    }
}

/// `Debug` that shows no value of a sensitive member.
fn debug(structure: &StructPlan) -> TokenStream {
    let name = ident(&structure.name);
    let fields = structure.fields.iter().map(|field| {
        let name = ident(&field.rust_name);
        let redacted = (structure.sensitive || field.sensitive).then(|| quote!(: redacted));
        quote!(#name #redacted)
    });
    quote!(tinsmith::debug! { #name { #(#fields),* } })
}

/// `Default` with the model's defaults.
fn default(structure: &StructPlan, scope: &mut Scope) -> TokenStream {
    let name = ident(&structure.name);
    let default = scope.std("Default");
    let fields: Vec<TokenStream> = structure
        .fields
        .iter()
        .map(|field| {
            let name = ident(&field.rust_name);
            let value = match &field.default {
                Some(value) => defaults::value(&field.ty, value, scope),
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

/// The setters of a structure that users write.
pub(super) fn setters(structure: &StructPlan, scope: &mut Scope) -> TokenStream {
    if !structure.setters || structure.fields.is_empty() {
        return TokenStream::new();
    }
    let name = ident(&structure.name);
    let setters = structure.fields.iter().map(|field| {
        let setter = setters::setter(field, &quote!(self), scope);
        quote!(#setter)
    });
    quote!(impl #name { #(#setters)* })
}

/// The table of a structure within documents.
pub(super) fn table(structure: &StructPlan) -> TokenStream {
    let name = ident(&structure.name);
    let entries = structure.fields.iter().map(|field| {
        let format = entry_format(field.non_empty, field.format);
        entry(field, &format)
    });
    quote!(tinsmith::json! { #name { #(#entries),* } })
}

/// The table of an input, output or error: the members in the body's document, and those that HTTP carries elsewhere.
pub(super) fn message_table(structure: &StructPlan) -> TokenStream {
    let name = ident(&structure.name);
    let body: Vec<_> = structure.body_fields().collect();
    if body.len() == structure.fields.len() && !body.is_empty() {
        return table(structure);
    }
    let body = body.into_iter().map(|field| {
        let format = entry_format(field.non_empty, field.format);
        entry(field, &format)
    });
    // A stream is no data.
    let is_elsewhere =
        |field: &&FieldPlan| !(field.binding == Binding::Body || field.ty == Type::Body);
    let elsewhere = structure.fields.iter().filter(is_elsewhere).map(|field| {
        let format = entry_format(false, field.format);
        entry(field, &format)
    });
    if structure.has_body() {
        quote!(tinsmith::json! { #name { #(#body),* } and { #(#elsewhere),* } })
    } else {
        quote!(tinsmith::members! { #name { #(#elsewhere),* } })
    }
}

fn entry(field: &FieldPlan, format: &TokenStream) -> TokenStream {
    let (name, wire_name) = (ident(&field.rust_name), &field.wire_name);
    quote!(#name: #wire_name #format)
}

/// What a table says of a member besides its name.
pub(super) fn entry_format(non_empty: bool, format: Option<TimestampFormat>) -> TokenStream {
    let format = match format {
        // A document has it anyway.
        None | Some(TimestampFormat::Epoch) => None,
        Some(TimestampFormat::DateTime) => Some(quote!(DateTime)),
        Some(TimestampFormat::HttpDate) => Some(quote!(HttpDate)),
    };
    match (non_empty, format) {
        (false, None) => quote!(),
        (true, None) => quote!(as NonEmpty),
        (false, Some(format)) => quote!(as #format),
        (true, Some(format)) => quote!(as NonEmpty<#format>),
    }
}
