//! The cheap figures, held against limits: weight that crept in fails the build.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::build::{self, Builder, Profile};
use crate::client::Client;
use crate::measure::Server;

/// The most that each figure may be.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Limits {
    /// Crates in the normal dependency tree of `ours`.
    crates: f64,
    /// Bytes of its stripped release binary.
    binary: f64,
    /// Instructions a GetSession call.
    session_instructions: f64,
    /// Instructions a ListSessions page of 100.
    page_instructions: f64,
    /// Lines of the two generated crates.
    generated_lines: f64,
}

/// Measures and compares.
pub fn check(bench: &Path) -> Result<()> {
    let path = bench.join("limits.toml");
    let limits: Limits = toml::from_str(&std::fs::read_to_string(&path)?)
        .with_context(|| format!("in {}", path.display()))?;
    let target = bench.join("target");
    let manifest = bench.join("Cargo.toml");
    let crates = bench
        .parent()
        .context("bench/ lies in the repository")?
        .join("crates");
    let builder = Builder {
        manifest: manifest.clone(),
        target: &target,
    };
    builder.build("bench-ours", Profile::Release, &[])?;
    builder.build("bench-server", Profile::Release, &[])?;
    let ours = Client {
        binary: builder.binary("bench-ours", Profile::Release),
    };
    let mut measured = vec![
        (
            "crates",
            build::crates(&manifest, "bench-ours")?,
            limits.crates,
        ),
        ("binary", crate::client::size(&ours.binary)?, limits.binary),
        (
            "generated_lines",
            build::lines(&crates.join("tinsmith-deadline/src"))?
                + build::lines(&crates.join("tinsmith-nimble/src"))?,
            limits.generated_lines,
        ),
    ];
    if Command::new("valgrind").arg("--version").output().is_ok() {
        let server = Server::start(&builder.binary("bench-server", Profile::Release), 100)?;
        measured.push((
            "session_instructions",
            ours.instructions(&server, "session")?,
            limits.session_instructions,
        ));
        measured.push((
            "page_instructions",
            ours.instructions(&server, "page")?,
            limits.page_instructions,
        ));
    } else {
        println!("valgrind is not installed: instructions are not counted");
    }
    let mut grown = Vec::new();
    for (name, value, limit) in measured {
        println!("{name}: {value:.0} (limit {limit:.0})");
        if value > limit {
            grown.push(name);
        }
    }
    if !grown.is_empty() {
        bail!("grew past {}: {}", path.display(), grown.join(", "));
    }
    Ok(())
}
