//! Event streams: frames, and the responses that send them with pauses.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use axum::response::Response;
use futures::StreamExt;
use futures::stream;
use serde_json::{Value, json};

use super::error_response::response;

/// The type of a header's value that is text.
const TEXT: u8 = 7;

/// A frame of an event stream, encoded.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Frame(Bytes);

impl Frame {
    /// Creates an event.
    pub(crate) fn event(event_type: &str, payload: &Value) -> Self {
        Self::encode("event", (":event-type", event_type), payload)
    }

    /// Creates an exception, which ends a stream.
    pub(crate) fn exception(exception_type: &str, message: &str) -> Self {
        let payload = json!({ "message": message });
        Self::encode("exception", (":exception-type", exception_type), &payload)
    }

    fn encode(message_type: &str, of_type: (&str, &str), payload: &Value) -> Self {
        let mut headers = Vec::new();
        for (name, value) in [
            of_type,
            (":content-type", "application/json"),
            (":message-type", message_type),
        ] {
            // All names and values are shorter than 256 bytes.
            headers.push(name.len() as u8);
            headers.extend(name.bytes());
            headers.push(TEXT);
            headers.extend((value.len() as u16).to_be_bytes());
            headers.extend(value.bytes());
        }
        let payload = payload.to_string();
        let total = 12 + headers.len() + payload.len() + 4;
        let mut frame = Vec::with_capacity(total);
        frame.extend((total as u32).to_be_bytes());
        frame.extend((headers.len() as u32).to_be_bytes());
        frame.extend(crc32fast::hash(&frame).to_be_bytes());
        frame.extend(headers);
        frame.extend(payload.bytes());
        frame.extend(crc32fast::hash(&frame).to_be_bytes());
        Self(frame.into())
    }
}

/// Creates a response that sends each frame after a pause.
pub(crate) fn event_stream(frames: Vec<Frame>, pause: Duration) -> Response {
    let frames = stream::iter(frames).then(move |frame| async move {
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
        }
        Ok::<_, Infallible>(frame.0)
    });
    let media_type = ("content-type", "application/vnd.amazon.eventstream");
    let media_type = (media_type.0.to_owned(), media_type.1.to_owned());
    response(StatusCode::OK, [media_type], Body::from_stream(frames))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_has_its_lengths_its_headers_and_both_checksums() {
        let Frame(bytes) = Frame::event("tick", &json!({}));
        let length = |at: usize| u32::from_be_bytes(*bytes[at..].first_chunk().unwrap());
        let headers = b"\x0b:event-type\x07\0\x04tick\x0d:content-type\x07\0\x10application/json\x0d:message-type\x07\0\x05event";
        assert_eq!(length(0) as usize, bytes.len());
        assert_eq!(length(4) as usize, headers.len());
        assert_eq!(length(8), crc32(&bytes[..8]));
        let (rest, end) = bytes[12..].split_at(bytes.len() - 16);
        assert_eq!(rest, [&headers[..], b"{}"].concat());
        assert_eq!(end, crc32(&bytes[..bytes.len() - 4]).to_be_bytes());
    }

    /// Computes the checksum of the specification, bit by bit.
    fn crc32(bytes: &[u8]) -> u32 {
        let mut crc = u32::MAX;
        for byte in bytes {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
            }
        }
        !crc
    }
}
