//! The generated clients of this repository are those of its models.

use std::process::Command;

#[test]
fn every_generated_file_is_up_to_date() {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["codegen", "--check"])
        .output()
        .unwrap();
    let differences = String::from_utf8_lossy(&output.stdout);
    let problems = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{differences}{problems}");
    assert!(
        differences.ends_with(" files are up to date\n"),
        "{differences}"
    );
}
