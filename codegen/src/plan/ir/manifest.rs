//! The manifest of a generated crate.

use std::collections::BTreeMap;

/// The content of `Cargo.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestPlan {
    /// The table `package`.
    pub package: Vec<TomlEntry>,
    /// The features of the crate, each of which is one of the runtime.
    pub features: Vec<FeaturePlan>,
    /// The dependency on the runtime.
    pub runtime: Vec<TomlEntry>,
    /// The dependency of examples and tests on the runtime, if they need more than the crate.
    pub test_runtime: Option<Vec<TomlEntry>>,
    /// The other dependencies of examples and tests: TOML values by crate name.
    pub dev_dependencies: BTreeMap<String, String>,
    /// The table `lints`; empty if there is none.
    pub lints: Vec<TomlEntry>,
}

/// An entry of a table: a key, dotted perhaps, and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TomlEntry {
    /// The key.
    pub key: &'static str,
    /// The value.
    pub value: TomlValue,
}

/// A value in a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TomlValue {
    /// A boolean.
    Flag(bool),
    /// A string.
    Text(String),
    /// An array of strings.
    Texts(Vec<&'static str>),
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
