//! `tests/protocol.rs`: the model's protocol tests through the real runtime and a transport in memory.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::{doc, ident, mentions, values};
use crate::plan::{
    CallPlan, ExpectedPlan, ProtocolTestsPlan, RequestTestPlan, ResponseTestPlan, ServicePlan,
};

/// The whole file.
pub(super) fn module(service: &ServicePlan, tests: &ProtocolTestsPlan) -> TokenStream {
    let requests = tests.requests.iter().map(request);
    let responses = tests.responses.iter().map(response);
    let functions = quote!(#(#requests)* #(#responses)*);
    let krate = format_ident!("{}", service.crate_name.replace('-', "_"));
    let imports = imports(&krate, tests);
    let has_errors = tests
        .responses
        .iter()
        .any(|test| matches!(test.expected, ExpectedPlan::Error(..)));
    let service_error = has_errors.then(|| quote!(use #krate::error::ServiceError;));
    let used = |path: TokenStream, names: &[&str]| {
        let names: Vec<_> = names
            .iter()
            .map(|name| format_ident!("{name}"))
            .filter(|name| mentions(&functions, name))
            .collect();
        (!names.is_empty()).then(|| quote!(use #path::{#(#names),*};))
    };
    let maps = used(quote!(std::collections), &["BTreeMap"]);
    let helpers = [
        "RequestTest",
        "ResponseTest",
        "big_number",
        "document",
        "filled",
    ];
    let helpers = used(quote!(tinsmith::testing::protocol), &helpers);
    let types = used(quote!(tinsmith), &["Blob", "Body", "Timestamp", "Unit"]);
    quote! {
        #![doc = " The model's own protocol tests: what calls send and what they make of answers."]

        #maps
        use #krate::Client;
        #service_error
        #imports
        #helpers
        #types

        #functions
    }
}

/// The generated types that the tests name.
fn imports(krate: &Ident, tests: &ProtocolTestsPlan) -> TokenStream {
    let (mut types, mut outputs, mut errors) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let calls = tests
        .requests
        .iter()
        .map(|test| &test.call)
        .chain(tests.responses.iter().map(|test| &test.call));
    for field in calls.flat_map(|call| &call.input) {
        values::names(&field.value, &mut types);
    }
    for test in &tests.responses {
        let fields = match &test.expected {
            ExpectedPlan::Output(_, name, fields) => {
                outputs.insert(name.as_str());
                fields
            }
            ExpectedPlan::Error(name, fields) => {
                errors.insert(name.as_str());
                fields
            }
        };
        fields
            .iter()
            .for_each(|field| values::names(&field.value, &mut types));
    }
    let import = |module: &str, names: BTreeSet<&str>| {
        let (module, names) = (ident(module), names.into_iter().map(ident));
        (names.len() > 0).then(|| quote!(use #krate::#module::{#(#names),*};))
    };
    let (errors, outputs, types) = (
        import("error", errors),
        import("operation", outputs),
        import("types", types),
    );
    quote!(#errors #outputs #types)
}

fn request(test: &RequestTestPlan) -> TokenStream {
    let RequestTestPlan {
        id, method, uri, ..
    } = test;
    let (name, doc, call) = (ident(&test.name), doc(&test.doc), call(&test.call));
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
    let rest = members
        .iter()
        .any(Option::is_none)
        .then(|| quote!(..RequestTest::DEFAULT));
    quote! {
        #doc
        #[test]
        fn #name() {
            RequestTest { id: #id, method: #method, uri: #uri, #(#members)* #rest }.check(#call);
        }
    }
}

fn response(test: &ResponseTestPlan) -> TokenStream {
    let id = &test.id;
    let (name, doc, call) = (ident(&test.name), doc(&test.doc), call(&test.call));
    let (status, headers) = (
        Literal::u16_unsuffixed(test.status),
        pairs("headers", &test.headers),
    );
    let body = (!test.body.is_empty()).then(|| {
        let body = &test.body;
        quote!(body: #body,)
    });
    let check = match &test.expected {
        ExpectedPlan::Output(_, output, fields) => {
            let expected = values::structure(output, fields);
            quote!(check_output(#call, #expected))
        }
        ExpectedPlan::Error(error, fields) => {
            let (variant, expected) = (ident(error), values::structure(error, fields));
            quote!(check_error(#call, ServiceError::#variant(#expected)))
        }
    };
    let rest = (headers.is_none() || body.is_none()).then(|| quote!(..ResponseTest::DEFAULT));
    quote! {
        #doc
        #[test]
        fn #name() {
            ResponseTest { id: #id, status: #status, #headers #body #rest }.#check;
        }
    }
}

/// A closure that makes the call with a client of a configuration.
fn call(call: &CallPlan) -> TokenStream {
    let method = ident(&call.method);
    let setters = call.input.iter().map(|field| {
        let (setter, value) = (ident(&field.setter), values::argument(&field.value));
        quote!(.#setter(#value))
    });
    quote!(|config| Client::new(config).#method() #(#setters)* .send())
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
