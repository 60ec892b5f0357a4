//! `smithy.test#httpRequestTests`, `smithy.test#httpResponseTests` and `smithy.test#eventStreamTests`, as far as they concern a client.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::endpoint_rules::param_value;
use crate::plan::docs::markdown;
use crate::plan::ir::{
    CallPlan, ErrorPlan, ExpectedPlan, FieldValuePlan, OperationPlan, ParamValue,
    ProtocolTestsPlan, RequestField, RequestTestPlan, ResponseField, ResponseTestPlan, TypesPlan,
};
use crate::plan::names;
use crate::plan::sample::{ValueFactory, convert};
use crate::select::Selection;
use crate::smithy::{Shape, ShapeId};
use crate::{Diagnostic, Diagnostics};

/// Plans the cases of the model that concern a client of the service's protocol.
pub(crate) fn protocol_tests(
    selection: &Selection<'_>,
    factory: &ValueFactory<'_>,
    types: &TypesPlan,
    operations: &[OperationPlan],
    errors: &[ErrorPlan],
    diagnostics: &mut Diagnostics,
) -> ProtocolTestsPlan {
    let mut cases = Cases::new(selection, factory, types, operations);
    let mut report = |shape: &ShapeId, problems: Vec<String>| {
        let is_known = problems.is_empty() || selection.knows_all_of(shape);
        let problems = problems.into_iter().filter(|_| is_known);
        diagnostics.extend(problems.map(|problem| Diagnostic::at(shape, problem)));
    };
    let mut done = HashSet::new();
    for operation in &selection.operations {
        let shape = operation.shape;
        let mut planned = operations.iter();
        let Some(planned) = planned.find(|planned| planned.shape == shape.id.as_str()) else {
            continue;
        };
        if let Some(requests) = shape.traits.get("smithy.test#httpRequestTests") {
            report(&shape.id, cases.requests(planned, requests));
        }
        if let Some(responses) = shape.traits.get("smithy.test#httpResponseTests") {
            let holder = Holder::Operation(planned);
            report(&shape.id, cases.responses(holder, responses));
        }
        if let Some(streams) = shape.traits.get("smithy.test#eventStreamTests") {
            report(&shape.id, cases.event_streams(planned, errors, streams));
        }
        for error in &operation.errors {
            let Some(responses) = error.traits.get("smithy.test#httpResponseTests") else {
                continue;
            };
            let is_planned = |planned: &&ErrorPlan| planned.structure.shape == error.id.as_str();
            let Some(planned) = errors.iter().find(is_planned) else {
                continue;
            };
            if done.insert(error.id.as_str()) {
                report(
                    &error.id,
                    cases.responses(Holder::Error(planned), responses),
                );
            }
        }
    }
    cases.finish()
}

/// The shape that has a case.
#[derive(Clone, Copy, Debug)]
enum Holder<'p> {
    /// On an operation.
    Operation(&'p OperationPlan),
    /// On an error structure.
    Error(&'p ErrorPlan),
}

/// Reads cases, one trait after the other.
pub(super) struct Cases<'p> {
    selection: &'p Selection<'p>,
    factory: &'p ValueFactory<'p>,
    pub(super) types: &'p TypesPlan,
    operations: &'p [OperationPlan],
    pub(super) tests: ProtocolTestsPlan,
    names: HashMap<String, String>,
}

impl<'p> Cases<'p> {
    fn new(
        selection: &'p Selection<'p>,
        factory: &'p ValueFactory<'p>,
        types: &'p TypesPlan,
        operations: &'p [OperationPlan],
    ) -> Self {
        Self {
            selection,
            factory,
            types,
            operations,
            tests: ProtocolTestsPlan::default(),
            names: HashMap::new(),
        }
    }

    fn finish(self) -> ProtocolTestsPlan {
        self.tests
    }

    /// Adds the client's cases of `httpRequestTests` on an operation; a problem of one is an error of its own.
    fn requests(&mut self, operation: &OperationPlan, cases: &Value) -> Vec<String> {
        self.each(cases, |this, case| {
            let test = this.request(operation, case)?;
            this.tests.requests.push(test);
            Ok(())
        })
    }

