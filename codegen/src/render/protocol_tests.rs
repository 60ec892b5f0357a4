//! `tests/protocol.rs`: the model's protocol tests through the real runtime and a transport in memory.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::docs::{doc, inner_doc};
use super::runtime;
use super::scope::{Scope, ident};
use super::values::{self, Form};
use crate::plan::{
    CallPlan, ExpectedPlan, RequestField, RequestTestPlan, ResponseField, ResponseTestPlan,
    ServicePlan,
};

/// Prints the whole file.
pub(super) fn module(plan: &ServicePlan) -> TokenStream {
    let mut scope = Scope::for_test(&plan.crate_name);
    let tests = &plan.protocol_tests;
    let requests: TokenStream = tests
        .requests
        .iter()
        .map(|test| request(test, &mut scope))
        .collect();
    let responses: TokenStream = tests
        .responses
        .iter()
        .map(|test| response(test, &mut scope))
        .collect();
    let docs =
        inner_doc("Protocol tests of the model: serialized requests and deserialized responses.");
    let uses = scope.uses();
    quote!(#docs #uses #requests #responses)
}

fn request(test: &RequestTestPlan, scope: &mut Scope) -> TokenStream {
    let RequestTestPlan {
        id, method, uri, ..
    } = test;
    let (name, doc, call) = (ident(&test.name), doc(&test.doc), call(&test.call, scope));
    let ty = scope.runtime("RequestTest");
    let fields = test.fields.iter().map(|field| request_field(field, &ty));
    quote! {
        #doc
        #[test]
        fn #name() {
            let test = #ty { id: #id, method: #method, uri: #uri, #(#fields),* };
            test.check(#call);
        }
    }
}

fn response(test: &ResponseTestPlan, scope: &mut Scope) -> TokenStream {
    let id = &test.id;
    let (name, doc, call) = (ident(&test.name), doc(&test.doc), call(&test.call, scope));
    let status = Literal::u16_unsuffixed(test.status);
    let ty = scope.runtime("ResponseTest");
    let fields: Vec<TokenStream> = test
        .fields
        .iter()
        .map(|field| response_field(field, &ty))
        .collect();
    let check = match &test.expected {
        ExpectedPlan::Output(output, fields) => {
            let output = scope.item("crate::operation", output);
            let expected = values::structure(&output, fields, scope);
            quote!(check_output(#call, #expected))
        }
        ExpectedPlan::Error(error, fields) => {
            let service_error = scope.item("crate::error", "ServiceError");
            let (variant, error) = (ident(error), scope.item("crate::error", error));
            let expected = values::structure(&error, fields, scope);
            quote!(check_error(#call, #service_error::#variant(#expected)))
        }
    };
    quote! {
        #doc
        #[test]
        fn #name() {
            let test = #ty { id: #id, status: #status, #(#fields),* };
            test.#check;
        }
    }
}

/// Prints a closure that makes the call with a client of a configuration.
fn call(call: &CallPlan, scope: &mut Scope) -> TokenStream {
    let (client, method) = (scope.item("crate", "Client"), ident(&call.method));
    let setters = values::setters(&call.input, Form::Test, scope);
    quote!(|config| #client::new(config).#method() #setters .send())
}

fn request_field(field: &RequestField, ty: &TokenStream) -> TokenStream {
    match field {
        RequestField::Query(query) => quote!(query: &[#(#query),*]),
        RequestField::ForbidQuery(names) => quote!(forbid_query: &[#(#names),*]),
        RequestField::RequireQuery(names) => quote!(require_query: &[#(#names),*]),
        RequestField::Headers(headers) => self::headers(headers),
        RequestField::ForbidHeaders(names) => quote!(forbid_headers: &[#(#names),*]),
        RequestField::RequireHeaders(names) => quote!(require_headers: &[#(#names),*]),
        RequestField::Body(body) => quote!(body: Some(#body)),
        RequestField::MediaType(media_type) => quote!(media_type: Some(#media_type)),
        RequestField::Host(host) => quote!(host: Some(#host)),
        RequestField::ResolvedHost(host) => quote!(resolved_host: Some(#host)),
        RequestField::Defaults => runtime::default_fields(ty),
    }
}

fn response_field(field: &ResponseField, ty: &TokenStream) -> TokenStream {
    match field {
        ResponseField::Headers(headers) => self::headers(headers),
        ResponseField::Body(body) => quote!(body: #body),
        ResponseField::MediaType(media_type) => quote!(media_type: Some(#media_type)),
        ResponseField::Defaults => runtime::default_fields(ty),
    }
}

fn headers(headers: &[(String, String)]) -> TokenStream {
    let headers = headers.iter().map(|(name, value)| quote!((#name, #value)));
    quote!(headers: &[#(#headers),*])
}
