//! Crates that are generated for the measurements.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::build::{Builder, target};
use crate::measure;

/// The name of the crate that is measured alone.
pub const PACKAGE: &str = "whole";

/// Returns the folder of the official models, if there is one.
pub fn models(bench: &Path) -> Option<PathBuf> {
    let shared = match std::env::var_os("TINSMITH_SHARED") {
        Some(folder) => PathBuf::from(folder),
        None => bench.parent()?.parent()?.join("shared"),
    };
    let models = shared.join("models");
    models.is_dir().then_some(models)
}

/// Generates a crate with some or all operations of a model into a folder.
pub fn generate(
    bench: &Path,
    model: &Path,
    name: &str,
    operations: Option<&[String]>,
    folder: &Path,
) -> Result<()> {
    if folder.is_dir() {
        std::fs::remove_dir_all(folder)?;
    }
    std::fs::create_dir_all(folder)?;
    let mut command = Command::new("cargo");
    command
        .current_dir(bench.parent().context("bench/ is in the repository")?)
        .args(["xtask", "codegen", "--skip-unsupported", "--name", name])
        .arg("--model")
        .arg(model)
        .arg("--out")
        .arg(folder);
    if let Some(operations) = operations {
        command.args(["--operations", &operations.join(",")]);
    }
    measure::output(&mut command).map(drop)
}

/// Generates the crate that is measured alone.
pub fn generate_alone(bench: &Path, model: &Path, operations: Option<&[String]>) -> Result<()> {
    let workspace = workspace(bench);
    std::fs::create_dir_all(&workspace)?;
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = [\"{PACKAGE}\"]\n");
    std::fs::write(workspace.join("Cargo.toml"), manifest)?;
    // The versions are those of the other measurements.
    std::fs::copy(bench.join("Cargo.lock"), workspace.join("Cargo.lock"))?;
    generate(bench, model, PACKAGE, operations, &folder(bench))
}

/// Returns the builder of the crate that is measured alone.
pub fn builder(bench: &Path) -> Builder {
    Builder {
        manifest: workspace(bench).join("Cargo.toml"),
        target: workspace(bench).join("target"),
        // Cargo builds the official crates without incremental compilation, too, since they come from a registry.
        incremental: false,
        compiler_costs: None,
    }
}

/// Returns the folder of the crate that is measured alone.
pub fn folder(bench: &Path) -> PathBuf {
    workspace(bench).join(PACKAGE)
}

/// Returns the folder of a workspace with one crate, which is measured. All crates use the same folder one after the other, so that cargo
/// reuses the built dependencies.
fn workspace(bench: &Path) -> PathBuf {
    target(bench).join("whole")
}
