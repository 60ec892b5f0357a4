//! Rules for data shapes: enum values, members, keys of maps, timestamp formats, defaults and streams.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::defaults;
use crate::protocol::event_streams::is_event_stream;
use crate::protocol::{self, Direction, xml_rules};
use crate::select::Selection;
use crate::select::extent::is_collection;
use crate::smithy::{Member, Model, Shape, ShapeId, ShapeKind, Traits};
use crate::{Diagnostics, escape};

pub(super) fn check(selection: &Selection<'_>, shape: &Shape, diagnostics: &mut Diagnostics) {
    let model = selection.model;
    match shape.kind {
        ShapeKind::Enum => enum_values(model, shape, Value::is_string, diagnostics),
        ShapeKind::IntEnum => enum_values(
            model,
            shape,
            |value| {
                value
                    .as_i64()
                    .is_some_and(|number| i32::try_from(number).is_ok())
            },
            diagnostics,
        ),
        ShapeKind::Union if shape.members.is_empty() && model.knows_parts(&shape.id) => {
            diagnostics.at(&shape.id, "is a union without members")
        }
        ShapeKind::Map => map_key(selection, shape, diagnostics),
        _ => {}
    }
    if matches!(shape.kind, ShapeKind::Structure | ShapeKind::Union) {
        wire_names(selection, shape, diagnostics);
    }
    xml_rules::check(selection.protocol, selection.model, shape, diagnostics);
    timestamp_format(&shape.id, &shape.traits, Some(&shape.kind), diagnostics);
    for member in &shape.members {
        let target = selection.target(member);
        let is_known = model.knows_target(member);
        let kind = is_known.then_some(&target.kind);
        timestamp_format(&member.id, &member.traits, kind, diagnostics);
        if is_known {
            text_traits(selection, shape, member, diagnostics);
        }
        if let Some(default) = member.traits.get("smithy.api#default") {
            match shape.kind {
                ShapeKind::Structure if is_known && model.knows_parts(&target.id) => {
                    defaults::check(&member.id, default, target, diagnostics);
                }
                ShapeKind::Structure => {}
                _ => defaults::reject(&member.id, &shape.kind, diagnostics),
            }
        }
    }
    if let Some(default) = shape.traits.get("smithy.api#default")
        && model.knows_parts(&shape.id)
    {
        defaults::check(&shape.id, default, shape, diagnostics);
    }
    if shape.kind == ShapeKind::Structure {
        streams(selection, shape, diagnostics);
    }
    if shape.traits.has("smithy.api#streaming")
        && !matches!(shape.kind, ShapeKind::Blob | ShapeKind::Union)
    {
        diagnostics.at(
            &shape.id,
            format!("is streaming, but {} cannot be", shape.kind.described()),
        );
    }
}

/// Reports streams that are not the whole body of a message.
fn streams(selection: &Selection<'_>, structure: &Shape, diagnostics: &mut Diagnostics) {
    let is_message = selection
        .operations
        .iter()
        .any(|operation| operation.input.id == structure.id || operation.output.id == structure.id);
    let protocol = selection.protocol;
    for member in &structure.members {
        let target = selection.target(member);
        let is_payload = is_message
            && match is_event_stream(target) {
                // Without bindings, the stream is the body beside the first event.
                true if protocol.has_initial_response() => true,
                _ => protocol.is_payload(member),
            };
        // Selection reports the event streams that a protocol does not have.
        let is_rejected = is_event_stream(target) && !protocol.has_event_streams();
        let is_bound = is_payload || is_rejected || !selection.model.knows_traits(&member.id);
        if target.traits.has("smithy.api#streaming") && !is_bound {
            let target = &target.id;
            diagnostics.at(
                &member.id,
                format!(
                    "streams `{target}` without being the payload of an operation's input or output"
                ),
            );
        }
    }
}

fn enum_values(
    model: &Model,
    shape: &Shape,
    valid: fn(&Value) -> bool,
    diagnostics: &mut Diagnostics,
) {
    let word = shape.kind.word();
    if shape.members.is_empty() && model.knows_parts(&shape.id) {
        diagnostics.at(&shape.id, format!("is an {word} without members"));
    }
    let mut taken: HashMap<String, &Member> = HashMap::new();
    for member in &shape.members {
        match member.traits.get("smithy.api#enumValue") {
            None if !model.knows_traits(&member.id) => {}
            None => diagnostics.at(
                &member.id,
                format!("is a member of an {word} and has no value"),
            ),
            Some(value) if !valid(value) => {
                diagnostics.at(
                    &member.id,
                    format!("has the value {value}, which no {word} can have"),
                );
            }
            Some(value) => {
                if let Some(other) = taken.insert(value.to_string(), member) {
                    diagnostics.at(
                        &member.id,
                        format!("has the value {value}, which `{}` already has", other.name),
                    );
                }
            }
        }
    }
}

