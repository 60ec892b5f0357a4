//! The body of a request with events.

use std::error::Error as StdError;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;

use super::event_input::EventInput;
use super::event_writer::{EventWriter, InputEventCodec, InputEvents};
use crate::error::Error;
use crate::http::body_error::{BodyError, BoxError};
use crate::http::request_stream::RequestStream;

/// The type of the event that holds the initial request.
const INITIAL_REQUEST: &str = "initial-request";

/// The frames of events, each of which is encoded when the transport reads it.
pub(crate) struct EncodedEvents<T> {
    /// The frame before those of the events.
    initial_request: Option<Bytes>,
    /// The events that are left.
    events: Option<EventInput<T>>,
    document_type: &'static str,
    write: fn(&T, &mut EventWriter),
    write_exception: fn(&(dyn StdError + 'static), &mut EventWriter) -> bool,
    stream: RequestStream,
}

impl<T> EncodedEvents<T> {
    /// Creates the frames of events whose documents have a media type.
    pub(crate) fn new<C: InputEventCodec>(
        events: EventInput<T>,
        document_type: &'static str,
        stream: RequestStream,
    ) -> Self
    where
        T: InputEvents<C>,
    {
        Self {
            initial_request: None,
            events: Some(events),
            document_type,
            write: T::write,
            write_exception: T::write_exception,
            stream,
        }
    }

    /// Puts an event with the other members of the input before the others.
    ///
    /// # Errors
    ///
    /// The reasons why it must not be sent: it is longer than a frame can be.
    pub(crate) fn set_initial_request(&mut self, document: Bytes) -> Result<(), Vec<String>> {
        let mut writer = EventWriter::new(self.document_type);
        writer.begin_event(INITIAL_REQUEST);
        writer.set_document(document);
        self.initial_request = Some(writer.finish()?);
        Ok(())
    }

    fn encode(&self, event: Result<T, BoxError>) -> Result<Bytes, BodyError> {
        let mut writer = EventWriter::new(self.document_type);
        match event {
            Ok(event) => (self.write)(&event, &mut writer),
            Err(error) => {
                if !(self.write_exception)(&*error, &mut writer) {
                    return Err(BodyError::new(error));
                }
            }
        }
        let frame = writer.finish();
        frame.map_err(|problems| self.stream.record(Error::invalid_input(problems)))
    }
}

impl<T> Stream for EncodedEvents<T> {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if let Some(frame) = this.initial_request.take() {
            return Poll::Ready(Some(Ok(frame)));
        }
        let Some(events) = &this.events else {
            return Poll::Ready(None);
        };
        let event = ready!(events.poll_event(cx));
        let is_last = !matches!(event, Some(Ok(_)));
        let frame = event.map(|event| this.encode(event));
        if is_last || matches!(frame, Some(Err(_))) {
            this.events = None;
        }
        Poll::Ready(frame)
    }
}
