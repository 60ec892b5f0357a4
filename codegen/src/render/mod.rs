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

pub(crate) use scope::imported_names;

use crate::plan::ServicePlan;
use crate::{Content, Module};

/// The path of a crate's README.
pub(crate) const README: &str = "README.md";

/// Renders the files of a crate.
pub(crate) fn render(plan: &ServicePlan) -> Vec<Module> {
    let manifest = Content::Toml(manifest::manifest(plan));
    let mut modules = vec![
        Module {
            path: "Cargo.toml".to_owned(),
            content: manifest,
        },
        rust("src/lib.rs", root::root(plan)),
        rust("src/client.rs", client::client(plan)),
        rust("src/service.rs", metadata::service(plan)),
        rust("src/operation/mod.rs", operation::index(plan)),
    ];
    if plan.manifest.has_readme {
        modules.push(Module {
            path: README.to_owned(),
            content: Content::Markdown(readme::readme(plan)),
        });
    }
    for operation in &plan.operations {
        let path = format!(
            "src/operation/{}.rs",
            operation.module.trim_start_matches("r#")
        );
        modules.push(rust(&path, operation::operation(plan, operation)));
    }
    if !plan.types.is_empty() {
        modules.push(rust("src/types.rs", types::types(plan)));
    }
    if !plan.errors.is_empty() {
        modules.push(rust("src/error.rs", error::errors(plan)));
    }
    if let Some(rules) = &plan.endpoint_rules {
        let has_tests = !plan.endpoint_tests.is_empty();
        modules.push(rust(
            "src/endpoint.rs",
            endpoint_rules::module(rules, has_tests),
        ));
        if has_tests {
            modules.push(rust(
                "src/endpoint/tests.rs",
                endpoint_tests::module(&plan.endpoint_tests),
            ));
        }
    }
    if !plan.protocol_tests.is_empty() {
        modules.push(rust(
            "tests/protocol.rs",
            protocol_tests::module(plan, &plan.protocol_tests),
        ));
    }
    if !plan.samples.is_empty() {
        modules.push(rust("tests/round_trip.rs", data_tests::module(plan)));
    }
    modules
}

fn rust(path: &str, tokens: TokenStream) -> Module {
    Module {
        path: path.to_owned(),
        content: Content::Rust(tokens),
    }
}
