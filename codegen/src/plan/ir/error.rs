//! Modeled errors.

use super::{ReadStep, StructPlan};

/// A modeled error.
#[derive(Clone, Debug, PartialEq)]
pub struct ErrorPlan {
    /// The members; the name is also that of the variant of `ServiceError`.
    pub structure: StructPlan,
    /// The steps that deserialize it.
    pub response: Vec<ReadStep>,
    /// True if a member of type `String` is its message.
    pub has_message: bool,
    /// The code on the wire: `ResourceNotFoundException`.
    pub code: String,
    /// The retry behaviour.
    pub retry: Retry,
    /// The status code, for documentation.
    pub status: u16,
}

impl ErrorPlan {
    /// Returns the first paragraph of the description.
    pub fn summary(&self) -> &str {
        self.structure.doc.split("\n\n").next().unwrap_or_default()
    }
}

/// The retry behaviour after an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// No retry.
    No,
    /// A retry.
    Transient,
    /// A retry after a longer delay.
    Throttling,
}
