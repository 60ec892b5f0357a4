//! Event streams: the bindings of events, and the steps that serialize an input and deserialize an output with a stream.

use serde_json::Value;

use crate::plan::ir::{
    Codec, EventBinding, EventContent, EventMember, FieldPlan, MemberLocation, ReadStep,
    StructPlan, Type, WriteStep,
};
use crate::smithy::{Member, Shape, ShapeKind};

/// The trait of a union whose members are events.
const STREAMING: &str = "smithy.api#streaming";
/// The trait of a member that is a header of an event.
pub(crate) const HEADER: &str = "smithy.api#eventHeader";
/// The trait of a member that is the whole payload of an event.
pub(crate) const PAYLOAD: &str = "smithy.api#eventPayload";

/// True for a union whose members are events.
pub(crate) fn is_event_stream(shape: &Shape) -> bool {
    shape.kind == ShapeKind::Union && shape.traits.has(STREAMING)
}

/// True for a member of an event stream that is an exception, and not an event.
pub(crate) fn is_exception(stream: &Shape, target: &Shape) -> bool {
    is_event_stream(stream) && target.traits.has("smithy.api#error")
}

/// True if a member of an event is a header or the whole payload.
pub(crate) fn is_bound(member: &Member) -> bool {
    member.traits.has(HEADER) || member.traits.has(PAYLOAD)
}

/// True if the operation of an input and an output needs HTTP/2, by the trait of the service's protocol: for events in both directions at
/// once, or because the service has event streams over nothing else.
pub(crate) fn requires_http2(
    protocol: &str,
    service: &Shape,
    input: &StructPlan,
    output: &StructPlan,
) -> bool {
    let versions = |name| service.traits.member(protocol, name);
    // The versions for other requests are the default of those for event streams.
    let versions = versions("eventStreamHttp").or_else(|| versions("http"));
    let versions = versions.and_then(Value::as_array);
    let has_http2_only = versions.is_some_and(|versions| {
        !versions.is_empty() && versions.iter().all(|version| version == "h2")
    });
    match (input.event_input(), output.event_stream()) {
        (Some(_), Some(_)) => true,
        (None, None) => false,
        _ => has_http2_only,
    }
}

/// Returns the content of an event, from its members in the model with their types and their fields in Rust.
pub(crate) fn content<'m>(
    members: impl Iterator<Item = (&'m Member, Type, String)>,
) -> EventContent {
    let mut bound = Vec::new();
    let mut has_others = false;
    let mut has_payload = false;
    for (member, ty, field) in members {
        let binding = if member.traits.has(HEADER) {
            EventBinding::Header(member.name.clone())
        } else if member.traits.has(PAYLOAD) {
            has_payload = true;
            match ty {
                Type::String | Type::Enum(_) => EventBinding::Text,
                Type::Blob => EventBinding::Blob,
                _ => EventBinding::Document,
            }
        } else {
            has_others = true;
            continue;
        };
        bound.push(EventMember { field, binding });
    }
    match (bound.is_empty(), has_others && !has_payload) {
        (true, _) => EventContent::Document,
        (false, true) => EventContent::Mixed(bound),
        (false, false) => EventContent::Bound(bound),
    }
}

/// Returns the step that writes the events of an input, after its document.
pub(super) fn write(codec: Codec, input: &StructPlan) -> Option<WriteStep> {
    let events = input.event_input()?;
    Some(WriteStep::Events {
        field: events.rust_name.clone(),
        codec,
    })
}

/// Returns the steps that follow those of the output's other members: the checks of required headers and the stream itself.
pub(super) fn steps(codec: Codec, input: &str, output: &StructPlan) -> Vec<ReadStep> {
    let Some(stream) = output.event_stream() else {
        return Vec::new();
    };
    let mut steps: Vec<_> = output.fields.iter().filter_map(required_header).collect();
    steps.push(ReadStep::EventStream {
        field: stream.rust_name.clone(),
        codec,
        input: input.to_owned(),
    });
    steps
}

fn required_header(field: &FieldPlan) -> Option<ReadStep> {
    match &field.location {
        MemberLocation::Header(name) if field.required => {
            Some(ReadStep::RequireHeader { name: name.clone() })
        }
        _ => None,
    }
}
