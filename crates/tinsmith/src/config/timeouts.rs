//! The timeouts of a call.

use std::time::Duration;

/// The timeouts of a call. `None` is no limit.
///
/// | timeout | limits | default |
/// |---|---|---|
/// | `connect` | establishing a connection, TLS included | 5 s |
/// | `read` | the time without a byte from the service: before the response, and between the chunks of its body. Chunks of a sent stream restart it | 60 s |
/// | `attempt` | one attempt, from signing with loaded credentials to the last byte of the response | none |
/// | `operation` | the whole call: loading credentials, all attempts, and the waits between them | none |
/// | `expect_continue` | the wait of a large stream for `100 Continue`, after which it is sent; without a limit, there is no wait | 1 s |
///
/// A body that the caller reads as a stream keeps the `read` timeout; those of the attempt and of the call end when the caller gets the stream. The first
/// three count as failures of the connection and are retried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Timeouts {
    pub(crate) connect: Option<Duration>,
    pub(crate) read: Option<Duration>,
    pub(crate) attempt: Option<Duration>,
    pub(crate) operation: Option<Duration>,
    #[cfg(feature = "expect-continue")]
    pub(crate) expect_continue: Option<Duration>,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Some(Duration::from_secs(5)),
            read: Some(Duration::from_secs(60)),
            attempt: None,
            operation: None,
            // As in botocore.
            #[cfg(feature = "expect-continue")]
            expect_continue: Some(Duration::from_secs(1)),
        }
    }
}
