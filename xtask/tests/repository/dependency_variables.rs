//! The threat model lists every dependency of the runtime that reads environment variables by itself.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::files;

/// Returns the names and folders of the packages that the runtime depends on when it is built with all features on Linux.
fn dependencies() -> BTreeMap<String, PathBuf> {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--locked",
            "--all-features",
        ])
        .args(["--filter-platform", "x86_64-unknown-linux-gnu"])
        .current_dir(files::root())
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let nodes = metadata["resolve"]["nodes"].as_array().unwrap();
    let id = |package: &Value| package["id"].as_str().unwrap().to_owned();
    let runtime = packages
        .iter()
        .find(|package| package["name"] == "tinsmith");
    let mut waiting = vec![id(runtime.unwrap())];
    let mut reached = BTreeSet::new();
    while let Some(next) = waiting.pop() {
        let node = nodes.iter().find(|node| node["id"] == next.as_str());
        if !reached.insert(next) {
            continue;
        }
        for dependency in node.unwrap()["deps"].as_array().unwrap() {
            let kinds = dependency["dep_kinds"].as_array().unwrap();
            if kinds.iter().any(|kind| kind["kind"].is_null()) {
                waiting.push(dependency["pkg"].as_str().unwrap().to_owned());
            }
        }
    }
    let found = packages
        .iter()
        .filter(|package| package["name"] != "tinsmith" && reached.contains(&id(package)));
    let folder = |package: &Value| {
        let manifest = Path::new(package["manifest_path"].as_str().unwrap());
        manifest.parent().unwrap().to_owned()
    };
    found
        .map(|package| {
            (
                package["name"].as_str().unwrap().to_owned(),
                folder(package),
            )
        })
        .collect()
}

/// The sources of a folder without their comments and tests.
fn sources(folder: &Path) -> String {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let texts = entries.map(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return sources(&path);
        }
        let is_source = path.extension().is_some_and(|extension| extension == "rs");
        let is_test = path
            .file_stem()
            .is_some_and(|stem| stem == "tests" || stem == "test");
        if !is_source || is_test {
            return String::new();
        }
        let text = fs::read_to_string(&path).unwrap_or_default();
        let text = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        let lines = text.lines().map(str::trim_start);
        let code: Vec<_> = lines.filter(|line| !line.starts_with("//")).collect();
        code.join("\n")
    });
    texts.collect()
}

/// True if a source reads a variable. `env!` and `option_env!` do so when it is compiled.
fn reads_environment(source: &str) -> bool {
    let calls = ["env::var", "env::vars", "env::{var", "libc::getenv("];
    calls.iter().any(|call| source.contains(call))
}

/// Returns the variables that a source names where it reads them.
fn named_variables(source: &str) -> BTreeSet<&str> {
    ["env::var(\"", "env::var_os(\""]
        .into_iter()
        .flat_map(|call| source.split(call).skip(1))
        .filter_map(|rest| rest.split('"').next())
        .collect()
}

/// Returns the words in code spans of a cell.
fn code_spans(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

/// The search is for the functions of the standard library and for `getenv` in Rust, by their usual names. The page says what it does not
/// find: variables that the C library and OpenSSL read.
#[test]
fn the_threat_model_names_each_dependency_that_reads_variables() {
    let page = files::text("THREAT_MODEL.md");
    let (_, table) = page.split_once("| variables | read by | effect |").unwrap();
    let rows = table
        .lines()
        .take_while(|line| line.is_empty() || line.starts_with('|'));
    let mut documented: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in rows {
        let cells: Vec<_> = row.split('|').collect();
        if let [_, variables, readers, ..] = cells[..] {
            for reader in code_spans(readers) {
                documented
                    .entry(reader)
                    .or_default()
                    .extend(code_spans(variables));
            }
        }
    }
    let dependencies = dependencies();
    assert!(dependencies.len() > 100, "{dependencies:?}");
    let sources = dependencies
        .iter()
        .map(|(name, folder)| (name.as_str(), sources(&folder.join("src"))));
    let sources: BTreeMap<&str, String> = sources
        .filter(|(_, source)| reads_environment(source))
        .collect();
    let named: Vec<_> = documented.keys().collect();
    let reading: Vec<_> = sources.keys().collect();
    assert_eq!(named, reading);
    for (name, source) in &sources {
        let missing: Vec<_> = named_variables(source)
            .difference(&documented[name])
            .copied()
            .collect();
        assert!(missing.is_empty(), "{name} reads {missing:?}");
    }
}
