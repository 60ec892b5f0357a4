//! What is asked for: one client crate.

use std::collections::BTreeMap;

/// A client crate to generate from a model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServiceSpec {
    /// The crate's name, such as `tinsmith-deadline`.
    pub crate_name: String,
    /// The crate's version for its manifest; `None` takes the workspace's.
    pub crate_version: Option<String>,
    /// Where the model came from, as the first line of each generated file has it.
    pub model_path: String,
    /// Which of the model's services, by name or shape id; may be absent where there is but one.
    pub service: Option<String>,
    /// The operations to generate, by name; `None` for all.
    pub operations: Option<Vec<String>>,
    /// Rust names of shapes (`Shape`) and members (`Shape$member`) that would else collide or read badly. Full ids are
    /// understood, too.
    pub renames: BTreeMap<String, String>,
    /// Leave out what cannot be generated and report it, instead of failing.
    pub skip_unsupported: bool,
    /// How the crate depends on the runtime.
    pub runtime: Dependency,
    /// What the crate's hand-written examples and tests depend on: TOML values by crate name.
    pub dev_dependencies: BTreeMap<String, String>,
    /// Habits of services that no model tells, by the service's shape id.
    pub quirks: BTreeMap<String, Quirks>,
}

/// How a generated crate finds the runtime.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Dependency {
    /// `tinsmith = { workspace = true }`: a member of the same workspace.
    #[default]
    Workspace,
    /// A folder, relative to the generated crate or absolute.
    Path(String),
    /// A version on crates.io.
    Version(String),
}

/// Habits of a service that its model does not tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quirks {
    /// Headers of every request.
    pub headers: BTreeMap<String, String>,
    /// Values of input members that the caller leaves out: by `Structure$member`, or by `member` for every input that
    /// has one.
    pub defaults: BTreeMap<String, String>,
    /// Operations whose body is sent with its SHA-256 tree hash, by name.
    pub tree_hash: Vec<String>,
}
