//! What the generation of one model costs.
//!
//! Each model has a process of its own: the most memory that a process ever had is told by the system, and it never falls.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use tinsmith_codegen::{Dependency, Generated, ServiceSpec, generate};

use super::stem;
use crate::services::Services;
use crate::workspace::{self, Error, say};

/// How often a model is generated; the fastest time counts, as the one that other programs disturbed least.
const ROUNDS: usize = 10;

/// What the generation of a model took and gave.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Figures {
    /// The size of the model, in bytes.
    pub(super) model: usize,
    pub(super) operations: usize,
    /// What was left out, with the reasons.
    pub(super) left_out: Vec<String>,
    /// From the text of the model to the text of the crate.
    pub(super) duration: Duration,
    /// The most memory that the process had after the first round, in KB, where the system tells.
    pub(super) peak: Option<usize>,
    pub(super) files: usize,
    pub(super) lines: usize,
}

/// Measures a model in a process of its own; `None` when it cannot be generated, of which that process has said why.
pub(super) fn measure(file: &Path) -> Result<Option<Figures>, Error> {
    let program = std::env::current_exe().map_err(Error::file("find", Path::new("xtask")))?;
    let output = Command::new(&program)
        .args(["models", "--alone"])
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
pub(super) fn alone(files: &[PathBuf], services: &Services) -> Result<ExitCode, Error> {
    let [file] = files else {
        return Err(Error::Usage("one model at a time".to_owned()));
    };
    let spec = spec(file, stem(file), services);
    let text = workspace::read(file)?;
    let mut figures: Option<Figures> = None;
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        let generated = generate(&text, &spec);
        let duration = begin.elapsed();
        let generated = match generated {
            Ok(generated) => generated,
            Err(diagnostics) => {
                for diagnostic in diagnostics {
                    eprintln!("error: {}: {diagnostic}", file.display());
                }
                return Ok(ExitCode::FAILURE);
            }
        };
        match &mut figures {
            Some(figures) => figures.duration = figures.duration.min(duration),
            None => figures = Some(first(text.len(), duration, &generated)),
        }
    }
    let json = serde_json::to_string(&figures).map_err(|error| Error::content(file, error))?;
    say(json);
    Ok(ExitCode::SUCCESS)
}

/// What to generate from a model: everything that can be.
pub(super) fn spec(file: &Path, crate_name: String, services: &Services) -> ServiceSpec {
    ServiceSpec {
        crate_name,
        model_path: format!("{}.json", stem(file)),
        skip_unsupported: true,
        runtime: Dependency::Workspace,
        quirks: services.quirks(),
        ..ServiceSpec::default()
    }
}

/// The names of the operations that a crate has, as its modules are called.
fn operations(generated: &Generated) -> usize {
    let files = generated.files.iter();
    files
        .filter(|file| {
            file.path.starts_with("src/operation/") && !file.path.ends_with("operation/mod.rs")
        })
        .count()
}

fn first(model: usize, duration: Duration, generated: &Generated) -> Figures {
    let left_out = generated.left_out.iter();
    Figures {
        model,
        operations: operations(generated),
        left_out: left_out.map(ToString::to_string).collect(),
        duration,
        peak: peak(),
        files: generated.files.len(),
        lines: generated
            .files
            .iter()
            .map(|file| file.text.lines().count())
            .sum(),
    }
}

/// The most memory that this process ever had, in KB; Linux alone tells it in a file.
fn peak() -> Option<usize> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
