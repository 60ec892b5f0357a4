//! The cost of the crates of whole services.

use std::path::Path;

use anyhow::{Context, Result};

use super::catalog::{SERVICES, Service};
use super::programs::{builder, generate, manifest};
use crate::build::{Builder, Lines, Profile, target};
use crate::generated::{self, PACKAGE};
use crate::ledger::Ledger;
use crate::report::{self, Figure, Unit};

/// The cost of a crate alone: CPU seconds and bytes of the compiler's memory in release, CPU seconds, wall seconds and bytes in dev, bytes of the
/// release rlib, lines of source, lines of code.
pub(super) type Cost = [f64; 8];

/// The largest memory of the compiler in a dev build of the crate of EC2, in bytes.
const EC2_MEMORY: f64 = 1.5e9;

/// Measures the official crates, each in the build of a program that calls its service.
///
/// They depend on the compiler and on the versions of their dependencies only, and take most of the time of a run. So they have a ledger of their
/// own, which is used until one of these changes. Failures are recorded in both ledgers.
pub(super) fn official(bench: &Path, run: &mut Ledger) -> Result<[Cost; 4]> {
    generate(bench)?;
    let origin = run
        .origin()
        .for_dependencies(&manifest(bench), "services-official")?;
    let file = target(bench).join("services-official.toml");
    let mut ledger = Ledger::open(&file, origin.clone(), true)
        .or_else(|_| Ledger::open(&file, origin, false))?;
    let builder = builder(bench, "official");
    let mut measure = |service: Service, profile: Profile| {
        let package = service.official;
        let name = format!("{package}, {profile:?}: CPU s, wall s, memory bytes, rlib bytes");
        ledger.step(&name, || {
            let features = [service.name];
            let cost = builder.compile_alone(package, "services-official", profile, &features)?;
            let rlib = builder.rlib(package, profile)?;
            Ok([cost.cpu, cost.wall, cost.memory, rlib])
        })
    };
    let dev = SERVICES.map(|service| measure(service, Profile::Dev));
    let release = SERVICES.map(|service| measure(service, Profile::Release));
    let mut builds = release.into_iter().zip(dev);
    let costs = SERVICES.map(|service| {
        let package = service.official;
        let lines = ledger.step(&format!("{package}: lines"), || {
            lines(&builder.source(package)?)
        });
        let (release, dev) = builds.next().unwrap_or(([f64::NAN; 4], [f64::NAN; 4]));
        cost(release, dev, lines)
    });
    for failure in ledger.failures() {
        let (step, reason) = failure.split_once(": ").unwrap_or((failure, ""));
        run.record_failure(step, &anyhow::anyhow!("{reason}"));
    }
    Ok(costs)
}

/// Returns the services whose official crate was built in release.
pub(super) fn built(official: &[Cost; 4]) -> Vec<Service> {
    let services = SERVICES.into_iter().zip(official);
    let built = services.filter(|(_, [release, ..])| release.is_finite());
    built.map(|(service, _)| service).collect()
}

/// Measures the generated crates with all operations that are supported.
pub(super) fn ours(bench: &Path, ledger: &mut Ledger) -> [Cost; 4] {
    let builder = Builder {
        compiler_costs: Some(target(bench).join("whole-costs")),
        ..generated::builder(bench)
    };
    let mut measure = |service: Service, profile: Profile| {
        let name = format!(
            "{}, whole, {profile:?}: CPU s, wall s, memory bytes, rlib bytes, lines, lines of code",
            service.name
        );
        ledger.step(&name, || {
            generate_whole(bench, service)?;
            let cost = builder.compile_alone(PACKAGE, PACKAGE, profile, &[])?;
            let rlib = builder.rlib(PACKAGE, profile)?;
            let [all, code] = lines(&generated::folder(bench).join("src"))?;
            Ok([cost.cpu, cost.wall, cost.memory, rlib, all, code])
        })
    };
    let dev = SERVICES.map(|service| measure(service, Profile::Dev));
    let release = SERVICES.map(|service| measure(service, Profile::Release));
    let mut builds = release.into_iter().zip(dev);
    SERVICES.map(|_| {
        let (release, dev) = builds.next().unwrap_or(([f64::NAN; 6], [f64::NAN; 6]));
        let [release_cpu, release_wall, release_memory, release_rlib, ..] = release;
        let [dev_cpu, dev_wall, dev_memory, dev_rlib, all, code] = dev;
        cost(
            [release_cpu, release_wall, release_memory, release_rlib],
            [dev_cpu, dev_wall, dev_memory, dev_rlib],
            [all, code],
        )
    })
}

fn generate_whole(bench: &Path, service: Service) -> Result<()> {
    let models = generated::models(bench).context("there is no folder of official models")?;
    generated::generate_alone(bench, &models.join(format!("{}.json", service.name)), None)
}

fn lines(folder: &Path) -> Result<[f64; 2]> {
    let lines = Lines::from_folder(folder)?;
    Ok([lines.all, lines.code])
}

fn cost(release: [f64; 4], dev: [f64; 4], lines: [f64; 2]) -> Cost {
    let [release_cpu, _, release_memory, rlib] = release;
    let [dev_cpu, dev_wall, dev_memory, _] = dev;
    let [all, code] = lines;
    [
        release_cpu,
        release_memory,
        dev_cpu,
        dev_wall,
        dev_memory,
        rlib,
        all,
        code,
    ]
}

/// Returns the tables of the crates.
pub(super) fn section(official: &[Cost; 4], ours: &[Cost; 4]) -> String {
    const NAMES: [(&str, Unit); 8] = [
        ("release build, CPU", Unit::Seconds),
        ("release build, the compiler's peak memory", Unit::Gigabytes),
        ("dev build, CPU", Unit::Seconds),
        ("dev build, wall", Unit::Seconds),
        ("dev build, the compiler's peak memory", Unit::Gigabytes),
        ("rlib, release", Unit::Mebibytes),
        ("lines of source", Unit::Count),
        ("lines that are code", Unit::Count),
    ];
    let mut text = "### Crates of whole services\n\nThe run of the compiler for the crate alone, with all operations.\n".to_owned();
    for ((service, official), ours) in SERVICES.iter().zip(official).zip(ours) {
        let values = official.iter().zip(ours);
        let figures: Vec<Figure> = NAMES
            .into_iter()
            .zip(values)
            .map(|((name, unit), (official, ours))| {
                let figure = Figure::new(name, unit, [*official, *ours]);
                match (service.name, name) {
                    ("ec2", "dev build, CPU") => figure.at_most(0.05, "official"),
                    ("ec2", "dev build, the compiler's peak memory") => {
                        figure.at_most_value(EC2_MEMORY)
                    }
                    _ => figure,
                }
            })
            .collect();
        text.push_str(&format!(
            "\n#### {}\n\n{}",
            service.title,
            report::table(&["official", "ours"], &figures)
        ));
    }
    text
}
