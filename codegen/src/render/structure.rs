//! Structures: definition, defaults, setters and tables.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{alias, doc};
use super::runtime::{self, Macro};
use super::scope::{Scope, ident};
use super::{defaults, setters};
use crate::plan::{
    Derive, EntryPlan, FieldPlan, MemberOption, RootPlan, StructPlan, TablePlan, XmlTraits,
};

/// Prints an operation's input. Its fields have a summary only, since the request builder's setters have the whole description.
pub(super) fn input(structure: &StructPlan, scope: &mut Scope) -> TokenStream {
    define(structure, |field| field.summary(), scope)
}

/// Prints a structure, with the implementations of `Default` and `Debug` that are not derived.
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
    let derives = derives(&structure.derives);
    let default = structure.has_defaults.then(|| default(structure, scope));
    let debug = structure.redacted.then(|| debug(structure));
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
        Derive::Hash => quote!(Hash),
        Derive::PartialOrd => quote!(PartialOrd),
        Derive::Ord => quote!(Ord),
    });
    quote!(#[derive(#(#traits),*)])
}

/// Prints a `Debug` that hides the values of sensitive members.
fn debug(structure: &StructPlan) -> TokenStream {
    let name = ident(&structure.name);
    let fields = structure.fields.iter().map(|field| {
        let name = ident(&field.rust_name);
        let redacted = field.sensitive.then(|| quote!(: redacted));
        quote!(#name #redacted)
    });
    Macro::Debug.invoke(&quote!(#name { #(#fields),* }))
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

/// Prints the table by which a structure is serialized and deserialized.
pub(super) fn table(structure: &StructPlan) -> TokenStream {
    let name = ident(&structure.name);
    match &structure.table {
        TablePlan::Document(members) => {
            let members = members.iter().map(entry);
            Macro::Shape.invoke(&quote!(#name { #(#members),* }))
        }
        TablePlan::Message { document, bound } => {
            let (document, bound) = (document.iter().map(entry), bound.iter().map(entry));
            Macro::Shape.invoke(&quote!(#name { #(#document),* } and { #(#bound),* }))
        }
        TablePlan::Bound(members) => {
            let members = members.iter().map(entry);
            Macro::SerdeView.invoke(&quote!(#name { #(#members),* }))
        }
    }
}

/// Prints a line of a table: the name and the options.
pub(super) fn entry(entry: &EntryPlan) -> TokenStream {
    let (name, member) = (ident(&entry.name), &entry.member);
    let options = entry.options.iter().map(|option| {
        let method = ident(runtime::member_option(option));
        match option {
            MemberOption::JsonName(name) => quote!(.#method(#name)),
            MemberOption::Timestamps(_) | MemberOption::NonEmpty => quote!(.#method()),
            MemberOption::Xml(traits) => as_traits(traits),
        }
    });
    quote!(#name: #member #(#options)*)
}

/// Prints the root of an XML document.
pub(super) fn root(root: &RootPlan) -> TokenStream {
    let name = &root.name;
    let traits = (root.traits != XmlTraits::default()).then(|| as_traits(&root.traits));
    Macro::XmlRoot.invoke(&quote!(#name #traits))
}

fn as_traits(traits: &XmlTraits) -> TokenStream {
    let traits = xml_traits(traits);
    quote!(as { #traits })
}

/// Prints XML traits, those of items and keys in braces of their own.
fn xml_traits(traits: &XmlTraits) -> TokenStream {
    let XmlTraits {
        name,
        form_name,
        namespace,
        attribute,
        flattened,
        item,
        key,
    } = traits;
    let name = name.as_ref().map(|name| quote!(name(#name)));
    let form_name = form_name.as_ref().map(|name| quote!(form_name(#name)));
    let namespace = namespace.as_ref();
    let namespace = namespace.map(|(prefix, uri)| quote!(namespace(#prefix, #uri)));
    let part = |part: &XmlTraits| xml_traits(part);
    let key = key.as_deref().map(part).map(|key| quote!(key { #key }));
    let item = item.as_deref().map(part).map(|item| quote!(item { #item }));
    let traits = [
        name,
        form_name,
        namespace,
        attribute.then(|| quote!(attribute())),
        flattened.then(|| quote!(flattened())),
        key,
        item,
    ];
    let traits = traits.into_iter().flatten();
    quote!(#(#traits),*)
}
