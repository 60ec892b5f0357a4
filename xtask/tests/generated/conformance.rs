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
fn every_protocol_test_of_rest_json_for_clients_passes() {
    expect_results(&[("rest-json-1.json", 334, 0)]);
}

#[test]
#[ignore = "compiles further clients: bash .ci/generated"]
fn every_protocol_test_of_other_protocols_for_clients_passes() {
    // The skipped case has a setting of one operation. Nine others need the folder `models` beside that of the tests.
    expect_results(&[
        ("aws-json-1-0.json", 70, 0),
        ("aws-json-1-1.json", 119, 0),
        ("aws-query.json", 77, 0),
        ("ec2-query.json", 59, 0),
        ("rest-xml.json", 192, 1),
        ("rpc-v2-cbor.json", 76, 0),
    ]);
}

/// Runs the protocol tests of these models, each of which has a number of passing and of skipped cases.
fn expect_results(models: &[(&str, usize, usize)]) {
    let Some(folder) = shared("conformance") else {
        return;
    };
    for (model, passed, skipped) in models {
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
