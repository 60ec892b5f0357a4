//! `src/client.rs`: a method for each operation.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{client_example, doc, inner_doc};
use super::runtime::{self, Item, preflights};
use super::scope::{Scope, ident};
use crate::plan::docs::markdown;
use crate::plan::{OperationPlan, ServicePlan};

/// Prints the whole file.
pub(super) fn client(plan: &ServicePlan) -> TokenStream {
    let mut scope = Scope::for_module(&plan.layout, ["Client"]);
    let (config, handle) = (scope.runtime(Item::Config), scope.runtime(Item::Handle));
    let methods = plan
        .operations
        .iter()
        .map(|operation| method(plan, operation, &mut scope));
    let methods: TokenStream = methods.collect();
    let service = scope.item("crate::service", "SERVICE");
    let new = ident(runtime::NEW);
    let docs = inner_doc("The client.");
    let title = doc(&markdown::wrapped(&format!(
        "A client for {}.",
        markdown::plain(&plan.title)
    )));
    let uses = scope.uses();
    quote! {
        #docs
        #uses
        #title
        #[doc = ""]
        #[doc = " Cloning is cheap: clones share connections, credentials and the retry quota."]
        #[derive(Clone, Debug)]
        pub struct Client { handle: #handle }
        impl Client {
            #[doc = " Creates a client from a configuration."]
            #[inline]
            pub fn new(config: &#config) -> Self {
                Self { handle: #handle::#new(config, &#service) }
            }
            #methods
        }
    }
}

fn method(plan: &ServicePlan, operation: &OperationPlan, scope: &mut Scope) -> TokenStream {
    let builder = scope.item("crate::operation", &operation.name);
    let name = ident(&operation.module);
    let [new, call] = [runtime::NEW, runtime::HANDLE_CALL].map(ident);
    let preflight = preflights::added(&operation.preflights, scope);
    let example = client_example(plan, operation);
    let docs = doc(&format!("{}\n\n{example}", operation.summary));
    let deprecated = operation.deprecated.then(|| quote!(#[deprecated]));
    quote! {
        #docs
        #deprecated
        #[inline]
        pub fn #name(&self) -> #builder {
            #builder::#new(self.handle.#call()#preflight)
        }
    }
}
