//! The task `cargo xtask models`.

mod check;
mod measure;
mod model_file;
mod table;

use std::path::PathBuf;
use std::process::ExitCode;

use cargo_tinsmith::parse_rename;

use self::check::{Candidate, Verdict, check};
use self::measure::measure;
use self::model_file::{Options, by_size};
use self::table::Row;
use crate::workspace::{Error, print_line};

/// Generates a client from every model, and prints time, memory and size, from the smallest model to the largest. Operations
/// that cannot be generated are left out and listed.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Models of one file each, as Smithy 2.0 JSON AST or in the Smithy IDL (`.smithy`), or folders of them.
    #[arg(required = true, value_name = "FILE|DIR")]
    models: Vec<PathBuf>,
    /// Compile the clients and their documentation with the lints of this repository, in full and with three operations alone, and run
    /// the tests and documentation tests of the former.
    #[arg(long)]
    check: bool,
    /// The Rust name of a shape or member: `Shape=Name`, `Shape$member=name`.
    #[arg(long, value_name = "OLD=NEW", value_parser = parse_rename)]
    rename: Vec<(String, String)>,
    /// A trait to ignore although it is unknown or not supported.
    #[arg(long, value_name = "NAMESPACE#NAME")]
    ignore_trait: Vec<String>,
    /// Measure one model in this process, and print its figures as JSON.
    #[arg(long, hide = true)]
    alone: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Error> {
    let options = Options {
        ignore_traits: &arguments.ignore_trait,
        renames: &arguments.rename,
    };
    if arguments.alone {
        return measure::alone(&arguments.models, &options);
    }
    let mut rows = Vec::new();
    for (file, _) in by_size(&arguments.models)? {
        rows.push(Row {
            figures: measure(&file, &options)?,
            verdict: None,
            file,
        });
    }
    if arguments.check {
        let measured: Vec<&mut Row> = rows
            .iter_mut()
            .filter(|row| row.figures.is_some())
            .collect();
        let candidates: Vec<Candidate> = measured
            .iter()
            .map(|row| Candidate::generate(&row.file, &options))
            .collect::<Result<_, _>>()?;
        for (row, verdict) in measured.into_iter().zip(check(&candidates)?) {
            row.verdict = Some(verdict);
        }
    }
    for line in table::lines(&rows, arguments.check) {
        print_line(line);
    }
    let is_success = rows.iter().all(|row| {
        let compiles = row.verdict.as_ref().is_none_or(Verdict::is_success);
        row.figures.is_some() && compiles
    });
    Ok(if is_success {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
