//! Measures the three programs in one run; see `../README.md`.

mod build;
mod client;
mod guard;
mod measure;
mod report;
mod whole;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use clap::Parser;

use crate::build::{Builder, Profile};
use crate::client::Client;
use crate::measure::{Server, median};
use crate::report::{Figure, Unit};

/// Measures the official SDK, the floor and this SDK doing the same work.
#[derive(Debug, Parser)]
struct Arguments {
    /// Only what is cheap, held against limits.toml; fails where something grew past them.
    #[arg(long)]
    guard: bool,
    /// Leaves the clean builds out (they take most of the time); the tables of the last run that had them are kept apart.
    #[arg(long)]
    no_builds: bool,
    /// Rounds of each timed run; medians are reported.
    #[arg(long, default_value_t = 7)]
    rounds: usize,
}

const NAMES: [&str; 3] = ["official", "floor", "ours"];

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let bench = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .context("the harness lies in bench/")?;
    if arguments.guard {
        return guard::check(bench);
    }
    let mut text = format!(
        "# Results\n\nWritten by `cargo xtask bench`; what is measured, and how: [README.md](README.md).\n\n{}\n",
        machine(bench)?
    );
    let scratch = tempfile::tempdir()?;
    let mut charted = Vec::new();
    if !arguments.no_builds {
        let figures = builds(bench, scratch.path())?;
        text.push_str(&format!(
            "\n## Building\n\n{}",
            report::table(&NAMES, &figures)
        ));
        charted.extend(
            figures
                .iter()
                .filter(|figure| figure.name.starts_with("clean release build, CPU"))
                .cloned(),
        );
        text.push_str(&whole::section(bench, scratch.path())?);
    }
    let figures = running(bench, arguments.rounds)?;
    charted.extend(
        figures
            .iter()
            .filter(|figure| !figure.name.contains("instructions"))
            .cloned(),
    );
    text.push_str(&format!(
        "\n## Running\n\n{}",
        report::table(&NAMES, &figures)
    ));
    std::fs::write(bench.join("RESULTS.md"), &text)?;
    std::fs::write(
        bench.join("results.svg"),
        report::bars(
            "The same work, three ways (shorter is better)",
            &NAMES,
            &charted,
        ),
    )?;
    println!("{text}");
    Ok(())
}

/// What the figures were taken on and with.
fn machine(bench: &Path) -> Result<String> {
    let model = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = model
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .unwrap_or(": unknown");
    let cores = std::thread::available_parallelism()?;
    let rustc = measure::output(Command::new("rustc").arg("--version"))?;
    let mut versions = Vec::new();
    for name in [
        "aws-sdk-deadline",
        "aws-sdk-nimble",
        "aws-config",
        "reqwest",
        "aws-sigv4",
        "serde_json",
    ] {
        let id = measure::output(
            Command::new("cargo")
                .args(["pkgid", "--package", name, "--manifest-path"])
                .arg(bench.join("Cargo.toml")),
        )?;
        let version = id
            .trim()
            .rsplit(['@', '#'])
            .next()
            .unwrap_or_default()
            .to_owned();
        versions.push(format!("{name} {version}"));
    }
    Ok(format!(
        "{cores} cores ({}), {}, {}.",
        model.trim_start_matches([' ', '\t', ':']),
        rustc.trim(),
        versions.join(", ")
    ))
}

/// Clean builds, a rebuild of the application, crates, binary size.
fn builds(bench: &Path, scratch: &Path) -> Result<Vec<Figure>> {
    let manifest = bench.join("Cargo.toml");
    let (mut release_cpu, mut release_wall, mut dev_cpu, mut dev_wall, mut again, mut crates) = (
        Vec::new(),
        Vec::new(),
        Vec::new(),
        Vec::new(),
        Vec::new(),
        Vec::new(),
    );
    for name in NAMES {
        let package = format!("bench-{name}");
        // A folder of its own for each: nothing that another built is found there.
        let target = scratch.join(name);
        let builder = Builder {
            manifest: manifest.clone(),
            target: &target,
        };
        let release = builder.build(&package, Profile::Release, &[])?;
        let dev = builder.build(&package, Profile::Dev, &[])?;
        let source = bench.join(name).join("src/main.rs");
        again.push(
            builder
                .rebuild(&package, Profile::Dev, &source)?
                .cpu
                .as_secs_f64(),
        );
        release_cpu.push(release.cpu.as_secs_f64());
        release_wall.push(release.wall.as_secs_f64());
        dev_cpu.push(dev.cpu.as_secs_f64());
        dev_wall.push(dev.wall.as_secs_f64());
        crates.push(build::crates(&manifest, &package)?);
    }
    Ok(vec![
        Figure::new("clean release build, CPU", Unit::Seconds, release_cpu),
        Figure::new("clean release build, wall", Unit::Seconds, release_wall),
        Figure::new("clean dev build, CPU", Unit::Seconds, dev_cpu),
        Figure::new("clean dev build, wall", Unit::Seconds, dev_wall),
        Figure::new(
            "dev build after touching the application, CPU",
            Unit::Seconds,
            again,
        ),
        Figure::new("crates in the tree", Unit::Count, crates),
    ])
}

