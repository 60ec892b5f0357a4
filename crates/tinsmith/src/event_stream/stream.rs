//! The stream of typed events.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::{FusedStream, Stream};

use super::events::{self, EventCodec, EventEntry, EventReader, Events};
use super::frame::Frame;
use super::frame_headers::{EVENT_TYPE, MESSAGE_TYPE};
use super::frame_source::FrameSource;
use super::stream_error::StreamContext;
use crate::Error;
use crate::protocol::metadata::OperationMetadata;
use crate::protocol::response_reader::ResponseReader;

/// The events of an output, in the order in which they arrive.
///
/// A modeled exception in the stream is an [`Error`] whose [`service_error`](Error::service_error) is the typed error. An event of a type
/// that this version of the client does not know is the union's `Unknown`. After an error the stream has ended. A stream that is truncated is an error, too.
///
/// Memory is that of one event. Dropping the stream closes the response. The [read timeout](crate::CallOptions::read_timeout) applies to each event while
/// it is awaited, until its last byte has arrived. An error in the stream is not retried.
///
/// With the feature `blocking`, [`Runtime::iter`](crate::guide::streams#without-async) returns an iterator over the events.
#[must_use = "streams do nothing unless polled"]
pub struct EventStream<T>(State<T>);

enum State<T> {
    /// The response of the service.
    Open(Box<OpenStream<T>>),
    /// Events without a response: those that a test scripts. The queue is empty after the end of a response.
    Queue(VecDeque<Result<T, Error>>),
}

struct OpenStream<T> {
    frames: FrameSource,
    context: StreamContext,
    last: LastEntry,
    deserialize: fn(&Frame, &StreamContext, &mut LastEntry) -> Result<Option<T>, Error>,
}

/// The entry of the last event, which is that of all frames with the same headers.
#[derive(Default)]
struct LastEntry {
    /// True if the headers of the current frame differ from those of the last event.
    is_outdated: bool,
    /// The number of changes of the headers up to the event.
    header_changes: u64,
    /// The position in the table of events.
    position: Option<usize>,
}

impl LastEntry {
    fn note_changes(&mut self, header_changes: u64) {
        self.is_outdated = header_changes != self.header_changes;
        self.header_changes = header_changes;
    }
}

impl<T> EventStream<T> {
    /// Takes the events of a response, whose payloads have the codec `C`.
    pub fn receive<C: EventCodec>(
        &mut self,
        response: &mut ResponseReader<'_>,
        operation: &'static OperationMetadata,
    ) where
        T: Events<C>,
    {
        let (body, parts) = response.take_stream();
        self.0 = State::Open(Box::new(OpenStream {
            frames: FrameSource::new(body, parts.initial.end, parts.frames),
            context: StreamContext::new(operation, response, parts.attempts),
            last: LastEntry::default(),
            deserialize: deserialize::<C, T>,
        }));
    }

    /// Returns the next event, or `None` after the last event or an error.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|cx| self.poll_event(cx)).await
    }

    /// Returns the next event, or `None` after the last one.
    ///
    /// # Errors
    ///
    /// An exception of the service ([`Service`](crate::ErrorKind::Service)), a frame or an event that cannot be deserialized
    /// ([`InvalidResponse`](crate::ErrorKind::InvalidResponse)), a broken connection, or a timeout.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        self.next().await.transpose()
    }

    fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        let event = match &mut self.0 {
            State::Open(open) => ready!(open.poll_event(cx)),
            State::Queue(events) => events.pop_front(),
        };
        // Drops the body, which closes the response.
        if !matches!(event, Some(Ok(_))) {
            self.0 = State::Queue(VecDeque::new());
        }
        Poll::Ready(event)
    }
}

impl<T> OpenStream<T> {
    fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            let frame = match ready!(self.frames.poll_frame(cx)) {
                Some(Ok(frame)) => frame,
                Some(Err(error)) => return Poll::Ready(Some(Err(self.context.broken(error)))),
                None => return Poll::Ready(None),
            };
            self.last.note_changes(self.frames.header_changes());
            let event = (self.deserialize)(&frame, &self.context, &mut self.last);
            if let Some(event) = event.transpose() {
                return Poll::Ready(Some(event));
            }
        }
    }
}

/// Deserializes a frame. Returns `None` for the initial response, which is not an event of the union.
fn deserialize<C: EventCodec, T: Events<C>>(
    frame: &Frame,
    context: &StreamContext,
    last: &mut LastEntry,
) -> Result<Option<T>, Error> {
    if last.is_outdated {
        last.position = find_entry(frame, T::EVENTS);
    }
    let entry = last.position.and_then(|position| T::EVENTS.get(position));
    let Some((event_type, read)) = entry else {
        let event_type = context.event_type(frame, T::EXCEPTIONS)?;
        let is_event = event_type != super::INITIAL_RESPONSE;
        return Ok(is_event.then(|| T::unknown(events::unknown::<C>(event_type, frame))));
    };
    let mut reader = EventReader::new(frame);
    let event = read(&mut reader);
    match reader.finish() {
        Ok(()) => Ok(Some(event)),
        Err(error) => Err(context.mismatch(event_type, error)),
    }
}

/// Returns the position of an event's entry. Its type is compared as bytes, because checking the headers for UTF-8 once more would cost more than the
/// rest.
fn find_entry<T>(frame: &Frame, entries: &[EventEntry<T>]) -> Option<usize> {
    let [message_type, event_type] = frame.headers().texts([MESSAGE_TYPE, EVENT_TYPE]);
    let mut entries = entries.iter();
    let position = entries.position(|(known, _)| known.as_bytes() == event_type);
    position.filter(|_| message_type == b"event")
}

/// A stream of scripted events, for tests.
#[cfg(feature = "testing")]
impl<T> EventStream<T> {
    /// Creates a stream of these events.
    pub fn scripted(events: impl IntoIterator<Item = T>) -> Self {
        Self(State::Queue(events.into_iter().map(Ok).collect()))
    }

    /// Ends a scripted stream with a modeled error.
    pub fn then_error(mut self, error: impl crate::protocol::metadata::ModeledError) -> Self {
        if let State::Queue(events) = &mut self.0 {
            events.push_back(Err(super::stream_error::scripted(error)));
        }
        self
    }
}

/// A stream without events.
impl<T> Default for EventStream<T> {
    fn default() -> Self {
        Self(State::Queue(VecDeque::new()))
    }
}

impl<T> Stream for EventStream<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_event(cx)
    }
}

impl<T> FusedStream for EventStream<T> {
    fn is_terminated(&self) -> bool {
        matches!(&self.0, State::Queue(events) if events.is_empty())
    }
}

/// No field is pinned in place.
impl<T> Unpin for EventStream<T> {}

impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.0 {
            State::Queue(events) if events.is_empty() => "EventStream(ended)",
            _ => "EventStream",
        })
    }
}
