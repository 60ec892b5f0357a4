//! The task `codegen`, run as a program.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use super::folders::root;

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
        "com.example#ListBooks: has the unknown trait `smithy.api#paginate`; did you mean `smithy.api#paginated`?; the option --ignore-trait 'smithy.api#paginate' ignores it\n\
         com.example#GetBook: the label `{isbn}` of its uri `/books/{isbn}` has no member in `com.example#GetBookRequest`\n\
         com.example#GetBookRequest$bookId: has the `smithy.api#httpLabel` trait, but the uri `/books/{isbn}` has no such label\n\
         nothing was written\n"
    );
    assert_eq!(output.status.code(), Some(1));
    assert!(!out.exists());
}

#[test]
fn a_model_in_the_idl_can_have_several_files_in_folders() {
    let folder = tempfile::tempdir().unwrap();
    let models = folder.path().join("library");
    fs::create_dir_all(models.join("shapes")).unwrap();
    let idl = fs::read_to_string(MODEL.replace(".json", ".smithy")).unwrap();
    let (main, notes) = idl.split_once("map Notes").unwrap();
    fs::write(models.join("main.smithy"), main).unwrap();
    let head = "$version: \"2\"\nnamespace com.example\nmap Notes";
    fs::write(models.join("shapes/notes.smithy"), format!("{head}{notes}")).unwrap();
    fs::write(models.join("readme.txt"), "Not a model.").unwrap();
    let (from_idl, from_json) = (folder.path().join("idl"), folder.path().join("json"));

    let output = codegen(&["--model", path(&models), "--out", path(&from_idl)]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let name = ["--name", "tinsmith-library"];
    let output = codegen(&[&["--model", MODEL, "--out", path(&from_json)], &name[..]].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));

    for file in ["src/client.rs", "src/types.rs", "src/operation/get_book.rs"] {
        let content = |folder: &Path| {
            let text = fs::read_to_string(folder.join(file)).unwrap();
            // The first line names the model.
            text.split_once('\n').unwrap().1.to_owned()
        };
        assert_eq!(content(&from_idl), content(&from_json), "{file}");
    }
}

#[test]
fn a_diagnostic_of_the_idl_has_file_line_and_column() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("main.smithy");
    fs::write(
        &model,
        "$version: \"2\"\nnamespace a\nstructure Foo { bar String }\nstring 1\n",
    )
    .unwrap();
    let out = folder.path().join("out");

    let output = codegen(&["--model", path(&model), "--out", path(&out)]);

    let name = model.display();
    assert_eq!(
        text(&output.stderr),
        format!(
            "error: {name}:3:21: expected `:` and the target of the member `bar`, found `String`\n\
             error: {name}:4:8: expected the name of the shape, found the number `1`\n\
             nothing was written\n"
        )
    );
    assert!(!out.exists());
}

#[test]
fn a_folder_without_a_model_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("package.json"), "{}").unwrap();
    let out = folder.path().join("out");
    let output = codegen(&["--model", path(folder.path()), "--out", path(&out)]);
    assert_eq!(
        text(&output.stderr),
        format!(
            "error: {}: the folder has neither `.smithy` files nor `.json` files with the key `smithy`; name the files of the model\n",
            folder.path().display()
        )
    );
}

#[test]
fn an_unsupported_shape_is_reported_with_the_option_that_leaves_it_out() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("files.json");
    let of_two = r#"{ "smithy": "2.0", "shapes": {
        "com.example#Files": { "type": "service", "version": "1", "operations": [
            { "target": "com.example#GetFile" }, { "target": "com.example#ListFiles" }],
            "traits": { "aws.api#service": { "sdkId": "Files" }, "aws.auth#sigv4": { "name": "files" }, "aws.protocols#restXml": {} } },
        "com.example#GetFile": { "type": "operation", "input": { "target": "com.example#File" }, "output": { "target": "smithy.api#Unit" },
            "traits": { "smithy.api#http": { "method": "POST", "uri": "/file" } } },
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
    let guide = root().join("crates/tinsmith/src/guide/generating.md");
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
fn the_folder_and_the_next_step_are_printed() {
    let folder = tempfile::tempdir().unwrap();
    let folder = fs::canonicalize(folder.path()).unwrap();
    let out = folder.join("models/../my-library");
    let output = codegen(&["--model", MODEL, "--out", path(&out)]);
    let printed = text(&output.stdout);
    let out = folder.join("my-library");
    let out = path(&out);
    let end = format!(
        " of them changed\nthe crate is in {out}\nnext step, in the folder of your crate: cargo add --path '{out}'\n"
    );
    assert!(printed.ends_with(&end), "{printed}");
}

#[test]
fn a_crate_in_a_folder_that_leaves_the_repository_by_its_parents_finds_the_runtime() {
    let folder = tempfile::tempdir().unwrap();
    let root = fs::canonicalize(root()).unwrap();
    // The path begins in the repository, as `--out ../my-lambda` does, and goes up to the root of the file system.
    let mut out = root.clone();
    out.extend(root.components().skip(1).map(|_| ".."));
    let outside = fs::canonicalize(folder.path()).unwrap();
    out.extend(outside.components().skip(1));
    out.push("new/library");

    let output = codegen(&["--model", MODEL, "--out", path(&out)]);

    assert!(output.status.success(), "{}", text(&output.stderr));
    let manifest = fs::read_to_string(outside.join("new/library/Cargo.toml")).unwrap();
    let runtime = format!(
        "tinsmith = {{ path = \"{}/crates/tinsmith\"",
        root.display()
    );
    assert!(manifest.contains(&runtime), "{manifest}");
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
