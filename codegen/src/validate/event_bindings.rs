//! Rules for event streams: their members, the bindings of events, and the locations of streams.

use crate::Diagnostics;
use crate::protocol::event_streams::{HEADER, PAYLOAD, is_bound, is_event_stream};
use crate::select::Selection;
use crate::smithy::{Shape, ShapeKind};

pub(super) fn check(selection: &Selection<'_>, shape: &Shape, diagnostics: &mut Diagnostics) {
    match shape.kind {
        ShapeKind::Structure => {
            bindings(selection, shape, diagnostics);
            one_stream(selection, shape, diagnostics);
        }
        ShapeKind::List | ShapeKind::Map | ShapeKind::Union => {
            nested_streams(selection, shape, diagnostics);
        }
        _ => {}
    }
    if is_event_stream(shape) {
        events(selection, shape, diagnostics);
    }
}

/// Reports events that are not structures, and those whose bound members another use would lose.
fn events(selection: &Selection<'_>, stream: &Shape, diagnostics: &mut Diagnostics) {
    let members = stream.members.iter();
    for member in members.filter(|member| selection.model.knows_target(member)) {
        let target = selection.target(member);
        if target.kind != ShapeKind::Structure {
            let (id, kind) = (&target.id, target.kind.described());
            diagnostics.at(
                &member.id,
                format!("is an event, but `{id}` is {kind}; an event targets a structure"),
            );
        } else if target.members.iter().any(is_bound) {
            let others = selection
                .shapes
                .iter()
                .filter(|shape| !is_event_stream(shape));
            let mut others = others.flat_map(|shape| &shape.members);
            if let Some(other) = others.find(|other| other.target == target.id) {
                diagnostics.at(
                    &member.id,
                    format!(
                        "is an event whose headers or payload `{}` would lose, which targets `{}`, too; give that member a structure of its own",
                        other.id, target.id
                    ),
                );
            }
        }
    }
}

/// Reports members of a structure that no header or payload of an event can have.
fn bindings(selection: &Selection<'_>, structure: &Shape, diagnostics: &mut Diagnostics) {
    let payloads = structure.members.iter();
    let mut payloads = payloads.filter(|member| member.traits.has(PAYLOAD));
    let payload = payloads.next();
    for other in payloads {
        diagnostics.at(
            &other.id,
            "has the `smithy.api#eventPayload` trait, which another member also has; remove one of them",
        );
    }
    for member in &structure.members {
        let target = selection.target(member);
        let (id, kind) = (&target.id, target.kind.described());
        let (is_header, is_payload) = (member.traits.has(HEADER), member.traits.has(PAYLOAD));
        if is_header && is_payload {
            diagnostics.at(
                &member.id,
                "has the traits `smithy.api#eventHeader` and `smithy.api#eventPayload`; remove one of them",
            );
        }
        let is_known = selection.model.knows_target(member);
        if is_header && !is_header_kind(&target.kind) && is_known {
            diagnostics.at(
                &member.id,
                format!(
                    "has the `smithy.api#eventHeader` trait, which takes a boolean, byte, short, integer, long, blob, string or timestamp, but `{id}` is {kind}"
                ),
            );
        }
        if is_payload && !is_payload_kind(&target.kind) && is_known {
            diagnostics.at(
                &member.id,
                format!(
                    "has the `smithy.api#eventPayload` trait, which takes a blob, string, structure or union, but `{id}` is {kind}"
                ),
            );
        }
        if let Some(payload) = payload
            && !is_header
            && !is_payload
            && selection.model.knows_traits(&member.id)
        {
            diagnostics.at(
                &member.id,
                format!(
                    "is in the payload of an event, which `{}` is as a whole; add the `smithy.api#eventHeader` trait or remove the payload's",
                    payload.name
                ),
            );
        }
    }
}

/// Reports the streams of a message that follow its first one.
fn one_stream(selection: &Selection<'_>, structure: &Shape, diagnostics: &mut Diagnostics) {
    let members = structure.members.iter();
    let mut streams = members.filter(|member| is_event_stream(selection.target(member)));
    let Some(first) = streams.next() else {
        return;
    };
    for other in streams {
        diagnostics.at(
            &other.id,
            format!(
                "is a second event stream beside `{}`; a message has one, so remove one of them",
                first.name
            ),
        );
    }
}

/// Reports streams in lists, maps and unions.
fn nested_streams(selection: &Selection<'_>, shape: &Shape, diagnostics: &mut Diagnostics) {
    for member in &shape.members {
        let target = selection.target(member);
        if target.traits.has("smithy.api#streaming") {
            let (id, kind) = (&target.id, shape.kind.described());
            diagnostics.at(
                &member.id,
                format!(
                    "streams `{id}` in {kind}; make it a member of an operation's input or output"
                ),
            );
        }
    }
}

fn is_header_kind(kind: &ShapeKind) -> bool {
    kind.is_integer()
        || kind.is_string()
        || matches!(
            kind,
            ShapeKind::Boolean | ShapeKind::Blob | ShapeKind::Timestamp
        )
}

fn is_payload_kind(kind: &ShapeKind) -> bool {
    kind.is_string()
        || matches!(
            kind,
            ShapeKind::Blob | ShapeKind::Structure | ShapeKind::Union
        )
}
