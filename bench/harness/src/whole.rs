//! The cost of the crate of a whole service, and of crates with fewer operations.

use std::path::Path;

use anyhow::{Result, bail};

use crate::all::All;
use crate::build::{Lines, Profile};
use crate::generated::{self, PACKAGE};
use crate::ledger::Ledger;
use crate::measure::Cost;
use crate::report::{self, Figure, Unit};
use crate::{all, building, chart, measure};

/// The numbers of operations in the growth chart; the whole service is the last point.
const STEPS: [usize; 5] = [1, 10, 30, 60, usize::MAX];

/// The largest of the official models, without that of the chart.
const LARGEST: [&str; 3] = ["lambda", "qbusiness", "customer-profiles"];

const OFFICIAL: &str = "aws-sdk-deadline";

const PROGRAMS: [&str; 2] = [OFFICIAL, "ours"];

/// The cost of a crate alone, without its dependencies: CPU seconds in release and in dev, wall seconds in dev, bytes of the release rlib,
/// lines of source, lines of code.
type Alone = [f64; 6];

/// The number of builds of the compared crate in each profile; the crates of the growth chart are built once.
const ROUNDS: usize = 3;

/// The measurements of whole services.
#[derive(Debug)]
pub struct Whole {
    official: Alone,
    /// The costs by the number of operations.
    steps: Vec<(usize, Alone)>,
    largest: Vec<(String, Alone)>,
    all: All,
}

/// Measures the crates of whole services, if there are models.
pub fn measure(bench: &Path, ledger: &mut Ledger) -> Option<Whole> {
    let models = generated::models(bench)?;
    let model = models.join("deadline.json");
    let names = match operations(&model) {
        Ok(names) => names,
        Err(error) => {
            ledger.record_failure("operations of Deadline Cloud", &error);
            return None;
        }
    };
    let official = ledger.step("official crate alone", || official(bench));
    ledger.step("dependencies of whole services", || {
        let few = names.get(..1).unwrap_or_default();
        generated::generate_alone(bench, &model, Some(few))?;
        let builder = generated::builder(bench);
        // An interrupted run may have left output.
        builder.clean()?;
        let release = builder.build(PACKAGE, Profile::Release, &[])?;
        let dev = builder.build(PACKAGE, Profile::Dev, &[])?;
        Ok([release.cpu.as_secs_f64(), dev.cpu.as_secs_f64()])
    });
    let mut steps = Vec::new();
    for step in STEPS {
        let chosen = names.get(..step.min(names.len())).unwrap_or_default();
        let alone = ledger.step(&format!("deadline, operations: {}", chosen.len()), || {
            generated::generate_alone(bench, &model, Some(chosen))?;
            let rounds = if chosen.len() == names.len() {
                ROUNDS
            } else {
                1
            };
            alone(bench, rounds)
        });
        steps.push((chosen.len(), alone));
    }
    let largest = LARGEST.map(|name| {
        let alone = ledger.step(&format!("{name}, whole"), || {
            let model = models.join(format!("{name}.json"));
            generated::generate_alone(bench, &model, None)?;
            alone(bench, 1)
        });
        (name.to_owned(), alone)
    });
    Some(Whole {
        official,
        steps,
        largest: largest.into(),
        all: all::measure(bench, &models, ledger),
    })
}

impl Whole {
    fn operations(&self) -> usize {
        self.steps.last().map_or(0, |(operations, _)| *operations)
    }

    fn figures(&self) -> Vec<Figure> {
        let ours = self.steps.last().map_or([f64::NAN; 6], |(_, alone)| *alone);
        let figure = |name, unit, index: usize| {
            let value = |alone: &Alone| alone.get(index).copied().unwrap_or(f64::NAN);
            Figure::new(name, unit, [value(&self.official), value(&ours)])
        };
        vec![
            figure("release build, CPU", Unit::Seconds, 0).at_most(0.08, OFFICIAL),
            figure("dev build, CPU", Unit::Seconds, 1).at_most(0.08, OFFICIAL),
            figure("dev build, wall", Unit::Seconds, 2).at_most(0.08, OFFICIAL),
            figure("rlib, release", Unit::Mebibytes, 3),
            figure("lines of source", Unit::Count, 4),
            figure("lines that are code", Unit::Count, 5),
        ]
    }

    /// Returns the figures of the crates of all models.
    fn figures_of_all(&self) -> Vec<Figure> {
        let All {
            models,
            generator_cpu,
            generator_memory,
            dev_cpu,
            dev_wall,
            dev_memory,
        } = self.all;
        let rows = [
            ("models", Unit::Count, models),
            ("generate, CPU", Unit::Seconds, generator_cpu),
            ("generate, peak memory", Unit::Gigabytes, generator_memory),
            ("dev build, CPU", Unit::Seconds, dev_cpu),
            ("dev build, wall", Unit::Seconds, dev_wall),
            ("dev build, peak memory", Unit::Gigabytes, dev_memory),
        ];
        let figure = |(name, unit, value)| Figure::new(name, unit, [value]);
        rows.map(figure).into()
    }

