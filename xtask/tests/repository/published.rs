//! The sources of this repository's crates in documents and in the help of the command. The first release, which publishes them, removes this file.

use super::files;

/// Returns the lines of documents and of the command's help that take a crate of this repository from crates.io, where there are none yet.
fn from_registry(text: &str) -> Vec<&str> {
    let has_source = |line: &str| {
        ["--git ", "--path ", "git = \"", "path = \""]
            .iter()
            .any(|source| line.contains(source))
    };
    let is_wrong = |line: &&str| {
        let words = line.trim_start_matches([' ', '$']);
        let is_dependency = words.starts_with("tinsmith") && words.contains(" = ");
        let is_command = words.starts_with("cargo add ") && words.contains(" tinsmith")
            || words.starts_with("cargo tinsmith add ") && words.contains(" --");
        (is_dependency || is_command) && !has_source(words)
    };
    text.lines().filter(is_wrong).collect()
}

#[test]
fn no_document_takes_a_crate_of_this_repository_from_the_registry() {
    let mut found = Vec::new();
    let documents = ["README.md", "codegen", "crates", "docs", "examples"];
    let documents = documents
        .into_iter()
        .flat_map(|folder| files::with_extension(folder, "md"));
    let help = files::with_extension("crates/cargo-tinsmith/src/command", "rs");
    for path in documents.chain(help) {
        for line in from_registry(&files::text(&path)) {
            found.push(format!("{}: {line}", path.display()));
        }
    }
    assert!(
        found.is_empty(),
        "name the git repository or a path:\n{}",
        found.join("\n")
    );
}

#[test]
fn a_line_without_a_source_is_found() {
    let wrong = [
        "tinsmith = { version = \"0.1\", features = [\"jiff\"] }",
        "tinsmith-deadline = \"0.1\"",
        "$ cargo add tinsmith tinsmith-deadline",
        "  cargo tinsmith add deadline.json --module src/aws/deadline",
    ];
    let right = [
        "tinsmith = { git = \"https://github.com/tinsmith-rs/tinsmith\" }",
        "$ cargo add --path ../tinsmith/crates/tinsmith",
        "cargo tinsmith add deadline.json --git https://github.com/tinsmith-rs/tinsmith",
        "| `cargo tinsmith add MODEL` | generates a client |",
    ];
    let text = [&wrong[..], &right[..]].concat().join("\n");
    assert_eq!(from_registry(&text), wrong);
}
