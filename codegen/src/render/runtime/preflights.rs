//! The steps of calls before their requests are assembled.

use proc_macro2::TokenStream;
use quote::quote;

use super::items::Item;
use super::metadata_fields;
use crate::plan::{
    CopySource, DiscoveryPlan, OperationPlan, PreflightPlan, RegionLookupPlan,
    RegionalRedirectPlan, SessionCredentialsPlan, SessionPlan, SharedPreflightsPlan,
};
use crate::render::rust_expr;
use crate::render::scope::{Scope, ident, option};

/// The constants of the steps that the operations of a service share.
pub(in crate::render) const SHARED: [&str; 2] = [REGIONAL_REDIRECT, SESSION_CREDENTIALS];

const REGIONAL_REDIRECT: &str = "REGIONAL_REDIRECT";
const SESSION_CREDENTIALS: &str = "SESSION_CREDENTIALS";

/// Prints the call of the method that adds steps to a call, if there are any.
pub(in crate::render) fn added(steps: &[PreflightPlan], scope: &mut Scope) -> TokenStream {
    let printed: Vec<_> = steps.iter().map(|step| reference(step, scope)).collect();
    let step = match &*printed {
        [] => return TokenStream::new(),
        [step] => quote!(#step),
        steps => {
            let sequence = scope.runtime(Item::Sequence);
            quote!(&#sequence(&[#(#steps),*]))
        }
    };
    // A structure that updates a constant has the static lifetime in a constant block only.
    let creation = PreflightPlan::RegionalRedirect {
        creates_resource: true,
    };
    match steps.contains(&creation) {
        true => quote!(.with_preflight(const { #step })),
        false => quote!(.with_preflight(#step)),
    }
}

/// Prints the constants of the steps that the operations share.
pub(in crate::render) fn shared(plan: &SharedPreflightsPlan, scope: &mut Scope) -> TokenStream {
    let redirect = plan.regional_redirect.as_ref();
    let redirect = redirect.map(|plan| regional_redirect(plan, scope));
    let session = plan.session_credentials.as_ref();
    let session = session.map(|plan| session_credentials(plan, scope));
    quote! {
        #redirect
        #session
    }
}

fn regional_redirect(plan: &RegionalRedirectPlan, scope: &mut Scope) -> TokenStream {
    let RegionalRedirectPlan {
        parameter,
        header,
        element,
        lookup,
    } = plan;
    let lookup = lookup.as_ref();
    let lookup = option(lookup.map(|lookup| region_lookup(lookup, scope)));
    let redirect = scope.runtime(Item::RegionalRedirect);
    let name = ident(REGIONAL_REDIRECT);
    quote! {
        #[doc = " The redirect of requests to the region of their resource."]
        pub(crate) const #name: &#redirect = &#redirect {
            parameter: #parameter,
            header: #header,
            element: #element,
            creates_resource: false,
            lookup: #lookup,
        };
    }
}

fn region_lookup(lookup: &RegionLookupPlan, scope: &mut Scope) -> TokenStream {
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
    quote! {
        &#item {
            operation: &#metadata {
                service: &SERVICE,
                name: #operation,
                method: #method,
                uri: #path,
                #auth
                ..#metadata::DEFAULT
            },
            errors: &[#(#errors),*],
        }
    }
}

fn session_credentials(plan: &SessionCredentialsPlan, scope: &mut Scope) -> TokenStream {
    let SessionCredentialsPlan {
        input,
        scheme,
        parameter,
        header,
        query_parameter,
    } = plan;
    let credentials = scope.runtime(Item::SessionCredentials);
    let open = scope.runtime(Item::OpenSessionOf);
    let input = scope.item("crate::operation", input);
    let name = ident(SESSION_CREDENTIALS);
    quote! {
        #[doc = " The sessions whose credentials sign the requests to endpoints that need one."]
        pub(crate) const #name: &#credentials = &#credentials {
            scheme: #scheme,
            parameter: #parameter,
            open: #open::<#input>,
            header: #header,
            query_parameter: #query_parameter,
        };
    }
}

/// Prints a reference to a step.
fn reference(step: &PreflightPlan, scope: &mut Scope) -> TokenStream {
    match step {
        PreflightPlan::AccountEndpoint => {
            let step = scope.runtime(Item::AccountEndpoint);
            quote!(&#step)
        }
        PreflightPlan::DiscoveredEndpoint {
            input,
            identifiers,
            error,
        } => {
            let endpoint = scope.runtime(Item::DiscoveredEndpoint);
            let discover = scope.runtime(Item::Discover);
            let input = scope.item("crate::operation", input);
            quote! {
                &#endpoint {
                    discover: #discover::<#input>,
                    identifiers: &[#(#identifiers),*],
                    error: #error,
                }
            }
        }
        PreflightPlan::RegionalRedirect { creates_resource } => {
            let redirect = scope.item("crate::service", REGIONAL_REDIRECT);
            match creates_resource {
                true => {
                    let ty = scope.runtime(Item::RegionalRedirect);
                    quote!(&#ty { creates_resource: true, ..*#redirect })
                }
                false => redirect,
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
            let destination = option(destination.as_ref());
            quote!(&#copy { source: #source, destination: #destination, url: #url })
        }
        PreflightPlan::SessionCredentials => scope.item("crate::service", SESSION_CREDENTIALS),
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
