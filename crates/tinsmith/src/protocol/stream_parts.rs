//! The parts of a response that concern its event stream.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;

/// The parts of a response that concern its event stream: an extension of the response, until the output takes its stream.
#[derive(Clone, Debug, Default)]
pub(crate) struct StreamParts {
    /// The members of the output that are in the first event.
    pub(crate) initial: InitialResponse,
    /// The number of frames that were read, if the read timeout depends on it.
    pub(crate) frames: Option<FrameCount>,
    /// The number of attempts that the call has made.
    pub(crate) attempts: u32,
}

/// The members of an output that are in the first event of the response.
#[derive(Clone, Default)]
pub(crate) struct InitialResponse {
    /// The payload of the event; empty if there is none.
    pub(crate) payload: Bytes,
    /// The number of bytes of the stream that precede the next event.
    pub(crate) end: u64,
}

/// The members in the payload may be sensitive.
impl fmt::Debug for InitialResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InitialResponse")
            .field("payload_length", &self.payload.len())
            .field("end", &self.end)
            .finish()
    }
}

/// A counter that the reader of a body's frames shares with the read timeout: it grows when a reader starts and with each frame, and is 0
/// until then.
#[derive(Clone, Debug, Default)]
pub(crate) struct FrameCount(Arc<AtomicU64>);

impl FrameCount {
    /// Counts the start of reading, and each frame. Only the reader of the frames counts, so that no other thread stores a number in between.
    pub(crate) fn increment(&self) {
        self.0.store(self.get() + 1, Ordering::Relaxed);
    }

    pub(crate) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
