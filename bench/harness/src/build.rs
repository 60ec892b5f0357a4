//! Builds with cargo: their CPU and wall time, and the crates and lines that they consist of.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::compiler::{self, CompilerCost};
use crate::measure::{self, Cost};

/// Returns the package of a program.
pub(crate) fn package(program: &str) -> String {
    format!("bench-{program}")
}

/// Returns the target folder of all builds.
pub(crate) fn target(bench: &Path) -> PathBuf {
    bench.join("target")
}

/// The mode in which cargo builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    Dev,
    Release,
}

/// A folder of cargo's output, and the workspace whose packages are built into it.
#[derive(Clone, Debug)]
pub struct Builder {
    /// The manifest of the workspace.
    pub manifest: PathBuf,
    pub target: PathBuf,
    /// True if the build is incremental, as cargo's builds of workspace crates are.
    pub incremental: bool,
    /// The folder for the costs of each run of the compiler, if they are measured.
    pub compiler_costs: Option<PathBuf>,
}

impl Builder {
    fn cargo(&self, subcommand: &str) -> Command {
        let mut command = Command::new("cargo");
        command
            .args([subcommand, "--quiet", "--manifest-path"])
            .arg(&self.manifest)
            .env("CARGO_TARGET_DIR", &self.target)
            .env_remove("CARGO_INCREMENTAL");
        if !self.incremental {
            command.env("CARGO_INCREMENTAL", "0");
        }
        if let (Some(folder), Ok(wrapper)) = (&self.compiler_costs, std::env::current_exe()) {
            command
                .env("RUSTC_WRAPPER", wrapper)
                .env(compiler::FOLDER, folder);
        }
        command
    }

    /// Removes the whole output.
    pub fn clean(&self) -> Result<()> {
        remove(&self.target)
    }

    /// Removes the output of a profile.
    pub fn clean_profile(&self, profile: Profile) -> Result<()> {
        remove(&self.folder(profile))
    }

    /// Removes the output of one package.
    pub fn clean_package(&self, package: &str, profile: Profile) -> Result<()> {
        let mut command = self.cargo("clean");
        command.args(["--package", package]);
        if profile == Profile::Release {
            command.arg("--release");
        }
        measure::output(&mut command).map(drop)
    }

    /// Builds a package and its missing dependencies.
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

    /// Returns the builder of a workspace in a folder, into the folder `target` in it.
    pub fn workspace(folder: &Path) -> Self {
        Self {
            manifest: folder.join("Cargo.toml"),
            target: folder.join("target"),
            incremental: false,
            compiler_costs: None,
        }
    }

    /// Downloads missing dependencies.
    pub fn fetch(&self) -> Result<()> {
        measure::run(&mut self.cargo("fetch")).map(drop)
    }

    /// Builds all packages of the workspace in dev.
    pub fn build_workspace(&self) -> Result<Cost> {
        measure::run(self.cargo("build").arg("--workspace"))
    }

    /// Builds a package again after a change to its own source.
    pub fn rebuild(&self, package: &str, profile: Profile, source: &Path) -> Result<Cost> {
        // Missing dependencies are built first, so that their time is not measured.
        self.build(package, profile, &[])?;
        let now = std::time::SystemTime::now();
        std::fs::File::options()
            .append(true)
            .open(source)?
            .set_modified(now)?;
        self.build(package, profile, &[])
    }

    /// Compiles one package again, after its dependencies, as a part of the build of `program`. The folder of the costs is required.
    pub fn compile_alone(
        &self,
        package: &str,
        program: &str,
        profile: Profile,
        features: &[&str],
    ) -> Result<CompilerCost> {
        let folder = self
            .compiler_costs
            .as_deref()
            .context("the costs of the compiler are not measured")?;
        self.clean_package(package, profile)?;
        compiler::forget(folder, package)?;
        self.build(program, profile, features)?;
        CompilerCost::read(folder, package)
    }

    /// Returns the folder with the sources of a dependency.
    pub fn source(&self, package: &str) -> Result<PathBuf> {
        let mut command = Command::new("cargo");
        command
            .args(["metadata", "--all-features", "--format-version", "1"])
            .arg("--manifest-path")
            .arg(&self.manifest);
        let metadata = measure::output(&mut command)?;
        metadata
            .split('"')
            .find(|text| text.contains(&format!("/{package}-")) && text.ends_with("/Cargo.toml"))
            .and_then(|text| Path::new(text).parent())
            .map(|folder| folder.join("src"))
            .with_context(|| format!("cargo metadata does not name {package}"))
    }

    /// Returns the path of a package's binary.
    pub fn binary(&self, package: &str, profile: Profile) -> PathBuf {
        self.folder(profile).join(package)
    }

    fn folder(&self, profile: Profile) -> PathBuf {
        self.target.join(match profile {
            Profile::Release => "release",
            Profile::Dev => "debug",
        })
    }

    /// Returns the size of the newest rlib of a package, in bytes.
    pub fn rlib(&self, package: &str, profile: Profile) -> Result<f64> {
        let start = format!("lib{}-", package.replace('-', "_"));
        let mut sizes = Vec::new();
        for entry in std::fs::read_dir(self.folder(profile).join("deps"))? {
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
            .map(|(_, size)| *size as f64)
            .with_context(|| format!("no rlib of {package}"))
    }
}

fn remove(folder: &Path) -> Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// Returns the number of crates in the normal dependency tree of a package, without the package itself.
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

/// The numbers of lines of sources.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lines {
    pub all: f64,
    /// The lines that are neither empty nor comments.
    pub code: f64,
}

impl Lines {
    /// Counts the lines of the Rust files in a folder and its subfolders.
    pub fn from_folder(folder: &Path) -> Result<Self> {
        let mut lines = Self::default();
        let mut folders = vec![folder.to_path_buf()];
        while let Some(folder) = folders.pop() {
            for entry in
                std::fs::read_dir(&folder).with_context(|| format!("no {}", folder.display()))?
            {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    lines.count(&std::fs::read_to_string(&path)?);
                }
            }
        }
        Ok(lines)
    }

    fn count(&mut self, text: &str) {
        for line in text.lines().map(str::trim_start) {
            self.all += 1.0;
            if !line.is_empty() && !line.starts_with("//") {
                self.code += 1.0;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_empty_lines_are_no_code() {
        let mut lines = Lines::default();
        lines.count("//! A crate.\n\n/// One.\nfn one() {\n    // Why.\n    1 // One.\n}\n");
        assert_eq!((lines.all, lines.code), (7.0, 3.0));
    }
}
