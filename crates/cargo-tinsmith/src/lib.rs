//! The library of `cargo tinsmith`: it reads models, calls the generator, and writes the generated files.
//!
//! The command and the tasks of tinsmith's repository share it. Its interface changes with the command; another program uses
//! [`tinsmith_codegen`], which has no access to files.

mod crate_name;
mod error;
mod generation;
mod paths;
pub mod report;
pub mod sync;

pub use crate_name::{check_crate_name, default_crate_name};
pub use error::{Error, read};
pub use generation::{Request, generate, parse_rename};
pub use paths::{relative, resolve};
pub use tinsmith_codegen::build::ModelText;
