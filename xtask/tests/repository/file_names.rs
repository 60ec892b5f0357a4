//! The names and lengths of source files.

use std::collections::BTreeMap;

use super::files;

/// The crates, by their folders of sources.
const CRATES: [&str; 5] = [
    "codegen/src",
    "crates/tinsmith/src",
    "crates/cargo-tinsmith/src",
    "crates/tinsmith-local/src",
    "xtask/src",
];

/// Folders that mirror each other: each has a file for the same subject.
const MIRRORED: [&str; 11] = [
    "codec/cbor",
    "codec/form",
    "codec/json",
    "codec/xml",
    // The data of a plan, the functions that make it, and the printers of both; the checks before them.
    "plan/build",
    "plan/ir",
    "render",
    "select",
    "validate",
    // Two languages with a lexer and a parser each.
    "plan/jmespath",
    "smithy/idl",
];

/// Files with the name of another one, for which no better name is known.
const SAME_NAME: [(&str, &str); 7] = [
    ("http/body.rs", "the body of a message"),
    ("plan/docs/markdown/text.rs", "the text of Markdown"),
    ("plan/jmespath/lower/value.rs", "the value of a path"),
    ("plan/names.rs", "the names of generated code"),
    ("plan/sample/examples.rs", "the examples that are rendered"),
    (
        "traits.rs",
        "the policies of traits, which `smithy/traits.rs` has as data",
    ),
    (
        "types/document.rs",
        "the type that the codecs read and write",
    ),
];

/// The longest file. About 400 lines are the aim.
const MAX_LINES: usize = 440;

#[test]
fn two_files_of_a_crate_have_one_name_only_in_folders_that_mirror_each_other() {
    let mut found = Vec::new();
    for folder in CRATES {
        let mut by_name: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for path in files::with_extension(folder, "rs") {
            let path = path.strip_prefix(folder).unwrap();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if !["lib.rs", "main.rs", "mod.rs", "tests.rs"].contains(&name.as_str()) {
                let path = path.to_str().unwrap().to_owned();
                by_name.entry(name).or_default().push(path);
            }
        }
        assert!(by_name.len() > 5, "{folder}: {by_name:?}");
        for paths in by_name.into_values() {
            let is_allowed = |path: &&String| SAME_NAME.iter().any(|(allowed, _)| path == allowed);
            let paths: Vec<_> = paths.iter().filter(|path| !is_allowed(path)).collect();
            let is_mirrored = |path: &str| {
                let (folder, _) = path.rsplit_once('/').unwrap_or_default();
                MIRRORED.contains(&folder)
            };
            if paths.len() > 1 && !paths.iter().all(|path| is_mirrored(path)) {
                found.push(format!("{folder}: {paths:?}"));
            }
        }
    }
    assert!(
        found.is_empty(),
        "rename one file of each line:\n{}",
        found.join("\n")
    );
}

#[test]
fn no_file_is_much_longer_than_400_lines() {
    let mut found = Vec::new();
    for folder in ["codegen", "crates", "xtask"] {
        for path in files::with_extension(folder, "rs") {
            let text = files::text(&path);
            let lines = text.lines().count();
            let name = path.to_str().unwrap();
            if lines > MAX_LINES && !text.contains("@generated") {
                found.push(format!("{name}: {lines} lines"));
            }
        }
    }
    assert!(found.is_empty(), "split by subject:\n{}", found.join("\n"));
}
