//! `Cargo.toml`.

use super::runtime::{CRATE, features};
use crate::escape::toml_string;
use crate::plan::{FeaturePlan, ManifestPlan, RuntimeDependency, TomlEntry, TomlValue};

/// Prints the whole file.
pub(super) fn manifest(manifest: &ManifestPlan) -> String {
    let package = table(&manifest.package);
    let features = feature_table(&manifest.features);
    let runtime = dependency(&manifest.runtime);
    let mut dev_dependencies = manifest.dev_dependencies.clone();
    let test_runtime = dependency(&manifest.test_runtime);
    dev_dependencies.insert(CRATE.to_owned(), test_runtime);
    let dev_dependencies = dev_dependencies.iter();
    let dev_dependencies: String = dev_dependencies
        .map(|(name, value)| format!("{name} = {value}\n"))
        .collect();
    let lints = match table(&manifest.lints) {
        lints if lints.is_empty() => lints,
        lints => format!("\n[lints]\n{lints}"),
    };
    format!(
        "[package]\n{package}\n[features]\n{features}\n[dependencies]\n{CRATE} = {runtime}\n\n\
         [dev-dependencies]\n{dev_dependencies}\n[package.metadata.docs.rs]\nall-features = true\n{lints}"
    )
}

fn feature_table(plans: &[FeaturePlan]) -> String {
    let default = plans.iter().filter(|feature| feature.is_default);
    let default = array(default.map(|plan| features::user_name(plan.feature)));
    let mut text = format!("default = {default}\n");
    for FeaturePlan { feature, .. } in plans {
        let (name, doc) = (
            features::user_name(*feature),
            features::description(*feature),
        );
        text.push_str(&format!("# {doc}\n{name} = [\"{CRATE}/{name}\"]\n"));
    }
    text
}

/// Prints the entries of a table, one per line.
fn table(entries: &[TomlEntry]) -> String {
    let entries = entries.iter().map(entry);
    entries.map(|entry| entry + "\n").collect()
}

/// Prints a dependency on the runtime as an inline table.
pub(super) fn dependency(dependency: &RuntimeDependency) -> String {
    let mut entries: Vec<String> = dependency.entries.iter().map(entry).collect();
    if !dependency.features.is_empty() {
        let names = dependency.features.iter().copied().map(features::name);
        entries.push(format!("features = {}", array(names)));
    }
    format!("{{ {} }}", entries.join(", "))
}

fn entry(entry: &TomlEntry) -> String {
    let value = match &entry.value {
        TomlValue::Flag(flag) => flag.to_string(),
        TomlValue::Text(text) => toml_string(text),
        TomlValue::Texts(texts) => array(texts.iter().copied()),
    };
    format!("{} = {value}", entry.key)
}

fn array<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let texts: Vec<String> = texts.map(toml_string).collect();
    format!("[{}]", texts.join(", "))
}
