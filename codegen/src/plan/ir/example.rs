//! Calls in documentation, and JSON texts for tests.

use super::{FieldValuePlan, Type};

/// A call that the documentation shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExamplePlan {
    /// The members that are set: those of the model's own example, else the required ones.
    pub input: Vec<FieldValuePlan>,
    /// The use of the output.
    pub output_use: OutputUse,
    /// True if an error in it is a box that is `Send` and `Sync`, as that of a stream is.
    pub has_boxed_error: bool,
}

/// The use that an example makes of an output.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum OutputUse {
    /// Each item of its pages is printed.
    Items,
    /// Each page is printed.
    Pages,
    /// None, since the output has no members.
    #[default]
    Nothing,
    /// It is bound to a name, since its members must not be printed.
    Kept,
    /// A field is printed by `Display`.
    Displayed(String),
    /// A field is printed by `Debug`.
    Debugged(String),
    /// Each item of a list is printed.
    Each(String),
    /// The stream in a field is collected.
    Collected(String),
    /// Each event of the stream in a field is printed.
    Events(String),
}

/// A required member that is an argument of an example.
#[derive(Clone, Debug, PartialEq)]
pub struct ExampleArgument {
    /// The name of the argument, raw where it is a keyword.
    pub name: String,
    /// The type.
    pub ty: Type,
    /// The setter of the request builder.
    pub setter: String,
}

/// Texts of a generated type.
#[derive(Clone, Debug, PartialEq)]
pub struct SamplePlan {
    /// The module of the type.
    pub module: SampleModule,
    /// The type.
    pub name: String,
    /// The JSON texts: of a union one for each variant.
    pub texts: Vec<String>,
}

/// The module of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SampleModule {
    /// `crate::types`
    Types,
    /// `crate::operation`
    Operation,
    /// `crate::error`
    Error,
}
