//! `src/endpoint/tests.rs`: the model's tests of its endpoint rule set.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::docs::inner_doc;
use super::endpoint_rules::param_value;
use super::runtime;
use super::scope::{Scope, ident, mentions};
use crate::plan::{EndpointTestField, EndpointTestPlan};

/// Prints the whole file.
pub(super) fn module(tests: &[EndpointTestPlan]) -> TokenStream {
    let functions = tests
        .iter()
        .enumerate()
        .map(|(index, case)| test(index + 1, case));
    let functions: TokenStream = functions.collect();
    let docs = inner_doc("Tests of the endpoint rule set, from the model.");
    let mut scope = Scope::new([]);
    let items = ["EndpointTest", "ParamValue"].into_iter();
    for name in items.filter(|name| mentions(&functions, &ident(name))) {
        scope.runtime(name);
    }
    let uses = scope.uses();
    quote! {
        #docs

        #uses

        use super::RULES;

        #functions
    }
}

fn test(number: usize, test: &EndpointTestPlan) -> TokenStream {
    // Several cases of a model may have the same description, so that their names are numbers.
    let (name, id) = (format_ident!("case_{number}"), &test.doc);
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
        EndpointTestField::Defaults => runtime::default_fields(&quote!(EndpointTest)),
    });
    quote! {
        #[test]
        fn #name() {
            let test = EndpointTest {
                id: #id,
                params: &[#(#params),*],
                expected: #expected,
                #(#fields),*
            };
            test.check(&RULES);
        }
    }
}
