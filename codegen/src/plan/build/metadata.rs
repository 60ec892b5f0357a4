//! The metadata of the service and its operations.

use serde_json::Value;

use super::structures::Planner;
use crate::plan::ir::{
    Auth, Checksum, ErrorPlan, OperationField, ParamValue, RuleSetPlan, ServiceField, StructPlan,
    Type,
};
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
    let fields = [
        endpoint_rules.map(|_| ServiceField::EndpointRules),
        (!headers.is_empty()).then_some(ServiceField::Headers(headers)),
        (!errors.is_empty()).then_some(ServiceField::Errors),
    ];
    // Where every field is set, Clippy rejects the defaults of the others.
    let defaults = fields.contains(&None).then_some(ServiceField::Defaults);
    fields.into_iter().chain([defaults]).flatten().collect()
}

impl Planner<'_, '_> {
    /// Plans the fields of an operation that differ from the runtime's defaults.
    pub(crate) fn operation_metadata(
        &self,
        operation: &SelectedOperation<'_>,
        output: &StructPlan,
    ) -> Vec<OperationField> {
        let traits = &operation.shape.traits;
        let host_prefix = traits
            .member_string("smithy.api#endpoint", "hostPrefix")
            .filter(|prefix| !prefix.is_empty());
        let params = static_params(traits);
        let streams = output.payload().is_some_and(|field| field.ty == Type::Body);
        let fields = [
            host_prefix.map(|prefix| OperationField::HostPrefix(prefix.to_owned())),
            self.auth(traits).map(OperationField::Auth),
            self.checksum(operation.shape).map(OperationField::Checksum),
            traits
                .has("smithy.api#requestCompression")
                .then_some(OperationField::Compression),
            (!params.is_empty()).then_some(OperationField::EndpointParams(params)),
            streams.then_some(OperationField::StreamingOutput),
            self.types
                .holds_secrets(operation.output)
                .then_some(OperationField::SensitiveOutput),
        ];
        fields.into_iter().flatten().collect()
    }

    /// Returns the authentication scheme, unless it is the default.
    fn auth(&self, traits: &Traits) -> Option<Auth> {
        const SIGV4: &str = "aws.auth#sigv4";
        const BEARER: &str = "smithy.api#httpBearerAuth";
        let service = &self.selection.service.traits;
        let schemes = traits
            .get("smithy.api#auth")
            .or_else(|| service.get("smithy.api#auth"))
            .and_then(Value::as_array);
        let offers = |scheme: &str| match schemes {
            Some(schemes) => schemes.iter().any(|named| named == scheme),
            None => service.has(scheme),
        };
        // If both are possible, the first that the model names is chosen.
        let bearer_first = schemes
            .and_then(|schemes| schemes.first())
            .is_some_and(|first| first == BEARER);
        if offers(BEARER) && (bearer_first || !offers(SIGV4)) {
            Some(Auth::Bearer)
        } else if !offers(SIGV4) {
            Some(Auth::None)
        } else if traits.has("smithy.api#optionalAuth") {
            Some(Auth::SigV4Optional)
        } else if traits.has("aws.auth#unsignedPayload") {
            Some(Auth::SigV4UnsignedPayload)
        } else {
            None
        }
    }

    /// Returns the checksum that the request carries, if any.
    fn checksum(&self, operation: &Shape) -> Option<Checksum> {
        let required = operation
            .traits
            .member("aws.protocols#httpChecksum", "requestChecksumRequired")
            .and_then(Value::as_bool);
        if self
            .selection
            .quirks
            .tree_hash
            .iter()
            .any(|name| name == operation.id.name())
        {
            Some(Checksum::TreeHash)
        } else if operation.traits.has("smithy.api#httpChecksumRequired") || required == Some(true)
        {
            Some(Checksum::Md5)
        } else {
            None
        }
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
