//! The crate of a whole service, and how a crate grows with the operations chosen.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::build::{Builder, Lines, Profile, target};
use crate::ledger::Ledger;
use crate::measure::Cost;
use crate::report::{self, Figure, Unit};
use crate::{building, chart, measure};

/// The numbers of operations in the growth chart; the whole service is the last point.
const STEPS: [usize; 5] = [1, 10, 30, 60, usize::MAX];

/// The largest of the official models, but for the one that the chart is about.
const LARGEST: [&str; 3] = ["lambda", "qbusiness", "customer-profiles"];

const OFFICIAL: &str = "aws-sdk-deadline";
/// The name of the generated crate.
const PACKAGE: &str = "whole";

const PROGRAMS: [&str; 2] = [OFFICIAL, "ours"];

/// The cost of a crate alone, with its dependencies built before: CPU seconds in release and in dev, wall seconds in dev, bytes of the release
/// rlib, lines of source, those of them that are code.
type Alone = [f64; 6];

/// The number of builds of the compared crate in each profile; the crates of the growth chart are built once.
const ROUNDS: usize = 3;

/// Everything that was measured about whole services.
#[derive(Debug)]
pub struct Whole {
    official: Alone,
    /// By the number of operations.
    steps: Vec<(usize, Alone)>,
    largest: Vec<(String, Alone)>,
}

/// Measures, if there are models.
pub fn measure(bench: &Path, ledger: &mut Ledger) -> Option<Whole> {
    let models = models(bench)?;
    let model = models.join("deadline.json");
    let names = match operations(&model) {
        Ok(names) => names,
        Err(error) => {
            ledger.failed("operations of Deadline Cloud", &error);
            return None;
        }
    };
    let official = ledger.step("official crate alone", || official(bench));
    ledger.step("dependencies of whole services", || {
        let few = names.get(..1).unwrap_or_default();
        generate(bench, &model, Some(few))?;
        let builder = builder(bench);
        // Nothing that a run which was broken off has left.
        builder.clean()?;
        let release = builder.build(PACKAGE, Profile::Release, &[])?;
        let dev = builder.build(PACKAGE, Profile::Dev, &[])?;
        Ok([release.cpu.as_secs_f64(), dev.cpu.as_secs_f64()])
    });
    let mut steps = Vec::new();
    for step in STEPS {
        let chosen = names.get(..step.min(names.len())).unwrap_or_default();
        let alone = ledger.step(&format!("deadline, operations: {}", chosen.len()), || {
            generate(bench, &model, Some(chosen))?;
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
            generate(bench, &models.join(format!("{name}.json")), None)?;
            alone(bench, 1)
        });
        (name.to_owned(), alone)
    });
    Some(Whole {
        official,
        steps,
        largest: largest.into(),
    })
}

impl Whole {
    fn operations(&self) -> usize {
        self.steps.last().map_or(0, |(operations, _)| *operations)
    }

