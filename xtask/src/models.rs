//! `cargo xtask models`.

mod compile;
mod measure;
mod table;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use self::compile::{Candidate, Verdict, compile};
use self::measure::{Figures, measure};
use crate::services::Services;
use crate::workspace::{self, Error, say};

/// Generates a client of every model in full, and prints how long that takes, how much memory, and how much comes of it:
/// from the smallest model to the largest. What cannot be generated is left out and listed.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Models, as Smithy 2.0 JSON AST, or folders of them.
    #[arg(required = true, value_name = "FILE|DIR")]
    models: Vec<PathBuf>,
    /// Compile what is generated, with the lints of this repository: each model in full with the examples in its
    /// documentation, and three of its operations alone.
    #[arg(long)]
    check: bool,
    /// One model, measured in this very process; its figures are printed as JSON.
    #[arg(long, hide = true)]
    alone: bool,
}

/// A model, and what came of it.
struct Row {
    file: PathBuf,
    figures: Option<Figures>,
    verdict: Option<Verdict>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Error> {
    let services = Services::read(&workspace::root().join("models/services.toml"))?;
    if arguments.alone {
        return measure::alone(&arguments.models, &services);
    }
    let mut rows = Vec::new();
    for (file, _) in by_size(&arguments.models)? {
        rows.push(Row {
            figures: measure(&file)?,
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
            .map(|row| Candidate::of(&row.file, &services))
            .collect::<Result<_, _>>()?;
        for (row, verdict) in measured.into_iter().zip(compile(&candidates)?) {
            row.verdict = Some(verdict);
        }
    }
    for line in table::lines(&rows, arguments.check) {
        say(line);
    }
    let good = rows.iter().all(|row| {
        let compiles = row.verdict.as_ref().is_none_or(Verdict::is_good);
        row.figures.is_some() && compiles
    });
    Ok(if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The models, and those in folders, from the smallest to the largest.
fn by_size(arguments: &[PathBuf]) -> Result<Vec<(PathBuf, u64)>, Error> {
    let mut files = Vec::new();
    for argument in arguments {
        if argument.is_dir() {
            let entries = fs::read_dir(argument).map_err(Error::file("read", argument))?;
            for entry in entries {
                let path = entry.map_err(Error::file("read", argument))?.path();
                if path
                    .extension()
                    .is_some_and(|extension| extension == "json")
                {
                    files.push(path);
                }
            }
        } else {
            files.push(argument.clone());
        }
    }
    let size = |file: PathBuf| {
        let size = fs::metadata(&file).map_err(Error::file("read", &file))?;
        Ok((file, size.len()))
    };
    let mut sized = files.into_iter().map(size).collect::<Result<Vec<_>, _>>()?;
    sized.sort_by(|left, right| (left.1, &left.0).cmp(&(right.1, &right.0)));
    Ok(sized)
}

/// The name of a model's file without what every model's has.
fn stem(file: &Path) -> String {
    file.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}
