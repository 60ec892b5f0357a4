//! The fields of the metadata of the service and its operations.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::endpoint_tables::param_value;
use super::items::Item;
use super::protocols;
use crate::plan::{
    Auth, Checksum, ChecksumAlgorithm, HttpChecksum, OperationField, OperationPlan, ParamValue,
    ParameterSetting, ServiceField, ServicePlan,
};
use crate::render::scope::{Scope, option};

/// Prints the metadata of the service, as an expression.
pub(in crate::render) fn service(plan: &ServicePlan, scope: &mut Scope) -> TokenStream {
    let metadata = scope.runtime(Item::ServiceMetadata);
    let ServicePlan {
        sdk_id,
        signing_name,
        endpoint_prefix,
        version,
        ..
    } = plan;
    let fields = plan.metadata.iter();
    let fields: TokenStream = fields.map(|field| service_field(field, scope)).collect();
    let protocol = protocols::constant(plan.protocol, scope);
    quote! {
        #metadata {
            protocol: &#protocol,
            name: #sdk_id,
            signing_name: #signing_name,
            endpoint_prefix: #endpoint_prefix,
            version: #version,
            #fields
        }
    }
}

fn service_field(field: &ServiceField, scope: &mut Scope) -> TokenStream {
    match field {
        ServiceField::Target(target) => quote!(target: #target,),
        ServiceField::EndpointRules => {
            let rules = scope.item("crate::endpoint", "RULES");
            quote!(endpoint_rules: Some(&#rules),)
        }
        ServiceField::ParameterSettings(settings) => {
            let settings = settings
                .iter()
                .map(|setting| parameter_setting(setting, scope));
            let settings: Vec<_> = settings.collect();
            quote!(parameter_settings: &[#(#settings),*],)
        }
        ServiceField::Headers(headers) => {
            let headers = headers.iter().map(|(name, value)| quote!((#name, #value)));
            quote!(headers: &[#(#headers),*],)
        }
        ServiceField::Errors => {
            let errors = scope.item("crate::error", "ServiceError");
            quote!(errors: #errors::METADATA,)
        }
        ServiceField::Retries(retries) => {
            let defaults = scope.runtime(Item::RetryDefaults);
            let (attempts, backoff) = (
                Literal::u32_unsuffixed(retries.max_attempts),
                Literal::u64_unsuffixed(retries.initial_backoff_ms),
            );
            quote!(retries: #defaults::new(#attempts, #backoff),)
        }
        ServiceField::ClassifySuccess => {
            let classify = scope.runtime(Item::ClassifyDocument);
            quote!(classify_success: Some(#classify),)
        }
        ServiceField::BodyHashHeader => quote!(body_hash_header: true,),
        ServiceField::Defaults => default_fields(&scope.runtime(Item::ServiceMetadata)),
    }
}

fn parameter_setting(setting: &ParameterSetting, scope: &mut Scope) -> TokenStream {
    let item = scope.runtime(Item::ParameterSetting);
    let ParameterSetting {
        parameter,
        variable,
        keys,
        texts,
    } = setting;
    let texts = texts.iter().map(|(text, value)| {
        let value = option(*value);
        quote!((#text, #value))
    });
    quote! {
        #item {
            parameter: #parameter,
            variable: #variable,
            keys: &[#(#keys),*],
            texts: &[#(#texts),*],
        }
    }
}

/// Prints an operation's metadata, as an expression.
pub(in crate::render) fn operation(operation: &OperationPlan, scope: &mut Scope) -> TokenStream {
    let metadata = scope.runtime(Item::OperationMetadata);
    let service = scope.item("crate::service", "SERVICE");
    let OperationPlan {
        model_name,
        method,
        uri,
        ..
    } = operation;
    let fields = operation.metadata.iter();
    let fields: TokenStream = fields.map(|field| operation_field(field, scope)).collect();
    let defaults = default_fields(&metadata);
    quote! {
        &#metadata {
            service: &#service,
            name: #model_name,
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
        OperationField::HttpChecksum(checksum) => {
            let checksum = http_checksum(checksum, scope);
            quote!(http_checksum: Some(#checksum),)
        }
        OperationField::Compression => quote!(compression: true,),
        OperationField::EndpointParams(params) => {
            let params = endpoint_params(params, scope);
            quote!(#params,)
        }
        OperationField::StreamingOutput => quote!(streaming_output: true,),
        OperationField::InitialResponse => {
            let receive = scope.runtime(Item::ReceiveInitialResponse);
            quote!(initial_response: Some(#receive),)
        }
        OperationField::Http2 => quote!(http2: true,),
        OperationField::ExpectContinue => quote!(expect_continue: true,),
        OperationField::LongPoll => quote!(long_poll: true,),
        OperationField::SensitiveOutput => quote!(sensitive_output: true,),
    }
}

/// Prints an authentication scheme.
pub(super) fn auth(auth: &Auth, scope: &mut Scope) -> TokenStream {
    let ty = scope.runtime(Item::Auth);
    match auth {
        Auth::SigV4 => quote!(#ty::SigV4),
        Auth::SigV4UnsignedPayload => quote!(#ty::SigV4UnsignedPayload),
        Auth::SigV4Optional => quote!(#ty::SigV4Optional),
        Auth::SigV4OptionalUnsignedPayload => quote!(#ty::SigV4OptionalUnsignedPayload),
        Auth::Bearer => {
            let scheme = scope.runtime(Item::BearerAuth);
            quote!(#ty::Http(&#scheme))
        }
        Auth::Basic => {
            let scheme = scope.runtime(Item::BasicAuth);
            quote!(#ty::Http(&#scheme))
        }
        Auth::ApiKeyInHeader { name, scheme } => {
            let key = scope.runtime(Item::ApiKeyInHeader);
            quote!(#ty::Http(&#key { name: #name, scheme: #scheme }))
        }
        Auth::ApiKeyInQuery { name } => {
            let key = scope.runtime(Item::ApiKeyInQuery);
            quote!(#ty::Http(&#key { name: #name }))
        }
        Auth::Choice(schemes) | Auth::OptionalChoice(schemes) => {
            let list = scope.runtime(match auth {
                Auth::OptionalChoice(_) => Item::OptionalAuthSchemes,
                _ => Item::AuthSchemes,
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
    let ty = scope.runtime(Item::Checksum);
    match checksum {
        Checksum::Md5 => quote!(#ty::MD5),
        Checksum::TreeHash => quote!(#ty::TREE_HASH),
    }
}

fn http_checksum(checksum: &HttpChecksum, scope: &mut Scope) -> TokenStream {
    let HttpChecksum {
        algorithm_header,
        is_required,
        has_streaming_input,
        mode_header,
        response_algorithms,
    } = checksum;
    let ty = scope.runtime(Item::HttpChecksum);
    let algorithm = algorithm_header
        .as_ref()
        .map(|header| quote!(algorithm_header: Some(#header),));
    let required = is_required.then(|| quote!(is_required: true,));
    let streaming = has_streaming_input.then(|| quote!(has_streaming_input: true,));
    let mode = mode_header
        .as_ref()
        .map(|header| quote!(mode_header: Some(#header),));
    let response = (!response_algorithms.is_empty()).then(|| {
        let enumeration = scope.runtime(Item::ChecksumAlgorithm);
        let algorithms = response_algorithms.iter().map(|algorithm| match algorithm {
            ChecksumAlgorithm::Crc32 => quote!(#enumeration::Crc32),
            ChecksumAlgorithm::Crc32C => quote!(#enumeration::Crc32C),
            ChecksumAlgorithm::Crc64Nvme => quote!(#enumeration::Crc64Nvme),
            ChecksumAlgorithm::Sha1 => quote!(#enumeration::Sha1),
            ChecksumAlgorithm::Sha256 => quote!(#enumeration::Sha256),
        });
        quote!(response_algorithms: &[#(#algorithms),*],)
    });
    let defaults = default_fields(&ty);
    quote!(#ty { #algorithm #required #streaming #mode #response #defaults })
}

/// Prints the field with values of parameters of the endpoint rules.
pub(super) fn endpoint_params(params: &[(String, ParamValue)], scope: &mut Scope) -> TokenStream {
    scope.runtime(Item::ParamValue);
    let params = params.iter().map(|(name, value)| {
        let value = param_value(value);
        quote!((#name, #value))
    });
    quote!(endpoint_params: &[#(#params),*])
}

/// Prints the defaults of the fields of a structure that are not set.
pub(in crate::render) fn default_fields(ty: &TokenStream) -> TokenStream {
    quote!(..#ty::DEFAULT)
}
