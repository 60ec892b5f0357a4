//! `tests/protocol.rs`: the model's protocol tests through the real runtime and a transport in memory.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::docs::{doc, inner_doc};
use super::scope::{Scope, ident};
use super::values::{self, Form};
use crate::plan::{
    CallPlan, ExpectedPlan, ProtocolTestsPlan, RequestTestPlan, ResponseTestPlan, ServicePlan,
};

/// Prints the whole file.
pub(super) fn module(service: &ServicePlan, tests: &ProtocolTestsPlan) -> TokenStream {
    let mut scope = Scope::of_test(&service.crate_name);
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
    let docs = inner_doc(
        "Protocol tests of the model: requests as serialized, responses as deserialized.",
    );
    let uses = scope.uses();
    quote!(#docs #uses #requests #responses)
}

fn request(test: &RequestTestPlan, scope: &mut Scope) -> TokenStream {
    let RequestTestPlan {
        id, method, uri, ..
    } = test;
    let (name, doc, call) = (ident(&test.name), doc(&test.doc), call(&test.call, scope));
    let members = [
        texts("query", &test.query),
        texts("forbid_query", &test.forbid_query),
        texts("require_query", &test.require_query),
        pairs("headers", &test.headers),
        texts("forbid_headers", &test.forbid_headers),
        texts("require_headers", &test.require_headers),
        option("body", test.body.as_deref()),
        option("media_type", test.media_type.as_deref()),
        option("host", test.host.as_deref()),
        option("resolved_host", test.resolved_host.as_deref()),
    ];
    let ty = scope.runtime("RequestTest");
    quote! {
        #doc
        #[test]
        fn #name() {
            let test = #ty { id: #id, method: #method, uri: #uri, #(#members)* ..#ty::DEFAULT };
            test.check(#call);
        }
    }
}

fn response(test: &ResponseTestPlan, scope: &mut Scope) -> TokenStream {
    let id = &test.id;
    let (name, doc, call) = (ident(&test.name), doc(&test.doc), call(&test.call, scope));
    let (status, headers) = (
        Literal::u16_unsuffixed(test.status),
        pairs("headers", &test.headers),
    );
    let body = (!test.body.is_empty()).then(|| {
        let body = &test.body;
        quote!(body: #body,)
    });
    let ty = scope.runtime("ResponseTest");
    // Where every field is set, Clippy rejects the defaults of the others.
    let rest = (headers.is_none() || body.is_none()).then(|| quote!(..#ty::DEFAULT));
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
            let test = #ty { id: #id, status: #status, #headers #body #rest };
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

fn texts(name: &str, values: &[String]) -> Option<TokenStream> {
    let name = ident(name);
    (!values.is_empty()).then(|| quote!(#name: &[#(#values),*],))
}

fn pairs(name: &str, values: &[(String, String)]) -> Option<TokenStream> {
    let name = ident(name);
    let pairs = values.iter().map(|(name, value)| quote!((#name, #value)));
    (!values.is_empty()).then(|| quote!(#name: &[#(#pairs),*],))
}

fn option(name: &str, value: Option<&str>) -> Option<TokenStream> {
    let name = ident(name);
    value.map(|value| quote!(#name: Some(#value),))
}
