//! The cost of the crates of all models: generating them, and building them together.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::build::{Builder, Profile, target};
use crate::ledger::Ledger;
use crate::measure;

/// The number of models, the CPU seconds and the bytes of the generator, and the CPU seconds, wall seconds and bytes of the dev build. The bytes are
/// the largest memory of one process.
#[derive(Clone, Copy, Debug)]
pub struct All {
    pub models: f64,
    pub generator_cpu: f64,
    pub generator_memory: f64,
    pub dev_cpu: f64,
    pub dev_wall: f64,
    pub dev_memory: f64,
}

/// Generates a crate from each model in a folder, and builds all crates in one workspace.
pub fn measure(bench: &Path, models: &Path, ledger: &mut Ledger) -> All {
    let mut failures = Vec::new();
    let generated = ledger.step("all of AWS: models, generator CPU s, memory bytes", || {
        generate(bench, models, &mut failures)
    });
    for (model, error) in &failures {
        ledger.record_failure(&format!("all of AWS, {model}"), error);
    }
    let built = ledger.step("all of AWS: dev build CPU s, wall s, memory bytes", || {
        if !generated.iter().all(|value| value.is_finite()) {
            bail!("the crates were not generated");
        }
        build(bench)
    });
    let [models, generator_cpu, generator_memory] = generated;
    let [dev_cpu, dev_wall, dev_memory] = built;
    All {
        models,
        generator_cpu,
        generator_memory,
        dev_cpu,
        dev_wall,
        dev_memory,
    }
}

/// Generates the crates, each in a process of its own, and fetches their dependencies. A model that fails is left out.
fn generate(
    bench: &Path,
    models: &Path,
    failures: &mut Vec<(String, anyhow::Error)>,
) -> Result<[f64; 3]> {
    let root = bench.parent().context("bench/ is in the repository")?;
    let generator = Builder {
        manifest: root.join("Cargo.toml"),
        target: target(bench).join("generator"),
        incremental: false,
        compiler_costs: None,
    };
    generator.build("xtask", Profile::Release, &[])?;
    let program = generator.binary("xtask", Profile::Release);
    let folder = folder(bench);
    if folder.is_dir() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let manifest = "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n";
    fs::write(folder.join("Cargo.toml"), manifest)?;
    // Dependencies that the other measurements have are of the same versions.
    fs::copy(bench.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    let (mut count, mut cpu, mut memory) = (0.0, 0.0, 0.0_f64);
    for model in sorted(models)? {
        let stem = model.file_stem().context("a model has a name")?;
        let stem = stem.to_string_lossy().into_owned();
        let name = format!("all-{stem}");
        let mut command = Command::new(&program);
        command
            .current_dir(root)
            .args(["codegen", "--skip-unsupported", "--name", &name])
            .arg("--model")
            .arg(&model)
            .arg("--out")
            .arg(folder.join("crates").join(&stem));
        let cost = match measure::run(&mut command) {
            Ok(cost) => cost,
            Err(error) => {
                failures.push((stem, error));
                continue;
            }
        };
        count += 1.0;
        cpu += cost.cpu.as_secs_f64();
        memory = memory.max(cost.memory);
    }
    Builder::workspace(&folder).fetch()?;
    Ok([count, cpu, memory])
}

/// Returns the models in a folder, in the order of their names.
fn sorted(models: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(models)?.map(|entry| Ok(entry?.path()));
    let mut paths = entries.collect::<Result<Vec<_>>>()?;
    paths.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "json")
    });
    paths.sort();
    Ok(paths)
}

/// Builds the crates and their dependencies into an empty folder, which is removed.
fn build(bench: &Path) -> Result<[f64; 3]> {
    let builder = Builder::workspace(&folder(bench));
    builder.clean()?;
    let cost = builder.build_workspace()?;
    builder.clean()?;
    Ok([cost.cpu.as_secs_f64(), cost.wall.as_secs_f64(), cost.memory])
}

/// Returns the folder of the workspace of all crates.
fn folder(bench: &Path) -> PathBuf {
    target(bench).join("all")
}
