//! The metadata of the service and its operations.

use serde_json::Value;

use super::protocol_tests::with_defaults;
use super::structures::Planner;
use crate::plan::ir::{
    Auth, Checksum, ChecksumAlgorithm, ErrorPlan, HttpChecksum, MemberLocation, OperationField,
    ParamValue, ParameterSetting, RetryDefaults, RuleSetPlan, ServiceField, StructPlan,
};
use crate::protocol::event_streams::requires_http2;
use crate::quirks::{Quirks, RetriesQuirk};
use crate::select::auth::{API_KEY, Scheme, offered_schemes};
use crate::select::operations::{HTTP_CHECKSUM, requires_checksum};
use crate::select::{SelectedOperation, Selection};
use crate::smithy::{Shape, Traits};

/// Plans the fields that not every service sets.
pub(crate) fn service_metadata(
    selection: &Selection<'_>,
    endpoint_rules: Option<&RuleSetPlan>,
    errors: &[ErrorPlan],
) -> Vec<ServiceField> {
    let headers = selection.quirks.headers.iter();
    let headers: Vec<_> = headers
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let target = selection.protocol.target(selection.service);
    let fields = [
        target.map(|target| ServiceField::Target(target.to_owned())),
        endpoint_rules.map(|_| ServiceField::EndpointRules),
        endpoint_rules.and_then(|rules| parameter_settings(&selection.quirks, rules)),
        (!headers.is_empty()).then_some(ServiceField::Headers(headers)),
        (!errors.is_empty()).then_some(ServiceField::Errors),
        selection.quirks.retries.map(retry_defaults),
        (selection.quirks.errors_with_success
            && selection.protocol.has_error_documents(selection.service))
        .then_some(ServiceField::ClassifySuccess),
        selection
            .quirks
            .body_hash_header
            .then_some(ServiceField::BodyHashHeader),
    ];
    with_defaults(fields, ServiceField::Defaults)
}

fn retry_defaults(quirk: RetriesQuirk) -> ServiceField {
    ServiceField::Retries(RetryDefaults {
        max_attempts: quirk.max_attempts,
        initial_backoff_ms: quirk.initial_backoff_ms,
    })
}

/// Plans the settings for parameters that the rules have, if there are any.
fn parameter_settings(quirks: &Quirks, rules: &RuleSetPlan) -> Option<ServiceField> {
    let has = |name: &str| {
        let mut parameters = rules.parameters.iter();
        parameters.any(|parameter| parameter.name == name)
    };
    let settings = quirks.parameter_settings.iter();
    let settings = settings.filter(|quirk| has(&quirk.parameter));
    let settings = settings.map(|quirk| ParameterSetting {
        parameter: quirk.parameter.clone(),
        variable: quirk.variable.clone(),
        keys: quirk.keys.clone(),
        texts: quirk.texts.clone().into_iter().collect(),
    });
    let settings: Vec<_> = settings.collect();
    (!settings.is_empty()).then_some(ServiceField::ParameterSettings(settings))
}

impl Planner<'_, '_> {
    /// Plans the fields of an operation that differ from the runtime's defaults.
    pub(crate) fn operation_metadata(
        &mut self,
        operation: &SelectedOperation<'_>,
        input: &StructPlan,
        output: &StructPlan,
    ) -> Vec<OperationField> {
        let traits = &operation.shape.traits;
        let quirks = &self.selection.quirks;
        let name = operation.shape.id.name();
        let has_rules = self.selection.service.traits.endpoint_rules().is_some();
        let is_in_rules = |prefix: &str| {
            has_rules && quirks.prefixes_in_rules.iter().any(|known| known == prefix)
        };
        let host_prefix = traits
            .member_string("smithy.api#endpoint", "hostPrefix")
            .filter(|prefix| !prefix.is_empty() && !is_in_rules(prefix));
        let mut params = static_params(traits);
        let fixed = quirks.endpoint_params.get(name).into_iter().flatten();
        params.extend(fixed.map(|(name, value)| (name.clone(), ParamValue::Bool(*value))));
        let streams = output.payload().is_some_and(|field| field.ty.is_stream());
        let has_initial_response = output.event_stream().is_some()
            && output.has_body()
            && self.selection.protocol.has_initial_response();
        let http_checksum = self.http_checksum(operation.shape, input);
        let is_in = |names: &[String]| names.iter().any(|listed| listed == name);
        let fields = [
            host_prefix.map(|prefix| OperationField::HostPrefix(prefix.to_owned())),
            self.auth(operation.shape).map(OperationField::Auth),
            self.checksum(operation.shape).map(OperationField::Checksum),
            http_checksum.map(OperationField::HttpChecksum),
            traits
                .has("smithy.api#requestCompression")
                .then_some(OperationField::Compression),
            (!params.is_empty()).then_some(OperationField::EndpointParams(params)),
            streams.then_some(OperationField::StreamingOutput),
            has_initial_response.then_some(OperationField::InitialResponse),
            requires_http2(
                self.selection.protocol_id(),
                self.selection.service,
                input,
                output,
            )
            .then_some(OperationField::Http2),
            is_in(&quirks.expect_continue).then_some(OperationField::ExpectContinue),
            (traits.has("smithy.api#longPoll") || is_in(&quirks.long_poll))
                .then_some(OperationField::LongPoll),
            self.types
                .holds_secrets(operation.output)
                .then_some(OperationField::SensitiveOutput),
        ];
        fields.into_iter().flatten().collect()
    }

