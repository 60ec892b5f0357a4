//! Tests that need a process of their own: this program runs again with one ignored test, its subject.

use std::process::Command;

/// Runs the ignored tests whose names begin with `tests`, and returns what they print.
#[track_caller]
pub(crate) fn run(tests: &str, expected: usize) -> String {
    let program = std::env::current_exe().unwrap();
    let output = Command::new(program)
        .args([tests, "--ignored", "--nocapture"])
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        printed.contains(&format!("test result: ok. {expected} passed")),
        "{printed}"
    );
    printed
}
