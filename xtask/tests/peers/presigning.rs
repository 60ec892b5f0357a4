//! The URLs and forms that boto3 presigns.

use std::fs;

use crate::folders::{root, shared};
use crate::program::{self, text};
use crate::python::{self, has_moto};

/// A test of the runtime compares its own with the file.
#[test]
fn the_recorded_presigned_requests_are_those_of_boto3() {
    if !has_moto() {
        return;
    }
    let output = python::command("boto3_presigning.py").output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout), recorded());
}

/// A test of the runtime sends the same requests.
#[test]
fn the_recorded_requests_with_the_credentials_of_a_session_are_those_of_boto3() {
    if !has_moto() {
        return;
    }
    let output = python::command("boto3_sessions.py").output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let file = root().join("crates/tinsmith/tests/calls/sessions_by_boto3.txt");
    assert_eq!(text(&output.stdout), fs::read_to_string(file).unwrap());
}

#[test]
#[ignore = "compiles further clients: bash .ci/generated"]
fn generated_clients_presign_the_urls_of_boto3() {
    let Some(models) = shared("models") else {
        return;
    };
    let output = program::run(&models, &["presigned", "1700000000"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let printed = text(&output.stdout);
    let ours: Vec<&str> = printed.lines().collect();
    let recorded = recorded();
    let urls = recorded.lines().filter(|line| line.starts_with("http"));
    assert_eq!(ours, urls.collect::<Vec<_>>());
}

fn recorded() -> String {
    let file = root().join("crates/tinsmith/tests/calls/presigned_by_boto3.txt");
    fs::read_to_string(file).unwrap()
}
