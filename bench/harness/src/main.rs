//! Measures the three programs in one run; see `../README.md`.

mod build;
mod building;
mod chart;
mod client;
mod guard;
mod ledger;
mod machine;
mod measure;
mod origin;
mod readme;
mod report;
mod running;
mod whole;

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result, bail};
use clap::Parser;

use crate::build::{PROGRAMS, target};
use crate::ledger::Ledger;
use crate::origin::Origin;
use crate::report::Figure;

/// Measures the official SDK, the floor and this SDK doing the same work.
#[derive(Debug, Parser)]
struct Arguments {
    /// Only what is cheap, held against limits.toml; fails where something grew past them.
    #[arg(long, conflicts_with_all = ["no_builds", "resume", "readme"])]
    guard: bool,
    /// Measures what takes no clean build, and prints it without writing anything.
    #[arg(long)]
    no_builds: bool,
    /// Goes on with a run that was broken off or had failures: what it measured is not measured again.
    #[arg(long)]
    resume: bool,
    /// Measures nothing: brings the README's figures in line with RESULTS.md.
    #[arg(long)]
    readme: bool,
    /// Rounds of each timed run of a program; medians are reported.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let bench = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .context("the harness lies in bench/")?;
    if arguments.guard {
        return guard::check(bench);
    }
    if arguments.readme {
        return readme::update(bench);
    }
    if arguments.no_builds {
        let file = target(bench).join("no-builds.toml");
        let mut ledger = Ledger::open(&file, Origin::of(bench)?, arguments.resume)?;
        let figures = running::figures(bench, arguments.rounds, &mut ledger)?;
        print!("{}", report::table(&PROGRAMS, &figures));
        return ended(&ledger);
    }
    let file = target(bench).join("ledger.toml");
    let mut ledger = Ledger::open(&file, Origin::of(bench)?, arguments.resume)?;
    let mut figures = building::figures(bench, &mut ledger);
    let built = figures.len();
    match running::figures(bench, arguments.rounds, &mut ledger) {
        Ok(running) => figures.extend(running),
        Err(error) => ledger.failed("running", &error),
    }
    let whole = whole::measure(bench, &mut ledger);
    let (building, running) = figures.split_at(built);
    write(bench, building, running, whole.as_ref(), &ledger)?;
    ended(&ledger)
}

fn ended(ledger: &Ledger) -> Result<()> {
    if ledger.failures().is_empty() {
        return Ok(());
    }
    bail!(
        "{} steps could not be measured; `--resume` tries them again",
        ledger.failures().len()
    )
}

/// RESULTS.md, the charts, and the README's figures.
fn write(
    bench: &Path,
    building: &[Figure],
    running: &[Figure],
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
    let key: Vec<Figure> = KEY
        .iter()
        .filter_map(|name| {
            building
                .iter()
                .chain(running)
                .find(|figure| figure.name == *name)
        })
        .cloned()
        .collect();
    let machine = machine::describe(bench, ledger.origin())?;
    std::fs::write(
        bench.join("results.svg"),
        chart::bars(
            "The same work, three ways",
            "Shorter is better. The dashed line is the most that ours may be.",
            &PROGRAMS,
            &key,
        ),
    )?;
    let mut summary = format!(
        "![The same work, three ways](results.svg)\n\n{}",
        report::table(&PROGRAMS, &key)
    );
    if let Some(whole) = whole {
        std::fs::write(bench.join("growth.svg"), whole.chart())?;
        let _ = write!(
            summary,
            "\n{}\n\n![A crate costs what its operations cost](growth.svg)\n",
            whole.sentence()
        );
    }
    let mut text = format!(
        "# Results\n\nWritten by one run of `cargo xtask bench`; [README.md](README.md) says what the three programs are, what is measured, and \
         how often.\n\n{machine}\n\n\
         {}\n{summary}{}\n\n\
         ## Building\n\nA program with all its dependencies, into an empty folder.\n\n{}\n\
         ## Running\n\nAgainst the server of fixed bytes on loopback. More is better where it says a second; less everywhere else.\n\n{}",
        readme::BEGIN,
        readme::END,
        report::table(&PROGRAMS, building),
        report::table(&PROGRAMS, running),
    );
    match whole {
        Some(whole) => text.push_str(&whole.section()),
        None => text.push_str("\n## Whole services\n\nNot measured: no folder of official models (TINSMITH_SHARED names one).\n"),
    }
    if !ledger.failures().is_empty() {
        text.push_str("\n## Not measured\n\n");
        for failure in ledger.failures() {
            let _ = writeln!(text, "- {failure}");
        }
    }
    std::fs::write(bench.join("RESULTS.md"), &text)?;
    println!("{text}");
    readme::update(bench)
}
