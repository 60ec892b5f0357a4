//! Models in the Smithy IDL.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod faults;
mod hostile;
mod lowering;
mod merging;
mod models;
mod names;
mod strings;

use tinsmith_codegen::Diagnostic;
use tinsmith_codegen::smithy::{Model, ModelFile};

/// The faults of a model of one file, as they are displayed.
fn faults(text: &str) -> Vec<String> {
    match Model::from_files(&[file("main.smithy", text)]) {
        Ok(_) => Vec::new(),
        Err(diagnostics) => diagnostics.iter().map(Diagnostic::to_string).collect(),
    }
}

fn file<'a>(name: &'a str, text: &'a str) -> ModelFile<'a> {
    ModelFile { name, text }
}
