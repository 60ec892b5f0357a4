//! The stream of a caller that becomes the body of a request: its progress, on which the read timeout depends, and its failure. A large body in memory
//! is such a stream for its progress.

use std::fmt;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

use super::body::{Body, Chunks};
use super::body_error::BodyError;
#[cfg(feature = "event-stream")]
use super::request_events::RequestEvents;
use crate::error::{Chain, Error, ErrorKind};

/// The state of a caller's stream, which travels beside the request.
#[derive(Clone, Default)]
pub(crate) struct RequestStream(Arc<StreamState>);

#[derive(Default)]
struct StreamState {
    /// [`CHUNK`] for each chunk that was taken, and [`AWAITED`] while the next one is awaited: one number, so that neither is seen without the
    /// other.
    progress: AtomicU64,
    failure: Mutex<Option<Error>>,
    /// The stream of events, which ends with the call.
    #[cfg(feature = "event-stream")]
    events: Option<RequestEvents>,
}

const AWAITED: u64 = 1;
const CHUNK: u64 = 2;

impl RequestStream {
    /// Creates the state of a stream of events.
    #[cfg(feature = "event-stream")]
    pub(crate) fn of_events() -> Self {
        Self(Arc::new(StreamState {
            events: Some(RequestEvents::default()),
            ..StreamState::default()
        }))
    }

    /// Ends a stream of events. Over HTTP/2, the transport would send it to its own end.
    #[cfg(feature = "event-stream")]
    pub(crate) fn end_events(&self) {
        if let Some(events) = &self.0.events {
            events.end();
        }
    }

    /// Observes the chunks of the stream or the pieces of bytes in memory, and keeps the error with which it ends.
    pub(crate) fn observe(&self, body: Body) -> Body {
        let length = body.length();
        #[cfg(feature = "event-stream")]
        let body = match &self.0.events {
            Some(events) => events.observe(body),
            None => body,
        };
        let stream = self.clone();
        Body::from_chunks(ObservedStream { body, stream }, length)
    }

    /// Returns the body of the response, whose error is the failure of this stream if there is one: the body that breaks is its consequence.
    pub(crate) fn explain(self, response: Body, attempts: u32) -> Body {
        let length = response.length();
        let explained = ExplainedBody {
            body: response.into_chunks(),
            stream: self,
            attempts,
        };
        Body::from_chunks(explained, length)
    }

    /// Returns the number of chunks that were taken.
    pub(crate) fn chunks(&self) -> u64 {
        self.0.progress.load(Ordering::Relaxed) / CHUNK
    }

    /// True if the service does not have to respond yet: the caller's next chunk is awaited, or one was taken after so many `chunks`.
    pub(crate) fn restarts_timeout(&self, chunks: u64) -> bool {
        let progress = self.0.progress.load(Ordering::Relaxed);
        progress & AWAITED != 0 || progress / CHUNK != chunks
    }

    /// True if the caller's next chunk is awaited.
    #[cfg(feature = "testing")]
    pub(crate) fn is_awaited(&self) -> bool {
        self.0.progress.load(Ordering::Relaxed) & AWAITED != 0
    }

    /// Keeps the first failure, and returns the error with which the body ends.
    pub(crate) fn record(&self, failure: Error) -> BodyError {
        let mut kept = self.failure();
        kept.get_or_insert(failure);
        BodyError::new("the stream of the input ended early")
    }

    /// Returns the failure because of which the request is incomplete, which its consequences at the transport do not name.
    pub(crate) fn take_failure(&self) -> Option<Error> {
        self.failure().take()
    }

    fn failure(&self) -> MutexGuard<'_, Option<Error>> {
        self.0
            .failure
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for RequestStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RequestStream")
    }
}

/// A body whose chunks are observed.
struct ObservedStream {
    body: Body,
    stream: RequestStream,
}

impl Stream for ObservedStream {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.body.poll_piece(context);
        let progress = &self.stream.0.progress;
        let before = progress.load(Ordering::Relaxed) & !AWAITED;
        let after = match next.is_pending() {
            true => before | AWAITED,
            false => before + CHUNK,
        };
        progress.store(after, Ordering::Relaxed);
        next.map_err(|error| {
            let error = error.into_inner();
            let message = format!("the stream of the input failed: {}", Chain(&*error));
            let failure = Error::new(ErrorKind::InputStream, message).with_inner(error);
            self.stream.record(failure)
        })
    }
}

/// A stream that the transport has dropped is not awaited.
impl Drop for ObservedStream {
    fn drop(&mut self) {
        let progress = &self.stream.0.progress;
        progress.fetch_and(!AWAITED, Ordering::Relaxed);
    }
}

/// The body of a response that is received while the stream is sent.
struct ExplainedBody {
    body: Chunks,
    stream: RequestStream,
    attempts: u32,
}

impl Stream for ExplainedBody {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.body.as_mut().poll_next(context);
        next.map_err(|consequence| match self.stream.take_failure() {
            Some(cause) => BodyError::new(cause.with_attempts(self.attempts)),
            None => consequence,
        })
    }
}

/// Dropping the response ends the call.
#[cfg(feature = "event-stream")]
impl Drop for ExplainedBody {
    fn drop(&mut self) {
        self.stream.end_events();
    }
}
