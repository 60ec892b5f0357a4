//! The cost of generating a crate from one model.
//!
//! Each model has a process of its own, because the peak memory that the system reports for a process never falls.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use cargo_tinsmith::ModelText;
use serde::{Deserialize, Serialize};
use tinsmith_codegen::Generated;

use super::model_file::{Options, spec, stem};
use crate::workspace::{Error, print_line};

/// The number of times a model is generated. The fastest time counts, since other programs disturbed it least.
const ROUNDS: usize = 10;

/// The cost and the size of a generated crate.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Figures {
    /// The size of the model, in bytes.
    pub(super) model: usize,
    pub(super) operations: usize,
    /// The shapes that were left out, with the reasons.
    pub(super) left_out: Vec<String>,
    /// The time from the text of the model to the text of the crate.
    pub(super) duration: Duration,
    /// The peak memory of the process after the first round, in KB, if the system reports it.
    pub(super) peak: Option<usize>,
    pub(super) files: usize,
    pub(super) lines: usize,
}

/// Measures a model in a process of its own. Returns `None` if it cannot be generated; that process has printed the reason.
pub(super) fn measure(file: &Path, options: &Options<'_>) -> Result<Option<Figures>, Error> {
    let program = std::env::current_exe().map_err(Error::file("find", Path::new("xtask")))?;
    let output = Command::new(&program)
        .args(["models", "--alone"])
        .args(
            options
                .ignore_traits
                .iter()
                .map(|id| format!("--ignore-trait={id}")),
        )
        .args(
            options
                .renames
                .iter()
                .map(|(old, new)| format!("--rename={old}={new}")),
        )
        .arg(file)
        .stderr(Stdio::inherit())
        .output()
        .map_err(Error::file("run", &program))?;
    if !output.status.success() {
        return Ok(None);
    }
    let figures =
        serde_json::from_slice(&output.stdout).map_err(|error| Error::content(file, error))?;
    Ok(Some(figures))
}

/// Measures the model in this process.
pub(super) fn alone(files: &[PathBuf], options: &Options<'_>) -> Result<ExitCode, Error> {
    let [file] = files else {
        return Err(Error::Usage(
            "`--alone` requires exactly one model".to_owned(),
        ));
    };
    let spec = spec(file, stem(file), options);
    let model = ModelText::read(files)?;
    let mut figures: Option<Figures> = None;
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        let generated = model.generate(&spec);
        let duration = begin.elapsed();
        let generated = match generated {
            Ok(generated) => generated,
            Err(diagnostics) => {
                for diagnostic in diagnostics {
                    eprintln!("error: {}", model.describe(&diagnostic));
                }
                return Ok(ExitCode::FAILURE);
            }
        };
        match &mut figures {
            Some(figures) => figures.duration = figures.duration.min(duration),
            None => figures = Some(figures_of_first_round(model.size(), duration, &generated)),
        }
    }
    let json = serde_json::to_string(&figures).map_err(|error| Error::content(file, error))?;
    print_line(json);
    Ok(ExitCode::SUCCESS)
}

/// Returns the number of operations of a crate.
fn count_operations(generated: &Generated) -> usize {
    let files = generated.files.iter();
    files
        .filter(|file| {
            file.path.starts_with("src/operation/") && !file.path.ends_with("operation/mod.rs")
        })
        .count()
}

fn figures_of_first_round(model: usize, duration: Duration, generated: &Generated) -> Figures {
    let warnings = generated.warnings.iter();
    Figures {
        model,
        operations: count_operations(generated),
        left_out: warnings.map(ToString::to_string).collect(),
        duration,
        peak: peak_memory(),
        files: generated.files.len(),
        lines: generated
            .files
            .iter()
            .map(|file| file.text.lines().count())
            .sum(),
    }
}

/// Returns the peak memory of this process in KB, on Linux.
fn peak_memory() -> Option<usize> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
