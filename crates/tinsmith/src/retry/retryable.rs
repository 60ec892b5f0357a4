//! The retry class of an error. It has a file of its own, since the metadata of errors uses it, which all other files of retries use.

/// The retry class of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retryable {
    /// A retry cannot succeed.
    No,
    /// A transient failure.
    Transient,
    /// Throttling: the service rejects requests above a rate.
    Throttling,
}
