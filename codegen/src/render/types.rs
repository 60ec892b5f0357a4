//! `src/types.rs`: structures, unions and enums.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{alias, doc, inner_doc};
use super::runtime::{self, Item, table_macros};
use super::scope::{Scope, ident};
use super::structure;
use crate::plan::{EnumPlan, EnumValue, EnumValues, ServicePlan, UnionPlan};

/// Prints the whole file.
pub(super) fn types(plan: &ServicePlan) -> TokenStream {
    let (layout, plan) = (&plan.layout, &plan.types);
    let mut scope = Scope::for_types(layout, plan.names());
    let mut items = TokenStream::new();
    for structure in &plan.structures {
        items.extend(structure::definition(structure, &mut scope));
        items.extend(table_macros::structure(structure));
        items.extend(structure::setters(structure, &mut scope));
    }
    for plan in &plan.unions {
        items.extend(union(plan, &mut scope));
    }
    for plan in &plan.enums {
        items.extend(enumeration(plan, &mut scope));
    }
    let docs = inner_doc("Structures, unions and enums of the inputs and outputs.");
    let head = scope.head();
    quote!(#docs #head #items)
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
    let table = table_macros::union(plan);
    let events = plan.events.as_ref();
    let events = events.map(|events| table_macros::events(&plan.name, events, scope));
    let debug = plan.redacted.then(|| table_macros::union_debug(plan));
    let derives = structure::derives(&plan.derives);
    let (variant, unknown) = (ident(runtime::UNKNOWN), scope.runtime(Item::UnknownMember));
    quote! {
        #docs
        #alias
        #[non_exhaustive]
        #derives
        pub enum #name {
            #variants
            #[doc = " A member that this version of the crate does not know."]
            #variant(#unknown),
        }
        #debug
        #table
        #events
    }
}

fn enumeration(plan: &EnumPlan, scope: &mut Scope) -> TokenStream {
    let docs = doc(&plan.doc);
    let (alias, name) = (alias(plan.alias.as_ref()), ident(&plan.name));
    let derives = structure::derives(&plan.derives);
    let (variants, unknown): (TokenStream, _) = match &plan.values {
        EnumValues::Text(values) => (values.iter().map(variant).collect(), scope.std("String")),
        EnumValues::Number(values) => (values.iter().map(variant).collect(), quote!(i32)),
    };
    let table = table_macros::enumeration(plan);
    let variant = ident(runtime::UNKNOWN);
    quote! {
        #docs
        #alias
        #[non_exhaustive]
        #derives
        pub enum #name {
            #variants
            #[doc = " A value that this version of the crate does not know."]
            #variant(#unknown),
        }
        #table
    }
}

fn variant<T>(value: &EnumValue<T>) -> TokenStream {
    let (doc, name) = (doc(&value.doc), ident(&value.rust_name));
    quote!(#doc #name,)
}
