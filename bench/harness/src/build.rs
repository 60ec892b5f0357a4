//! What a client costs to build: CPU and wall time, crates, lines.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::measure::{self, Cost};

/// How cargo builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    Dev,
    Release,
}

/// A folder of cargo's output, and the packages built into it.
#[derive(Debug)]
pub struct Builder<'a> {
    /// The manifest of the workspace.
    pub manifest: PathBuf,
    pub target: &'a Path,
}

impl Builder<'_> {
    fn cargo(&self, subcommand: &str) -> Command {
        let mut command = Command::new("cargo");
        command
            .args([subcommand, "--quiet", "--manifest-path"])
            .arg(&self.manifest)
            .env("CARGO_TARGET_DIR", self.target);
        command
    }

    /// Builds a package with what is missing of its dependencies.
    pub fn build(&self, package: &str, profile: Profile, features: &[&str]) -> Result<Cost> {
        let mut command = self.cargo("build");
        command.args(["--package", package]);
        if profile == Profile::Release {
            command.arg("--release");
        }
        if !features.is_empty() {
            command.args(["--features", &features.join(",")]);
        }
        measure::run(&mut command)
    }

    /// Builds a package again after a change to its own source.
    pub fn rebuild(&self, package: &str, profile: Profile, source: &Path) -> Result<Cost> {
        let now = std::time::SystemTime::now();
        std::fs::File::options()
            .append(true)
            .open(source)?
            .set_modified(now)?;
        self.build(package, profile, &[])
    }

    /// The binary of a package after a build.
    pub fn binary(&self, package: &str, profile: Profile) -> PathBuf {
        let folder = if profile == Profile::Release {
            "release"
        } else {
            "debug"
        };
        self.target.join(folder).join(package)
    }

    /// Bytes of the newest rlib of a package.
    pub fn rlib(&self, package: &str, profile: Profile) -> Result<u64> {
        let folder = if profile == Profile::Release {
            "release"
        } else {
            "debug"
        };
        let start = format!("lib{}-", package.replace('-', "_"));
        let mut sizes = Vec::new();
        for entry in std::fs::read_dir(self.target.join(folder).join("deps"))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with(&start) && name.ends_with(".rlib") {
                let metadata = entry.metadata()?;
                sizes.push((metadata.modified()?, metadata.len()));
            }
        }
        sizes.sort();
        sizes
            .last()
            .map(|(_, size)| *size)
            .with_context(|| format!("no rlib of {package}"))
    }
}

/// Crates in the normal dependency tree of a package, its own left out.
pub fn crates(manifest: &Path, package: &str) -> Result<f64> {
    let tree = measure::output(
        Command::new("cargo")
            .args([
                "tree",
                "--edges",
                "normal",
                "--prefix",
                "none",
                "--format",
                "{p}",
                "--package",
                package,
                "--manifest-path",
            ])
            .arg(manifest),
    )?;
    let mut names: Vec<&str> = tree
        .lines()
        .map(|line| line.trim_end_matches(" (*)"))
        .filter(|line| !line.is_empty())
        .collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() {
        bail!("cargo tree names no crate for {package}");
    }
    Ok((names.len() - 1) as f64)
}

/// Lines of Rust below a folder.
pub fn lines(folder: &Path) -> Result<f64> {
    let mut total = 0;
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in
            std::fs::read_dir(&folder).with_context(|| format!("no {}", folder.display()))?
        {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                total += std::fs::read_to_string(&path)?.lines().count();
            }
        }
    }
    Ok(total as f64)
}
