//! The layout of the generated files: their folder, and the paths by which they name each other.

use crate::Form;

/// The layout of the generated files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayoutPlan {
    /// The folder of the modules: `src/` in a crate.
    pub folder: &'static str,
    /// The file of the root in that folder: `lib.rs` in a crate.
    pub root: &'static str,
    /// The path of the root in the files beside it.
    pub in_modules: &'static str,
    /// The path of the root in the files of operations, in a folder of their own.
    pub in_operations: &'static str,
    /// The path of the root for its users: `tinsmith_deadline`.
    pub public: String,
    /// The attribute of examples in documentation: those of a crate are compiled, and those of a module, which does not know its own path, are text
    /// even for `cargo test -- --include-ignored`.
    pub example_attribute: &'static str,
    /// True if the files are a part of another crate, with its lints, its edition and its formatter.
    pub is_embedded: bool,
}

impl LayoutPlan {
    /// Plans the layout of a crate or module with this name.
    pub(crate) fn new(form: Form, name: &str) -> Self {
        let ident = name.replace('-', "_");
        match form {
            Form::Crate => Self {
                folder: "src/",
                root: "lib.rs",
                in_modules: "crate",
                in_operations: "crate",
                public: ident,
                example_attribute: "no_run",
                is_embedded: false,
            },
            Form::Module => Self {
                folder: "",
                root: "mod.rs",
                in_modules: "super",
                in_operations: "super::super",
                public: format!("crate::{ident}"),
                example_attribute: "text",
                is_embedded: true,
            },
        }
    }
}