    fn figures(&self) -> Vec<Figure> {
        let ours = self.steps.last().map_or([f64::NAN; 6], |(_, alone)| *alone);
        let figure = |name, unit, place: usize| {
            let of = |alone: &Alone| alone.get(place).copied().unwrap_or(f64::NAN);
            Figure::new(name, unit, [of(&self.official), of(&ours)])
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

    /// The part of the report.
    pub fn section(&self) -> String {
        let growth: Vec<(String, Alone)> = self
            .steps
            .iter()
            .map(|(operations, alone)| (operations.to_string(), *alone))
            .collect();
        format!(
            "\n## A whole service\n\nThe crate of all {} operations of Deadline Cloud, alone: its dependencies are built before, and cargo's own start does not count.\n\n{}\n\
             Chosen operations only, in the order of the alphabet:\n\n{}\n\
             Other services, whole:\n\n{}",
            self.operations(),
            report::table(&PROGRAMS, &self.figures()),
            report::growth("operations", &growth),
            report::growth("service", &self.largest),
        )
    }

    /// The whole service in one sentence.
    pub fn sentence(&self) -> String {
        let figures = self.figures();
        let told = |place: usize| {
            let figure = figures.get(place);
            let value = |program: usize| {
                figure.map_or("–".to_owned(), |figure| {
                    figure
                        .unit
                        .format(figure.values.get(program).copied().unwrap_or(f64::NAN))
                })
            };
            (value(0), value(1))
        };
        let ((theirs, ours), (their_lines, our_lines)) = (told(0), told(5));
        format!(
            "The crate of all {} operations of Deadline Cloud, alone, builds in {ours} of CPU (release) from {our_lines} lines of code; \
             `{OFFICIAL}` in {theirs} from {their_lines}. A crate of fewer operations costs less:",
            self.operations()
        )
    }

    /// CPU seconds by operations.
    pub fn chart(&self) -> String {
        let points: Vec<(f64, f64)> = self
            .steps
            .iter()
            .map(|(operations, [release, ..])| (*operations as f64, *release))
            .collect();
        let [theirs, ..] = self.official;
        chart::growth(
            "A crate costs what its operations cost",
            &format!(
                "Release build of the crate alone, CPU. {OFFICIAL}, which always has all of them: {}.",
                Unit::Seconds.format(theirs)
            ),
            "operations of Deadline Cloud",
            &points,
        )
    }
}

/// Returns the folder of the official models, if there is one.
fn models(bench: &Path) -> Option<PathBuf> {
    let shared = match std::env::var_os("TINSMITH_SHARED") {
        Some(folder) => PathBuf::from(folder),
        None => bench.parent()?.parent()?.join("shared"),
    };
    let models = shared.join("models");
    models.is_dir().then_some(models)
}

fn operations(model: &Path) -> Result<Vec<String>> {
    // The names alone: `"com.example#Name": { "type": "operation"`.
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
        bail!("{} names no operation", model.display());
    }
    names.sort();
    Ok(names)
}

/// A workspace of one crate, the one that is measured. Each takes the place of the one before, so that cargo finds the dependencies built.
fn workspace(bench: &Path) -> PathBuf {
    target(bench).join("whole")
}

fn builder(bench: &Path) -> Builder {
    Builder {
        manifest: workspace(bench).join("Cargo.toml"),
        target: workspace(bench).join("target"),
        // As the official crate, which comes from a registry.
        incremental: false,
    }
}

fn generate(bench: &Path, model: &Path, operations: Option<&[String]>) -> Result<()> {
    let workspace = workspace(bench);
    let folder = workspace.join(PACKAGE);
    if folder.is_dir() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = [\"{PACKAGE}\"]\n");
    std::fs::write(workspace.join("Cargo.toml"), manifest)?;
    // The versions that everything else is measured with.
    std::fs::copy(bench.join("Cargo.lock"), workspace.join("Cargo.lock"))?;
    let mut command = Command::new("cargo");
    command
        .current_dir(bench.parent().context("bench/ lies in the repository")?)
        .args([
            "xtask",
            "codegen",
            "--skip-unsupported",
            "--name",
            PACKAGE,
            "--model",
        ])
        .arg(model)
        .arg("--out")
        .arg(folder);
    if let Some(operations) = operations {
        command.args(["--operations", &operations.join(",")]);
    }
    measure::output(&mut command).map(drop)
}

fn alone(bench: &Path, rounds: usize) -> Result<Alone> {
    let builder = builder(bench);
    // The time of cargo itself is not counted, for either side.
    let alone = |profile| -> Result<[f64; 2]> {
        let mut samples = Vec::new();
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
    let lines = Lines::below(&workspace(bench).join(PACKAGE).join("src"))?;
    Ok([
        release,
        dev,
        wall,
        builder.rlib(PACKAGE, Profile::Release)?,
        lines.all,
        lines.code,
    ])
}

/// CPU and wall seconds of a build that another one has no part in.
fn difference(build: Cost, other: Cost) -> [f64; 2] {
    [
        build.cpu.as_secs_f64() - other.cpu.as_secs_f64(),
        build.wall.as_secs_f64() - other.wall.as_secs_f64(),
    ]
}

/// The official crate alone: what the build of its program takes when the crate has to be built again, less what the program itself takes.
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
    let lines = Lines::below(&source_of_official(bench)?.join("src"))?;
    Ok([
        release,
        dev,
        wall,
        builder.rlib(OFFICIAL, Profile::Release)?,
        lines.all,
        lines.code,
    ])
}

/// The folder of the crate's sources, out of its manifest's path.
fn source_of_official(bench: &Path) -> Result<PathBuf> {
    let metadata = measure::output(
        Command::new("cargo")
            .args(["metadata", "--format-version", "1", "--manifest-path"])
            .arg(bench.join("Cargo.toml")),
    )?;
    metadata
        .split('"')
        .find(|text| text.contains(&format!("/{OFFICIAL}-")) && text.ends_with("/Cargo.toml"))
        .and_then(|text| Path::new(text).parent().map(Path::to_path_buf))
        .context("cargo metadata does not name the official crate")
}
