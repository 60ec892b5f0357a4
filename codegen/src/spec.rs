//! The spec of one client crate.

use std::collections::{BTreeMap, BTreeSet};

use crate::Quirks;

/// A client crate to generate from a model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServiceSpec {
    /// The form of the generated code.
    pub form: Form,
    /// The name of the crate, such as `tinsmith-deadline`, or of the module, such as `deadline`.
    pub crate_name: String,
    /// The crate's version for its manifest; `None` takes the workspace's.
    pub crate_version: Option<String>,
    /// The path of the model, for the first line of each generated file.
    pub model_path: String,
    /// The service, by name or shape id; may be absent if the model has only one.
    pub service: Option<String>,
    /// The protocol, by the name or the id of its trait; `None` for the preferred one of those that the service speaks.
    pub protocol: Option<String>,
    /// The operations to generate, by name; `None` for all.
    pub operations: Option<Vec<String>>,
    /// Rust names of shapes (`Shape`) and members (`Shape$member`) that would otherwise collide or be hard to read. Full ids are
    /// understood, too.
    pub renames: BTreeMap<String, String>,
    /// Traits to ignore although a client has to know them, or may have to, by id. They are reported.
    pub ignore_traits: BTreeSet<String>,
    /// True to leave out and report operations that cannot be generated, instead of failing.
    pub skip_unsupported: bool,
    /// The dependency on the runtime.
    pub runtime: Dependency,
    /// The dependencies of the crate's handwritten examples and tests: TOML values by crate name.
    pub dev_dependencies: BTreeMap<String, String>,
    /// Quirks of services that models do not contain, by the service's shape id. For the services in it, they replace those that the
    /// generator knows, [`Quirks::known`]. Quirks for a service other than that of the client are a problem.
    pub quirks: BTreeMap<String, Quirks>,
    /// The caller, whose options diagnostics name.
    pub caller: Caller,
}

/// A form of generated code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// A crate with a manifest, documentation tests, and tests in `tests/`.
    #[default]
    Crate,
    /// A module of another crate: a folder with a file `mod.rs`, whose files name each other by relative paths and have no inner attributes.
    /// It has no tests. The crate around it depends on the runtime, with the features in [`Generated`](crate::Generated). Its lints are allowed
    /// by attributes, which the compiler rejects if that crate forbids one of them: `deny` in place of `forbid` is possible.
    Module,
}

/// A caller of the generator, with its own way to set options.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Caller {
    /// A program that makes a [`ServiceSpec`].
    #[default]
    Program,
    /// An entry of `services.toml`.
    ServicesFile,
    /// An entry of `tinsmith.toml`.
    TinsmithFile,
    /// A command line.
    CommandLine,
    /// A build script with a [`Builder`](crate::build::Builder).
    BuildScript,
}

impl Caller {
    /// Describes how to rename a shape or member.
    pub(crate) fn rename(self, local: &str) -> String {
        match self {
            Self::Program => format!("in `ServiceSpec::renames`: (\"{local}\", \"..\")"),
            Self::ServicesFile => {
                format!("in services.toml, under renames: \"{local}\" = \"..\"")
            }
            Self::TinsmithFile => {
                format!("in tinsmith.toml, under renames: \"{local}\" = \"..\"")
            }
            Self::CommandLine => format!("by the option --rename '{local}=..'"),
            Self::BuildScript => format!("in the build script: .rename(\"{local}\", \"..\")"),
        }
    }

    /// Describes how to give a module another name, in continuation of a problem.
    pub(crate) fn rename_module(self) -> &'static str {
        match self {
            Self::Program => "; set another `ServiceSpec::crate_name`",
            Self::ServicesFile => "",
            Self::TinsmithFile => "; set another `module` in tinsmith.toml",
            Self::CommandLine => "; pass another folder by the option --module",
            Self::BuildScript => "; set another one in the build script: .module(\"..\")",
        }
    }

    /// Describes how to ignore a trait.
    pub(crate) fn ignore_trait(self, id: &str) -> String {
        match self {
            Self::Program => format!("`ServiceSpec::ignore_traits` with \"{id}\""),
            Self::ServicesFile => format!("`ignore-traits = [\"{id}\"]` in services.toml"),
            Self::TinsmithFile => format!("`ignore-traits = [\"{id}\"]` in tinsmith.toml"),
            Self::CommandLine => format!("the option --ignore-trait '{id}'"),
            Self::BuildScript => format!("`.ignore_trait(\"{id}\")` in the build script"),
        }
    }
}

/// The source of the runtime for a generated crate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Dependency {
    /// `tinsmith = { workspace = true }`: a member of the same workspace.
    #[default]
    Workspace,
    /// A folder: absolute, or relative to the generated crate. For a module it is relative to the crate around it.
    Path(String),
    /// A version on crates.io.
    Version(String),
    /// A git repository.
    Git {
        /// The URL.
        url: String,
        /// The revision; by default the newest one.
        rev: Option<String>,
    },
}