    /// Adds the client's cases of `httpResponseTests` on an operation or an error.
    fn responses(&mut self, holder: Holder<'_>, cases: &Value) -> Vec<String> {
        self.each(cases, |this, case| {
            if let Holder::Operation(operation) = holder
                && let Some(stream) = operation.output.event_stream()
            {
                let test = this.response_with_stream(operation, stream, case)?;
                this.tests.event_streams.push(test);
            } else {
                let test = this.response(holder, case)?;
                this.tests.responses.push(test);
            }
            Ok(())
        })
    }

    pub(super) fn each(
        &mut self,
        cases: &Value,
        mut read: impl FnMut(&mut Self, &Value) -> Result<(), String>,
    ) -> Vec<String> {
        let cases = cases.as_array().into_iter().flatten();
        let protocol = self.selection.protocol.trait_id();
        let concerned = cases.filter(|case| {
            text(case, "appliesTo") != Some("server") && text(case, "protocol") == Some(protocol)
        });
        let failures = concerned.filter_map(|case| {
            let id = text(case, "id").unwrap_or_default();
            read(self, case)
                .err()
                .map(|problem| format!("protocol test `{id}`: {problem}"))
        });
        failures.collect()
    }

    pub(super) fn request(
        &mut self,
        operation: &OperationPlan,
        case: &Value,
    ) -> Result<RequestTestPlan, String> {
        let (id, name) = self.name(case, "request")?;
        let required = |key: &str| {
            text(case, key)
                .map(str::to_owned)
                .ok_or_else(|| format!("it has no `{key}`"))
        };
        Ok(RequestTestPlan {
            id,
            name,
            doc: text(case, "documentation")
                .map(markdown::from_documentation)
                .unwrap_or_default(),
            call: call(
                operation,
                convert::fields(self.types, &operation.input, &params(case))?,
            ),
            method: required("method")?,
            uri: required("uri")?,
            fields: request_fields(case, endpoint_params(self.selection.service, case)?),
        })
    }

    fn response(&mut self, holder: Holder<'_>, case: &Value) -> Result<ResponseTestPlan, String> {
        let (id, name) = self.name(case, "response")?;
        let params = params(case);
        let types = self.types;
        let (operation, expected) = match holder {
            Holder::Operation(operation) => {
                let fields = convert::fields(types, &operation.output, &params)?;
                let output = operation.output.name.clone();
                (operation, ExpectedPlan::Output(output, fields))
            }
            Holder::Error(error) => {
                let name = &error.structure.name;
                let fields = convert::fields(types, &error.structure, &params)?;
                let mut operations = self.operations.iter();
                let operation = operations.find(|operation| operation.errors.contains(name));
                let operation = operation.ok_or("its error belongs to no operation")?;
                (operation, ExpectedPlan::Error(name.clone(), fields))
            }
        };
        let status = case
            .get("code")
            .and_then(Value::as_u64)
            .and_then(|code| u16::try_from(code).ok());
        Ok(ResponseTestPlan {
            id,
            name,
            doc: text(case, "documentation")
                .map(markdown::from_documentation)
                .unwrap_or_default(),
            call: call(operation, self.required_members(operation)?),
            status: status.ok_or("it has no `code`")?,
            fields: response_fields(case),
            expected,
        })
    }

    /// Returns values for the members without which the operation's request cannot be sent.
    pub(super) fn required_members(
        &self,
        operation: &OperationPlan,
    ) -> Result<Vec<FieldValuePlan>, String> {
        let mut selected = self.selection.operations.iter();
        let selected = selected.find(|selected| selected.shape.id.as_str() == operation.shape);
        let values = selected.map(|selected| self.factory.required_members(selected.input));
        convert::fields(self.types, &operation.input, &values.unwrap_or_default())
    }

    /// Returns the case's id and the name of its function, which no other has.
    pub(super) fn name(&mut self, case: &Value, kind: &str) -> Result<(String, String), String> {
        let id = text(case, "id").ok_or("it has no `id`")?.to_owned();
        let name = format!("{}_{kind}", names::words(&id).join("_"));
        match self.names.insert(name.clone(), id.clone()) {
            Some(other) => Err(format!("its test would have the name of that of `{other}`")),
            None => Ok((id, name)),
        }
    }
}

