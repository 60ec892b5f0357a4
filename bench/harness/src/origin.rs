//! The origin of figures: the sources, the compiler, the versions of dependencies.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::measure;

/// The versions of everything that is measured. Two runs with the same origin are comparable.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Origin {
    /// The full hash of the commit; empty if the sources are not in a git repository.
    pub commit: String,
    /// The date of the commit.
    pub date: String,
    /// A hash of the differences from the commit; empty if there are none.
    pub changes: String,
    /// The output of `rustc --version`.
    pub compiler: String,
    /// A hash of the lock files.
    pub versions: String,
}

impl Origin {
    /// Reads the current origin of the sources.
    pub fn from_sources(bench: &Path) -> Result<Self> {
        let root = bench.parent().context("bench/ is in the repository")?;
        let git = |arguments: &[&str]| {
            measure::output(
                Command::new("git")
                    .current_dir(root)
                    .args(arguments)
                    // The files that a run itself writes are excluded.
                    .args(["--", ".", ":!README.md", ":!bench/RESULTS.md"])
                    .arg(":!bench/*.svg"),
            )
        };
        let head = Command::new("git")
            .current_dir(root)
            .args(["log", "-1", "--format=%H %cs"])
            .output();
        let head = head.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
        let head = head.unwrap_or_default();
        let (commit, date) = head.trim().split_once(' ').unwrap_or_default();
        let mut changes = String::new();
        if !commit.is_empty() {
            let status = git(&["status", "--porcelain"])?;
            if !status.is_empty() {
                changes = hash(&(status, git(&["diff", "HEAD"])?));
            }
        }
        let compiler = measure::output(Command::new("rustc").arg("--version"))?;
        Ok(Self {
            commit: commit.to_owned(),
            date: date.to_owned(),
            changes,
            compiler: compiler.trim().to_owned(),
            versions: hash(&(
                std::fs::read(bench.join("Cargo.lock"))?,
                std::fs::read(bench.join("services/Cargo.lock"))?,
                std::fs::read(bench.join("s3/Cargo.lock"))?,
            )),
        })
    }

    /// Returns the origin of a program that does not depend on the sources of this repository: the compiler, and the versions of its dependencies
    /// with all features.
    pub fn for_dependencies(&self, manifest: &Path, package: &str) -> Result<Self> {
        let tree = measure::output(
            Command::new("cargo")
                .args(["tree", "--all-features", "--prefix", "none"])
                .args(["--package", package, "--manifest-path"])
                .arg(manifest),
        )?;
        Ok(Self {
            compiler: self.compiler.clone(),
            versions: hash(&tree),
            ..Self::default()
        })
    }

    /// Returns the differences from another origin.
    pub fn differences(&self, other: &Self) -> Vec<&'static str> {
        let mut names = Vec::new();
        if self.commit != other.commit {
            names.push("commit");
        } else if self.changes != other.changes {
            names.push("set of changes to the commit");
        }
        if self.compiler != other.compiler {
            names.push("compiler");
        }
        if self.versions != other.versions {
            names.push("Cargo.lock");
        }
        names
    }

    /// Returns a description of the commit.
    pub fn description(&self) -> String {
        let Some(short) = self.commit.get(..10) else {
            return "no commit".to_owned();
        };
        let end = if self.changes.is_empty() {
            ""
        } else {
            ", with changes"
        };
        format!("commit {short} of {}{end}", self.date)
    }
}

/// Returns a hash that may differ between compilers, which are compared, too.
fn hash(value: &impl Hash) -> String {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_to_a_commit_are_described_and_compared() {
        let clean = Origin {
            commit: "0123456789abcdef".to_owned(),
            date: "2026-11-21".to_owned(),
            ..Origin::default()
        };
        let changed = Origin {
            changes: hash(&"a line"),
            ..clean.clone()
        };
        assert_eq!(clean.description(), "commit 0123456789 of 2026-11-21");
        assert_eq!(
            changed.description(),
            "commit 0123456789 of 2026-11-21, with changes"
        );
        assert_eq!(
            clean.differences(&changed),
            ["set of changes to the commit"]
        );
        assert!(clean.differences(&clean.clone()).is_empty());
    }

    #[test]
    fn another_compiler_and_other_versions_are_differences() {
        let one = Origin::default();
        let other = Origin {
            compiler: "rustc 2".to_owned(),
            versions: hash(&"other"),
            ..Origin::default()
        };
        assert_eq!(one.differences(&other), ["compiler", "Cargo.lock"]);
        assert_eq!(one.description(), "no commit");
    }
}
