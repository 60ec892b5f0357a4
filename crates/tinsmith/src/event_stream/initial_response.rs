//! The first event of protocols without HTTP bindings, which holds the other members of the output.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http::Response;

use super::INITIAL_RESPONSE;
use super::events::EventCodec;
use super::frame::Frame;
use super::frame_headers::{EVENT_TYPE, HeaderValue, MESSAGE_TYPE};
use super::frame_source::FrameSource;
use crate::codec::Shape;
use crate::http::body::{Body, Chunks};
use crate::http::body_error::BodyError;
use crate::protocol::response_reader::ResponseReader;
use crate::protocol::stream_parts::StreamParts;
use crate::time::BoxFuture;

/// Waits for the first frame of a response and, if it is the initial response, moves it from the body to the response's extensions.
///
/// # Errors
///
/// The error with which the body ended, or that of an invalid frame. The response has no body then.
pub fn receive(response: &mut Response<Body>) -> BoxFuture<'_, Result<(), BodyError>> {
    Box::pin(async move {
        let mut parts: StreamParts = response.extensions_mut().remove().unwrap_or_default();
        let body = std::mem::take(response.body_mut());
        let mut frames = FrameSource::new(body, 0, parts.frames.clone());
        let Some(frame) = poll_fn(|cx| frames.poll_frame(cx)).await.transpose()? else {
            return Ok(());
        };
        let (body, decoder) = frames.into_parts();
        let mut chunks = VecDeque::new();
        if is_initial(&frame) {
            parts.initial.payload = frame.payload_bytes();
            parts.initial.end = decoder.offset();
        } else {
            chunks.push_back(frame.to_bytes());
        }
        chunks.push_back(decoder.into_rest());
        chunks.retain(|chunk| !chunk.is_empty());
        response.extensions_mut().insert(parts);
        *response.body_mut() = Body::from_chunks(PrefixedBody { chunks, body }, None);
        Ok(())
    })
}

/// Reads the members of an output that are in the initial response. Without one, they have their defaults.
pub fn read<C: EventCodec, T: Shape<C>>(response: &mut ResponseReader<'_>) -> T {
    let payload = response.initial_response();
    if payload.is_empty() {
        return T::default();
    }
    response.value(C::from_payload(&payload))
}

fn is_initial(frame: &Frame) -> bool {
    let has = |name, text| frame.header(name) == Some(HeaderValue::Text(text));
    has(MESSAGE_TYPE, "event") && has(EVENT_TYPE, INITIAL_RESPONSE)
}

/// A body whose first chunks have been read before.
struct PrefixedBody {
    chunks: VecDeque<Bytes>,
    body: Chunks,
}

impl Stream for PrefixedBody {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match self.chunks.pop_front() {
            Some(chunk) => Poll::Ready(Some(Ok(chunk))),
            None => self.body.as_mut().poll_next(cx),
        }
    }
}
