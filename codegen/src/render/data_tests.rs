//! `tests/round_trip.rs`: every type from JSON and back.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::docs::inner_doc;
use super::runtime::{Item, features};
use super::scope::Scope;
use crate::escape;
use crate::plan::{SampleModule, SamplePlan, ServicePlan};

/// Prints the whole file.
pub(super) fn module(plan: &ServicePlan) -> TokenStream {
    let mut scope = Scope::for_user(&plan.layout);
    let check = scope.runtime(Item::CheckSerdeView);
    let checks: TokenStream = plan
        .samples
        .iter()
        .map(
            |SamplePlan {
                 module,
                 name,
                 texts,
             }| {
                let module = match module {
                    SampleModule::Types => "crate::types",
                    SampleModule::Operation => "crate::operation",
                    SampleModule::Error => "crate::error",
                };
                let ty = scope.item(module, name);
                let texts = texts.iter().map(|text| raw(text));
                quote!(let _: Vec<#ty> = #check(&[#(#texts),*]);)
            },
        )
        .collect();
    let docs = inner_doc("Round trips of every type through JSON.");
    let (uses, feature) = (scope.uses(), features::SERDE);
    quote! {
        #docs
        #![cfg(feature = #feature)]
        #uses
        #[test]
        fn every_type_survives_a_round_trip() { #checks }
    }
}

/// Prints a raw string, in which JSON is easier to read, unless Rust requires escapes in it.
fn raw(text: &str) -> Literal {
    let raw = format!("r#\"{text}\"#");
    match raw.parse() {
        Ok(literal) if escape::fits_raw_string(text) => literal,
        _ => Literal::string(text),
    }
}
