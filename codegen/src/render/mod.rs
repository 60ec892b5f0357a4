//! The tokens of a crate's files, printed from a plan: one module for each product, and no decisions.

mod client;
mod data_tests;
mod defaults;
mod docs;
mod endpoint_rules;
mod endpoint_tests;
mod error;
mod examples;
mod manifest;
mod metadata;
mod operation;
mod pages;
mod protocol_tests;
mod readme;
mod root;
mod runtime;
mod rust_expr;
mod scope;
mod setters;
mod structure;
mod types;
mod values;
mod waiters;
mod wire;

use proc_macro2::TokenStream;

pub(crate) use scope::{USED_CRATES, imported_names};

use crate::plan::{FilePlan, ServicePlan};
use crate::{Content, Module};

/// Renders the files of a crate.
pub(crate) fn render(plan: &ServicePlan) -> Vec<Module> {
    let files = plan.files.iter();
    files.flat_map(|file| modules(plan, *file)).collect()
}

fn modules(plan: &ServicePlan, file: FilePlan) -> Vec<Module> {
    let module = match file {
        FilePlan::Manifest => Module {
            path: "Cargo.toml".to_owned(),
            content: Content::Toml(manifest::manifest(&plan.manifest)),
        },
        FilePlan::Readme => Module {
            path: "README.md".to_owned(),
            content: Content::Markdown(readme::readme(plan)),
        },
        FilePlan::Root => rust("src/lib.rs", root::root(plan)),
        FilePlan::Client => rust("src/client.rs", client::client(plan)),
        FilePlan::Endpoint => rust("src/endpoint.rs", endpoint_rules::module(plan)),
        FilePlan::EndpointTests => rust(
            "src/endpoint/tests.rs",
            endpoint_tests::module(&plan.endpoint_tests),
        ),
        FilePlan::Errors => rust("src/error.rs", error::errors(plan)),
        FilePlan::Operations => return operations(plan),
        FilePlan::Service => rust("src/service.rs", metadata::service(plan)),
        FilePlan::Types => rust("src/types.rs", types::types(plan)),
        FilePlan::ProtocolTests => rust("tests/protocol.rs", protocol_tests::module(plan)),
        FilePlan::RoundTripTests => rust("tests/round_trip.rs", data_tests::module(plan)),
    };
    vec![module]
}

fn operations(plan: &ServicePlan) -> Vec<Module> {
    let index = rust("src/operation/mod.rs", operation::index(plan));
    let operations = plan
        .operations
        .iter()
        .map(|operation| rust(&operation.path, operation::operation(plan, operation)));
    std::iter::once(index).chain(operations).collect()
}

fn rust(path: &str, tokens: TokenStream) -> Module {
    Module {
        path: path.to_owned(),
        content: Content::Rust(tokens),
    }
}
