//! The library of `cargo tinsmith`: it reads models, calls the generator, and writes the generated files.
//!
//! The command and the tasks of tinsmith's repository share it. Its interface changes with the command. Other programs should use
//! [`tinsmith_codegen`], whose generator has no access to files.

mod changes;
mod client;
pub mod command;
mod crate_name;
mod error;
mod file_diff;
mod generation;
mod line_ends;
mod manifest;
mod model_digest;
mod nesting;
mod paths;
mod project;
pub mod report;
mod runtime_source;
mod staged_files;
pub mod sync;
mod toml_values;
mod unexpected_files;
mod unselected_operations;

pub use client::Client;
pub use crate_name::{check_crate_name, default_crate_name};
pub use error::{Error, read};
pub use generation::{GenerationRequest, ManifestOwner, generate, parse_rename};
pub use model_digest::sha256;
pub use paths::{canonicalize, relative, resolve};
pub use project::{FILE_NAME, Project};
pub use runtime_source::RuntimeSource;
pub use tinsmith_codegen::build::ModelText;
