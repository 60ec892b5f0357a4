//! The examples as programs: their output and their errors.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod export_sessions;
#[path = "../../examples/common/markup.rs"]
mod markup;
mod monitor;
mod session_log;
mod statistics_chart;
mod usage_report;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;
use tinsmith_local::LocalService;

/// Returns the command of an example without the environment and the home directory.
fn example(name: &str, folder: &Path) -> Command {
    let test = std::env::current_exe().unwrap();
    let profile = test.parent().and_then(Path::parent).unwrap();
    let program = profile
        .join("examples")
        .join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(
        program.exists(),
        "there is no {}: build it with `cargo build --examples`, as `cargo test` does",
        program.display()
    );
    let mut command = Command::new(program);
    command.env_clear().env("HOME", folder).current_dir(folder);
    command
}

/// Returns the command of an example with a farm on loopback and one of its jobs.
fn of_job(name: &str, folder: &Path, local: &LocalService, job: usize) -> Command {
    let job = local.jobs().nth(job).unwrap();
    let mut command = example(name, folder);
    command.envs(local.environment()).args([
        "--region",
        local.region(),
        "--farm-id",
        local.farm_id(),
        "--queue-id",
        job.queue_id,
        "--job-id",
        job.job_id,
    ]);
    command
}

fn stdout(output: Output) -> String {
    assert!(
        output.status.success(),
        "{}: {}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// Returns the error message of a program that fails.
fn complaint(output: Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

fn json_lines(text: &str) -> Vec<Value> {
    let lines = text.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn session_ids(lines: &[Value]) -> Vec<&str> {
    let ids = lines.iter().filter_map(|line| line["sessionId"].as_str());
    ids.collect()
}

#[test]
fn incomplete_arguments_are_rejected() {
    let folder = TempDir::new().unwrap();
    for name in [
        "export_sessions",
        "session_log",
        "monitor",
        "usage_report",
        "statistics_chart",
    ] {
        let output = example(name, folder.path())
            .args(["--region", "us-west-2"])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(
            String::from_utf8_lossy(&output.stderr).contains("--farm-id"),
            "{name}"
        );
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn every_example_is_run_here() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let this = [
        include_str!("export_sessions.rs"),
        include_str!("monitor.rs"),
        include_str!("session_log.rs"),
        include_str!("statistics_chart.rs"),
        include_str!("usage_report.rs"),
    ]
    .concat();
    for entry in fs::read_dir(examples).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let run = this.contains(&format!("example(\"{name}\", "));
        assert!(run || name == "common" || this.contains(&format!("of_job(\"{name}\", ")));
    }
}