fn map_key(selection: &Selection<'_>, shape: &Shape, diagnostics: &mut Diagnostics) {
    let Some(key) = shape.member("key") else {
        return;
    };
    let target = selection.target(key);
    // `recursion` reports lists and maps as keys.
    if !target.kind.is_string() && !is_collection(target) && selection.model.knows_target(key) {
        let (target, kind) = (&target.id, target.kind.described());
        diagnostics.at(
            &key.id,
            format!("is the key of a map, but `{target}` is {kind}, not a string"),
        );
    }
}

/// Reports wire names that two members share within one document. The members of a message that are bound to other locations are not in its
/// document.
fn wire_names(selection: &Selection<'_>, shape: &Shape, diagnostics: &mut Diagnostics) {
    let protocol = selection.protocol;
    let mut names = HashSet::new();
    let mut members = shape.members.iter();
    if members.all(|member| names.insert(protocol.wire_name(member))) {
        return;
    }
    let mut reported = HashSet::new();
    for shape_use in uses(selection, shape) {
        let mut taken: HashMap<&str, &Member> = HashMap::new();
        for member in &shape.members {
            let is_in_document = match shape_use {
                ShapeUse::Message(direction) => protocol.is_in_document(member, direction),
                ShapeUse::Nested => true,
            };
            if !is_in_document {
                continue;
            }
            let name = protocol.wire_name(member);
            if let Some(other) = taken.insert(name, member)
                && reported.insert(&member.id)
            {
                diagnostics.at(
                    &member.id,
                    format!(
                        "has the wire name `{}`, which `{}` also has",
                        escape::visible(name),
                        other.name
                    ),
                );
            }
        }
    }
}

/// A use of a structure or union.
#[derive(Clone, Copy, Debug)]
enum ShapeUse {
    /// A whole message, whose members have bindings.
    Message(Direction),
    /// A value in a document.
    Nested,
}

fn uses(selection: &Selection<'_>, shape: &Shape) -> Vec<ShapeUse> {
    let operations = &selection.operations;
    let is_input = is_input(selection, shape);
    let is_response = operations.iter().any(|operation| {
        operation.output.id == shape.id || operation.errors.iter().any(|error| error.id == shape.id)
    });
    let mut members = selection.shapes.iter().flat_map(|shape| &shape.members);
    let is_nested = members.any(|member| member.target == shape.id);
    let uses = [
        (is_input, ShapeUse::Message(Direction::Request)),
        (is_response, ShapeUse::Message(Direction::Response)),
        (is_nested, ShapeUse::Nested),
    ];
    let uses = uses.into_iter().filter(|(is_used, _)| *is_used);
    uses.map(|(_, shape_use)| shape_use).collect()
}

/// Reports a member with a trait that its target cannot have, because the client sends its text.
fn text_traits(
    selection: &Selection<'_>,
    holder: &Shape,
    member: &Member,
    diagnostics: &mut Diagnostics,
) {
    let target = selection.target(member);
    let is_text = target.kind.is_string();
    // The client generates text that is not a value of an enum. Elsewhere than in an input, the trait has no effect.
    let can_be_token =
        || is_text && !(target.kind == ShapeKind::Enum && is_input(selection, holder));
    let mut report = |described: &str| {
        let (target, kind) = (&target.id, target.kind.described());
        diagnostics.at(
            &member.id,
            format!("is {described}, but `{target}` is {kind}, not a string"),
        );
    };
    if member.traits.has("smithy.api#idempotencyToken") && !can_be_token() {
        report("an idempotency token");
    }
    if member.traits.has("smithy.api#hostLabel") && !is_text {
        report("a label of a host prefix");
    }
}

fn is_input(selection: &Selection<'_>, shape: &Shape) -> bool {
    let mut operations = selection.operations.iter();
    operations.any(|operation| operation.input.id == shape.id)
}

fn timestamp_format(
    id: &ShapeId,
    traits: &Traits,
    kind: Option<&ShapeKind>,
    diagnostics: &mut Diagnostics,
) {
    let Some(format) = traits.get("smithy.api#timestampFormat") else {
        return;
    };
    if format
        .as_str()
        .and_then(protocol::timestamp_format)
        .is_none()
    {
        diagnostics.at(id, format!("has the unknown timestamp format {format}"));
    }
    if let Some(kind) = kind.filter(|kind| **kind != ShapeKind::Timestamp) {
        diagnostics.at(
            id,
            format!("has a timestamp format, but is {}", kind.described()),
        );
    }
}
