//! How long things may take.

use std::time::Duration;

/// Time-outs of a call. `None` is no limit.
///
/// | time-out | on | default |
/// |---|---|---|
/// | `connect` | establishing a connection, TLS included | 5 s |
/// | `read` | no byte from the service for so long: waiting for its answer, and between the pieces of a body | 60 s |
/// | `attempt` | one attempt, from signing, with credentials at hand, to the last byte of the answer | none |
/// | `operation` | the whole call: credentials, all attempts and the waits between them | none |
///
/// A body that is handed to the caller as a stream keeps the `read` time-out; the others end where the stream is handed over.
/// The first three count as failures of the connection and are tried again; after the last there is no time to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Timeouts {
    pub(crate) connect: Option<Duration>,
    pub(crate) read: Option<Duration>,
    pub(crate) attempt: Option<Duration>,
    pub(crate) operation: Option<Duration>,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Some(Duration::from_secs(5)),
            read: Some(Duration::from_secs(60)),
            attempt: None,
            operation: None,
        }
    }
}
