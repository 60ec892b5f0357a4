//! The cheap figures, compared with their limits.

use std::cmp::Ordering;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::build::{self, Lines, Profile};
use crate::{building, client, measure, running};

/// The upper limit of each figure.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Limits {
    /// The number of crates in the normal dependency tree of `ours`.
    crates: f64,
    /// The size of its stripped release binary, in bytes.
    binary: f64,
    /// The lines of the two generated crates that are neither empty nor comments.
    generated_lines: f64,
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
    name: &'static str,
    value: f64,
    limit: f64,
}

impl LimitedFigure {
    fn new(name: &'static str, value: f64, limit: f64) -> Self {
        Self { name, value, limit }
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
        "generated_lines",
        lines,
        limits.generated_lines,
    )];

    let builder = building::builder(bench, "ours");
    let crates = build::crates(&builder.manifest, "bench-ours")?;
    figures.push(LimitedFigure::new("crates", crates, limits.crates));
    let server = running::server(bench)?;
    let counting = running::clients(bench, &["ours"], &["count-allocations"], "counting")?;
    let clients = running::clients(bench, &["ours"], &[], "timed")?;
    let size = client::size(&builder.binary("bench-ours", Profile::Release))?;
    figures.push(LimitedFigure::new("binary", size, limits.binary));
    for counting in counting {
        let session = counting.allocations(&server, "session")?;
        figures.push(LimitedFigure::new(
            "session_allocations",
            session,
            limits.session_allocations,
        ));
        let page = counting.allocations(&server, "page")?;
        figures.push(LimitedFigure::new(
            "page_allocations",
            page,
            limits.page_allocations,
        ));
    }
    let valgrind = measure::require_valgrind();
    if std::env::var_os("CI").is_some_and(|value| !value.is_empty()) {
        valgrind
            .as_ref()
            .map_err(|error| anyhow::anyhow!("{error:#}; it is required if CI is set"))?;
    }
    if valgrind.is_ok() {
        for ours in clients {
            let session = ours.instructions(&server, "session", client::COUNTED_CALLS)?;
            figures.push(LimitedFigure::new(
                "session_instructions",
                session,
                limits.session_instructions,
            ));
            let page = ours.instructions(&server, "page", client::COUNTED_CALLS)?;
            figures.push(LimitedFigure::new(
                "page_instructions",
                page,
                limits.page_instructions,
            ));
        }
    }

    let (text, is_exceeded) = compare(&figures);
    print!("{text}");
    if let Err(error) = valgrind {
        println!("session_instructions: NOT MEASURED\npage_instructions: NOT MEASURED\n{error:#}");
    }
    if is_exceeded {
        bail!("a figure exceeds its limit in {}", path.display());
    }
    Ok(())
}

/// Returns a line for each figure, and true if one exceeds its limit.
fn compare(figures: &[LimitedFigure]) -> (String, bool) {
    let mut text = String::new();
    for figure in figures {
        let LimitedFigure { name, value, limit } = figure;
        let end = if figure.exceeds_limit() {
            ": TOO MUCH"
        } else {
            ""
        };
        text.push_str(&format!("{name}: {value:.0} of {limit:.0}{end}\n"));
    }
    (text, figures.iter().any(LimitedFigure::exceeds_limit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_above_its_limit_is_marked() {
        let crates = LimitedFigure::new("crates", 120.0, 120.0);
        assert_eq!(
            compare(&[crates]),
            ("crates: 120 of 120\n".to_owned(), false)
        );
        let binary = LimitedFigure::new("binary", 101.0, 100.0);
        assert_eq!(
            compare(&[crates, binary]),
            (
                "crates: 120 of 120\nbinary: 101 of 100: TOO MUCH\n".to_owned(),
                true
            )
        );
    }

    #[test]
    fn a_figure_that_could_not_be_measured_exceeds_its_limit() {
        assert!(compare(&[LimitedFigure::new("crates", f64::NAN, 120.0)]).1);
    }
}
