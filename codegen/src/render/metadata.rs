//! The metadata of the service and its operations: the fields that the plan lists.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::inner_doc;
use super::endpoint_rules::param_value;
use super::runtime;
use super::scope::Scope;
use crate::plan::{Auth, Checksum, OperationField, OperationPlan, ServiceField, ServicePlan};

/// Prints `src/service.rs`, the static metadata of the service, which the client and all operations share.
pub(super) fn service(plan: &ServicePlan) -> TokenStream {
    let mut scope = Scope::new(["SERVICE"]);
    let metadata = scope.runtime("ServiceMetadata");
    let ServicePlan {
        sdk_id,
        signing_name,
        endpoint_prefix,
        version,
        ..
    } = plan;
    let fields = plan.metadata.iter();
    let fields: TokenStream = fields
        .map(|field| service_field(field, &mut scope))
        .collect();
    let protocol = scope.runtime(plan.protocol);
    let docs = inner_doc("The metadata of the service.");
    let uses = scope.uses();
    quote! {
        #docs
        #uses
        #[doc = " The metadata that all operations share."]
        pub(crate) static SERVICE: #metadata = #metadata {
            protocol: &#protocol,
            name: #sdk_id,
            signing_name: #signing_name,
            endpoint_prefix: #endpoint_prefix,
            version: #version,
            #fields
        };
    }
}

fn service_field(field: &ServiceField, scope: &mut Scope) -> TokenStream {
    match field {
        ServiceField::Target(target) => quote!(target: #target,),
        ServiceField::EndpointRules => {
            let rules = scope.item("crate::endpoint", "RULES");
            quote!(endpoint_rules: Some(&#rules),)
        }
        ServiceField::Headers(headers) => {
            let headers = headers.iter().map(|(name, value)| quote!((#name, #value)));
            quote!(headers: &[#(#headers),*],)
        }
        ServiceField::Errors => {
            let errors = scope.item("crate::error", "ServiceError");
            let metadata = runtime::errors_metadata(&errors);
            quote!(errors: #metadata,)
        }
        ServiceField::Defaults => runtime::default_fields(&scope.runtime("ServiceMetadata")),
    }
}

/// Prints an operation's metadata, as an expression.
pub(super) fn operation(operation: &OperationPlan, scope: &mut Scope) -> TokenStream {
    let metadata = scope.runtime("OperationMetadata");
    let service = scope.item("crate::service", "SERVICE");
    let OperationPlan {
        wire_name,
        method,
        uri,
        ..
    } = operation;
    let fields = operation.metadata.iter();
    let fields: TokenStream = fields.map(|field| operation_field(field, scope)).collect();
    let defaults = runtime::default_fields(&metadata);
    quote! {
        &#metadata {
            service: &#service,
            name: #wire_name,
            method: #method,
            uri: #uri,
            #fields
            #defaults
        }
    }
}

fn operation_field(field: &OperationField, scope: &mut Scope) -> TokenStream {
    match field {
        OperationField::HostPrefix(prefix) => quote!(host_prefix: #prefix,),
        OperationField::Auth(auth) => {
            let auth = self::auth(auth, scope);
            quote!(auth: #auth,)
        }
        OperationField::Checksum(checksum) => {
            let checksum = self::checksum(*checksum, scope);
            quote!(checksum: Some(#checksum),)
        }
        OperationField::Compression => quote!(compression: true,),
        OperationField::EndpointParams(params) => {
            scope.runtime("ParamValue");
            let params = params.iter().map(|(name, value)| {
                let value = param_value(value);
                quote!((#name, #value))
            });
            quote!(endpoint_params: &[#(#params),*],)
        }
        OperationField::StreamingOutput => quote!(streaming_output: true,),
        OperationField::SensitiveOutput => quote!(sensitive_output: true,),
    }
}

fn auth(auth: &Auth, scope: &mut Scope) -> TokenStream {
    let ty = scope.runtime("Auth");
    match auth {
        Auth::SigV4 => quote!(#ty::SigV4),
        Auth::SigV4UnsignedPayload => quote!(#ty::SigV4UnsignedPayload),
        Auth::SigV4Optional => quote!(#ty::SigV4Optional),
        Auth::Bearer => {
            let scheme = scope.runtime("BearerAuth");
            quote!(#ty::Http(&#scheme))
        }
        Auth::Basic => {
            let scheme = scope.runtime("BasicAuth");
            quote!(#ty::Http(&#scheme))
        }
        Auth::ApiKeyInHeader { name, scheme } => {
            let key = scope.runtime("ApiKeyInHeader");
            quote!(#ty::Http(&#key { name: #name, scheme: #scheme }))
        }
        Auth::ApiKeyInQuery { name } => {
            let key = scope.runtime("ApiKeyInQuery");
            quote!(#ty::Http(&#key { name: #name }))
        }
        Auth::Choice(schemes) | Auth::OptionalChoice(schemes) => {
            let list = scope.runtime(match auth {
                Auth::OptionalChoice(_) => "OptionalAuthSchemes",
                _ => "AuthSchemes",
            });
            let schemes: Vec<_> = schemes
                .iter()
                .map(|scheme| self::auth(scheme, scope))
                .collect();
            quote!(#ty::Choice(&#list(&[#(#schemes),*])))
        }
        Auth::None => quote!(#ty::None),
    }
}

fn checksum(checksum: Checksum, scope: &mut Scope) -> TokenStream {
    let ty = scope.runtime("Checksum");
    match checksum {
        Checksum::Md5 => quote!(#ty::MD5),
        Checksum::TreeHash => quote!(#ty::TREE_HASH),
    }
}
