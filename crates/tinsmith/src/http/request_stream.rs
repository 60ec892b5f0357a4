//! The stream of a caller that becomes the body of a request: its progress, on which the read timeout depends, and its failure.

use std::fmt;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

use super::body::Body;
use super::body_error::BodyError;
use crate::error::{Chain, Error, ErrorKind};

/// The state of a caller's stream, which travels beside the request. It is a trait object, so that clients without streams in inputs do not link its
/// code.
#[derive(Clone)]
pub(crate) struct RequestStream(Arc<dyn State>);

trait State: Send + Sync {
    fn observe(self: Arc<Self>, body: Body) -> Body;
    fn restarts_timeout(&self) -> bool;
    fn record(&self, failure: Error) -> BodyError;
    fn take_failure(&self) -> Option<Error>;
}

impl RequestStream {
    /// Creates the state of a stream that is not read yet.
    pub(crate) fn new() -> Self {
        Self(Arc::<StreamState>::default())
    }

    /// Observes the body that is given to the transport, and keeps the error with which it ends.
    pub(crate) fn observe(&self, body: Body) -> Body {
        Arc::clone(&self.0).observe(body)
    }

    /// True if the caller's next chunk is awaited, or if one was taken since this was last asked: the service does not have to respond yet.
    pub(crate) fn restarts_timeout(&self) -> bool {
        self.0.restarts_timeout()
    }

    /// Keeps the first failure, and returns the error with which the body ends.
    #[cfg(feature = "event-stream")]
    pub(crate) fn record(&self, failure: Error) -> BodyError {
        self.0.record(failure)
    }

    /// Returns the failure because of which the request is incomplete, which its consequences at the transport do not name.
    pub(crate) fn take_failure(&self) -> Option<Error> {
        self.0.take_failure()
    }
}

impl fmt::Debug for RequestStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RequestStream")
    }
}

#[derive(Default)]
struct StreamState {
    /// True while the transport waits for the caller's next chunk.
    is_awaited: AtomicBool,
    /// True if a chunk was taken, until the timeout is restarted for it.
    has_advanced: AtomicBool,
    failure: Mutex<Option<Error>>,
}

impl State for StreamState {
    fn observe(self: Arc<Self>, body: Body) -> Body {
        let length = body.length();
        Body::from_chunks(ObservedStream { body, state: self }, length)
    }

    fn restarts_timeout(&self) -> bool {
        let has_advanced = self.has_advanced.swap(false, Ordering::Relaxed);
        has_advanced || self.is_awaited.load(Ordering::Relaxed)
    }

    fn record(&self, failure: Error) -> BodyError {
        let mut kept = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get_or_insert(failure);
        BodyError::new("the stream of the input ended early")
    }

    fn take_failure(&self) -> Option<Error> {
        let mut kept = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        kept.take()
    }
}

/// A body whose chunks are observed.
struct ObservedStream {
    body: Body,
    state: Arc<StreamState>,
}

impl Stream for ObservedStream {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = Pin::new(&mut self.body).poll_next(context);
        self.state
            .is_awaited
            .store(next.is_pending(), Ordering::Relaxed);
        if next.is_ready() {
            self.state.has_advanced.store(true, Ordering::Relaxed);
        }
        next.map_err(|error| {
            let error = error.into_inner();
            let message = format!("the stream of the input failed: {}", Chain(&*error));
            let failure = Error::new(ErrorKind::InputStream, message).with_inner(error);
            self.state.record(failure)
        })
    }
}

/// The service does not wait for a stream that the transport has dropped.
impl Drop for ObservedStream {
    fn drop(&mut self) {
        self.state.is_awaited.store(false, Ordering::Relaxed);
    }
}
