//! The metadata of the service and its operations; values that equal the runtime's defaults are omitted.

use proc_macro2::TokenStream;
use quote::quote;

use super::endpoint_rules::param_value;
use super::scope::{Scope, ident};
use crate::plan::{Auth, Checksum, OperationPlan, ServicePlan};

/// The service's static metadata.
pub(super) fn service(plan: &ServicePlan, scope: &mut Scope) -> TokenStream {
    let metadata = scope.runtime("ServiceMetadata");
    let ServicePlan {
        sdk_id,
        signing_name,
        endpoint_prefix,
        version,
        ..
    } = plan;
    let headers = (!plan.headers.is_empty()).then(|| {
        let headers = plan
            .headers
            .iter()
            .map(|(name, value)| quote!((#name, #value)));
        quote!(headers: &[#(#headers),*],)
    });
    let rules = plan.endpoint_rules.as_ref().map(|_| {
        let rules = scope.item("crate::endpoint", "RULES");
        quote!(endpoint_rules: Some(&#rules),)
    });
    let errors = (!plan.errors.is_empty()).then(|| {
        let errors = scope.item("crate::error", "ServiceError");
        quote!(errors: #errors::METADATA,)
    });
    let protocol = scope.runtime(plan.protocol);
    // The runtime's default would have nothing left to say.
    let complete = headers.is_some() && rules.is_some() && errors.is_some();
    let rest = (!complete).then(|| quote!(..#metadata::DEFAULT));
    quote! {
        #[doc = " The metadata of the service."]
        pub(crate) static SERVICE: #metadata = #metadata {
            protocol: &#protocol,
            name: #sdk_id,
            signing_name: #signing_name,
            endpoint_prefix: #endpoint_prefix,
            version: #version,
            #rules
            #headers
            #errors
            #rest
        };
    }
}

/// An operation's metadata, as an expression.
pub(super) fn operation(operation: &OperationPlan, scope: &mut Scope) -> TokenStream {
    let metadata = scope.runtime("OperationMetadata");
    let service = scope.item("crate::client", "SERVICE");
    let OperationPlan {
        wire_name,
        method,
        uri,
        host_prefix,
        ..
    } = operation;
    let host_prefix = (!host_prefix.is_empty()).then(|| quote!(host_prefix: #host_prefix,));
    let auth = auth(operation.auth).map(|variant| {
        let (auth, variant) = (scope.runtime("Auth"), ident(variant));
        quote!(auth: #auth::#variant,)
    });
    let checksum = checksum(operation.checksum).map(|variant| {
        let (checksum, variant) = (scope.runtime("Checksum"), ident(variant));
        quote!(checksum: #checksum::#variant,)
    });
    let compression = operation.compression.then(|| quote!(compression: true,));
    let streaming = operation
        .streaming_output
        .then(|| quote!(streaming_output: true,));
    let sensitive = operation
        .sensitive_output
        .then(|| quote!(sensitive_output: true,));
    let params = (!operation.endpoint_params.is_empty()).then(|| {
        scope.runtime("ParamValue");
        let params = operation.endpoint_params.iter().map(|(name, value)| {
            let value = param_value(value);
            quote!((#name, #value))
        });
        quote!(endpoint_params: &[#(#params),*],)
    });
    quote! {
        &#metadata {
            service: &#service,
            name: #wire_name,
            method: #method,
            uri: #uri,
            #host_prefix
            #auth
            #checksum
            #compression
            #params
            #streaming
            #sensitive
            ..#metadata::DEFAULT
        }
    }
}

fn auth(auth: Auth) -> Option<&'static str> {
    match auth {
        Auth::SigV4 => None,
        Auth::SigV4UnsignedPayload => Some("SigV4UnsignedPayload"),
        Auth::SigV4Optional => Some("SigV4Optional"),
        Auth::Bearer => Some("Bearer"),
        Auth::None => Some("None"),
    }
}

fn checksum(checksum: Checksum) -> Option<&'static str> {
    match checksum {
        Checksum::None => None,
        Checksum::Md5 => Some("Md5"),
        Checksum::TreeHash => Some("TreeHash"),
    }
}
