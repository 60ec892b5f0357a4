//! `src/error.rs`: the modeled errors.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{doc, inner_doc};
use super::runtime::{self, Macro};
use super::scope::{Scope, ident};
use super::{structure, wire};
use crate::plan::{ErrorOption, ErrorPlan, ServicePlan};

/// Prints the whole file.
pub(super) fn errors(plan: &ServicePlan) -> TokenStream {
    let names = plan
        .errors
        .iter()
        .map(|error| error.structure.name.as_str());
    let mut scope = Scope::new(names.chain(["ServiceError"]));
    let variants = plan.errors.iter().map(|error| {
        let doc = doc(error.summary());
        let name = ident(&error.structure.name);
        quote!(#doc #name(#name),)
    });
    let variants: TokenStream = variants.collect();
    let entries = plan.errors.iter().map(entry);
    let table = Macro::ServiceErrors.invoke(&quote!(ServiceError { #(#entries),* }));
    let mut structures = TokenStream::new();
    for error in &plan.errors {
        structures.extend(structure::definition(&error.structure, &mut scope));
        structures.extend(wire::from_response(
            &error.structure,
            &error.response,
            "error",
            &mut scope,
        ));
    }
    let docs = inner_doc("Modeled errors.");
    let link = runtime::path("Error::service_error");
    let link = format!(" [`Error::service_error`]({link}) returns that of a call.");
    let uses = scope.uses();
    quote! {
        #docs
        #uses
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

/// Prints a line of the table of errors.
fn entry(error: &ErrorPlan) -> TokenStream {
    let (name, code) = (ident(&error.structure.name), &error.code);
    let options = error.options.iter().map(|option| match option {
        ErrorOption::Transient => quote!(transient),
        ErrorOption::Throttling => quote!(throttling),
        ErrorOption::MessageIn(field) => {
            let field = ident(field);
            quote!(message_in #field)
        }
        ErrorOption::WithoutMessage => quote!(without_message),
        ErrorOption::Sensitive => quote!(sensitive),
    });
    quote!(#name: #code #(#options)*)
}
