//! `src/service.rs`: the static metadata of the service, which the client and all operations share.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::inner_doc;
use super::runtime::{Item, metadata_fields, preflights};
use super::scope::Scope;
use crate::plan::ServicePlan;

/// Prints the whole file.
pub(super) fn service(plan: &ServicePlan) -> TokenStream {
    let names = ["SERVICE"].into_iter().chain(preflights::SHARED);
    let mut scope = Scope::for_module(&plan.layout, names);
    let (ty, metadata) = (
        scope.runtime(Item::ServiceMetadata),
        metadata_fields::service(plan, &mut scope),
    );
    let shared = preflights::shared(&plan.preflights, &mut scope);
    let docs = inner_doc("The metadata of the service.");
    let uses = scope.uses();
    quote! {
        #docs
        #uses
        #[doc = " The metadata that all operations share."]
        pub(crate) static SERVICE: #ty = #metadata;
        #shared
    }
}
