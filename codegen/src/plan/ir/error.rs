//! Modeled errors.

use super::{ReadStep, StructPlan};

/// A modeled error.
#[derive(Clone, Debug, PartialEq)]
pub struct ErrorPlan {
    /// The members; the name is also that of the variant of `ServiceError`.
    pub structure: StructPlan,
    /// The description of the variant, in one paragraph of Markdown.
    pub summary: String,
    /// The steps that deserialize it.
    pub response: Vec<ReadStep>,
    /// The name of the parameter that is the reader of the response, with an underscore before it where the steps do not use it.
    pub reader: &'static str,
    /// The code on the wire: `ResourceNotFoundException`.
    pub code: String,
    /// The names of the operations that return it, if a later error has the same code.
    pub operations: Vec<String>,
    /// The status in the model.
    pub status: u64,
    /// The properties that differ from those of most errors, in the order in which they are printed.
    pub options: Vec<ErrorOption>,
}

/// A property in which an error differs from most: those are not retried, and have a message in the field `message` that is not sensitive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErrorOption {
    /// The client retries it as a transient error.
    Transient,
    /// The client retries it as a throttling error.
    Throttling,
    /// Its message is read under its own name alone, since other members have the other names of messages.
    ExactMessage,
    /// Its message is in this field.
    MessageIn(String),
    /// It has no message.
    WithoutMessage,
    /// Its message must not be printed.
    Sensitive,
}
