//! `tests/protocol.rs`: the model's protocol tests through the real runtime and a transport in memory.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{doc, inner_doc};
use super::runtime::{self, test_cases};
use super::scope::{Scope, ident};
use super::values::{self, Purpose};
use crate::plan::{
    CallPlan, EventStreamTestPlan, ExpectedEvents, ExpectedPlan, RequestTestPlan, ResponseTestPlan,
    SentEventsTestPlan, ServicePlan,
};

/// Prints the whole file.
pub(super) fn module(plan: &ServicePlan) -> TokenStream {
    let mut scope = Scope::for_user(&plan.layout);
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
    let event_streams: TokenStream = tests
        .event_streams
        .iter()
        .map(|test| event_stream(test, &mut scope))
        .collect();
    let sent_events: TokenStream = tests
        .sent_events
        .iter()
        .map(|test| sent_events(test, &mut scope))
        .collect();
    let docs =
        inner_doc("Protocol tests of the model: serialized requests and deserialized responses.");
    // A deprecated operation or setter keeps its tests. In a file without one, the lint applies.
    let mut calls = tests.calls();
    let expectation = calls
        .any(|call| call.uses_deprecated)
        .then(|| quote!(#![expect(deprecated, reason = "the model tests what it deprecates")]));
    let head = scope.head();
    quote!(#docs #expectation #head #requests #responses #event_streams #sent_events)
}

fn request(test: &RequestTestPlan, scope: &mut Scope) -> TokenStream {
    let (name, doc, call) = (ident(&test.name), doc(&test.doc), call(&test.call, scope));
    let statements = test_cases::request(test, &call, scope);
    quote! {
        #doc
        #[test]
        fn #name() { #statements }
    }
}

fn response(test: &ResponseTestPlan, scope: &mut Scope) -> TokenStream {
    let (name, doc, call) = (ident(&test.name), doc(&test.doc), call(&test.call, scope));
    let test_case = test_cases::response(test, scope);
    let check = match &test.expected {
        ExpectedPlan::Output(output, fields) => {
            let output = scope.item("crate::operation", output);
            let expected = values::structure(&output, fields, scope);
            test_cases::check_output(&call, &expected)
        }
        ExpectedPlan::Error(error, fields) => {
            let expected = values::service_error(error, fields, scope);
            test_cases::check_error(&call, &expected)
        }
    };
    quote! {
        #doc
        #[test]
        fn #name() {
            #test_case
            #check
        }
    }
}

fn event_stream(test: &EventStreamTestPlan, scope: &mut Scope) -> TokenStream {
    let (name, doc, call) = (ident(&test.name), doc(&test.doc), call(&test.call, scope));
    let output = scope.item("crate::operation", &test.output);
    let expected = match &test.expected {
        ExpectedEvents::Events(events) => {
            let events = events
                .iter()
                .map(|event| values::owned(event, Purpose::Test, scope));
            let events: Vec<_> = events.collect();
            quote!(vec![#(#events),*])
        }
        ExpectedEvents::Output(fields) => {
            let expected = values::structure(&output, fields, scope);
            quote!(&#expected)
        }
        ExpectedEvents::Error(error, fields) => values::service_error(error, fields, scope),
        ExpectedEvents::Failure(None) => quote!(None),
        ExpectedEvents::Failure(Some(code)) => quote!(Some(#code)),
    };
    let statements = test_cases::event_stream(test, &call, &output, &expected, scope);
    quote! {
        #doc
        #[test]
        fn #name() { #statements }
    }
}

fn sent_events(test: &SentEventsTestPlan, scope: &mut Scope) -> TokenStream {
    let (name, doc, call) = (ident(&test.name), doc(&test.doc), call(&test.call, scope));
    let statements = test_cases::sent_events(test, &call, scope);
    quote! {
        #doc
        #[test]
        fn #name() { #statements }
    }
}

/// Prints a closure that makes the call with a client of a configuration.
fn call(call: &CallPlan, scope: &mut Scope) -> TokenStream {
    let (client, method) = (scope.item("crate", "Client"), ident(&call.method));
    let setters = values::setters(&call.input, Purpose::Test, scope);
    let send = ident(runtime::SEND);
    quote!(|config| #client::new(config).#method() #setters .#send())
}
