//! `src/error.rs`: the modeled errors.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{doc, inner_doc};
use super::runtime::{self, table_macros};
use super::scope::{Scope, ident};
use super::{structure, wire};
use crate::plan::ServicePlan;

/// Prints the whole file.
pub(super) fn errors(plan: &ServicePlan) -> TokenStream {
    let names = plan
        .errors
        .iter()
        .map(|error| error.structure.name.as_str());
    let mut scope = Scope::for_module(&plan.layout, names.chain(["ServiceError"]));
    let variants = plan.errors.iter().map(|error| {
        let doc = doc(&error.summary);
        let name = ident(&error.structure.name);
        quote!(#doc #name(#name),)
    });
    let variants: TokenStream = variants.collect();
    let table = table_macros::service_errors("ServiceError", &plan.errors);
    let mut structures = TokenStream::new();
    for error in &plan.errors {
        structures.extend(structure::definition(&error.structure, &mut scope));
        structures.extend(wire::from_response(
            &error.structure,
            &error.response,
            error.reader,
            "error",
            &mut scope,
        ));
    }
    let docs = inner_doc("Modeled errors.");
    let link = format!(
        " {} returns the one with which a call failed.",
        runtime::SERVICE_ERROR_LINK
    );
    let head = scope.head();
    quote! {
        #docs
        #head
        #[doc = " The modeled errors of the service, each with its members."]
        #[doc = ""]
        #[doc = #link]
        #[non_exhaustive]
        #[derive(Clone, Debug, PartialEq)]
        pub enum ServiceError { #variants }
        #table
        #structures
    }
}
