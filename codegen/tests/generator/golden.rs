//! The crate of a small model that has a little of everything, as text that reviewers read. It is compiled as an example
//! of this package.
#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use tinsmith_codegen::{ServiceSpec, generate};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

#[test]
fn the_golden_crate_is_what_its_model_gives() {
    let spec = ServiceSpec {
        crate_name: "tinsmith-shop".to_owned(),
        model_path: "shop.json".to_owned(),
        ..ServiceSpec::default()
    };
    let model = include_str!("../models/shop.json");
    let mut files = generate(model, &spec)
        .expect("a model without faults")
        .files;
    // A manifest there would make it a package of its own.
    files.retain(|file| file.path != "Cargo.toml");
    for file in &files {
        expect_file![folder().join(&file.path)].assert_eq(&file.text);
    }
    let mut expected: Vec<PathBuf> = files.iter().map(|file| folder().join(&file.path)).collect();
    let mut found = files_in(&folder());
    expected.sort();
    found.sort();
    assert_eq!(found, expected, "stray files");
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                files_in(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}
