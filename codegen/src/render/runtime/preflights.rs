//! The steps of calls before their requests are assembled.

use proc_macro2::TokenStream;
use quote::quote;

use super::items::Item;
use super::metadata_fields;
use crate::plan::{
    CopySource, DiscoveryPlan, OperationPlan, PreflightPlan, RegionLookupPlan, SessionPlan,
};
use crate::render::rust_expr;
use crate::render::scope::{Scope, ident};

/// The constant with the request that returns the region of a resource.
pub(in crate::render) const REGION_LOOKUP: &str = "REGION_LOOKUP";

/// Prints the call of the method that adds steps to a call, if there are any.
pub(in crate::render) fn added(steps: &[PreflightPlan], scope: &mut Scope) -> TokenStream {
    let printed: Vec<_> = steps.iter().map(|step| value(step, scope)).collect();
    match &*printed {
        [] => TokenStream::new(),
        [step] => quote!(.with_preflight(&#step)),
        steps => {
            let sequence = scope.runtime(Item::Sequence);
            quote!(.with_preflight(&#sequence(&[#(&#steps),*])))
        }
    }
}

/// Prints the constant with the request that returns the region of a resource.
pub(in crate::render) fn region_lookup(
    lookup: &RegionLookupPlan,
    scope: &mut Scope,
) -> TokenStream {
    let RegionLookupPlan {
        operation,
        method,
        path,
        auth,
        errors,
    } = lookup;
    let auth = auth.as_ref().map(|auth| {
        let auth = metadata_fields::auth(auth, scope);
        quote!(auth: #auth,)
    });
    let item = scope.runtime(Item::RegionLookup);
    let metadata = scope.runtime(Item::OperationMetadata);
    let name = ident(REGION_LOOKUP);
    quote! {
        #[doc = " The request that returns the region of a resource."]
        pub(crate) const #name: &#item = &#item {
            operation: &#metadata {
                service: &SERVICE,
                name: #operation,
                method: #method,
                uri: #path,
                #auth
                ..#metadata::DEFAULT
            },
            errors: &[#(#errors),*],
        };
    }
}

fn value(step: &PreflightPlan, scope: &mut Scope) -> TokenStream {
    match step {
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
            has_lookup,
        } => {
            let redirect = scope.runtime(Item::RegionalRedirect);
            let lookup = match has_lookup {
                true => {
                    let lookup = scope.item("crate::service", REGION_LOOKUP);
                    quote!(Some(#lookup))
                }
                false => quote!(None),
            };
            quote! {
                #redirect {
                    parameter: #parameter,
                    header: #header,
                    element: #element,
                    creates_resource: #creates_resource,
                    lookup: #lookup,
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
        PreflightPlan::SessionCredentials {
            input,
            scheme,
            parameter,
            header,
            query_parameter,
            disabled_by,
        } => {
            let credentials = scope.runtime(Item::SessionCredentials);
            let open = scope.runtime(Item::OpenSessionOf);
            let input = scope.item("crate::operation", input);
            let disabled_by = match disabled_by {
                Some(setting) => {
                    let item = scope.runtime(Item::DisablingSetting);
                    let (parameter, variable) = (&setting.parameter, &setting.variable);
                    let key = &setting.key;
                    quote!(Some(#item { parameter: #parameter, variable: #variable, key: #key }))
                }
                None => quote!(None),
            };
            quote! {
                #credentials {
                    scheme: #scheme,
                    parameter: #parameter,
                    open: #open::<#input>,
                    header: #header,
                    query_parameter: #query_parameter,
                    disabled_by: #disabled_by,
                }
            }
        }
    }
}

/// Prints the implementation of `OpenSession` for the input of an operation that opens sessions.
pub(in crate::render) fn session(
    operation: &OperationPlan,
    plan: &SessionPlan,
    scope: &mut Scope,
) -> TokenStream {
    let (name, keys) = (
        scope.runtime(Item::OpenSession),
        scope.runtime(Item::SessionKeys),
    );
    let (input, output) = (ident(&operation.input.name), ident(&operation.output.name));
    let resource = ident(&plan.resource);
    let [id, secret, token, expiration] = [
        &plan.access_key_id,
        &plan.secret_access_key,
        &plan.session_token,
        &plan.expiration,
    ]
    .map(|part| rust_expr::value(part, scope));
    let (option, string) = (scope.std("Option"), scope.std("String"));
    quote! {
        impl #name for #input {
            #[inline]
            fn set_resource(&mut self, resource: #string) { self.#resource = Some(resource); }
            #[inline]
            fn credentials(output: &#output) -> #option<#keys<'_>> {
                Some(#keys {
                    access_key_id: #id,
                    secret_access_key: #secret,
                    session_token: #token,
                    expiration: #expiration,
                })
            }
        }
    }
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
