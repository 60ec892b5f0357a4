//! The URLs and forms that boto3 presigns.

use std::fs;

use crate::folders::root;
use crate::program::text;
use crate::python::{self, has_moto};

/// A test of the runtime compares its own with the file.
#[test]
fn the_recorded_presigned_requests_are_those_of_boto3() {
    if !has_moto() {
        return;
    }
    let output = python::command("boto3_presigning.py").output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let file = root().join("crates/tinsmith/tests/calls/presigned_by_boto3.txt");
    assert_eq!(text(&output.stdout), fs::read_to_string(file).unwrap());
}
