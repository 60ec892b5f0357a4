//! The crate of a whole service, and how a crate grows with the operations chosen.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::build::{self, Builder, Profile};
use crate::measure;
use crate::report::{self, Figure, Unit};

/// How many operations the growth chart takes; the whole service comes last.
const STEPS: [usize; 5] = [1, 5, 20, 50, usize::MAX];

/// Where the official models are, when they are.
fn models(bench: &Path) -> Option<PathBuf> {
    let shared = match std::env::var_os("TINSMITH_SHARED") {
        Some(folder) => PathBuf::from(folder),
        None => bench.parent()?.parent()?.join("shared"),
    };
    let models = shared.join("models");
    models.is_dir().then_some(models)
}

/// What the crate of some of a model's operations costs, its dependencies built before.
#[derive(Debug)]
struct Whole {
    release_cpu: f64,
    dev_wall: f64,
    rlib: f64,
    lines: f64,
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

fn generate(bench: &Path, model: &Path, operations: Option<&[String]>, out: &Path) -> Result<()> {
    let mut command = Command::new("cargo");
    command
        .current_dir(bench.parent().context("bench/ lies in the repository")?)
        .args([
            "xtask",
            "codegen",
            "--skip-unsupported",
            "--name",
            "whole",
            "--model",
        ])
        .arg(model)
        .arg("--out")
        .arg(out);
    if let Some(operations) = operations {
        command.args(["--operations", &operations.join(",")]);
    }
    measure::output(&mut command).map(drop)
}

fn measure_crate(folder: &Path, target: &Path) -> Result<Whole> {
    let builder = Builder {
        manifest: folder.join("Cargo.toml"),
        target,
    };
    let source = folder.join("src/lib.rs");
    builder.build("whole", Profile::Release, &[])?;
    let release = builder.rebuild("whole", Profile::Release, &source)?;
    builder.build("whole", Profile::Dev, &[])?;
    let dev = builder.rebuild("whole", Profile::Dev, &source)?;
    Ok(Whole {
        release_cpu: release.cpu.as_secs_f64(),
        dev_wall: dev.wall.as_secs_f64(),
        rlib: builder.rlib("whole", Profile::Release)? as f64,
        lines: build::lines(&folder.join("src"))?,
    })
}

/// The official crate alone, its dependencies built before.
fn measure_official(bench: &Path, target: &Path) -> Result<Whole> {
    const PACKAGE: &str = "aws-sdk-deadline";
    let manifest = bench.join("Cargo.toml");
    let builder = Builder {
        manifest: manifest.clone(),
        target,
    };
    let again = |profile| -> Result<measure::Cost> {
        builder.build(PACKAGE, profile, &[])?;
        let mut clean = Command::new("cargo");
        clean
            .args(["clean", "--package", PACKAGE, "--manifest-path"])
            .arg(&manifest)
            .env("CARGO_TARGET_DIR", target);
        if profile == Profile::Release {
            clean.arg("--release");
        }
        measure::output(&mut clean)?;
        builder.build(PACKAGE, profile, &[])
    };
    let release = again(Profile::Release)?;
    let dev = again(Profile::Dev)?;
    let metadata = measure::output(
        Command::new("cargo")
            .args(["metadata", "--format-version", "1", "--manifest-path"])
            .arg(&manifest),
    )?;
    // The folder of the crate's sources, out of its manifest's path.
    let folder = metadata
        .split('"')
        .find(|text| text.contains(&format!("/{PACKAGE}-")) && text.ends_with("/Cargo.toml"))
        .and_then(|text| Path::new(text).parent().map(Path::to_path_buf))
        .context("cargo metadata does not name the official crate")?;
    Ok(Whole {
        release_cpu: release.cpu.as_secs_f64(),
        dev_wall: dev.wall.as_secs_f64(),
        rlib: builder.rlib(PACKAGE, Profile::Release)? as f64,
        lines: build::lines(&folder.join("src"))?,
    })
}

/// The section of the report; a line that says so where the models are not there.
pub fn section(bench: &Path, scratch: &Path) -> Result<String> {
    let Some(models) = models(bench) else {
        return Ok("\n## Whole services\n\nNot measured: no folder of official models (TINSMITH_SHARED names one).\n".to_owned());
    };
    let target = scratch.join("whole-target");
    let model = models.join("deadline.json");
    let names = operations(&model)?;
    let mut points = Vec::new();
    let mut ours = None;
    for step in STEPS {
        let chosen = names.get(..step.min(names.len())).unwrap_or_default();
        let folder = scratch.join(format!("whole-{}", chosen.len()));
        generate(bench, &model, Some(chosen), &folder)?;
        let whole = measure_crate(&folder, &target)?;
        points.push((chosen.len() as f64, whole.release_cpu));
        ours = Some(whole);
    }
    let ours = ours.context("no step was measured")?;
    let official = measure_official(bench, &scratch.join("official"))?;
    let figure =
        |name, unit, of: fn(&Whole) -> f64| Figure::new(name, unit, vec![of(&official), of(&ours)]);
    let figures = [
        figure("release, CPU", Unit::Seconds, |whole| whole.release_cpu),
        figure("dev, wall", Unit::Seconds, |whole| whole.dev_wall),
        figure("rlib", Unit::Mebibytes, |whole| whole.rlib),
        figure("lines of source", Unit::Count, |whole| whole.lines),
    ];
    std::fs::write(
        bench.join("growth.svg"),
        report::growth(
            "A crate costs what its operations cost",
            "operations",
            "release build of the crate alone, CPU s",
            &points,
        ),
    )?;
    let mut text = format!(
        "\n## The whole of Deadline Cloud ({} operations), the crate alone, its dependencies built\n\n{}",
        names.len(),
        report::table(&["official", "ours"], &figures)
    );
    text.push_str("\n| other models, whole | release, CPU | lines |\n|---|---:|---:|\n");
    for name in ["customer-profiles", "lambda", "qbusiness"] {
        let folder = scratch.join(name);
        generate(bench, &models.join(format!("{name}.json")), None, &folder)?;
        let whole = measure_crate(&folder, &target)?;
        text.push_str(&format!(
            "| {name} | {:.1} s | {:.0} |\n",
            whole.release_cpu, whole.lines
        ));
    }
    Ok(text)
}
