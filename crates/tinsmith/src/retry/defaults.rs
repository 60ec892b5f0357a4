//! The retries of a service whose clients do not set them.

use std::time::Duration;

/// The defaults of a service's retries, for settings that the configuration does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryDefaults {
    /// The maximum number of attempts.
    pub(crate) max_attempts: u32,
    /// The longest delay before the first retry after a transient error, which doubles with each further one.
    pub(crate) initial_backoff: Duration,
}

impl RetryDefaults {
    /// The defaults of most services: 3 attempts and 50 milliseconds.
    pub(crate) const STANDARD: Self = Self::new(3, 50);

    /// Creates the defaults with the longest delay before the first retry after a transient error in milliseconds.
    pub const fn new(max_attempts: u32, initial_backoff_ms: u64) -> Self {
        Self {
            max_attempts,
            initial_backoff: Duration::from_millis(initial_backoff_ms),
        }
    }
}
