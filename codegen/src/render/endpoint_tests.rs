//! `src/endpoint/tests.rs`: the model's tests of its endpoint rule set.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::docs::inner_doc;
use super::runtime::{endpoint_tables, test_cases};
use super::scope::Scope;
use crate::plan::EndpointTestPlan;

/// Prints the whole file.
pub(super) fn module(tests: &[EndpointTestPlan]) -> TokenStream {
    let functions = tests
        .iter()
        .enumerate()
        .map(|(index, case)| test(index + 1, case));
    let functions: TokenStream = functions.collect();
    let docs = inner_doc("Tests of the endpoint rule set, from the model.");
    let mut scope = Scope::new([]);
    scope.import_mentioned(&endpoint_tables::ENDPOINT_ITEMS, &functions);
    let uses = scope.uses();
    quote! {
        #docs

        #uses

        use super::RULES;

        #functions
    }
}

fn test(number: usize, test: &EndpointTestPlan) -> TokenStream {
    // Several cases of a model may have the same description, so that their names are numbers.
    let name = format_ident!("case_{number}");
    let statements = test_cases::endpoint(test, &quote!(RULES));
    quote! {
        #[test]
        fn #name() { #statements }
    }
}
