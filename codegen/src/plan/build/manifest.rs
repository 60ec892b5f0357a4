//! The manifest: dependencies and features.

use std::collections::BTreeMap;

use crate::escape;
use crate::plan::ir::{FeaturePlan, ManifestPlan, OperationField, OperationPlan};
use crate::spec::{Dependency, ServiceSpec};

/// The features that users choose.
const FEATURES: &[FeaturePlan] = &[
    FeaturePlan {
        name: "rustls",
        is_default: true,
        doc: "TLS with rustls and ring. It takes precedence over `native-tls`.",
    },
    FeaturePlan {
        name: "native-tls",
        is_default: false,
        doc: "TLS of the platform. Without `rustls` and `native-tls`, `https` needs a custom transport.",
    },
    FeaturePlan {
        name: "blocking",
        is_default: false,
        doc: "Blocking calls, for programs without async.",
    },
    FeaturePlan {
        name: "serde",
        is_default: false,
        doc: "`Serialize` and `Deserialize` for all types.",
    },
];

/// Plans the manifest of a crate with these operations, and with tests or without.
pub(crate) fn manifest(
    spec: &ServiceSpec,
    title: &str,
    operations: &[OperationPlan],
    has_tests: bool,
) -> ManifestPlan {
    let mut operations = operations.iter();
    let compresses =
        operations.any(|operation| operation.metadata.contains(&OperationField::Compression));
    ManifestPlan {
        description: format!("A light client for {}", escape::line(title)),
        version: spec.crate_version.clone(),
        runtime: spec.runtime.clone(),
        runtime_features: compresses.then_some("gzip").into_iter().collect(),
        test_features: has_tests.then_some("testing").into_iter().collect(),
        features: FEATURES.to_vec(),
        dev_dependencies: dev_dependencies(spec),
        // A crate in a workspace has a handwritten one, or none.
        has_readme: spec.runtime != Dependency::Workspace,
    }
}

/// Adds tokio, which the programs in the documentation need.
fn dev_dependencies(spec: &ServiceSpec) -> BTreeMap<String, String> {
    let source = match spec.runtime {
        Dependency::Workspace => "workspace = true",
        Dependency::Path(_) | Dependency::Version(_) => "version = \"1\"",
    };
    let mut dependencies = spec.dev_dependencies.clone();
    dependencies
        .entry("tokio".to_owned())
        .or_insert_with(|| format!("{{ {source}, features = [\"macros\", \"rt-multi-thread\"] }}"));
    dependencies
}
