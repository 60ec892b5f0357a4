//! The cheap figures, held against limits: weight that crept in fails the build.

use std::cmp::Ordering;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::build::{self, Lines, Profile};
use crate::{building, client, measure, running};

/// The most that each figure may be.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Limits {
    /// Crates in the normal dependency tree of `ours`.
    crates: f64,
    /// Bytes of its stripped release binary.
    binary: f64,
    /// Lines of the two generated crates that are neither empty nor comments.
    generated_lines: f64,
    /// Allocations a GetSession call.
    session_allocations: f64,
    /// Allocations a ListSessions page of 100.
    page_allocations: f64,
    /// Instructions a GetSession call.
    session_instructions: f64,
    /// Instructions a ListSessions page of 100.
    page_instructions: f64,
}

/// A figure and the most that it may be.
#[derive(Clone, Copy, Debug)]
struct Held {
    name: &'static str,
    value: f64,
    limit: f64,
}

impl Held {
    fn new(name: &'static str, value: f64, limit: f64) -> Self {
        Self { name, value, limit }
    }

    /// NaN counts as beyond the limit.
    fn has_grown(&self) -> bool {
        self.value
            .partial_cmp(&self.limit)
            .is_none_or(Ordering::is_gt)
    }
}

/// Measures and compares.
pub fn check(bench: &Path) -> Result<()> {
    let path = bench.join("limits.toml");
    let limits: Limits = toml::from_str(&std::fs::read_to_string(&path)?)
        .with_context(|| format!("in {}", path.display()))?;
    let crates = bench
        .parent()
        .context("bench/ lies in the repository")?
        .join("crates");
    let generated = |name: &str| Lines::below(&crates.join(name).join("src"));
    let lines = generated("tinsmith-deadline")?.code + generated("tinsmith-nimble")?.code;
    let mut held = vec![Held::new("generated_lines", lines, limits.generated_lines)];

    let builder = building::builder(bench, "ours");
    let crates = build::crates(&builder.manifest, "bench-ours")?;
    held.push(Held::new("crates", crates, limits.crates));
    let server = running::server(bench)?;
    let counting = running::clients(bench, &["ours"], &["count-allocations"], "counting")?;
    let clients = running::clients(bench, &["ours"], &[], "timed")?;
    let size = client::size(&builder.binary("bench-ours", Profile::Release))?;
    held.push(Held::new("binary", size, limits.binary));
    for counting in counting {
        let session = counting.allocations(&server, "session")?;
        held.push(Held::new(
            "session_allocations",
            session,
            limits.session_allocations,
        ));
        let page = counting.allocations(&server, "page")?;
        held.push(Held::new("page_allocations", page, limits.page_allocations));
    }
    let valgrind = measure::needs_valgrind();
    if std::env::var_os("CI").is_some_and(|value| !value.is_empty()) {
        valgrind
            .as_ref()
            .map_err(|error| anyhow::anyhow!("{error:#}; CI has to install it"))?;
    }
    if valgrind.is_ok() {
        for ours in clients {
            let session = ours.instructions(&server, "session")?;
            held.push(Held::new(
                "session_instructions",
                session,
                limits.session_instructions,
            ));
            let page = ours.instructions(&server, "page")?;
            held.push(Held::new(
                "page_instructions",
                page,
                limits.page_instructions,
            ));
        }
    }

    let (text, has_grown) = verdict(&held);
    print!("{text}");
    if let Err(error) = valgrind {
        println!("session_instructions: NOT HELD\npage_instructions: NOT HELD\n{error:#}");
    }
    if has_grown {
        bail!("heavier than {} allows", path.display());
    }
    Ok(())
}

/// A line for each figure, and whether any has grown past its limit.
fn verdict(held: &[Held]) -> (String, bool) {
    let mut text = String::new();
    for one in held {
        let Held { name, value, limit } = one;
        let end = if one.has_grown() { ": TOO MUCH" } else { "" };
        text.push_str(&format!("{name}: {value:.0} of {limit:.0}{end}\n"));
    }
    (text, held.iter().any(Held::has_grown))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_past_a_limit_fails_and_is_named() {
        let crates = Held::new("crates", 120.0, 120.0);
        assert_eq!(
            verdict(&[crates]),
            ("crates: 120 of 120\n".to_owned(), false)
        );
        let binary = Held::new("binary", 101.0, 100.0);
        assert_eq!(
            verdict(&[crates, binary]),
            (
                "crates: 120 of 120\nbinary: 101 of 100: TOO MUCH\n".to_owned(),
                true
            )
        );
    }

    #[test]
    fn what_could_not_be_measured_is_not_within_its_limit() {
        assert!(verdict(&[Held::new("crates", f64::NAN, 120.0)]).1);
    }
}
