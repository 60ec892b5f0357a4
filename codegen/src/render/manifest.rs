//! `Cargo.toml`.

use super::runtime::CRATE;
use crate::escape::toml_string;
use crate::plan::{FeaturePlan, ServicePlan};
use crate::spec::Dependency;

/// Prints the whole file.
pub(super) fn manifest(plan: &ServicePlan) -> String {
    const INHERITED: [&str; 7] = [
        "version",
        "edition",
        "rust-version",
        "license",
        "repository",
        "categories",
        "keywords",
    ];
    let manifest = &plan.manifest;
    let mut text = format!(
        "[package]\nname = {}\ndescription = {}\n",
        toml_string(&plan.crate_name),
        toml_string(&manifest.description)
    );
    let (dependency, lints) = match &manifest.runtime {
        Dependency::Workspace => {
            for key in INHERITED {
                text.push_str(&format!("{key}.workspace = true\n"));
            }
            (
                "workspace = true".to_owned(),
                "\n[lints]\nworkspace = true\n",
            )
        }
        Dependency::Path(path) => {
            text.push_str(&standalone(manifest.version.as_deref()));
            (
                format!("path = {}, default-features = false", toml_string(path)),
                "",
            )
        }
        Dependency::Version(version) => {
            text.push_str(&standalone(manifest.version.as_deref()));
            (
                format!(
                    "version = {}, default-features = false",
                    toml_string(version)
                ),
                "",
            )
        }
    };
    text.push_str(&features(&manifest.features));
    text.push_str(&format!(
        "\n[dependencies]\n{CRATE} = {{ {dependency}{} }}\n",
        with_features(&manifest.runtime_features)
    ));
    let mut dev_dependencies = manifest.dev_dependencies.clone();
    if !manifest.test_features.is_empty() {
        let features = with_features(&manifest.test_features);
        dev_dependencies.insert(CRATE.to_owned(), format!("{{ {dependency}{features} }}"));
    }
    text.push_str("\n[dev-dependencies]\n");
    for (name, value) in dev_dependencies {
        text.push_str(&format!("{name} = {value}\n"));
    }
    text.push_str("\n[package.metadata.docs.rs]\nall-features = true\n");
    text.push_str(lints);
    text
}

fn features(features: &[FeaturePlan]) -> String {
    let default = features.iter().filter(|feature| feature.is_default);
    let default = quoted(default.map(|feature| feature.name));
    let mut text = format!("\n[features]\ndefault = [{default}]\n");
    for FeaturePlan { name, doc, .. } in features {
        text.push_str(&format!("# {doc}\n{name} = [\"{CRATE}/{name}\"]\n"));
    }
    text
}

/// Returns the `features` key of a dependency, if there are any.
fn with_features(features: &[&str]) -> String {
    match features {
        [] => String::new(),
        features => format!(", features = [{}]", quoted(features.iter().copied())),
    }
}

fn quoted<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(toml_string).collect();
    names.join(", ")
}

fn standalone(version: Option<&str>) -> String {
    let version = toml_string(version.unwrap_or("0.1.0"));
    format!(
        "version = {version}\nedition = \"2024\"\nrust-version = \"1.94.1\"\nlicense = \"Apache-2.0 OR MIT\"\n\
         readme = \"README.md\"\ncategories = [\"api-bindings\", \"web-programming::http-client\"]\n"
    )
}
