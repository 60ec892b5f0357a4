//! `Cargo.toml`.

use super::runtime::CRATE;
use crate::escape::toml_string;
use crate::plan::{FeaturePlan, ManifestPlan, TomlEntry, TomlValue};

/// Prints the whole file.
pub(super) fn manifest(manifest: &ManifestPlan) -> String {
    let package = table(&manifest.package);
    let features = features(&manifest.features);
    let runtime = inline_table(&manifest.runtime);
    let mut dev_dependencies = manifest.dev_dependencies.clone();
    let test_runtime = manifest.test_runtime.as_deref().map(inline_table);
    dev_dependencies.extend(test_runtime.map(|table| (CRATE.to_owned(), table)));
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

fn features(features: &[FeaturePlan]) -> String {
    let default = features.iter().filter(|feature| feature.is_default);
    let default = array(default.map(|feature| feature.name));
    let mut text = format!("default = {default}\n");
    for FeaturePlan { name, doc, .. } in features {
        text.push_str(&format!("# {doc}\n{name} = [\"{CRATE}/{name}\"]\n"));
    }
    text
}

/// Prints the entries of a table, one a line.
fn table(entries: &[TomlEntry]) -> String {
    let entries = entries.iter().map(entry);
    entries.map(|entry| entry + "\n").collect()
}

fn inline_table(entries: &[TomlEntry]) -> String {
    let entries: Vec<String> = entries.iter().map(entry).collect();
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
