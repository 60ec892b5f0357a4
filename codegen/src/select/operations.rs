//! The operations of a service: all of them, and those to generate.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use super::discovery::{discovery, requires_discovery};
use crate::diagnostic::did_you_mean;
use crate::protocol::Protocol;
use crate::protocol::event_streams::{is_event_stream, is_exception};
use crate::smithy::{Member, Model, Operation, Service, Shape, ShapeId, Traits};
use crate::{Diagnostics, Quirks, ServiceSpec};

/// The trait of operations with checksums of several algorithms.
pub(crate) const HTTP_CHECKSUM: &str = "aws.protocols#httpChecksum";

/// Operations by name.
pub(super) type NamedOperations<'m> = BTreeMap<&'m str, (&'m Shape, &'m Operation)>;

/// Returns every operation of the service and its resources.
pub(super) fn operations_by_name<'m>(
    model: &'m Model,
    service: &'m Service,
    diagnostics: &mut Diagnostics,
) -> NamedOperations<'m> {
    let mut ids: Vec<&ShapeId> = service.operations.iter().collect();
    let mut resources: Vec<&ShapeId> = service.resources.iter().collect();
    let mut seen = HashSet::new();
    while let Some(id) = resources.pop() {
        let Some(resource) = model.shape(id).resource() else {
            continue;
        };
        if !seen.insert(id) {
            continue;
        }
        ids.extend(resource.lifecycle.iter().chain(&resource.operations));
        ids.extend(&resource.collection_operations);
        resources.extend(&resource.resources);
    }
    let mut operations = NamedOperations::new();
    for id in ids {
        let shape = model.shape(id);
        let Some(operation) = shape.operation() else {
            continue;
        };
        match operations.get(id.name()) {
            Some((other, _)) if other.id != *id => diagnostics.at(
                id,
                format!(
                    "has the same name as `{}`, and both are operations of the service",
                    other.id
                ),
            ),
            _ => {
                operations.insert(id.name(), (shape, operation));
            }
        }
    }
    operations
}

/// Returns the operations that the spec names, with those that return endpoints and open sessions if any of them requires these; or all.
pub(super) fn choose_operations<'m>(
    model: &Model,
    service: &Shape,
    all: &NamedOperations<'m>,
    spec: &ServiceSpec,
    quirks: &Quirks,
    diagnostics: &mut Diagnostics,
) -> Vec<(&'m Shape, &'m Operation)> {
    let Some(wanted) = &spec.operations else {
        return all.values().copied().collect();
    };
    let mut chosen = NamedOperations::new();
    for name in wanted {
        match all.get_key_value(name.as_str()) {
            Some((name, operation)) => {
                chosen.insert(name, *operation);
            }
            None if !model.knows_operation(&service.id, name) => {}
            None => {
                let hint = did_you_mean(name, all.keys().copied());
                diagnostics.at(&service.id, format!("has no operation `{name}`{hint}"));
            }
        }
    }
    if let Some(name) = discovery(service)
        && chosen.values().any(|(shape, _)| requires_discovery(shape))
        && let Some((name, operation)) = all.get_key_value(name)
    {
        chosen.insert(name, *operation);
    }
    if let Some(session) = &quirks.session_credentials
        && chosen.values().any(|(_, operation)| {
            let members = &model.shape(&operation.input).members;
            members
                .iter()
                .any(|member| context_param(member) == Some(&session.parameter))
        })
        && let Some((name, operation)) = all.get_key_value(session.operation.as_str())
    {
        chosen.insert(name, *operation);
    }
    chosen.into_values().collect()
}

/// Returns the parameter of the endpoint rules that a member sets.
pub(super) fn context_param(member: &Member) -> Option<&str> {
    let traits = &member.traits;
    traits.member_string("smithy.rules#contextParam", "name")
}

/// Returns the reasons why event streams prevent the generation of an operation.
pub(super) fn event_streams(
    model: &Model,
    protocol: Option<Protocol>,
    operation: &Operation,
) -> Vec<String> {
    let stream = |structure| {
        let members = model.shape(structure).members.iter();
        let mut targets = members.map(|member| model.target(member));
        targets.find(|target| is_event_stream(target))
    };
    let Some(protocol) = protocol else {
        return Vec::new();
    };
    let rejected = |side: &str, stream: &Shape| {
        let (id, name) = (&stream.id, protocol.name());
        format!("its {side} is an event stream (`{id}`), which the protocol {name} does not have")
    };
    let input = stream(&operation.input).filter(|_| !protocol.has_event_inputs());
    let output = stream(&operation.output).filter(|_| !protocol.has_event_streams());
    let input = input.map(|stream| rejected("input", stream));
    let output = output.map(|stream| rejected("output", stream));
    input.into_iter().chain(output).collect()
}

/// True if the traits of an operation with [`HTTP_CHECKSUM`] require a checksum of requests.
pub(crate) fn requires_checksum(operation: &Traits) -> bool {
    operation.member(HTTP_CHECKSUM, "requestChecksumRequired") == Some(&Value::Bool(true))
        || operation.has("smithy.api#httpChecksumRequired")
}

/// Returns the reason why the encoding of its stream prevents the generation of an operation. The runtime encodes streams whose checksum follows them.
pub(super) fn chunked_stream(
    model: &Model,
    spec: &ServiceSpec,
    shape: &Shape,
    operation: &Operation,
) -> Option<String> {
    const CHUNKED: &str = "aws.api#awsChunked";
    let traits = &shape.traits;
    let algorithm = traits.member(HTTP_CHECKSUM, "requestAlgorithmMember");
    let has_checksum =
        traits.has(HTTP_CHECKSUM) && (algorithm.is_some() || requires_checksum(traits));
    if has_checksum || spec.ignore_traits.contains(CHUNKED) {
        return None;
    }
    let members = model.shape(&operation.input).members.iter();
    let mut targets = members.map(|member| model.target(member));
    let stream = targets.find(|target| target.traits.has(CHUNKED))?;
    Some(format!(
        "its input is a stream with the trait `{CHUNKED}` (`{}`), which is supported together with a checksum of requests (`{HTTP_CHECKSUM}`) only; {} \
         sends the stream as it is",
        stream.id,
        spec.caller.ignore_trait(CHUNKED)
    ))
}

/// Returns the errors that an operation returns or takes within an event stream.
pub(super) fn exceptions<'m>(
    model: &'m Model,
    operation: &Operation,
) -> impl Iterator<Item = &'m Shape> {
    let messages = [&operation.output, &operation.input].into_iter();
    let members = messages.flat_map(move |message| &model.shape(message).members);
    members.flat_map(move |member| {
        let stream = model.target(member);
        let targets = stream.members.iter().map(|member| model.target(member));
        targets.filter(move |target| is_exception(stream, target))
    })
}
