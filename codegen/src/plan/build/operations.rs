//! Operations: how a request is sent, who may send it, and how its answers are paginated.

use serde_json::Value;

use super::names;
use super::structures::{Place, Planner, deprecation};
use super::types::{Types, is_unit};
use crate::plan::docs::{self, markdown};
use crate::plan::ir::{
    Auth, Binding, Checksum, ExamplePlan, OperationPlan, ParamValue, StructPlan,
};
use crate::select::SelectedOperation;
use crate::smithy::{Shape, ShapeKind, Traits};

impl Planner<'_, '_> {
    /// One operation, with errors under the names that `error_name` knows.
    pub(crate) fn operation(
        &mut self,
        operation: &SelectedOperation<'_>,
        error_name: impl Fn(&Shape) -> String,
    ) -> OperationPlan {
        let shape = operation.shape;
        let traits = &shape.traits;
        let wire_name = shape.id.name();
        let name = names::type_name(self.selection.rename(&shape.id).unwrap_or(wire_name));
        let uri = traits
            .member_string("smithy.api#http", "uri")
            .unwrap_or("/");
        let mut input = self.side(
            operation.shape,
            operation.input,
            &format!("{name}Input"),
            Place::Input,
        );
        let output = self.side(
            operation.shape,
            operation.output,
            &format!("{name}Output"),
            Place::Answer,
        );
        for field in &mut input.fields {
            if let Binding::Label { greedy } = &mut field.binding {
                *greedy = uri.contains(&format!("{{{}+}}", field.member));
            }
        }
        OperationPlan {
            module: names::operation_name(&name),
            shape: shape.id.to_string(),
            doc: operation_doc(shape, &input),
            deprecated: deprecation(traits),
            method: traits
                .member_string("smithy.api#http", "method")
                .unwrap_or("POST")
                .to_owned(),
            uri: uri.to_owned(),
            host_prefix: traits
                .member_string("smithy.api#endpoint", "hostPrefix")
                .unwrap_or_default()
                .to_owned(),
            auth: self.auth(traits),
            checksum: self.checksum(shape),
            compression: traits.has("smithy.api#requestCompression"),
            endpoint_params: static_params(traits),
            errors: operation
                .errors
                .iter()
                .map(|error| error_name(error))
                .collect(),
            pages: self.pages(operation, &input, &output),
            waiters: Vec::new(),
            example: ExamplePlan::default(),
            sensitive_output: self.types.holds_secrets(operation.output),
            input,
            output,
            wire_name: wire_name.to_owned(),
            name,
        }
    }

    /// An input or output: the shape's members under the operation's name.
    fn side(&mut self, operation: &Shape, shape: &Shape, name: &str, place: Place) -> StructPlan {
        let mut structure = self.structure(shape, name, place);
        let reference = markdown::code(operation.id.name());
        structure.doc = match place {
            Place::Input => format!("What a request of {reference} says."),
            _ => format!("What {reference} answers."),
        };
        if is_unit(shape) {
            structure.shape = operation.id.to_string();
        }
        structure
    }

    fn auth(&self, traits: &Traits) -> Auth {
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
        // With both on offer, the first that the model names counts.
        let bearer_first = schemes
            .and_then(|schemes| schemes.first())
            .is_some_and(|first| first == BEARER);
        if offers(BEARER) && (bearer_first || !offers(SIGV4)) {
            Auth::Bearer
        } else if !offers(SIGV4) {
            Auth::None
        } else if traits.has("smithy.api#optionalAuth") {
            Auth::SigV4Optional
        } else if traits.has("aws.auth#unsignedPayload") {
            Auth::SigV4UnsignedPayload
        } else {
            Auth::SigV4
        }
    }

    fn checksum(&self, operation: &Shape) -> Checksum {
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
            Checksum::TreeHash
        } else if operation.traits.has("smithy.api#httpChecksumRequired") || required == Some(true)
        {
            Checksum::Md5
        } else {
            Checksum::None
        }
    }
}

fn operation_doc(shape: &Shape, input: &StructPlan) -> String {
    let described = shape.traits.has("smithy.api#documentation");
    let doc = if described {
        docs::of_shape(shape)
    } else {
        format!("Calls {}.", markdown::code(shape.id.name()))
    };
    let required: Vec<String> = input
        .required_fields()
        .map(|field| format!("[`{0}`](Self::{0})", field.setter.trim_start_matches("r#")))
        .collect();
    if required.is_empty() {
        return doc;
    }
    let required = markdown::wrapped(&format!("Required: {}.", required.join(", ")));
    format!("{doc}\n\n{required}")
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

/// Which of the named shapes is a structure, union or enum.
pub(crate) fn of_kind<'t, 'm>(
    types: &'t Types<'m>,
    kinds: &'t [ShapeKind],
) -> impl Iterator<Item = (&'t str, &'m Shape)> {
    types
        .named
        .iter()
        .filter(|(_, shape)| kinds.contains(&shape.kind))
        .map(|(name, shape)| (name.as_str(), *shape))
}
