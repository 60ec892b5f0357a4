//! A run of the measurements, and its section of RESULTS.md.

use std::path::Path;

use anyhow::Result;

use super::catalog::SERVICES;
use super::programs::manifest;
use super::{calls, crates};
use crate::build::target;
use crate::comparison::{self, Comparison};
use crate::ledger::Ledger;
use crate::machine;
use crate::origin::Origin;

/// Measures the calls, and prints them without writing files.
pub fn print_calls(bench: &Path, rounds: usize, resume: bool) -> Result<Ledger> {
    let file = target(bench).join("services-calls.toml");
    let mut ledger = Ledger::open(&file, Origin::from_sources(bench)?, resume)?;
    let figures = calls::figures(bench, rounds, &SERVICES, &SERVICES, &mut ledger)?;
    print!("{}", comparison::tables(&figures));
    Ok(ledger)
}

/// Measures crates and calls. Returns the section of RESULTS.md, and the ledger of the run.
pub fn measure(bench: &Path, rounds: usize, resume: bool) -> Result<(String, Ledger)> {
    let origin = Origin::from_sources(bench)?;
    let mut ledger = Ledger::open(&target(bench).join("services.toml"), origin, resume)?;
    let official = crates::official(bench, &mut ledger)?;
    let built = crates::built(&official);
    let calls = match calls::figures(bench, rounds, &SERVICES, &built, &mut ledger) {
        Ok(figures) => figures,
        Err(error) => {
            ledger.record_failure("calls of services", &error);
            Vec::new()
        }
    };
    let ours = crates::ours(bench, &mut ledger);
    let crates = crates::section(&official, &ours);
    Ok((section(bench, &ledger, &calls, &crates)?, ledger))
}

fn section(bench: &Path, ledger: &Ledger, calls: &[Comparison], crates: &str) -> Result<String> {
    let manifest = manifest(bench);
    let official = SERVICES.map(|service| service.official);
    let machine = machine::describe(
        ledger.origin(),
        &manifest,
        &[
            ("official", &official),
            (
                "floor",
                &["reqwest", "aws-sigv4", "serde_json", "quick-xml"],
            ),
        ],
    )?;
    let mut text = format!(
        "\n## Other protocols\n\nWritten by one run of `cargo xtask bench --services`.\n\n{machine}\n\n\
         ### Calls\n\nThe cost of a call in the client; of all figures, less is better.\n\n{}\n{crates}",
        comparison::tables(calls),
    );
    text.push_str(&ledger.section_of_failures(4));
    Ok(text)
}
