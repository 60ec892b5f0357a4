//! Smithy's protocol tests, and the endpoint tests of models, which are not part of this repository.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::folders::shared;

/// Runs the task, and returns the last line of its output.
fn last_line(models: &[PathBuf]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("conformance")
        .args(models)
        .output()
        .unwrap();
    let (stdout, stderr) = (
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    );
    assert!(output.status.success(), "{stdout}{stderr}");
    stdout.lines().last().unwrap_or_default().to_owned()
}

#[test]
fn every_protocol_test_for_clients_passes() {
    let Some(folder) = shared("conformance") else {
        return;
    };
    for (model, passed) in [
        ("aws-json-1-0.json", 70),
        ("aws-json-1-1.json", 119),
        ("aws-query.json", 77),
        ("ec2-query.json", 59),
        ("rest-json-1.json", 275),
        ("rest-xml.json", 183),
        ("rpc-v2-cbor.json", 76),
    ] {
        // The cases that are not run are those of S3's addressing and of event streams in inputs; conformance-skips.toml has the reasons.
        let skipped = match model {
            "rest-json-1.json" => 59,
            "rest-xml.json" => 10,
            _ => 0,
        };
        let expected = format!("{passed} passed, 0 failed, {skipped} skipped");
        assert_eq!(last_line(&[folder.join(model)]), expected, "{model}");
    }
}

#[test]
fn every_endpoint_test_passes() {
    let Some(folder) = shared("models") else {
        return;
    };
    let models = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut models: Vec<_> = models
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .collect();
    models.sort();
    assert!(last_line(&models).ends_with(" passed, 0 failed, 0 skipped"));
}

#[test]
fn every_case_of_credentials_passes() {
    let Some(folder) = shared("conformance/credentials") else {
        return;
    };
    assert_eq!(last_line(&[folder]), "34 passed, 0 failed, 0 skipped");
}
