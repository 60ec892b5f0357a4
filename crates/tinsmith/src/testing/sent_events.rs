//! The events of a request that a test reads.

use std::any::Any;

use http::Extensions;

use crate::event_stream::{EventReader, Events, Frame, FrameDecoder, HeaderValue, InputEventCodec};

/// Keeps the type of a request's events beside the request.
pub(crate) fn keep_events<C: InputEventCodec, T: Events<C>>(extensions: &mut Extensions) {
    extensions.insert(SentEvents(|frames| Box::new(deserialize::<C, T>(frames))));
}

/// The deserializer of the events in the body of a request, whose type it knows.
#[derive(Clone, Copy, Debug)]
pub(super) struct SentEvents(fn(&[Frame]) -> Box<dyn Any>);

impl SentEvents {
    /// Returns the events in a body; `None` if they have another type.
    pub(super) fn read<T: 'static>(self, body: &[u8]) -> Option<Vec<T>> {
        let events = (self.0)(&frames(body)).downcast().ok()?;
        Some(*events)
    }
}

/// Returns the frames of a request's body, without the frames around them that hold signatures.
pub(super) fn frames(body: &[u8]) -> Vec<Frame> {
    let frames = decode(body).into_iter();
    let frames = frames.flat_map(|frame| match frame.header(":chunk-signature") {
        Some(_) => decode(frame.payload()),
        None => vec![frame],
    });
    frames.collect()
}

fn decode(body: &[u8]) -> Vec<Frame> {
    let mut decoder = FrameDecoder::default();
    decoder.push(body.to_vec().into());
    let next = || decoder.next_frame().ok().flatten();
    std::iter::from_fn(next).collect()
}

fn deserialize<C: InputEventCodec, T: Events<C>>(frames: &[Frame]) -> Vec<T> {
    let events = frames.iter().filter_map(|frame| {
        let Some(HeaderValue::Text(event_type)) = frame.header(":event-type") else {
            return None;
        };
        let mut entries = T::EVENTS.iter();
        let (_, read) = entries.find(|(known, _)| *known == event_type)?;
        Some(read(&mut EventReader::new(frame)))
    });
    events.collect()
}
