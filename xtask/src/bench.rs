//! The task `cargo xtask bench`: runs the harness of the bench, which has a workspace of its own.

use std::process::ExitCode;

use crate::cargo;
use crate::workspace::{self, Error};

/// Measures the official SDK, the floor and this SDK doing the same work; see bench/README.md.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Arguments of the harness; `-- --help` lists them.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Error> {
    let manifest = workspace::root().join("bench/Cargo.toml");
    let mut command = cargo::command();
    command
        .args(["run", "--quiet", "--package", "bench-harness"])
        .arg("--manifest-path")
        .arg(&manifest)
        .arg("--")
        .args(&arguments.arguments);
    let status = command
        .status()
        .map_err(|error| Error::content(&manifest, error))?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
