//! Errors that a model names.

use super::{ReadStep, StructPlan};

/// An error that the service may answer.
#[derive(Clone, Debug, PartialEq)]
pub struct ErrorPlan {
    /// Its members; the name is that of the variant of `ServiceError`, too.
    pub structure: StructPlan,
    /// The steps that deserialize it.
    pub response: Vec<ReadStep>,
    /// True if a member of type `String` is its message.
    pub has_message: bool,
    /// The code on the wire: `ResourceNotFoundException`.
    pub code: String,
    /// Whether and how a call may be tried again.
    pub retry: Retry,
    /// The status that the model gives it, for documentation.
    pub status: u16,
}

impl ErrorPlan {
    /// The first sentence of what it is.
    pub fn summary(&self) -> &str {
        self.structure.doc.split("\n\n").next().unwrap_or_default()
    }
}

/// Whether a call may be tried again after an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// It may not.
    No,
    /// It may.
    Transient,
    /// It may, after a longer pause.
    Throttling,
}