/// Returns the parameters of a service's endpoint rules that the settings of a case correspond to: the vendor parameters `scopedConfig`, which are
/// settings of the shared files.
fn endpoint_params(service: &Shape, case: &Value) -> Result<Vec<(String, ParamValue)>, String> {
    if case
        .pointer("/vendorParams/scopedConfig/operation")
        .is_some()
    {
        return Err(
            "it has settings for the operation, but settings are those of clients".to_owned(),
        );
    }
    let parameters = service
        .traits
        .endpoint_rules()
        .and_then(|rules| rules.get("parameters")?.as_object())
        .into_iter()
        .flatten();
    let parameters = parameters.filter_map(|(name, parameter)| {
        let pointer = match text(parameter, "builtIn")? {
            "AWS::Region" => "/vendorParams/scopedConfig/client/region",
            "AWS::S3::Accelerate" => "/vendorParams/scopedConfig/client/s3/use_accelerate_endpoint",
            "AWS::S3::ForcePathStyle" => "/vendorParams/scopedConfig/client/s3/addressing_style",
            "AWS::UseDualStack" => "/vendorParams/scopedConfig/client/s3/use_dualstack_endpoint",
            _ => return None,
        };
        let value = match case.pointer(pointer)? {
            Value::String(style) if pointer.ends_with("_style") => {
                ParamValue::Bool(style == "path")
            }
            value => param_value(value).ok()?,
        };
        Some((name.clone(), value))
    });
    Ok(parameters.collect())
}

fn request_fields(case: &Value, params: Vec<(String, ParamValue)>) -> Vec<RequestField> {
    // With these parameters, the rules give the host.
    let has_params = !params.is_empty();
    let texts = |key| Some(texts(case, key)).filter(|texts| !texts.is_empty());
    let text = |key| text(case, key).map(str::to_owned);
    let fields = [
        texts("queryParams").map(RequestField::Query),
        texts("forbidQueryParams").map(RequestField::ForbidQuery),
        texts("requireQueryParams").map(RequestField::RequireQuery),
        headers(case).map(RequestField::Headers),
        texts("forbidHeaders").map(RequestField::ForbidHeaders),
        texts("requireHeaders").map(RequestField::RequireHeaders),
        text("body").map(RequestField::Body),
        text("bodyMediaType").map(RequestField::MediaType),
        has_params.then_some(RequestField::EndpointParams(params)),
        text("host").filter(|_| !has_params).map(RequestField::Host),
        text("resolvedHost").map(RequestField::ResolvedHost),
    ];
    with_defaults(fields, RequestField::Defaults)
}

fn response_fields(case: &Value) -> Vec<ResponseField> {
    let body = text(case, "body").filter(|body| !body.is_empty());
    let fields = [
        headers(case).map(ResponseField::Headers),
        body.map(|body| ResponseField::Body(body.to_owned())),
        body.and(text(case, "bodyMediaType"))
            .map(|media_type| ResponseField::MediaType(media_type.to_owned())),
    ];
    with_defaults(fields, ResponseField::Defaults)
}

/// Returns the fields that are set, followed by the defaults of the others. Where every field is set, Clippy rejects the defaults.
pub(super) fn with_defaults<T, const N: usize>(fields: [Option<T>; N], defaults: T) -> Vec<T> {
    let is_complete = fields.iter().all(Option::is_some);
    let defaults = (!is_complete).then_some(defaults);
    fields.into_iter().flatten().chain(defaults).collect()
}

/// Plans a call of an operation whose input has these members.
pub(super) fn call(operation: &OperationPlan, input: Vec<FieldValuePlan>) -> CallPlan {
    let is_deprecated = |value: &FieldValuePlan| {
        let mut fields = operation.input.fields.iter();
        fields.any(|field| field.deprecated && field.rust_name == value.field)
    };
    CallPlan {
        method: operation.module.clone(),
        uses_deprecated: operation.deprecated || input.iter().any(is_deprecated),
        input,
    }
}

pub(super) fn text<'v>(case: &'v Value, key: &str) -> Option<&'v str> {
    case.get(key)?.as_str()
}

fn texts(case: &Value, key: &str) -> Vec<String> {
    let texts = case
        .get(key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    texts
        .filter_map(|text| text.as_str().map(str::to_owned))
        .collect()
}

pub(super) fn headers(case: &Value) -> Option<Vec<(String, String)>> {
    let headers = case
        .get("headers")
        .and_then(Value::as_object)
        .into_iter()
        .flatten();
    let headers: Vec<_> = headers
        .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
        .collect();
    (!headers.is_empty()).then_some(headers)
}

pub(super) fn params(case: &Value) -> Map<String, Value> {
    case.get("params")
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default()
}
