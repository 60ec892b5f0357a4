//! The events of an input.

use std::collections::VecDeque;
use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use futures_core::Stream;

use crate::http::body_error::BoxError;

/// The events of an input, which become the body of the request one by one.
///
/// Any stream of events converts into it, and any stream of results whose errors are an `std::error::Error` or a text, so that the setter of the
/// member takes either. [`from_events`](Self::from_events) takes events in memory.
///
/// - The next event is taken when the connection has room for it: a slow service slows the stream down.
/// - While the next event is awaited, the [read timeout](crate::CallOptions::read_timeout) does not elapse.
/// - An error of the stream ends the request: the call's error or that of the output's stream, of the kind
///   [`InputStream`](crate::ErrorKind::InputStream), has it as [`get_ref`](crate::Error::get_ref). An error that is an exception of the
///   model is sent to the service instead, as the last event.
/// - An event that cannot be serialized ends the request with [`InvalidInput`](crate::ErrorKind::InvalidInput).
/// - Frames are signed one after the other, and expired credentials are renewed in between.
/// - A request with events has one attempt, since its stream is read once. Clones share the stream.
pub struct EventInput<T>(Arc<Mutex<Source<T>>>);

type Source<T> = Pin<Box<dyn Stream<Item = Result<T, BoxError>> + Send>>;

/// An item of a stream of events: an event, or a result with one.
pub trait IntoEvent<T> {
    /// Returns the event.
    ///
    /// # Errors
    ///
    /// The error of the stream.
    fn into_event(self) -> Result<T, BoxError>;
}

impl<T> IntoEvent<T> for T {
    fn into_event(self) -> Result<T, BoxError> {
        Ok(self)
    }
}

impl<T, E: Into<BoxError>> IntoEvent<T> for Result<T, E> {
    fn into_event(self) -> Result<T, BoxError> {
        self.map_err(Into::into)
    }
}

impl<T: Send + 'static> EventInput<T> {
    /// Creates an input of these events.
    pub fn from_events(events: impl IntoIterator<Item = T>) -> Self {
        let events = events.into_iter().map(Ok).collect();
        Self::new(EventQueue {
            events,
            first: None,
        })
    }

    /// Adds an error after the last event: an exception of the model, which is sent to the service, or any other error, which ends the
    /// request.
    pub fn then_error(self, error: impl Into<BoxError>) -> Self {
        let events = VecDeque::from([Err(error.into())]);
        Self::new(EventQueue {
            events,
            first: Some(self),
        })
    }

    fn new(stream: impl Stream<Item = Result<T, BoxError>> + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(Box::pin(stream))))
    }
}

impl<T> EventInput<T> {
    /// Returns the next event, or `None` after the last one.
    pub(super) fn poll_event(&self, cx: &mut Context<'_>) -> Poll<Option<Result<T, BoxError>>> {
        let mut source = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        source.as_mut().poll_next(cx)
    }
}

impl<T, S> From<S> for EventInput<T>
where
    T: Send + 'static,
    S: Stream + Send + 'static,
    S::Item: IntoEvent<T>,
{
    fn from(stream: S) -> Self {
        Self::new(CallerEvents(Box::pin(stream), PhantomData))
    }
}

/// An input without events.
impl<T: Send + 'static> Default for EventInput<T> {
    fn default() -> Self {
        Self::from_events([])
    }
}

impl<T> Clone for EventInput<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

/// True if both are clones of one input.
impl<T> PartialEq for EventInput<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> fmt::Debug for EventInput<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EventInput")
    }
}

/// A stream of the caller, whose items become events.
struct CallerEvents<T, S>(Pin<Box<S>>, PhantomData<fn() -> T>);

impl<T, S> Stream for CallerEvents<T, S>
where
    S: Stream,
    S::Item: IntoEvent<T>,
{
    type Item = Result<T, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.0.as_mut().poll_next(cx);
        next.map(|item| item.map(IntoEvent::into_event))
    }
}

/// Events in memory, after those of another input.
struct EventQueue<T> {
    first: Option<EventInput<T>>,
    events: VecDeque<Result<T, BoxError>>,
}

impl<T> Unpin for EventQueue<T> {}

impl<T> Stream for EventQueue<T> {
    type Item = Result<T, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(first) = &self.first {
            match std::task::ready!(first.poll_event(cx)) {
                None => self.first = None,
                event => return Poll::Ready(event),
            }
        }
        Poll::Ready(self.events.pop_front())
    }
}
