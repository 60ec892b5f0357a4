//! The cases of generated tests, and their checks.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::endpoint_tables::param_value;
use super::items::Item;
use super::metadata_fields::{self, default_fields};
use crate::plan::{
    EndpointTestField, EndpointTestPlan, EventStreamField, EventStreamTestPlan, ExpectedEvents,
    RequestField, RequestTestPlan, ResponseField, ResponseTestPlan, SentEventsTestPlan,
};
use crate::render::scope::{Scope, ident};

/// Prints a case of a serialized request, and its check with a call.
pub(in crate::render) fn request(
    test: &RequestTestPlan,
    call: &TokenStream,
    scope: &mut Scope,
) -> TokenStream {
    let RequestTestPlan {
        id, method, uri, ..
    } = test;
    let ty = scope.runtime(Item::RequestTest);
    let fields = test.fields.iter();
    let fields: Vec<_> = fields
        .map(|field| request_field(field, &ty, scope))
        .collect();
    quote! {
        let test = #ty { id: #id, method: #method, uri: #uri, #(#fields),* };
        test.check(#call);
    }
}

/// Prints a case of a deserialized response.
pub(in crate::render) fn response(test: &ResponseTestPlan, scope: &mut Scope) -> TokenStream {
    let (id, status) = (&test.id, Literal::u16_unsuffixed(test.status));
    let ty = scope.runtime(Item::ResponseTest);
    let fields = test.fields.iter().map(|field| response_field(field, &ty));
    quote!(let test = #ty { id: #id, status: #status, #(#fields),* };)
}

/// Prints the check of a response that is an output.
pub(in crate::render) fn check_output(call: &TokenStream, expected: &TokenStream) -> TokenStream {
    quote!(test.check_output(#call, #expected);)
}

/// Prints the check of a response that is a modeled error.
pub(in crate::render) fn check_error(call: &TokenStream, expected: &TokenStream) -> TokenStream {
    quote!(test.check_error(#call, #expected);)
}

/// Prints a case of an event stream, and its check.
pub(in crate::render) fn event_stream(
    test: &EventStreamTestPlan,
    call: &TokenStream,
    output: &TokenStream,
    expected: &TokenStream,
    scope: &mut Scope,
) -> TokenStream {
    let (id, field) = (&test.id, ident(&test.field));
    let ty = scope.runtime(Item::EventStreamTest);
    let fields = test.fields.iter().map(|field| match field {
        EventStreamField::Status(status) => {
            let status = Literal::u16_unsuffixed(*status);
            quote!(status: #status)
        }
        EventStreamField::Headers(headers) => self::headers(headers),
        EventStreamField::Body(body) => quote!(body: #body),
        EventStreamField::Frames(frames) => quote!(frames: &[#(#frames),*]),
        EventStreamField::Defaults => default_fields(&ty),
    });
    let check = match &test.expected {
        ExpectedEvents::Events(_) => quote!(check_events),
        ExpectedEvents::Output(_) => quote!(check_output),
        ExpectedEvents::Error(..) => quote!(check_error),
        ExpectedEvents::Failure(_) => quote!(check_failure),
    };
    quote! {
        let test = #ty { id: #id, #(#fields),* };
        test.#check(#call, |output: &mut #output| &mut output.#field, #expected);
    }
}

/// Prints a case of a request with events, and its check.
pub(in crate::render) fn sent_events(
    test: &SentEventsTestPlan,
    call: &TokenStream,
    scope: &mut Scope,
) -> TokenStream {
    let (id, frames) = (&test.id, &test.frames);
    let ty = scope.runtime(Item::EventStreamTest);
    let defaults = default_fields(&ty);
    quote! {
        let test = #ty { id: #id, frames: &[#(#frames),*], #defaults };
        test.check_sent(#call);
    }
}

/// Prints a case of the endpoint rule set, and its check.
pub(in crate::render) fn endpoint(test: &EndpointTestPlan, rules: &TokenStream) -> TokenStream {
    let id = &test.doc;
    let params = test.params.iter().map(|(name, value)| {
        let value = param_value(value);
        quote!((#name, #value))
    });
    let expected = match &test.expected {
        Ok(url) => quote!(Ok(#url)),
        Err(message) => quote!(Err(#message)),
    };
    let fields = test.fields.iter().map(|field| match field {
        EndpointTestField::Headers(headers) => {
            let pairs = headers
                .iter()
                .map(|(name, values)| quote!((#name, &[#(#values),*])));
            quote!(headers: &[#(#pairs),*])
        }
        EndpointTestField::Properties(json) => quote!(properties: #json),
        EndpointTestField::Defaults => default_fields(&quote!(EndpointTest)),
    });
    quote! {
        let test = EndpointTest {
            id: #id,
            params: &[#(#params),*],
            expected: #expected,
            #(#fields),*
        };
        test.check(&#rules);
    }
}

fn request_field(field: &RequestField, ty: &TokenStream, scope: &mut Scope) -> TokenStream {
    match field {
        RequestField::Query(query) => quote!(query: &[#(#query),*]),
        RequestField::ForbidQuery(names) => quote!(forbid_query: &[#(#names),*]),
        RequestField::RequireQuery(names) => quote!(require_query: &[#(#names),*]),
        RequestField::Headers(headers) => self::headers(headers),
        RequestField::ForbidHeaders(names) => quote!(forbid_headers: &[#(#names),*]),
        RequestField::RequireHeaders(names) => quote!(require_headers: &[#(#names),*]),
        RequestField::Body(body) => quote!(body: Some(#body)),
        RequestField::MediaType(media_type) => quote!(media_type: Some(#media_type)),
        RequestField::EndpointParams(params) => metadata_fields::endpoint_params(params, scope),
        RequestField::Host(host) => quote!(host: Some(#host)),
        RequestField::ResolvedHost(host) => quote!(resolved_host: Some(#host)),
        RequestField::Defaults => default_fields(ty),
    }
}

fn response_field(field: &ResponseField, ty: &TokenStream) -> TokenStream {
    match field {
        ResponseField::Headers(headers) => self::headers(headers),
        ResponseField::Body(body) => quote!(body: #body),
        ResponseField::MediaType(media_type) => quote!(media_type: Some(#media_type)),
        ResponseField::Defaults => default_fields(ty),
    }
}

fn headers(headers: &[(String, String)]) -> TokenStream {
    let headers = headers.iter().map(|(name, value)| quote!((#name, #value)));
    quote!(headers: &[#(#headers),*])
}
