//! A stream of the caller as the chunks of a body.

use std::error::Error as StdError;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;

use super::body_error::BodyError;

/// The chunks of a caller's stream. A total length other than the announced one is an error, because a transport would silently drop the bytes beyond the
/// announced length.
pub(super) struct CallerStream<S> {
    stream: Pin<Box<S>>,
    /// The announced length, if it is known.
    length: Option<u64>,
    /// The bytes that were taken.
    taken: u64,
}

impl<S> CallerStream<S> {
    pub(super) fn new(stream: S, length: Option<u64>) -> Self {
        Self {
            stream: Box::pin(stream),
            length,
            taken: 0,
        }
    }
}

impl<S, E> Stream for CallerStream<S>
where
    S: Stream<Item = Result<Bytes, E>>,
    E: Into<Box<dyn StdError + Send + Sync>>,
{
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = ready!(self.stream.as_mut().poll_next(context));
        let next = next.transpose().map_err(BodyError::new)?;
        let Some(length) = self.length else {
            return Poll::Ready(next.map(Ok));
        };
        self.taken += next.as_ref().map_or(0, |chunk| chunk.len() as u64);
        let problem = match (self.taken > length, self.taken < length && next.is_none()) {
            (false, false) => return Poll::Ready(next.map(Ok)),
            (true, _) => format!("the body is longer than its announced length of {length} bytes"),
            (false, true) => format!("the body ends after {} of {length} bytes", self.taken),
        };
        Poll::Ready(Some(Err(BodyError::new(problem))))
    }
}
