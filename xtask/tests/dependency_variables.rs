//! The threat model lists every dependency of the runtime that reads environment variables by itself.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Returns the names and folders of the packages that the runtime depends on when it is built with all features on Linux.
fn dependencies(root: &Path) -> BTreeMap<String, PathBuf> {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--locked",
            "--all-features",
        ])
        .args(["--filter-platform", "x86_64-unknown-linux-gnu"])
        .current_dir(root)
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

/// True if a source in this folder reads a variable, outside of comments and tests.
fn reads_environment(folder: &Path) -> bool {
    let Ok(entries) = fs::read_dir(folder) else {
        return false;
    };
    entries.map(|entry| entry.unwrap().path()).any(|path| {
        if path.is_dir() {
            return reads_environment(&path);
        }
        let is_source = path.extension().is_some_and(|extension| extension == "rs");
        let is_test = path
            .file_stem()
            .is_some_and(|stem| stem == "tests" || stem == "test");
        let text = fs::read_to_string(&path).unwrap_or_default();
        let text = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        let calls = ["env::var(", "env::var_os(", "env::vars(", "env::vars_os("];
        let mut lines = text.lines().map(str::trim_start);
        let reads = lines.any(|line| {
            !line.starts_with("//")
                && (calls.iter().any(|call| line.contains(call))
                    || line.starts_with("use std::env::var"))
        });
        is_source && !is_test && reads
    })
}

#[test]
fn the_threat_model_names_each_dependency_that_reads_variables() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = fs::read_to_string(root.join("THREAT_MODEL.md")).unwrap();
    let (_, table) = page.split_once("| variables | read by | effect |").unwrap();
    let rows = table
        .lines()
        .take_while(|line| line.is_empty() || line.starts_with('|'));
    let readers = rows.filter_map(|row| row.split('|').nth(2));
    let named: BTreeSet<&str> = readers
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .collect();
    let dependencies = dependencies(&root);
    assert!(dependencies.len() > 100, "{dependencies:?}");
    let reading: BTreeSet<&str> = dependencies
        .iter()
        .filter(|(_, folder)| reads_environment(&folder.join("src")))
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(named, reading);
}
