//! Models as they are published: what the generator needs for them, and whether the compiler likes what it writes.
//!
//! They are not part of this repository: `TINSMITH_SHARED` or `../shared` says where they are.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, io};

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
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../codegen/tests/models")
        .join(name)
}

#[test]
fn a_table_tells_what_each_model_takes_and_how_that_grows() {
    let (said, complained, output) = models(&[], &[example("shop.json"), example("library.json")]);
    assert!(output.status.success(), "{said}{complained}");
    let lines: Vec<&str> = said.lines().collect();
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
    let (said, complained, output) = models(&[], &[example("../golden.rs")]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("cannot be generated"), "{said}");
    assert!(complained.starts_with("error: "), "{complained}");
}

#[test]
fn published_models_compile_with_the_lints_of_this_repository() {
    let shared = env::var_os("TINSMITH_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"),
        PathBuf::from,
    );
    let folder = shared.join("models");
    if !folder.is_dir() {
        // Unlike what `println!` prints, this is seen although the test passes.
        let notice = format!("SKIPPED: there is no {}\n", folder.display());
        io::stderr().write_all(notice.as_bytes()).unwrap();
        return;
    }
    let files = ["sso.json", "sso-oidc.json"].map(|name| folder.join(name));
    check(&files);
}

#[test]
fn names_shapes_and_bindings_that_are_rare_compile_as_well() {
    check(&["oddities.json", "shop.json"].map(example));
}

fn check(files: &[PathBuf]) {
    let (said, complained, output) = models(&["--check"], files);
    assert!(output.status.success(), "{said}{complained}");
    for row in said.lines().skip(1).take(files.len()) {
        let cells: Vec<&str> = row.split_whitespace().rev().take(2).collect();
        assert_eq!(cells, ["3/3", "yes"], "{said}");
    }
}
