//! The stream of events of a request, which ends with the call.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use futures_util::task::AtomicWaker;

use super::body::Body;
use super::body_error::BodyError;

/// A stream of events. The transport has a part of it that finds no more events after the end of the call, even if the transport waits for the peer and does
/// not poll it.
#[derive(Clone, Default)]
pub(super) struct RequestEvents(Arc<State>);

#[derive(Default)]
struct State {
    /// The events that are left.
    body: Mutex<Option<Body>>,
    is_ended: AtomicBool,
    /// The task that awaits the next event.
    waiting: AtomicWaker,
}

impl RequestEvents {
    /// Keeps the stream, and returns a body with its events. A body around that one, or in place of it, is returned as it is.
    pub(super) fn observe(&self, body: Body) -> Body {
        let length = body.length();
        let mut kept = self.lock();
        if kept.is_some() {
            return body;
        }
        *kept = Some(body);
        Body::from_chunks(EventChunks(self.clone()), length)
    }

    /// Drops the stream.
    pub(super) fn end(&self) {
        self.0.is_ended.store(true, Ordering::SeqCst);
        let kept = match self.0.body.try_lock() {
            Ok(mut kept) => kept.take(),
            Err(TryLockError::Poisoned(error)) => error.into_inner().take(),
            // The stream is polled right now, perhaps by this thread: the poll drops it.
            Err(TryLockError::WouldBlock) => None,
        };
        drop(kept);
        self.0.waiting.wake();
    }

    fn lock(&self) -> MutexGuard<'_, Option<Body>> {
        self.0.body.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The events as the transport takes them.
struct EventChunks(RequestEvents);

impl Stream for EventChunks {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let events = &self.get_mut().0;
        // Registered first, so that an end after the poll wakes the task.
        events.0.waiting.register(context.waker());
        let mut body = events.lock();
        let next = match &mut *body {
            Some(body) => Pin::new(body).poll_next(context),
            None => Poll::Pending,
        };
        if !events.0.is_ended.load(Ordering::SeqCst) {
            return next;
        }
        let ended = body.take();
        drop(body);
        drop(ended);
        Poll::Ready(Some(Err(BodyError::new("the call has ended"))))
    }
}
