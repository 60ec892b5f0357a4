//! The bodies of requests that are event streams.

use super::RequestWriter;
use crate::Body;
use crate::call::{SignEvents, test_seam};
use crate::event_stream::{EncodedEvents, EventInput, Events, InputEventCodec, InputEvents};
use crate::http::request_stream::RequestStream;

const EVENT_STREAM: &str = "application/vnd.amazon.eventstream";

impl RequestWriter<'_> {
    /// Makes events the body. A document that is the body so far becomes the first of them, the initial request.
    pub fn events<C: InputEventCodec, T: InputEvents<C> + Events<C>>(
        &mut self,
        events: &Option<EventInput<T>>,
    ) {
        let document_type = self.operation.service.protocol.content_type;
        let events = events.clone().unwrap_or_default();
        let stream = RequestStream::of_events();
        let mut encoded = EncodedEvents::new::<C>(events, document_type, stream.clone());
        if self.content_type.is_some()
            && let Some(document) = self.body.as_bytes()
        {
            let result = encoded.set_initial_request(document.clone());
            self.problems.extend(result.err().into_iter().flatten());
        }
        self.body = Body::from_chunks(encoded, None);
        self.content_type = Some(EVENT_STREAM);
        self.extensions.insert(stream);
        self.extensions.insert(SignEvents::POINTER);
        test_seam::keep_events::<C, T>(&mut self.extensions);
    }
}
