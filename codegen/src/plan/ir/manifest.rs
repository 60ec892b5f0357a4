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
    pub runtime: RuntimeDependency,
    /// The dependency of examples and tests on the runtime.
    pub test_runtime: RuntimeDependency,
    /// The other dependencies of examples and tests: TOML values by crate name.
    pub dev_dependencies: BTreeMap<String, String>,
    /// The table `lints`; empty if there is none.
    pub lints: Vec<TomlEntry>,
}

/// A dependency on the runtime.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuntimeDependency {
    /// The entries without the features.
    pub entries: Vec<TomlEntry>,
    /// The features that the crate needs and users do not choose.
    pub features: Vec<RuntimeFeature>,
}

/// A feature of the runtime that manifests enable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuntimeFeature {
    /// The codec of CBOR.
    Cbor,
    /// The checksums of bodies.
    Checksums,
    /// Settings from outside the code, for the examples.
    Environment,
    /// Event streams.
    EventStream,
    /// Bodies that wait for `100 Continue`.
    ExpectContinue,
    /// The protocols whose requests are forms.
    Forms,
    /// HTTP/2.
    Http2,
    /// The compression of requests.
    Compression,
    /// The credentials of sessions.
    SessionCredentials,
    /// Scripted responses and protocol tests.
    Testing,
    /// The codec of XML.
    Xml,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeaturePlan {
    /// The feature of the runtime that it enables and has the name of.
    pub feature: UserFeature,
    /// True if it is on by default.
    pub is_default: bool,
}

/// A feature of the runtime that users choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserFeature {
    /// Settings and credentials from outside the code.
    Environment,
    /// TLS of this SDK's choice.
    Rustls,
    /// TLS of the platform.
    NativeTls,
    /// The lighter transport.
    Hyper,
    /// Blocking calls.
    Blocking,
    /// The serde view of types.
    Serde,
}
