//! The manifest: dependencies and features.

use std::collections::BTreeMap;

use crate::escape;
use crate::plan::ir::{
    Checksum, FeaturePlan, ManifestPlan, OperationField, OperationPlan, RuntimeDependency,
    RuntimeFeature, TomlEntry, TomlValue, UserFeature,
};
use crate::select::Selection;
use crate::spec::{Dependency, Form, ServiceSpec};

/// The features that users choose.
const FEATURES: [FeaturePlan; 6] = [
    FeaturePlan {
        feature: UserFeature::Environment,
        is_default: true,
    },
    FeaturePlan {
        feature: UserFeature::Rustls,
        is_default: true,
    },
    FeaturePlan {
        feature: UserFeature::NativeTls,
        is_default: false,
    },
    FeaturePlan {
        feature: UserFeature::Hyper,
        is_default: false,
    },
    FeaturePlan {
        feature: UserFeature::Blocking,
        is_default: false,
    },
    FeaturePlan {
        feature: UserFeature::Serde,
        is_default: false,
    },
];

/// The keys of `package` that a crate in a workspace inherits.
const INHERITED: [&str; 7] = [
    "version.workspace",
    "edition.workspace",
    "rust-version.workspace",
    "license.workspace",
    "repository.workspace",
    "categories.workspace",
    "keywords.workspace",
];

/// Plans the manifest of a crate with these operations, and with tests or without.
pub(crate) fn manifest(
    selection: &Selection<'_>,
    title: &str,
    operations: &[OperationPlan],
    has_tests: bool,
) -> ManifestPlan {
    let spec = selection.spec;
    let has = |is_so: fn(&OperationPlan) -> bool| operations.iter().any(is_so);
    let has_settings = !selection.quirks.parameter_settings.is_empty();
    let features = [
        selection.protocol.feature(),
        has(|operation| {
            operation.input.event_input().is_some() || operation.output.event_stream().is_some()
        })
        .then_some(RuntimeFeature::EventStream),
        has(|operation| operation.metadata.contains(&OperationField::Http2))
            .then_some(RuntimeFeature::Http2),
        has(|operation| operation.metadata.contains(&OperationField::ExpectContinue))
            .then_some(RuntimeFeature::ExpectContinue),
        has(|operation| operation.metadata.contains(&OperationField::Compression))
            .then_some(RuntimeFeature::Compression),
        (selection.quirks.body_hash_header || has_settings || has(has_checksums))
            .then_some(RuntimeFeature::Checksums),
        has(|operation| operation.session.is_some()).then_some(RuntimeFeature::SessionCredentials),
    ];
    let runtime_features = features.into_iter().flatten().collect();
    let testing = has_tests.then_some(RuntimeFeature::Testing);
    let test_features = [Some(RuntimeFeature::Environment), testing];
    let test_features = test_features.into_iter().flatten().collect();
    ManifestPlan {
        package: package(spec, title),
        features: FEATURES.to_vec(),
        runtime: runtime(spec, runtime_features),
        test_runtime: runtime(spec, test_features),
        dev_dependencies: dev_dependencies(spec),
        lints: match spec.runtime {
            Dependency::Workspace => vec![flag("workspace", true)],
            _ => Vec::new(),
        },
    }
}

fn has_checksums(operation: &OperationPlan) -> bool {
    let mut fields = operation.metadata.iter();
    fields.any(|field| {
        matches!(
            field,
            OperationField::Checksum(Checksum::Md5) | OperationField::HttpChecksum(_)
        )
    })
}

fn package(spec: &ServiceSpec, title: &str) -> Vec<TomlEntry> {
    let description = format!("A light client for {}", escape::line(title));
    let mut entries = vec![
        text("name", &spec.crate_name),
        text("description", &description),
    ];
    match spec.runtime {
        Dependency::Workspace => entries.extend(INHERITED.map(|key| flag(key, true))),
        _ => entries.extend([
            text("version", spec.crate_version.as_deref().unwrap_or("0.1.0")),
            text("edition", "2024"),
            text("rust-version", env!("CARGO_PKG_RUST_VERSION")),
            text("license", "Apache-2.0 OR MIT"),
            text("readme", "README.md"),
            texts(
                "categories",
                vec!["api-bindings", "web-programming::http-client"],
            ),
        ]),
    }
    entries
}

/// Plans the dependency on the runtime, with these features. A crate has features for those of the runtime that users choose, and the crate
/// around a module has them from the runtime itself.
fn runtime(spec: &ServiceSpec, features: Vec<RuntimeFeature>) -> RuntimeDependency {
    let mut entries = match &spec.runtime {
        Dependency::Workspace => vec![flag("workspace", true)],
        Dependency::Path(path) => vec![text("path", path)],
        Dependency::Version(version) => vec![text("version", version)],
        Dependency::Git { url, rev } => {
            let rev = rev.iter().map(|rev| text("rev", rev));
            [text("git", url)].into_iter().chain(rev).collect()
        }
    };
    if spec.form == Form::Crate && spec.runtime != Dependency::Workspace {
        entries.push(flag("default-features", false));
    }
    RuntimeDependency { entries, features }
}

/// Adds tokio, which the programs in the documentation need.
fn dev_dependencies(spec: &ServiceSpec) -> BTreeMap<String, String> {
    let source = match spec.runtime {
        Dependency::Workspace => "workspace = true",
        _ => "version = \"1\"",
    };
    let mut dependencies = spec.dev_dependencies.clone();
    dependencies
        .entry("tokio".to_owned())
        .or_insert_with(|| format!("{{ {source}, features = [\"macros\", \"rt-multi-thread\"] }}"));
    dependencies
}

fn flag(key: &'static str, flag: bool) -> TomlEntry {
    let value = TomlValue::Flag(flag);
    TomlEntry { key, value }
}

fn text(key: &'static str, text: &str) -> TomlEntry {
    let value = TomlValue::Text(text.to_owned());
    TomlEntry { key, value }
}

fn texts(key: &'static str, texts: Vec<&'static str>) -> TomlEntry {
    let value = TomlValue::Texts(texts);
    TomlEntry { key, value }
}
