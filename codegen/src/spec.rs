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
    /// What the model does not say about its service.
    pub quirks: Quirks,
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

/// Habits of a service that are in no model, from `services.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quirks {
    /// Headers of every request.
    pub headers: BTreeMap<String, String>,
    /// Values that labels have when the caller gives none, by member name.
    pub default_labels: BTreeMap<String, String>,
    /// Operations whose body is sent with its SHA-256 tree hash.
    pub tree_hash: Vec<String>,
}
