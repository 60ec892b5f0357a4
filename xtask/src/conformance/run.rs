//! Building and running the generated crates' tests.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;

use super::suite::Suite;
use crate::sync::{self, Package};
use crate::workspace::{self, Error};

/// What came of the tests of a crate.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) passed: usize,
    /// What each failed test printed.
    pub(super) failures: Vec<String>,
}

/// Writes the crates into a workspace of their own, builds them and runs their tests, by crate.
pub(super) fn run_tests(
    folder: &Path,
    suites: &[Suite],
) -> Result<BTreeMap<String, Outcome>, Error> {
    let packages: Vec<Package> = suites
        .iter()
        .filter(|suite| !suite.files.is_empty())
        .map(|suite| Package {
            folder: folder.join(&suite.crate_name),
            files: suite.files.clone(),
        })
        .collect();
    let mut outcomes = BTreeMap::new();
    if packages.is_empty() {
        return Ok(outcomes);
    }
    sync::write(&packages)?;
    write_workspace(folder, suites)?;
    for test in build(folder)? {
        let outcome: &mut Outcome = outcomes.entry(test.crate_name.clone()).or_default();
        run(&test, outcome)?;
    }
    Ok(outcomes)
}

/// A workspace of its own, with the versions of this one and so that its build can be shared.
fn write_workspace(folder: &Path, suites: &[Suite]) -> Result<(), Error> {
    let members: Vec<_> = suites
        .iter()
        .filter(|suite| !suite.files.is_empty())
        .map(|suite| format!("{:?}", suite.crate_name))
        .collect();
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{}]\n\n[profile.dev]\ndebug = \"line-tables-only\"\n",
        members.join(", ")
    );
    let path = folder.join("Cargo.toml");
    fs::write(&path, manifest).map_err(Error::file("write", &path))?;
    let lock = workspace::root().join("Cargo.lock");
    let copy = folder.join("Cargo.lock");
    fs::copy(&lock, &copy).map_err(Error::file("write", &copy))?;
    Ok(())
}

/// A test program.
struct Test {
    crate_name: String,
    program: PathBuf,
}

/// A line of what cargo prints for programs.
#[derive(Deserialize)]
struct Message {
    reason: String,
    manifest_path: Option<PathBuf>,
    executable: Option<PathBuf>,
}

fn build(folder: &Path) -> Result<Vec<Test>, Error> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let failed = |error| Error::File {
        verb: "run",
        path: "cargo".into(),
        source: error,
    };
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| workspace::root().join("target"), PathBuf::from);
    let mut child = Command::new(cargo)
        .args([
            "test",
            "--workspace",
            "--lib",
            "--tests",
            "--no-run",
            "--offline",
            "--quiet",
        ])
        .arg("--message-format=json-render-diagnostics")
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .stdout(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let mut tests = Vec::new();
    for line in child
        .stdout
        .take()
        .map(BufReader::new)
        .into_iter()
        .flat_map(BufRead::lines)
    {
        let Ok(message) = serde_json::from_str::<Message>(&line.map_err(failed)?) else {
            continue;
        };
        let crate_folder = message
            .manifest_path
            .as_deref()
            .and_then(Path::parent)
            .and_then(Path::file_name);
        if let (Some(program), Some(name), "compiler-artifact") =
            (message.executable, crate_folder, message.reason.as_str())
        {
            tests.push(Test {
                crate_name: name.to_string_lossy().into_owned(),
                program,
            });
        }
    }
    if !child.wait().map_err(failed)?.success() {
        return Err(Error::Usage("the generated crates do not build".to_owned()));
    }
    Ok(tests)
}

fn run(test: &Test, outcome: &mut Outcome) -> Result<(), Error> {
    let output = Command::new(&test.program)
        .env("RUST_BACKTRACE", "0")
        .stderr(Stdio::inherit())
        .output()
        .map_err(Error::file("run", &test.program))?;
    let text = String::from_utf8_lossy(&output.stdout);
    outcome.passed += text
        .lines()
        .filter(|line| line.starts_with("test ") && line.ends_with(" ... ok"))
        .count();
    outcome.failures.extend(failures(&text));
    Ok(())
}

/// What each failed test said, from the report of Rust's test harness.
fn failures(report: &str) -> Vec<String> {
    let mut failures = Vec::new();
    let sections = report.split("\n---- ").skip(1);
    for section in sections {
        let section = section.split("\n\nfailures:").next().unwrap_or_default();
        let (name, said) = section.split_once(" stdout ----").unwrap_or((section, ""));
        let lines = said
            .lines()
            .filter(|line| !line.starts_with("thread '") && !line.starts_with("note: run with"));
        let said = lines.collect::<Vec<_>>().join("\n");
        let said = said.trim();
        failures.push(if said.is_empty() {
            name.to_owned()
        } else {
            said.to_owned()
        });
    }
    failures
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_is_what_its_test_said() {
        let report = "\nrunning 3 tests\ntest a ... ok\ntest b ... FAILED\ntest c ... FAILED\n\nfailures:\n\n\
            ---- b stdout ----\n\nthread 'b' (7) panicked at tests/protocol.rs:10:5:\nBCase\n  method\n    expected: GET\n    actual:   PUT\n\
            note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n\n\
            ---- c stdout ----\n\nthread 'c' (8) panicked at tests/protocol.rs:20:5:\nCCase\n\n\nfailures:\n    b\n    c\n\n\
            test result: FAILED. 1 passed; 2 failed\n";
        assert_eq!(
            failures(report),
            [
                "BCase\n  method\n    expected: GET\n    actual:   PUT",
                "CCase"
            ]
        );
    }
}
