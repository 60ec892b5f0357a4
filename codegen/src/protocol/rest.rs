//! The steps of protocols with HTTP bindings.

use super::event_streams;
use super::shared_steps::{endpoint, require};
use crate::UriTemplate;
use crate::plan::ir::{
    Codec, FieldPlan, MemberLocation, Payload, ReadStep, StructPlan, TimestampFormat, Type,
    WriteStep,
};

/// The default timestamp format in headers.
const HEADER_TIMESTAMPS: TimestampFormat = TimestampFormat::HttpDate;

/// The default timestamp format in the path and the query.
const URI_TIMESTAMPS: TimestampFormat = TimestampFormat::DateTime;

/// Returns the steps that serialize a request: labels in the path's order, then the checks of the other required members, then the other members in the
/// model's order, and the document last.
pub(super) fn request(
    codec: Codec,
    document: WriteStep,
    uri: &str,
    input: &StructPlan,
) -> Vec<WriteStep> {
    let mut steps = labels(uri, input);
    // A label that is a part of the endpoint is checked as other members are.
    let is_label = |field: &&FieldPlan| {
        let mut labels = steps.iter();
        labels.any(|step| matches!(step, WriteStep::Label { name, .. } if *name == field.member))
    };
    let others = input.fields.iter().filter(|field| !is_label(field));
    let checks: Vec<_> = others.filter_map(require).collect();
    steps.extend(checks);
    for field in &input.fields {
        steps.extend(write(codec, field));
        steps.extend(endpoint(field));
    }
    if input.has_body() {
        steps.push(document);
    }
    steps.extend(event_streams::write(codec, input));
    steps
}

/// Returns the steps that deserialize a response: the document first, then the other members in the model's order.
pub(super) fn response(codec: Codec, document: ReadStep, structure: &StructPlan) -> Vec<ReadStep> {
    let mut steps = vec![if structure.has_body() {
        document
    } else {
        ReadStep::Default
    }];
    steps.extend(
        structure
            .fields
            .iter()
            .filter_map(|field| read(codec, field)),
    );
    steps
}

fn labels(uri: &str, input: &StructPlan) -> Vec<WriteStep> {
    let template = UriTemplate::parse(uri).unwrap_or_default();
    let labels = template.labels.into_iter().filter_map(|label| {
        let field = input.member(&label.name)?;
        Some(WriteStep::Label {
            field: field.rust_name.clone(),
            name: label.name,
            greedy: label.greedy,
            format: binding_format(URI_TIMESTAMPS, field),
        })
    });
    labels.collect()
}

fn write(codec: Codec, member: &FieldPlan) -> Option<WriteStep> {
    let field = member.rust_name.clone();
    Some(match member.location.clone() {
        MemberLocation::Query(name) => WriteStep::Query {
            field,
            name,
            format: binding_format(URI_TIMESTAMPS, member),
        },
        MemberLocation::QueryMap => WriteStep::QueryMap { field },
        MemberLocation::Header(name) if member.media_type.is_some() => {
            WriteStep::MediaTypeHeader { field, name }
        }
        MemberLocation::Header(name) if member.is_url_encoded => {
            WriteStep::UrlEncodedHeader { field, name }
        }
        MemberLocation::Header(name) => WriteStep::Header {
            field,
            name,
            format: binding_format(HEADER_TIMESTAMPS, member),
        },
        MemberLocation::PrefixHeaders(prefix) => WriteStep::PrefixHeaders { field, prefix },
        MemberLocation::Payload if matches!(member.ty, Type::EventInput(_)) => return None,
        MemberLocation::Payload => match (payload(codec, &member.ty), member.root.clone()) {
            (Payload::Document(_), Some(root)) => WriteStep::PayloadElement { field, root },
            (payload, _) => WriteStep::Payload {
                field,
                payload,
                media_type: media_type(payload, member),
            },
        },
        MemberLocation::Body
        | MemberLocation::Event
        | MemberLocation::Label
        | MemberLocation::Status => return None,
    })
}

fn read(codec: Codec, member: &FieldPlan) -> Option<ReadStep> {
    let field = member.rust_name.clone();
    Some(match member.location.clone() {
        MemberLocation::Header(name) if member.media_type.is_some() => {
            ReadStep::MediaTypeHeader { field, name }
        }
        MemberLocation::Header(name) => ReadStep::Header {
            field,
            name,
            format: binding_format(HEADER_TIMESTAMPS, member),
            may_be_invalid: member.may_be_invalid,
        },
        MemberLocation::PrefixHeaders(prefix) => ReadStep::PrefixHeaders { field, prefix },
        MemberLocation::Status => ReadStep::Status { field },
        MemberLocation::Payload if matches!(member.ty, Type::EventStream(_)) => return None,
        MemberLocation::Payload => ReadStep::Payload {
            field,
            payload: payload(codec, &member.ty),
        },
        MemberLocation::Body
        | MemberLocation::Event
        | MemberLocation::Label
        | MemberLocation::Query(_)
        | MemberLocation::QueryMap => return None,
    })
}

fn payload(codec: Codec, ty: &Type) -> Payload {
    match ty {
        Type::String | Type::Enum(_) => Payload::Text,
        Type::Blob => Payload::Blob,
        Type::Body => Payload::Stream,
        _ => Payload::Document(codec),
    }
}

/// Returns the media type of a payload: the member's own, or that of its kind.
fn media_type(payload: Payload, member: &FieldPlan) -> Option<String> {
    let default = match payload {
        Payload::Document(_) => return None,
        Payload::Text => "text/plain",
        Payload::Blob | Payload::Stream => "application/octet-stream",
    };
    let own = member.media_type.clone();
    Some(own.unwrap_or_else(|| default.to_owned()))
}

/// Returns the timestamp format of a member with timestamps, the location's `default` unless the model names one. `None` is RFC 3339, which
/// a binding has without a format.
fn binding_format(default: TimestampFormat, member: &FieldPlan) -> Option<TimestampFormat> {
    let has_timestamps = match &member.ty {
        Type::List(item) | Type::SparseList(item) => **item == Type::Timestamp,
        ty => *ty == Type::Timestamp,
    };
    let format = has_timestamps.then(|| member.format.unwrap_or(default));
    format.filter(|format| *format != TimestampFormat::DateTime)
}