    /// Returns the section of RESULTS.md.
    pub fn section(&self) -> String {
        let growth: Vec<(String, Alone)> = self
            .steps
            .iter()
            .map(|(operations, alone)| (operations.to_string(), *alone))
            .collect();
        format!(
            "\n## A whole service\n\nThe crate of all {} operations of Deadline Cloud alone, without its dependencies and the start of cargo.\n\n{}\n\
             Only the first operations in alphabetical order:\n\n{}\n\
             All operations of other services:\n\n{}\n\
             ## All of AWS\n\nThe models of the folder `models`, each generated with all operations that the generator supports. Their crates and \
             dependencies are built in one workspace, into an empty folder; the peak memory is that of the largest process.\n\n{}",
            self.operations(),
            report::table(&PROGRAMS, &self.figures()),
            report::growth("operations", &growth),
            report::growth("service", &self.largest),
            report::table(&["ours"], &self.figures_of_all()),
        )
    }

    /// Returns a summary of the whole service in one sentence.
    pub fn sentence(&self) -> String {
        let figures = self.figures();
        let formatted = |index: usize| {
            let figure = figures.get(index);
            let value = |program: usize| {
                figure.map_or("–".to_owned(), |figure| {
                    figure
                        .unit
                        .format(figure.values.get(program).copied().unwrap_or(f64::NAN))
                })
            };
            (value(0), value(1))
        };
        let ((theirs, ours), (their_lines, our_lines)) = (formatted(0), formatted(5));
        format!(
            "The crate of all {} operations of Deadline Cloud, without its dependencies, builds in {ours} of CPU (release) from {our_lines} lines of \
             code; `{OFFICIAL}` builds in {theirs} from {their_lines}. A crate with fewer operations costs less:",
            self.operations()
        )
    }

    /// Returns the chart of CPU seconds by the number of operations.
    pub fn chart(&self) -> String {
        let points: Vec<(f64, f64)> = self
            .steps
            .iter()
            .map(|(operations, [release, ..])| (*operations as f64, *release))
            .collect();
        let [theirs, ..] = self.official;
        chart::growth(
            "The cost of a crate by its number of operations",
            &format!(
                "Release build of the crate without its dependencies, CPU. {OFFICIAL}, which always has all operations: {}.",
                Unit::Seconds.format(theirs)
            ),
            "operations of Deadline Cloud",
            &points,
        )
    }
}

fn operations(model: &Path) -> Result<Vec<String>> {
    // Only the names are parsed: `"com.example#Name": { "type": "operation"`.
    let text = std::fs::read_to_string(model)?;
    let mut names = Vec::new();
    let mut last = "";
    for line in text.split(['{', ',', '}']).map(str::trim) {
        if let Some(name) = line
            .strip_suffix(':')
            .map(|name| name.trim().trim_matches('"'))
        {
            last = name;
        } else if line.replace(' ', "") == "\"type\":\"operation\""
            && let Some((_, name)) = last.split_once('#')
        {
            names.push(name.to_owned());
        }
    }
    if names.is_empty() {
        bail!("{} contains no operation", model.display());
    }
    names.sort();
    Ok(names)
}

fn alone(bench: &Path, rounds: usize) -> Result<Alone> {
    let builder = generated::builder(bench);
    // The time of cargo itself is subtracted.
    let alone = |profile| -> Result<[f64; 2]> {
        let mut samples = Vec::new();
        // The crate may need features of the runtime that none before it had.
        builder.build(PACKAGE, profile, &[])?;
        for _ in 0..rounds {
            builder.clean_package(PACKAGE, profile)?;
            let all = builder.build(PACKAGE, profile, &[])?;
            let cargo = builder.build(PACKAGE, profile, &[])?;
            samples.push(difference(all, cargo));
        }
        Ok(measure::medians(&samples))
    };
    let [release, _] = alone(Profile::Release)?;
    let [dev, wall] = alone(Profile::Dev)?;
    let lines = Lines::from_folder(&generated::folder(bench).join("src"))?;
    Ok([
        release,
        dev,
        wall,
        builder.rlib(PACKAGE, Profile::Release)?,
        lines.all,
        lines.code,
    ])
}

/// Returns the CPU and wall seconds of a build, minus those of another one.
fn difference(build: Cost, other: Cost) -> [f64; 2] {
    [
        build.cpu.as_secs_f64() - other.cpu.as_secs_f64(),
        build.wall.as_secs_f64() - other.wall.as_secs_f64(),
    ]
}

/// Measures the official crate alone: the build time of its program with the crate, minus that of the program alone.
fn official(bench: &Path) -> Result<Alone> {
    const PROGRAM: &str = "bench-official";
    let builder = building::builder(bench, "official");
    let source = bench.join("official/src/main.rs");
    let alone = |profile| -> Result<[f64; 2]> {
        let program = builder.rebuild(PROGRAM, profile, &source)?;
        builder.clean_package(OFFICIAL, profile)?;
        let both = builder.build(PROGRAM, profile, &[])?;
        Ok(difference(both, program))
    };
    let [release, _] = alone(Profile::Release)?;
    let [dev, wall] = alone(Profile::Dev)?;
    let lines = Lines::from_folder(&builder.source(OFFICIAL)?)?;
    Ok([
        release,
        dev,
        wall,
        builder.rlib(OFFICIAL, Profile::Release)?,
        lines.all,
        lines.code,
    ])
}
