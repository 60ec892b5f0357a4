//! `src/types.rs`: structures, unions and enums.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::docs::{alias, doc, inner_doc};
use super::runtime::Macro;
use super::scope::{Scope, ident};
use super::structure;
use crate::plan::{EnumPlan, EnumValue, EnumValues, ServicePlan, UnionPlan};

/// Prints the whole file.
pub(super) fn types(plan: &ServicePlan) -> TokenStream {
    let plan = &plan.types;
    let mut scope = Scope::for_types(plan.names());
    let mut items = TokenStream::new();
    for structure in &plan.structures {
        items.extend(structure::definition(structure, &mut scope));
        items.extend(structure::table(structure));
        items.extend(structure::setters(structure, &mut scope));
    }
    for plan in &plan.unions {
        items.extend(union(plan, &mut scope));
    }
    for plan in &plan.enums {
        items.extend(enumeration(plan, &mut scope));
    }
    let docs = inner_doc("Structures, unions and enums of the inputs and outputs.");
    let uses = scope.uses();
    quote!(#docs #uses #items)
}

fn union(plan: &UnionPlan, scope: &mut Scope) -> TokenStream {
    let docs = doc(&plan.doc);
    let (alias, name) = (alias(plan.alias.as_ref()), ident(&plan.name));
    let variants = plan.variants.iter().map(|variant| {
        let (doc, name) = (doc(&variant.doc), ident(&variant.rust_name));
        let ty = scope.ty(&variant.ty);
        quote!(#doc #name(#ty),)
    });
    let variants: TokenStream = variants.collect();
    let entries = plan.table.iter().map(structure::entry);
    let table = Macro::Shape.invoke(&quote!(union #name { #(#entries),* }));
    let debug = plan.redacted.then(|| debug(plan));
    let derives = structure::derives(&plan.derives);
    let unknown = scope.runtime("UnknownMember");
    quote! {
        #docs
        #alias
        #[non_exhaustive]
        #derives
        pub enum #name {
            #variants
            #[doc = " A member that this version of the crate does not know."]
            Unknown(#unknown),
        }
        #debug
        #table
    }
}

/// Prints the `Debug` of a union with a sensitive member.
fn debug(plan: &UnionPlan) -> TokenStream {
    let name = ident(&plan.name);
    let variants = plan.variants.iter().map(|variant| {
        let name = ident(&variant.rust_name);
        let redacted = variant.sensitive.then(|| quote!(: redacted));
        quote!(#name #redacted)
    });
    Macro::Debug.invoke(&quote!(union #name { #(#variants),* }))
}

fn enumeration(plan: &EnumPlan, scope: &mut Scope) -> TokenStream {
    let docs = doc(&plan.doc);
    let (alias, name) = (alias(plan.alias.as_ref()), ident(&plan.name));
    let debug = plan
        .sensitive
        .then(|| Macro::Debug.invoke(&quote!(enum #name)));
    let derives = structure::derives(&plan.derives);
    let (variants, unknown, table): (TokenStream, _, _) = match &plan.values {
        EnumValues::Text(values) => {
            let entries = values.iter().map(
                |EnumValue {
                     rust_name, value, ..
                 }| {
                    let name = ident(rust_name);
                    quote!(#name: #value)
                },
            );
            let table = Macro::StringEnum.invoke(&quote!(#name { #(#entries),* }));
            (
                values.iter().map(variant).collect(),
                scope.std("String"),
                table,
            )
        }
        EnumValues::Number(values) => {
            let entries = values.iter().map(
                |EnumValue {
                     rust_name, value, ..
                 }| {
                    let (name, value) = (ident(rust_name), Literal::i32_unsuffixed(*value));
                    quote!(#name: #value)
                },
            );
            let table = Macro::IntEnum.invoke(&quote!(#name { #(#entries),* }));
            (values.iter().map(variant).collect(), quote!(i32), table)
        }
    };
    quote! {
        #docs
        #alias
        #[non_exhaustive]
        #derives
        pub enum #name {
            #variants
            #[doc = " A value that this version of the crate does not know."]
            Unknown(#unknown),
        }
        #debug
        #table
    }
}

fn variant<T>(value: &EnumValue<T>) -> TokenStream {
    let (doc, name) = (doc(&value.doc), ident(&value.rust_name));
    quote!(#doc #name,)
}
