//! Endpoints that another operation of the service returns.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::smithy::{Model, Operation, Shape, ShapeKind};

/// Returns the name of the operation that returns the service's endpoints.
pub(crate) fn discovery(service: &Shape) -> Option<&str> {
    let operation = service
        .traits
        .member_string("aws.api#clientEndpointDiscovery", "operation")?;
    operation.rsplit('#').next()
}

/// True if requests of the operation require an endpoint that another operation returns. Where it is optional, the regional endpoint takes its
/// place.
pub(crate) fn requires_discovery(operation: &Shape) -> bool {
    let required = operation
        .traits
        .member("aws.api#clientDiscoveredEndpoint", "required");
    required.and_then(Value::as_bool) == Some(true)
}

/// Returns the names of the members that identify an endpoint.
pub(crate) fn identifiers(input: &Shape) -> impl Iterator<Item = &str> {
    let members = input.members.iter();
    let members = members.filter(|member| member.traits.has("aws.api#clientEndpointDiscoveryId"));
    members.map(|member| member.name.as_str())
}

/// Returns the reason why endpoint discovery prevents the generation of an operation. `other_reason` returns the reason, if any, for which the
/// operation that returns the endpoints is not generated.
pub(super) fn undiscoverable_endpoint(
    model: &Model,
    service: &Shape,
    (shape, operation): (&Shape, &Operation),
    all: &BTreeMap<&str, (&Shape, &Operation)>,
    other_reason: impl Fn(&Shape, &Operation) -> Option<String>,
) -> Option<String> {
    if !requires_discovery(shape) {
        return None;
    }
    let named = discovery(service).and_then(|name| all.get(name));
    let Some((discovery, returning)) = named.copied() else {
        let reason = "its requests require an endpoint that another operation returns, and the service names no such operation by `aws.api#clientEndpointDiscovery`";
        return Some(reason.to_owned());
    };
    let id = &discovery.id;
    if let Some(reason) = other_reason(discovery, returning) {
        return Some(format!(
            "its requests require an endpoint that `{id}` returns, which is not generated: {reason}"
        ));
    }
    if let Some(problem) = unreadable_endpoints(model, model.shape(&returning.output)) {
        return Some(format!(
            "its requests require an endpoint that `{id}` returns, but {problem}"
        ));
    }
    let input = model.shape(&operation.input);
    let mut members = identifiers(input).filter_map(|name| input.member(name));
    let other = members.find(|member| !model.target(member).kind.is_string())?;
    let (name, kind) = (&other.name, model.target(other).kind.described());
    Some(format!(
        "its member `{name}` identifies the endpoint of its requests, but is {kind}, not a string"
    ))
}

/// Returns the reason why a client cannot read the endpoints in an output.
fn unreadable_endpoints(model: &Model, output: &Shape) -> Option<String> {
    let target = |shape: &Shape, name: &str| Some(model.target(shape.member(name)?));
    let endpoints = target(output, "Endpoints").filter(|list| list.kind == ShapeKind::List);
    let Some(endpoint) = endpoints.and_then(|list| target(list, "member")) else {
        return Some(format!(
            "its output `{}` has no list `Endpoints`",
            output.id
        ));
    };
    let has = |name: &str, is_kind: fn(&ShapeKind) -> bool| {
        target(endpoint, name).is_some_and(|target| is_kind(&target.kind))
    };
    let id = &endpoint.id;
    if !has("Address", ShapeKind::is_string) {
        Some(format!("`{id}` has no string `Address`"))
    } else if !has("CachePeriodInMinutes", ShapeKind::is_integer) {
        Some(format!("`{id}` has no integer `CachePeriodInMinutes`"))
    } else {
        None
    }
}
