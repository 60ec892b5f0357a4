//! The tests that the threat model names exist.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::PathBuf;

use super::files::{self, root};

/// The folders with test programs.
const TESTS: [&str; 3] = ["crates/tinsmith/tests", "codegen/tests", "xtask/tests"];

/// Returns the texts of the files of a test such as `faults::tls::the_peer_has_a_wrong_name`, in all of the test programs, and the
/// test's function.
fn locate(name: &str) -> (String, &str) {
    let (modules, function) = name.rsplit_once("::").unwrap_or(("", name));
    let module: PathBuf = modules.split("::").collect();
    let programs = TESTS
        .into_iter()
        .flat_map(|tests| fs::read_dir(root().join(tests)).unwrap());
    let text = programs
        .flat_map(|program| {
            let path = program.unwrap().path().join(&module);
            [
                path.with_extension("rs"),
                path.join("main.rs"),
                path.join("mod.rs"),
            ]
        })
        .filter_map(|file| fs::read_to_string(file).ok())
        .collect();
    (text, function)
}

#[test]
fn every_threat_has_a_test() {
    let text = files::text("THREAT_MODEL.md");
    let mut rows = 0;
    for table in text.split("| threat | measure | tests |").skip(1) {
        let lines = table.lines().skip(2);
        for row in lines.take_while(|line| line.starts_with('|')) {
            let row = row.trim_end_matches('|').replace("\\|", "");
            let tests = row.rsplit('|').next().unwrap();
            assert!(tests.contains("::"), "{row}");
            rows += 1;
        }
    }
    assert!(rows > 25, "{rows}");
}

#[test]
fn every_test_that_the_threat_model_names_exists() {
    let text = files::text("THREAT_MODEL.md");
    let is_test = |word: &&str| {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_:*".contains(c);
        word.contains("::") && word.chars().all(plain)
    };
    let names: Vec<_> = text.split('`').filter(is_test).collect();
    assert!(names.len() > 30, "{names:?}");
    for name in names {
        let (source, test) = locate(name);
        assert!(!source.is_empty(), "{name}: no test program has this file");
        let found = match test {
            "*" => source.contains("test"),
            test => source.contains(&format!("fn {test}(")),
        };
        assert!(found, "{name}: the file has no such test");
    }
}
