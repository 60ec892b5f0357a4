//! The steps of calls before their requests are assembled.

use proc_macro2::TokenStream;
use quote::quote;

use super::items::Item;
use crate::plan::{CopySource, DiscoveryPlan, OperationPlan, PreflightPlan};
use crate::render::rust_expr;
use crate::render::scope::{Scope, ident};

/// Prints the call of the method that adds a step to a call.
pub(in crate::render) fn added(step: &PreflightPlan, scope: &mut Scope) -> TokenStream {
    let step = match step {
        PreflightPlan::AccountEndpoint => scope.runtime(Item::AccountEndpoint),
        PreflightPlan::DiscoveredEndpoint {
            input,
            identifiers,
            error,
        } => {
            let endpoint = scope.runtime(Item::DiscoveredEndpoint);
            let discover = scope.runtime(Item::Discover);
            let input = scope.item("crate::operation", input);
            quote! {
                #endpoint {
                    discover: #discover::<#input>,
                    identifiers: &[#(#identifiers),*],
                    error: #error,
                }
            }
        }
        PreflightPlan::RegionalRedirect {
            parameter,
            header,
            element,
            creates_resource,
        } => {
            let redirect = scope.runtime(Item::RegionalRedirect);
            quote! {
                #redirect {
                    parameter: #parameter,
                    header: #header,
                    element: #element,
                    creates_resource: #creates_resource,
                }
            }
        }
        PreflightPlan::RegionCopy {
            source,
            destination,
            url,
        } => {
            let copy = scope.runtime(Item::RegionCopy);
            let ty = scope.runtime(Item::CopySource);
            let source = match source {
                CopySource::Region(field) => quote!(#ty::Region(#field)),
                CopySource::Arn(field) => quote!(#ty::Arn(#field)),
            };
            let destination = match destination {
                Some(field) => quote!(Some(#field)),
                None => quote!(None),
            };
            quote!(#copy { source: #source, destination: #destination, url: #url })
        }
    };
    quote!(.with_preflight(&#step))
}

/// Prints the implementation of `DiscoverEndpoints` for the input of an operation that returns endpoints.
pub(in crate::render) fn discovery(
    operation: &OperationPlan,
    plan: &DiscoveryPlan,
    scope: &mut Scope,
) -> TokenStream {
    let name = scope.runtime(Item::DiscoverEndpoints);
    let (input, output) = (ident(&operation.input.name), ident(&operation.output.name));
    let address = rust_expr::value(&plan.address, scope);
    let cache_period = rust_expr::value(&plan.cache_period, scope);
    let option = scope.std("Option");
    let describe = plan.request.as_ref().map(|(operation, identifiers)| {
        let (operation, identifiers) = (ident(operation), ident(identifiers));
        let map = scope.item("std::collections", "BTreeMap");
        let string = scope.std("String");
        quote! {
            #[inline]
            fn describe(&mut self, operation: &str, identifiers: #map<#string, #string>) {
                self.#operation = Some(operation.to_owned());
                self.#identifiers = Some(identifiers);
            }
        }
    });
    quote! {
        impl #name for #input {
            #describe
            #[inline]
            fn address(output: &#output) -> #option<&str> { #address }
            #[inline]
            fn cache_period(output: &#output) -> #option<i64> { #cache_period }
        }
    }
}
