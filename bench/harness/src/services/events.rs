//! A run of the measurements of events, and its section of RESULTS.md.

use std::path::Path;

use anyhow::Result;

use super::calls;
use super::catalog::STREAMING;
use super::programs::manifest;
use crate::build::target;
use crate::comparison;
use crate::ledger::Ledger;
use crate::machine;
use crate::origin::Origin;

/// Measures the events of a streamed response. Returns the section of RESULTS.md, and the ledger of the run.
pub fn measure_events(bench: &Path, rounds: usize, resume: bool) -> Result<(String, Ledger)> {
    let origin = Origin::from_sources(bench)?;
    let mut ledger = Ledger::open(&target(bench).join("events.toml"), origin, resume)?;
    let services = [STREAMING];
    let figures = calls::figures(bench, rounds, &services, &services, &mut ledger)?;
    let machine = machine::describe(
        ledger.origin(),
        &manifest(bench),
        &[
            ("official", &[STREAMING.official]),
            (
                "floor",
                &["reqwest", "aws-sigv4", "serde_json", "crc32fast"],
            ),
        ],
    )?;
    let mut text = format!(
        "\n## Event streams\n\nWritten by one run of `cargo xtask bench --events`.\n\n{machine}\n\n\
         The cost of an event in the client; less is better.\n\n{}",
        comparison::tables(&figures),
    );
    text.push_str(&ledger.section_of_failures(3));
    Ok((text, ledger))
}
