//! The task `models`, on models of this repository and on published ones.

use std::path::PathBuf;
use std::process::{Command, Output};

use super::folders::{root, shared};

fn models(arguments: &[&str], files: &[PathBuf]) -> (String, String, Output) {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("models")
        .args(arguments)
        .args(files)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr), output)
}

fn example(name: &str) -> PathBuf {
    root().join("codegen/tests/models").join(name)
}

#[test]
fn a_table_contains_the_cost_of_each_model_and_its_growth() {
    let (stdout, stderr, output) = models(&[], &[example("shop.json"), example("library.json")]);
    assert!(output.status.success(), "{stdout}{stderr}");
    let lines: Vec<&str> = stdout.lines().collect();
    let columns: Vec<&str> = lines[0].split_whitespace().collect();
    assert_eq!(columns[..3], ["model", "KB", "operations"]);
    let names = lines[1..3].iter().map(|line| line.split(' ').next());
    assert_eq!(
        names.collect::<Vec<_>>(),
        [Some("library"), Some("shop")],
        "from the smallest to the largest"
    );
    let growth = lines.last().unwrap();
    assert!(growth.starts_with("from library to shop: "), "{growth}");
}

#[test]
fn a_model_that_cannot_be_generated_fails_and_stays_in_the_table() {
    let (stdout, stderr, output) = models(&[], &[example("../generator/golden.rs")]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout.contains("cannot be generated"), "{stdout}");
    assert!(stderr.starts_with("error: "), "{stderr}");
}

#[test]
fn published_models_compile_with_the_lints_of_this_repository() {
    let Some(folder) = shared("models") else {
        return;
    };
    let files = ["sso.json", "sso-oidc.json"].map(|name| folder.join(name));
    check(&files);
}

#[test]
fn rare_names_shapes_and_bindings_compile() {
    check(&["oddities.json", "shop.json"].map(example));
}

fn check(files: &[PathBuf]) {
    let (stdout, stderr, output) = models(&["--check"], files);
    assert!(output.status.success(), "{stdout}{stderr}");
    for row in stdout.lines().skip(1).take(files.len()) {
        let cells: Vec<&str> = row.split_whitespace().rev().take(3).collect();
        assert_eq!(cells, ["3/3", "yes", "yes"], "{stdout}");
    }
}
