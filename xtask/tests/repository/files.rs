//! The files of this repository.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers fail their test by a panic"
)]

use std::fs;
use std::path::{Path, PathBuf};

/// Returns the root of this repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

/// Returns the text of a file, by its path from the root.
pub(crate) fn text(path: impl AsRef<Path>) -> String {
    let path = path.as_ref();
    fs::read_to_string(root().join(path))
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Returns the paths of the files below a folder, or of the file itself, from the root and in order, without those that were built.
pub(crate) fn below(path: impl AsRef<Path>) -> Vec<PathBuf> {
    let path = path.as_ref();
    if !root().join(path).is_dir() {
        return vec![path.to_owned()];
    }
    let entries = fs::read_dir(root().join(path)).unwrap();
    let names = entries.map(|entry| path.join(entry.unwrap().file_name()));
    let is_source = |path: &PathBuf| !path.ends_with("target") && !path.ends_with(".git");
    let mut names: Vec<_> = names.filter(is_source).collect();
    names.sort();
    names.into_iter().flat_map(below).collect()
}

/// Returns the paths of the files below a folder that have this extension.
pub(crate) fn with_extension(path: impl AsRef<Path>, extension: &str) -> Vec<PathBuf> {
    let mut files = below(path);
    files.retain(|path| path.extension().is_some_and(|found| found == extension));
    files
}

/// Returns the Rust files below a folder without those of unit tests, by their paths from the folder, with their texts.
pub(crate) fn sources(folder: &str) -> Vec<(String, String)> {
    let is_test = |path: &PathBuf| {
        let mut parts = path.strip_prefix(folder).unwrap().components();
        parts.any(|part| {
            ["tests", "tests.rs"]
                .map(AsRef::as_ref)
                .contains(&part.as_os_str())
        })
    };
    let files = with_extension(folder, "rs").into_iter();
    let sources = files.filter(|path| !is_test(path)).map(|path| {
        let name = path.strip_prefix(folder).unwrap().display().to_string();
        (name, text(path))
    });
    let sources: Vec<_> = sources.collect();
    assert!(!sources.is_empty(), "no sources in {folder}");
    sources
}
