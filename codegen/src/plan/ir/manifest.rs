//! The manifest of a generated crate.

use std::collections::BTreeMap;

use crate::Dependency;

/// The content of `Cargo.toml`, but for the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestPlan {
    /// The description, in a line.
    pub description: String,
    /// The crate's version; `None` for the workspace's.
    pub version: Option<String>,
    /// The source of the runtime.
    pub runtime: Dependency,
    /// The features of the runtime that the crate needs.
    pub runtime_features: Vec<&'static str>,
    /// The features of the runtime that the crate's tests need; empty if there are no tests.
    pub test_features: Vec<&'static str>,
    /// The features of the crate, each of which is one of the runtime.
    pub features: Vec<FeaturePlan>,
    /// The dependencies of examples and tests: TOML values by crate name.
    pub dev_dependencies: BTreeMap<String, String>,
    /// True if the crate has a generated `README.md`.
    pub has_readme: bool,
}

/// A feature of a generated crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeaturePlan {
    /// The name.
    pub name: &'static str,
    /// True if it is on by default.
    pub is_default: bool,
    /// The description, in a line of Markdown.
    pub doc: &'static str,
}
