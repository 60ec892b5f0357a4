//! The methods that the statements of steps call, and the values that they pass.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::items::Item;
use crate::plan::{
    AcceptorState, Codec, EndpointValue, Form, Payload, ReadStep, TimestampFormat, WriteStep,
};
use crate::render::scope::{Scope, ident};

/// Returns the method of `RequestWriter` for a step.
pub(in crate::render) fn write_method(step: &WriteStep) -> &'static str {
    match step {
        WriteStep::Label { greedy: true, .. } => "greedy_label",
        WriteStep::Label { greedy: false, .. } => "label",
        WriteStep::Require {
            non_empty: true, ..
        } => "require_non_empty",
        WriteStep::Require {
            non_empty: false, ..
        } => "require",
        WriteStep::Query { .. } => "query",
        WriteStep::QueryMap { .. } => "query_map",
        WriteStep::Header { .. } => "header",
        WriteStep::MediaTypeHeader { .. } => "media_type_header",
        WriteStep::UrlEncodedHeader { .. } => "url_encoded_header",
        WriteStep::PrefixHeaders { .. } => "prefix_headers",
        WriteStep::Payload { payload, .. } => payload_method(*payload),
        WriteStep::Events { .. } => "events",
        WriteStep::HostLabel { .. } => "host_label",
        WriteStep::EndpointParam { .. } | WriteStep::EndpointIdentifier { .. } => "endpoint_param",
        WriteStep::EndpointValue { value, .. } => match value {
            EndpointValue::One(_) => "endpoint_param",
            EndpointValue::Texts(_) => "endpoint_texts",
        },
        WriteStep::Document(codec) => document_method(*codec),
        WriteStep::EmptyDocument => "empty_document",
        WriteStep::Element(_) => "xml",
        WriteStep::Form(form) | WriteStep::EmptyForm(form) => form_method(*form),
        WriteStep::PayloadElement { .. } => "payload_xml",
    }
}

/// Returns the method of `ResponseReader` for a step, of the type itself for its default, or of the stream for its events.
pub(in crate::render) fn read_method(step: &ReadStep) -> &'static str {
    match step {
        ReadStep::Document(codec) => document_method(*codec),
        ReadStep::Element(_) => "xml",
        ReadStep::RootElement => "xml_root",
        ReadStep::InitialResponse(_) => Item::InitialResponse.name(),
        ReadStep::Default => "default",
        ReadStep::RequireHeader { .. } => "require_header",
        ReadStep::EventStream { .. } => "receive",
        ReadStep::Header {
            may_be_invalid: true,
            ..
        } => "header_if_valid",
        ReadStep::Header { .. } => "header",
        ReadStep::MediaTypeHeader { .. } => "media_type_header",
        ReadStep::PrefixHeaders { .. } => "prefix_headers",
        ReadStep::Status { .. } => "status",
        ReadStep::Payload { payload, .. } => payload_method(*payload),
    }
}

/// Returns the method of `RequestWriter` and `ResponseReader` for the document of a structure.
fn document_method(codec: Codec) -> &'static str {
    match codec {
        Codec::Cbor => "cbor",
        Codec::Json => "json",
        Codec::Xml => "xml",
    }
}

/// Prints the type of a codec.
pub(in crate::render) fn codec(codec: Codec, scope: &mut Scope) -> TokenStream {
    scope.runtime(match codec {
        Codec::Cbor => Item::Cbor,
        Codec::Json => Item::Json,
        Codec::Xml => Item::Xml,
    })
}

/// Returns the method of `RequestWriter` for a form.
fn form_method(form: Form) -> &'static str {
    match form {
        Form::Aws => "aws_form",
        Form::Ec2 => "ec2_form",
    }
}

/// Returns the method of `RequestWriter` and `ResponseReader` for a body that is one member.
fn payload_method(payload: Payload) -> &'static str {
    match payload {
        Payload::Document(Codec::Cbor) => "payload_cbor",
        Payload::Document(Codec::Json) => "payload_json",
        Payload::Document(Codec::Xml) => "payload_xml",
        Payload::Text => "payload_text",
        Payload::Blob => "payload_blob",
        Payload::Stream => "payload_stream",
    }
}

/// Prints a binding: the name alone, or with a timestamp format.
pub(in crate::render) fn binding(
    name: &str,
    format: Option<TimestampFormat>,
    scope: &mut Scope,
) -> TokenStream {
    let Some(format) = format else {
        return quote!(#name);
    };
    let binding = scope.runtime(Item::Binding);
    let format = ident(timestamp_format(format));
    quote!(#binding::new(#name).#format())
}

/// Returns the method that sets a timestamp format, of a member in a table and of a binding.
pub(in crate::render) fn timestamp_format(format: TimestampFormat) -> &'static str {
    match format {
        TimestampFormat::Epoch => "epoch_seconds",
        TimestampFormat::DateTime => "date_time",
        TimestampFormat::HttpDate => "http_date",
    }
}

/// Prints a timestamp of seconds since 1970 and the nanoseconds after them.
pub(in crate::render) fn timestamp(
    seconds: i64,
    nanoseconds: u32,
    scope: &mut Scope,
) -> TokenStream {
    let ty = scope.runtime(Item::Timestamp);
    let seconds = Literal::i64_unsuffixed(seconds);
    if nanoseconds == 0 {
        return quote!(#ty::from_seconds(#seconds));
    }
    let nanoseconds = Literal::u32_unsuffixed(nanoseconds);
    quote!(#ty::new(#seconds, #nanoseconds))
}

/// Prints the acceptance of a waiter's acceptor, by its index and description.
pub(in crate::render) fn acceptance(
    state: AcceptorState,
    index: usize,
    description: &str,
    scope: &mut Scope,
) -> TokenStream {
    let ty = scope.runtime(Item::Acceptance);
    let state = match state {
        AcceptorState::Success => quote!(success),
        AcceptorState::Failure => quote!(failure),
        AcceptorState::Retry => quote!(retry),
    };
    let index = Literal::usize_unsuffixed(index);
    quote!(#ty::#state(#index, #description))
}
