//! `src/endpoint/tests.rs`: the model's tests of its endpoint rule set.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::inner_doc;
use super::runtime::{endpoint_tables, test_cases};
use super::scope::{Scope, ident};
use crate::plan::{EndpointTestPlan, ServicePlan};

/// Prints the whole file.
pub(super) fn module(plan: &ServicePlan) -> TokenStream {
    let functions: TokenStream = plan.endpoint_tests.iter().map(test).collect();
    let docs = inner_doc("Tests of the endpoint rule set, from the model.");
    let mut scope = Scope::for_module(&plan.layout, []);
    scope.import_mentioned(&endpoint_tables::ENDPOINT_ITEMS, &functions);
    let uses = scope.uses();
    quote! {
        #docs

        #uses

        use super::RULES;

        #functions
    }
}

fn test(test: &EndpointTestPlan) -> TokenStream {
    let name = ident(&test.name);
    let statements = test_cases::endpoint(test, &quote!(RULES));
    quote! {
        #[test]
        fn #name() { #statements }
    }
}
