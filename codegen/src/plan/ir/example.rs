//! Calls that documentation shows, and JSON texts that tests read.

use super::FieldValuePlan;

/// A call that the documentation shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExamplePlan {
    /// The members that are set: those of the model's own example, else the required ones.
    pub input: Vec<FieldValuePlan>,
    /// What is done with the answer.
    pub answer: AnswerPlan,
}

/// What an example does with an answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum AnswerPlan {
    /// Nothing: there is nothing in it.
    #[default]
    Nothing,
    /// It is bound to a name, for what is in it must not be printed.
    Kept,
    /// A field of it is printed, for people.
    Displayed(String),
    /// A field of it is printed, for programmers.
    Debugged(String),
    /// Each item of a list in it is printed.
    Each(String),
    /// The stream in a field of it is read to its end.
    Collected(String),
}

/// Texts of a generated type.
#[derive(Clone, Debug, PartialEq)]
pub struct SamplePlan {
    /// The module that the type stands in, such as `types`.
    pub module: SampleModule,
    /// The type.
    pub name: String,
    /// The JSON texts: of a union one for each variant.
    pub texts: Vec<String>,
}

/// Where a type stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SampleModule {
    /// `crate::types`
    Types,
    /// `crate::operation`
    Operation,
    /// `crate::error`
    Error,
}
