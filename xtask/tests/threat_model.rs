//! The tests that the threat model names exist.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

/// Returns the text of the file of a test such as `faults::tls::the_peer_has_a_wrong_name`, in any of the test programs, and the
/// test's function.
fn locate<'a>(tests: &Path, name: &'a str) -> (Option<String>, &'a str) {
    let (modules, function) = name.rsplit_once("::").unwrap_or(("", name));
    let module: PathBuf = modules.split("::").collect();
    let programs = fs::read_dir(tests).unwrap();
    let text = programs
        .flat_map(|program| {
            let path = program.unwrap().path().join(&module);
            [
                path.with_extension("rs"),
                path.join("main.rs"),
                path.join("mod.rs"),
            ]
        })
        .find_map(|file| fs::read_to_string(file).ok());
    (text, function)
}

#[test]
fn every_test_that_the_threat_model_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let text = fs::read_to_string(root.join("THREAT_MODEL.md")).unwrap();
    let is_test = |word: &&str| {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_:*".contains(c);
        word.contains("::") && word.chars().all(plain)
    };
    let names: Vec<_> = text.split('`').filter(is_test).collect();
    assert!(names.len() > 30, "{names:?}");
    for name in names {
        let (source, test) = locate(&root.join("crates/tinsmith/tests"), name);
        let source = source.unwrap_or_else(|| panic!("{name}: no test program has this file"));
        let found = match test {
            "*" => source.contains("test"),
            test => source.contains(&format!("fn {test}(")),
        };
        assert!(found, "{name}: the file has no such test");
    }
}
