//! Modeled errors.

use super::{ReadStep, StructPlan};

/// A modeled error.
#[derive(Clone, Debug, PartialEq)]
pub struct ErrorPlan {
    /// The members; the name is also that of the variant of `ServiceError`.
    pub structure: StructPlan,
    /// The steps that deserialize it.
    pub response: Vec<ReadStep>,
    /// The field that is its message, if it has one.
    pub message: Option<String>,
    /// True if its message must not be printed.
    pub sensitive: bool,
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