/// The release binaries of the three programs, put aside: a build with other features would take their place.
fn clients(bench: &Path, features: &[&str], folder: &Path) -> Result<Vec<Client>> {
    let builder = Builder {
        manifest: bench.join("Cargo.toml"),
        target: &bench.join("target"),
    };
    std::fs::create_dir_all(folder)?;
    NAMES
        .iter()
        .map(|name| {
            let package = format!("bench-{name}");
            builder.build(&package, Profile::Release, features)?;
            let binary = folder.join(&package);
            std::fs::copy(builder.binary(&package, Profile::Release), &binary)?;
            Ok(Client { binary })
        })
        .collect()
}

fn server(bench: &Path, target: &Path) -> Result<PathBuf> {
    let builder = Builder {
        manifest: bench.join("Cargo.toml"),
        target,
    };
    builder.build("bench-server", Profile::Release, &[])?;
    Ok(builder.binary("bench-server", Profile::Release))
}

fn running(bench: &Path, rounds: usize) -> Result<Vec<Figure>> {
    let target = bench.join("target");
    let clients = clients(bench, &[], &target.join("timed"))?;
    let server = Server::start(&server(bench, &target)?, 100)?;
    let each = |measured: &dyn Fn(&Client) -> Result<f64>| -> Result<Vec<f64>> {
        clients.iter().map(measured).collect()
    };
    let rounds_of = |measured: &dyn Fn(&Client) -> Result<f64>| -> Result<Vec<f64>> {
        let mut samples = vec![Vec::new(); clients.len()];
        for _ in 0..rounds {
            for (client, samples) in clients.iter().zip(&mut samples) {
                samples.push(measured(client)?);
            }
        }
        Ok(samples.into_iter().map(median).collect())
    };
    let mut figures = vec![
        Figure::new(
            "stripped release binary",
            Unit::Mebibytes,
            each(&|client| client::size(&client.binary))?,
        ),
        Figure::new(
            "GetSession, client CPU a call",
            Unit::Microseconds,
            client::cpu_a_call(&clients, &server, "session", 5000, rounds)?,
        ),
        Figure::new(
            "ListSessions page of 100, client CPU",
            Unit::Microseconds,
            client::cpu_a_call(&clients, &server, "page", 5000, rounds)?,
        ),
        Figure::new(
            "100 pages of 100 streamed, wall",
            Unit::Seconds,
            rounds_of(&|client| client.wall(&server, "items", 1))?,
        ),
        Figure::new(
            "64 tasks, 50 calls each, wall",
            Unit::Seconds,
            rounds_of(&|client| client.wall(&server, "concurrent", 50))?,
        ),
        Figure::new(
            "start-up to the end of a first call, wall",
            Unit::Seconds,
            rounds_of(&|client| client.first_call(&server))?,
        ),
        Figure::new(
            "peak memory, 2,000 pages",
            Unit::Mebibytes,
            rounds_of(&|client| client.peak_memory(&server, "page", 2000))?,
        ),
    ];
    // Built apart from the ones that are timed: counting costs time.
    let counting = self::clients(bench, &["count-allocations"], &target.join("counting"))?;
    for (workload, name) in [
        ("session", "GetSession"),
        ("page", "ListSessions page of 100"),
    ] {
        let allocations: Result<Vec<f64>> = counting
            .iter()
            .map(|client| client.allocations(&server, workload))
            .collect();
        figures.push(Figure::new(
            format!("{name}, allocations a call"),
            Unit::Count,
            allocations?,
        ));
        if Command::new("valgrind").arg("--version").output().is_ok() {
            let instructions = each(&|client| client.instructions(&server, workload))?;
            figures.push(Figure::new(
                format!("{name}, instructions a call"),
                Unit::Count,
                instructions,
            ));
        }
    }
    Ok(figures)
}
