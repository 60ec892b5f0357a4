//! From a plan to the tokens of a crate's files: one file here for each product, and no decisions.

mod client;
mod defaults;
mod docs;
mod error;
mod manifest;
mod metadata;
mod operation;
mod pages;
mod root;
mod runtime;
mod scope;
mod setters;
mod structure;
mod types;
mod wire;

use proc_macro2::TokenStream;

use crate::plan::ServicePlan;
use crate::{Content, Module};

/// The files of a crate.
pub(crate) fn render(plan: &ServicePlan) -> Vec<Module> {
    let manifest = Content::Toml(manifest::manifest(plan));
    let mut modules = vec![
        Module { path: "Cargo.toml".to_owned(), content: manifest },
        rust("src/lib.rs", root::root(plan)),
        rust("src/client.rs", client::client(plan)),
        rust("src/operation/mod.rs", operation::index(plan)),
    ];
    for operation in &plan.operations {
        let path = format!("src/operation/{}.rs", operation.module.trim_start_matches("r#"));
        modules.push(rust(&path, operation::operation(plan, operation)));
    }
    if plan.has_types() {
        modules.push(rust("src/types.rs", types::types(plan)));
    }
    if !plan.errors.is_empty() {
        modules.push(rust("src/error.rs", error::errors(plan)));
    }
    modules
}

fn rust(path: &str, tokens: TokenStream) -> Module {
    Module { path: path.to_owned(), content: Content::Rust(tokens) }
}
