//! The build and the run of the generated crates' tests.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;

use cargo_tinsmith::sync::{self, Package};

use super::suite::Suite;
use crate::scratch;
use crate::workspace::Error;

/// The results of a crate's tests.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) passed: usize,
    /// The output of each failed test.
    pub(super) failures: Vec<String>,
}

/// Writes the crates into a workspace, builds them and runs their tests. Returns the outcomes by crate.
pub(super) fn run_tests(
    folder: &Path,
    suites: &[Suite],
) -> Result<BTreeMap<String, Outcome>, Error> {
    let packages: Vec<Package> = suites
        .iter()
        .filter(|suite| !suite.files.is_empty())
        .map(|suite| Package::new(folder.join(&suite.crate_name), suite.files.clone()))
        .collect();
    let mut outcomes = BTreeMap::new();
    if packages.is_empty() {
        return Ok(outcomes);
    }
    sync::write(&packages)?;
    let members = suites.iter().filter(|suite| !suite.files.is_empty());
    scratch::write_workspace(folder, members.map(|suite| suite.crate_name.clone()))?;
    for test in build(folder)? {
        let outcome: &mut Outcome = outcomes.entry(test.crate_name.clone()).or_default();
        run(&test, outcome)?;
    }
    Ok(outcomes)
}

/// A test program.
struct Test {
    crate_name: String,
    program: PathBuf,
}

/// A message in cargo's JSON output.
#[derive(Deserialize)]
struct Message {
    reason: String,
    manifest_path: Option<PathBuf>,
    executable: Option<PathBuf>,
}

fn build(folder: &Path) -> Result<Vec<Test>, Error> {
    let mut tests = Vec::new();
    let built = scratch::cargo(
        folder,
        &[
            "test",
            "--workspace",
            "--lib",
            "--tests",
            "--no-run",
            "--message-format=json-render-diagnostics",
        ],
        |line| {
            let Ok(message) = serde_json::from_str::<Message>(line) else {
                return;
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
        },
    )?;
    if built {
        Ok(tests)
    } else {
        Err(Error::Usage(
            "the generated crates do not compile; the errors are above".to_owned(),
        ))
    }
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

/// Returns the output of each failed test, from the report of Rust's test harness.
fn failures(report: &str) -> Vec<String> {
    let mut failures = Vec::new();
    let sections = report.split("\n---- ").skip(1);
    for section in sections {
        let section = section.split("\n\nfailures:").next().unwrap_or_default();
        let (name, output) = section.split_once(" stdout ----").unwrap_or((section, ""));
        let lines = output
            .lines()
            .filter(|line| !line.starts_with("thread '") && !line.starts_with("note: run with"));
        let output = lines.collect::<Vec<_>>().join("\n");
        let output = output.trim();
        failures.push(if output.is_empty() {
            name.to_owned()
        } else {
            output.to_owned()
        });
    }
    failures
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_is_the_output_of_its_test() {
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
