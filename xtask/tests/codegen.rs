//! The task `codegen`, run as a program.

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
fn all_diagnostics_of_a_model_are_printed_and_nothing_is_written() {
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
fn an_unsupported_shape_is_reported_with_the_option_that_leaves_it_out() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("files.json");
    let of_two = r#"{ "smithy": "2.0", "shapes": {
        "com.example#Files": { "type": "service", "version": "1", "operations": [
            { "target": "com.example#GetFile" }, { "target": "com.example#ListFiles" }],
            "traits": { "aws.api#service": { "sdkId": "Files" }, "aws.auth#sigv4": { "name": "files" }, "aws.protocols#restJson1": {} } },
        "com.example#GetFile": { "type": "operation", "input": { "target": "smithy.api#Unit" }, "output": { "target": "com.example#File" },
            "traits": { "smithy.api#http": { "method": "GET", "uri": "/file" } } },
        "com.example#File": { "type": "structure", "members": { "events": { "target": "com.example#Events", "traits": { "smithy.api#httpPayload": {} } } } },
        "com.example#Events": { "type": "union", "members": { "end": { "target": "smithy.api#Unit" } }, "traits": { "smithy.api#streaming": {} } },
        "com.example#ListFiles": { "type": "operation", "input": { "target": "smithy.api#Unit" }, "output": { "target": "smithy.api#Unit" },
            "traits": { "smithy.api#http": { "method": "GET", "uri": "/files" } } } } }"#;
    fs::write(&model, of_two).unwrap();
    let out = folder.path().join("out");
    let arguments = ["--model", path(&model), "--out", path(&out)];

    let stderr = text(&codegen(&arguments).stderr);
    assert!(stderr.contains("event stream"), "{stderr}");
    assert!(stderr.contains("help: `--skip-unsupported`"), "{stderr}");
    let output = codegen(&[&arguments[..], &["--skip-unsupported"]].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));

    // Without remaining operations, the option is no remedy.
    let output = codegen(&[&arguments[..], &["--operations", "GetFile"]].concat());
    assert!(!text(&output.stderr).contains("help:"));
}

#[test]
fn the_guide_names_every_option() {
    let guide =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/tinsmith/src/guide/generating.md");
    let guide = fs::read_to_string(guide).unwrap();
    let mut named: Vec<&str> = guide
        .lines()
        .filter_map(|line| line.strip_prefix("| `--")?.split(['`', ' ']).next())
        .collect();
    let help = text(&codegen(&["--help"]).stdout);
    let mut options: Vec<&str> = help
        .lines()
        .filter_map(|line| line.split_once("--"))
        .filter(|(before, _)| before.trim().is_empty())
        .filter_map(|(_, option)| option.split([' ', '\n']).next())
        .collect();
    assert!(options.len() > 5, "{help}");
    named.sort_unstable();
    options.sort_unstable();
    assert_eq!(named, options);
}

#[test]
fn an_error_names_a_model_that_does_not_exist() {
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
fn a_name_that_is_a_path_is_rejected() {
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
    assert!(text(&output.stderr).contains("`../elsewhere` is not a crate name"));
    assert!(!out.exists());
}
