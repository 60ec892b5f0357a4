//! A run of the measurements, and its section of RESULTS.md.

use std::path::Path;

use anyhow::Result;

use super::object_programs::{generate, manifest, programs};
use super::{object_builds, transfers};
use crate::build::target;
use crate::comparison;
use crate::ledger::Ledger;
use crate::machine;
use crate::origin::Origin;

/// Measures the calls, and prints them without writing files.
pub fn print_calls(bench: &Path, rounds: usize, resume: bool) -> Result<Ledger> {
    let file = target(bench).join("s3-calls.toml");
    let mut ledger = Ledger::open(&file, Origin::from_sources(bench)?, resume)?;
    generate(bench)?;
    let figures = transfers::figures(bench, &programs(bench), rounds, &mut ledger)?;
    print!("{}", comparison::tables(&figures));
    Ok(ledger)
}

/// Measures builds and calls. Returns the section of RESULTS.md, and the ledger of the run.
pub fn measure(bench: &Path, rounds: usize, resume: bool) -> Result<(String, Ledger)> {
    let origin = Origin::from_sources(bench)?;
    let mut ledger = Ledger::open(&target(bench).join("s3.toml"), origin, resume)?;
    generate(bench)?;
    let programs = programs(bench);
    let builds = object_builds::figures(bench, &programs, &mut ledger);
    let calls = transfers::figures(bench, &programs, rounds, &mut ledger);
    let calls = calls.unwrap_or_else(|error| {
        ledger.record_failure("calls", &error);
        Vec::new()
    });
    let machine = machine::describe(
        ledger.origin(),
        &manifest(bench),
        &[
            ("official", &["aws-sdk-s3"]),
            ("floor", &["reqwest", "aws-sigv4", "crc32fast", "quick-xml"]),
        ],
    )?;
    let mut text = format!(
        "\n## S3\n\nWritten by one run of `cargo xtask bench --s3`.\n\n{machine}\n\n\
         ### Calls of S3\n\nThe cost of a call in the client, or of a MiB of an object of 1 GiB. More MiB per second are better; of all other figures, less.\n\n{}\n\
         ### A program with Get, Put and List\n\nThe build of a program and all its dependencies into an empty folder.\n\n{}",
        comparison::tables(&calls),
        comparison::tables(&builds),
    );
    text.push_str(&ledger.section_of_failures(3));
    Ok((text, ledger))
}
