//! The tasks of this repository.

mod bench;
mod cargo;
mod codegen;
mod conformance;
mod models;
mod pictures;
mod rustdoc;
mod scratch;
mod services;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The tasks of the tinsmith repository.
#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    disable_help_subcommand = true
)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Generate client crates from Smithy models.
    Codegen(codegen::Arguments),
    /// Run the protocol tests and endpoint tests of models.
    Conformance(conformance::Arguments),
    /// Generate clients from models, and print time, memory and size; compile them on request.
    Models(models::Arguments),
    /// Measure this SDK against the official one and against the floor.
    Bench(bench::Arguments),
    /// Write the pictures of the README.
    Pictures(pictures::Arguments),
}

fn main() -> ExitCode {
    let result = match Arguments::parse().task {
        Task::Codegen(arguments) => codegen::run(arguments),
        Task::Conformance(arguments) => conformance::run(arguments),
        Task::Models(arguments) => models::run(&arguments),
        Task::Bench(arguments) => bench::run(&arguments),
        Task::Pictures(arguments) => pictures::run(&arguments),
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
