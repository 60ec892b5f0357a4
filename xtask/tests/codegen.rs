//! The program itself, as a person runs it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const MODEL: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../codegen/tests/models/library.json"
);

fn codegen(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("codegen")
        .args(arguments)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_broken_model_is_told_in_full_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("broken.json");
    let broken = fs::read_to_string(MODEL)
        .unwrap()
        .replace(r#""uri": "/books/{bookId}""#, r#""uri": "/books/{isbn}""#)
        .replace(r#""smithy.api#paginated""#, r#""smithy.api#paginate""#);
    fs::write(&model, broken).unwrap();
    let out = folder.path().join("out");

    let output = codegen(&["--model", path(&model), "--out", path(&out)]);

    let prefix = format!("error: {}: ", model.display());
    assert_eq!(
        text(&output.stderr).replace(&prefix, ""),
        "com.example#ListBooks: has the unknown trait `smithy.api#paginate`; did you mean `smithy.api#paginated`?\n\
         com.example#GetBook: the label `{isbn}` of its uri `/books/{isbn}` has no member in `com.example#GetBookRequest`\n\
         com.example#GetBookRequest$bookId: has the `smithy.api#httpLabel` trait, but the uri `/books/{isbn}` has no such label\n\
         nothing was written\n"
    );
    assert_eq!(output.status.code(), Some(1));
    assert!(!out.exists());
}

#[test]
fn a_model_that_is_not_there_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let output = codegen(&[
        "--model",
        "no-such-model.json",
        "--out",
        path(folder.path()),
    ]);
    assert_eq!(output.status.code(), Some(1));
    let message = text(&output.stderr);
    assert!(
        message.starts_with("error: cannot read no-such-model.json: "),
        "{message}"
    );
}

#[test]
fn a_name_that_is_a_path_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let output = codegen(&[
        "--model",
        MODEL,
        "--out",
        path(&out),
        "--name",
        "../elsewhere",
    ]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("`../elsewhere` is no name for a crate"));
    assert!(!out.exists());
}
