//! The command line of the measurements, which are described in `../README.md`.

mod all;
mod build;
mod building;
mod chart;
mod client;
mod comparison;
mod compiler;
mod generated;
mod guard;
mod ledger;
mod machine;
mod measure;
mod objects;
mod origin;
mod readme;
mod report;
mod results;
mod running;
mod services;
mod whole;

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Parser;

use crate::build::target;
use crate::comparison::Comparison;
use crate::ledger::Ledger;
use crate::origin::Origin;
use crate::results::Section;

/// Measures the official SDK, the floor and this SDK doing the same work.
#[derive(Debug, Parser)]
struct Arguments {
    /// Measures the cheap figures, and fails if one exceeds its limit in limits.toml.
    #[arg(long, conflicts_with_all = ["no_builds", "resume", "readme"])]
    guard: bool,
    /// Measures the calls and the crates of services with other protocols than restJson1, and writes their section of RESULTS.md.
    #[arg(long, conflicts_with_all = ["guard", "readme"])]
    services: bool,
    /// Measures the events of a streamed response, and writes their section of RESULTS.md.
    #[arg(long, conflicts_with_all = ["guard", "readme", "services"])]
    events: bool,
    /// Measures downloads, uploads and listings of S3, and writes their section of RESULTS.md.
    #[arg(long, conflicts_with_all = ["guard", "readme", "services", "events"])]
    s3: bool,
    /// Measures the figures that need no clean build, and prints them without writing files.
    #[arg(long)]
    no_builds: bool,
    /// Resumes an interrupted run; completed steps are not repeated.
    #[arg(long)]
    resume: bool,
    /// Copies the figures of RESULTS.md to the README, without measuring.
    #[arg(long)]
    readme: bool,
    /// The number of rounds of each timed run, whose medians are reported.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
}

fn main() -> Result<ExitCode> {
    if let Some(folder) = std::env::var_os(compiler::FOLDER) {
        return compiler::run(Path::new(&folder));
    }
    run(&Arguments::parse()).map(|()| ExitCode::SUCCESS)
}

fn run(arguments: &Arguments) -> Result<()> {
    let bench = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .context("the harness is in bench/")?;
    if arguments.guard {
        return guard::check(bench);
    }
    if arguments.readme {
        return readme::update(bench);
    }
    if arguments.services {
        return measure_services(bench, arguments);
    }
    if arguments.events {
        return measure_events(bench, arguments);
    }
    if arguments.s3 {
        return measure_s3(bench, arguments);
    }
    if arguments.no_builds {
        let file = target(bench).join("no-builds.toml");
        let mut ledger = Ledger::open(&file, Origin::from_sources(bench)?, arguments.resume)?;
        let figures = running::figures(bench, arguments.rounds, &mut ledger)?;
        print!("{}", comparison::tables(&figures));
        return check_failures(&ledger);
    }
    let file = target(bench).join("ledger.toml");
    let mut ledger = Ledger::open(&file, Origin::from_sources(bench)?, arguments.resume)?;
    let mut figures = building::figures(bench, &mut ledger);
    let built = figures.len();
    match running::figures(bench, arguments.rounds, &mut ledger) {
        Ok(running) => figures.extend(running),
        Err(error) => ledger.record_failure("running", &error),
    }
    let whole = whole::measure(bench, &mut ledger);
    let (building, running) = figures.split_at(built);
    write(bench, building, running, whole.as_ref(), &ledger)?;
    check_failures(&ledger)
}

fn measure_services(bench: &Path, arguments: &Arguments) -> Result<()> {
    if arguments.no_builds {
        let ledger = services::print_calls(bench, arguments.rounds, arguments.resume)?;
        return check_failures(&ledger);
    }
    let (section, ledger) = services::measure(bench, arguments.rounds, arguments.resume)?;
    results::write_section(bench, Section::Services, &section)?;
    println!("{section}");
    check_failures(&ledger)
}

fn measure_events(bench: &Path, arguments: &Arguments) -> Result<()> {
    let (section, ledger) = services::measure_events(bench, arguments.rounds, arguments.resume)?;
    if !arguments.no_builds {
        results::write_section(bench, Section::Events, &section)?;
    }
    println!("{section}");
    check_failures(&ledger)
}

fn measure_s3(bench: &Path, arguments: &Arguments) -> Result<()> {
    if arguments.no_builds {
        let ledger = objects::print_calls(bench, arguments.rounds, arguments.resume)?;
        return check_failures(&ledger);
    }
    let (section, ledger) = objects::measure(bench, arguments.rounds, arguments.resume)?;
    results::write_section(bench, Section::S3, &section)?;
    println!("{section}");
    check_failures(&ledger)
}

fn check_failures(ledger: &Ledger) -> Result<()> {
    if ledger.failures().is_empty() {
        return Ok(());
    }
    bail!(
        "{} steps failed; `--resume` repeats them",
        ledger.failures().len()
    )
}

/// Writes RESULTS.md, the charts, and the figures of the README.
fn write(
    bench: &Path,
    building: &[Comparison],
    running: &[Comparison],
    whole: Option<&whole::Whole>,
    ledger: &Ledger,
) -> Result<()> {
    const KEY: [&str; 6] = [
        building::RELEASE_BUILD,
        building::CRATES,
        running::BINARY,
        running::SESSION,
        running::PAGE,
        running::MEMORY,
    ];
    let key: Vec<Comparison> = KEY
        .iter()
        .filter_map(|name| {
            building
                .iter()
                .chain(running)
                .find(|figure| figure.name == *name)
        })
        .cloned()
        .collect();
    let machine = machine::describe(
        ledger.origin(),
        &bench.join("Cargo.toml"),
        &[
            (
                "official",
                &["aws-sdk-deadline", "aws-sdk-nimble", "aws-config"],
            ),
            ("floor", &["reqwest", "aws-sigv4", "serde_json"]),
        ],
    )?;
    std::fs::write(
        bench.join("results.svg"),
        chart::bars(
            "The same work in four programs",
            "Shorter is better. A dashed line is the limit for a program.",
            &key,
        ),
    )?;
    let mut summary = format!(
        "![The same work in four programs](results.svg)\n\n{}",
        comparison::tables(&key)
    );
    if let Some(whole) = whole {
        std::fs::write(bench.join("growth.svg"), whole.chart())?;
        let _ = write!(
            summary,
            "\n{}\n\n![The cost of a crate by its number of operations](growth.svg)\n",
            whole.sentence()
        );
    }
    let mut text = format!(
        "# Results\n\nWritten by one run of `cargo xtask bench`, except for the sections \"Other protocols\", \"Event streams\" and \"S3\"; [README.md](README.md) describes the programs and the measurements.\n\n{machine}\n\n\
         {}\n{summary}{}\n\n\
         ## Building\n\nThe build of a program and all its dependencies into an empty folder.\n\n{}\n\
         ## Running\n\nThe programs call the server with fixed responses on loopback. More items and calls per second are better; of all other figures, less.\n\n{}",
        readme::BEGIN,
        readme::END,
        comparison::tables(building),
        comparison::tables(running),
    );
    match whole {
        Some(whole) => text.push_str(&whole.section()),
        None => text.push_str("\n## Whole services\n\nNot measured: there is no folder of official models; set TINSMITH_SHARED to the folder that contains `models`.\n"),
    }
    text.push_str(&ledger.section_of_failures(2));
    results::write_programs(bench, &text)?;
    println!("{text}");
    readme::update(bench)
}
