//! All tests enable the same features of the runtime, which cargo compiles again for each set of features.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use super::files;

fn features_of_runtime() -> BTreeSet<String> {
    let manifest: toml::Table = files::text("crates/tinsmith/Cargo.toml").parse().unwrap();
    let features = manifest["features"].as_table().unwrap();
    features.keys().cloned().collect()
}

/// Returns the features with those that they enable.
fn with_implied(features: BTreeSet<String>) -> BTreeSet<String> {
    let manifest: toml::Table = files::text("crates/tinsmith/Cargo.toml").parse().unwrap();
    let table = manifest["features"].as_table().unwrap();
    let implied = features.iter().flat_map(|feature| {
        let names = table[feature].as_array().unwrap().iter();
        names.map(|name| name.as_str().unwrap().to_owned())
    });
    let all: BTreeSet<String> = features
        .iter()
        .cloned()
        .chain(implied.filter(|name| table.contains_key(name)))
        .collect();
    if all == features {
        all
    } else {
        with_implied(all)
    }
}

/// The headers of OpenSSL, which `native-tls` requires, are missing on many machines.
fn expected() -> BTreeSet<String> {
    let mut features = features_of_runtime();
    assert!(features.remove("native-tls"));
    features
}

#[test]
fn generated_crates_are_tested_with_all_features() {
    let manifest: toml::Table = files::text("xtask/test-features/Cargo.toml")
        .parse()
        .unwrap();
    let features = manifest["dependencies"]["tinsmith"]["features"]
        .as_array()
        .unwrap();
    let features = features
        .iter()
        .map(|name| name.as_str().unwrap().to_owned());
    assert_eq!(with_implied(features.collect()), expected());
}

#[test]
fn the_runtime_is_tested_with_all_features() {
    let script = files::text(".ci/test");
    let line = script
        .lines()
        .find_map(|line| line.strip_prefix("features="))
        .unwrap();
    let names = line
        .split(',')
        .filter_map(|name| name.strip_prefix("tinsmith/"));
    let enabled = names.map(str::to_owned).chain(["default".to_owned()]);
    assert_eq!(with_implied(enabled.collect()), expected());
}
