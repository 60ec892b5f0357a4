//! The tests that the threat model names exist.

use std::fs;
use std::path::{Path, PathBuf};

/// Returns the file and the function of a test such as `faults::tls::the_peer_has_a_wrong_name`.
fn locate(tests: &Path, name: &str) -> (PathBuf, String) {
    let mut segments: Vec<_> = name.split("::").collect();
    let test = segments.pop().unwrap_or_default().to_owned();
    let path = tests.join(segments.iter().collect::<PathBuf>());
    let folder = path.join("main.rs");
    let file = if folder.exists() {
        folder
    } else {
        path.with_extension("rs")
    };
    (file, test)
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
        let (file, test) = locate(&root.join("crates/tinsmith/tests"), name);
        let source = fs::read_to_string(&file)
            .unwrap_or_else(|error| panic!("{name}: {}: {error}", file.display()));
        let found = match test.as_str() {
            "*" => source.contains("test"),
            test => source.contains(&format!("fn {test}(")),
        };
        assert!(found, "{name} is no test in {}", file.display());
    }
}
