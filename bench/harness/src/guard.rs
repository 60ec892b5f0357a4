//! The cheap figures, compared with their limits.

use std::cmp::Ordering;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::build::{self, Lines, Profile};
use crate::measure::{self, Server};
use crate::{building, client, running};

/// The upper limits.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Limits {
    /// The lines of the two generated crates that are neither empty nor comments.
    generated_lines: f64,
    /// The program with the default features.
    ours: ProgramLimits,
    /// The program with the feature `hyper` instead.
    hyper: ProgramLimits,
}

/// The upper limit of each figure of a program.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProgramLimits {
    /// The number of crates in the normal dependency tree.
    crates: f64,
    /// The size of the stripped release binary, in bytes.
    binary: f64,
    /// The allocations per call of GetSession.
    session_allocations: f64,
    /// The allocations per ListSessions page of 100.
    page_allocations: f64,
    /// The instructions per call of GetSession.
    session_instructions: f64,
    /// The instructions per ListSessions page of 100.
    page_instructions: f64,
}

/// A figure and its upper limit.
#[derive(Clone, Copy, Debug)]
struct LimitedFigure {
    /// The program that is measured, as the limits name it; empty for the generated crates.
    program: &'static str,
    name: &'static str,
    value: f64,
    limit: f64,
}

impl LimitedFigure {
    fn new(program: &'static str, name: &'static str, value: f64, limit: f64) -> Self {
        Self {
            program,
            name,
            value,
            limit,
        }
    }

    /// True if the value exceeds the limit, or is NaN.
    fn exceeds_limit(&self) -> bool {
        self.value
            .partial_cmp(&self.limit)
            .is_none_or(Ordering::is_gt)
    }
}

/// Measures the figures and compares them with their limits.
///
/// # Errors
///
/// A figure exceeds its limit, or cannot be measured.
pub fn check(bench: &Path) -> Result<()> {
    let path = bench.join("limits.toml");
    let limits: Limits = toml::from_str(&std::fs::read_to_string(&path)?)
        .with_context(|| format!("in {}", path.display()))?;
    let crates = bench
        .parent()
        .context("bench/ is in the repository")?
        .join("crates");
    let generated = |name: &str| Lines::from_folder(&crates.join(name).join("src"));
    let lines = generated("tinsmith-deadline")?.code + generated("tinsmith-nimble")?.code;
    let mut figures = vec![LimitedFigure::new(
        "",
        "generated_lines",
        lines,
        limits.generated_lines,
    )];

    let server = running::server(bench)?;
    let valgrind = measure::require_valgrind();
    if std::env::var_os("CI").is_some_and(|value| !value.is_empty()) {
        valgrind
            .as_ref()
            .map_err(|error| anyhow::anyhow!("{error:#}; it is required if CI is set"))?;
    }
    for (program, limits) in [("ours", &limits.ours), ("hyper", &limits.hyper)] {
        figures.extend(measure(bench, program, limits, &server, valgrind.is_ok())?);
    }

    let (text, is_exceeded) = compare(&figures);
    print!("{text}");
    if let Err(error) = valgrind {
        println!("instructions: NOT MEASURED\n{error:#}");
    }
    if is_exceeded {
        bail!("a figure exceeds its limit in {}", path.display());
    }
    Ok(())
}

/// Measures the figures of a program, with the instructions if `counts_instructions`.
fn measure(
    bench: &Path,
    program: &'static str,
    limits: &ProgramLimits,
    server: &Server,
    counts_instructions: bool,
) -> Result<Vec<LimitedFigure>> {
    let builder = building::shared_builder(bench);
    let package = build::package(program);
    let crates = build::crates(&builder.manifest, &package)?;
    let figure = |name, value, limit| LimitedFigure::new(program, name, value, limit);
    let mut figures = vec![figure("crates", crates, limits.crates)];
    let build = |features: &[&str], folder| {
        running::clients(bench, &[program], features, folder, |_| builder.clone())
    };
    let counting = build(&["count-allocations"], "counting")?;
    let clients = build(&[], "timed")?;
    let size = client::size(&builder.binary(&package, Profile::Release))?;
    figures.push(figure("binary", size, limits.binary));
    for counting in counting {
        let session = counting.allocations(server, "session")?;
        let limit = limits.session_allocations;
        figures.push(figure("session_allocations", session, limit));
        let page = counting.allocations(server, "page")?;
        figures.push(figure("page_allocations", page, limits.page_allocations));
    }
    for client in clients.iter().filter(|_| counts_instructions) {
        let session = client.instructions(server, "session", client::COUNTED_CALLS)?;
        let limit = limits.session_instructions;
        figures.push(figure("session_instructions", session, limit));
        let page = client.instructions(server, "page", client::COUNTED_CALLS)?;
        figures.push(figure("page_instructions", page, limits.page_instructions));
    }
    Ok(figures)
}

/// Returns a line for each figure, and true if one exceeds its limit.
fn compare(figures: &[LimitedFigure]) -> (String, bool) {
    let mut text = String::new();
    for figure in figures {
        let LimitedFigure {
            program,
            name,
            value,
            limit,
        } = figure;
        let separator = if program.is_empty() { "" } else { "." };
        let end = if figure.exceeds_limit() {
            ": TOO MUCH"
        } else {
            ""
        };
        text.push_str(&format!(
            "{program}{separator}{name}: {value:.0} of {limit:.0}{end}\n"
        ));
    }
    (text, figures.iter().any(LimitedFigure::exceeds_limit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_above_its_limit_is_marked() {
        let crates = LimitedFigure::new("", "crates", 120.0, 120.0);
        assert_eq!(
            compare(&[crates]),
            ("crates: 120 of 120\n".to_owned(), false)
        );
        let binary = LimitedFigure::new("hyper", "binary", 101.0, 100.0);
        assert_eq!(
            compare(&[crates, binary]),
            (
                "crates: 120 of 120\nhyper.binary: 101 of 100: TOO MUCH\n".to_owned(),
                true
            )
        );
    }

    #[test]
    fn a_figure_that_could_not_be_measured_exceeds_its_limit() {
        assert!(compare(&[LimitedFigure::new("", "crates", f64::NAN, 120.0)]).1);
    }
}
