//! `src/endpoint.rs`: the endpoint rule set.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::inner_doc;
use super::runtime::endpoint_tables;
use super::scope::Scope;
use crate::plan::{FilePlan, ServicePlan};

/// Prints the whole file.
pub(super) fn module(plan: &ServicePlan) -> TokenStream {
    let rules = plan.endpoint_rules.iter();
    let tables: TokenStream = rules.map(endpoint_tables::rule_set).collect();
    let docs = inner_doc("The endpoint rule set.");
    let mut scope = Scope::for_module(&plan.layout, ["RULES"]);
    scope.import_mentioned(&endpoint_tables::ENDPOINT_ITEMS, &tables);
    let uses = scope.uses();
    let tests = plan.files.contains(&FilePlan::EndpointTests).then(|| {
        quote!(
            #[cfg(test)]
            mod tests;
        )
    });
    quote! {
        #docs

        #uses

        #tests

        #tables
    }
}
