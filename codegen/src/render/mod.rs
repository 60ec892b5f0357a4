//! The tokens of the generated files, printed from a plan: one module for each product, and no decisions.

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

/// Renders the files of a crate or module.
pub(crate) fn render(plan: &ServicePlan) -> Vec<Module> {
    let files = plan.files.iter();
    files.flat_map(|file| modules(plan, *file)).collect()
}

/// Returns the features of the runtime that the code needs, by name.
pub(crate) fn runtime_features(plan: &ServicePlan) -> Vec<String> {
    let features = plan.manifest.runtime.features.iter();
    let names = features.map(|feature| runtime::features::name(*feature));
    names.map(str::to_owned).collect()
}

fn modules(plan: &ServicePlan, file: FilePlan) -> Vec<Module> {
    let source = |path: &str, tokens| rust(&format!("{}{path}", plan.layout.folder), tokens);
    let module = match file {
        FilePlan::Manifest => Module {
            path: "Cargo.toml".to_owned(),
            content: Content::Toml(manifest::manifest(&plan.manifest)),
        },
        FilePlan::Readme => Module {
            path: "README.md".to_owned(),
            content: Content::Markdown(readme::readme(plan)),
        },
        FilePlan::Root => source(plan.layout.root, root::root(plan)),
        FilePlan::Client => source("client.rs", client::client(plan)),
        FilePlan::Endpoint => source("endpoint.rs", endpoint_rules::module(plan)),
        FilePlan::EndpointTests => source("endpoint/tests.rs", endpoint_tests::module(plan)),
        FilePlan::Errors => source("error.rs", error::errors(plan)),
        FilePlan::Operations => {
            let index = source("operation/mod.rs", operation::index(plan));
            let operations = plan.operations.iter();
            let operations = operations
                .map(|operation| source(&operation.path, operation::operation(plan, operation)));
            return std::iter::once(index).chain(operations).collect();
        }
        FilePlan::Service => source("service.rs", metadata::service(plan)),
        FilePlan::Types => source("types.rs", types::types(plan)),
        FilePlan::ProtocolTests => rust("tests/protocol.rs", protocol_tests::module(plan)),
        FilePlan::RoundTripTests => rust("tests/round_trip.rs", data_tests::module(plan)),
    };
    vec![module]
}

fn rust(path: &str, tokens: TokenStream) -> Module {
    Module {
        path: path.to_owned(),
        content: Content::Rust(tokens),
    }
}