    /// Returns the authentication scheme, or the schemes if there are several, unless it is the default.
    pub(super) fn auth(&self, operation: &Shape) -> Option<Auth> {
        let service = self.selection.service;
        let traits = &operation.traits;
        // The selection has no operation whose schemes are not supported.
        let (model, spec) = (self.selection.model, self.selection.spec);
        let schemes = offered_schemes(model, spec, service, operation).unwrap_or_default();
        let is_optional = traits.has("smithy.api#optionalAuth");
        let auth = |scheme: &Scheme| match scheme {
            Scheme::Bearer => Auth::Bearer,
            Scheme::Basic => Auth::Basic,
            Scheme::ApiKey => api_key(&service.traits),
            Scheme::SigV4 => match (is_optional, traits.has("aws.auth#unsignedPayload")) {
                (true, true) => Auth::SigV4OptionalUnsignedPayload,
                (true, false) => Auth::SigV4Optional,
                (false, true) => Auth::SigV4UnsignedPayload,
                (false, false) => Auth::SigV4,
            },
        };
        match &schemes[..] {
            [] => Some(Auth::None),
            // The signature has an optional form of its own.
            several if is_optional && *several != [Scheme::SigV4] => {
                Some(Auth::OptionalChoice(several.iter().map(auth).collect()))
            }
            [scheme] => Some(auth(scheme)).filter(|auth| *auth != Auth::SigV4),
            several => Some(Auth::Choice(several.iter().map(auth).collect())),
        }
    }

    /// Returns the checksum that the request carries, if any.
    fn checksum(&self, operation: &Shape) -> Option<Checksum> {
        if self
            .selection
            .quirks
            .tree_hash
            .iter()
            .any(|name| name == operation.id.name())
        {
            Some(Checksum::TreeHash)
        } else if operation.traits.has("smithy.api#httpChecksumRequired")
            && !operation.traits.has(HTTP_CHECKSUM)
        {
            Some(Checksum::Md5)
        } else {
            None
        }
    }

    /// Plans the checksums that requests and responses may have, if the operation has the trait.
    fn http_checksum(&mut self, operation: &Shape, input: &StructPlan) -> Option<HttpChecksum> {
        let traits = &operation.traits;
        if !traits.has(HTTP_CHECKSUM) {
            return None;
        }
        let mut header = |property| {
            let name = traits.member_string(HTTP_CHECKSUM, property)?;
            match input.member(name).map(|field| &field.location) {
                Some(MemberLocation::Header(header)) => Some(header.clone()),
                _ => {
                    let problem = format!(
                        "the property `{property}` of its `{HTTP_CHECKSUM}` trait: `{name}` is not a member in a header"
                    );
                    self.unsupported(&operation.id, &problem);
                    None
                }
            }
        };
        let algorithm_header = header("requestAlgorithmMember");
        let mode_header = header("requestValidationModeMember");
        let algorithms = traits.member(HTTP_CHECKSUM, "responseAlgorithms");
        let names = algorithms.and_then(Value::as_array).into_iter().flatten();
        Some(HttpChecksum {
            algorithm_header,
            is_required: requires_checksum(traits),
            has_streaming_input: input.payload().is_some_and(|field| field.ty.is_stream()),
            mode_header,
            response_algorithms: names
                .filter_map(|name| ChecksumAlgorithm::from_name(name.as_str()?))
                .collect(),
        })
    }
}

/// Plans the location of the API key, which is a trait of the service.
fn api_key(service: &Traits) -> Auth {
    let text = |member| {
        let text = service.member_string(API_KEY, member);
        text.unwrap_or_default().to_owned()
    };
    match text("in").as_str() {
        "query" => Auth::ApiKeyInQuery { name: text("name") },
        _ => Auth::ApiKeyInHeader {
            name: text("name"),
            scheme: text("scheme"),
        },
    }
}

fn static_params(traits: &Traits) -> Vec<(String, ParamValue)> {
    let Some(params) = traits
        .get("smithy.rules#staticContextParams")
        .and_then(Value::as_object)
    else {
        return Vec::new();
    };
    let value = |param: &Value| match param.get("value")? {
        Value::Bool(value) => Some(ParamValue::Bool(*value)),
        Value::String(text) => Some(ParamValue::Str(text.clone())),
        Value::Array(items) => Some(ParamValue::StrList(
            items
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
        )),
        _ => None,
    };
    params
        .iter()
        .filter_map(|(name, param)| Some((name.clone(), value(param)?)))
        .collect()
}
