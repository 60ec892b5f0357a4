//! The frames of event streams, compared with those of aws-smithy-eventstream.

use std::collections::BTreeSet;

use aws_smithy_eventstream::frame::{DecodedFrame, MessageFrameDecoder, write_message_to};
use aws_smithy_types::event_stream::{HeaderValue as SmithyValue, Message};
use bytes::Bytes;
use tinsmith::Timestamp;
use tinsmith::event_stream::{Frame, FrameDecoder, FrameError, HeaderValue};

/// The lengths of chunks in which a stream arrives a second time.
const CHUNKS: [usize; 2] = [1, 11];

/// Checks that the decoder reads the frames that aws-smithy-eventstream reads, with the same values, in any division into chunks, and that both
/// encode them to the bytes that were read.
///
/// The input is a stream. It is also the parts of a frame whose lengths and checksums are right: the number of bytes of its headers, the headers, and
/// the payload.
pub fn frames(input: &[u8]) {
    check_stream(&Bytes::copy_from_slice(input));
    check_stream(&framed(input));
}

fn check_stream(stream: &Bytes) {
    let (frames, error) = decode(stream, stream.len().max(1));
    for length in CHUNKS {
        assert_eq!(decode(stream, length), (frames.clone(), error));
    }
    let (messages, is_whole) = decode_by_smithy(stream);
    assert!(frames.len() <= messages.len(), "{frames:?}, {messages:?}");
    for (frame, message) in frames.iter().zip(&messages) {
        check_frame(frame, message);
    }
    let encoded: Vec<u8> = frames.iter().flat_map(Frame::to_bytes).collect();
    assert!(stream.starts_with(&encoded), "other bytes are encoded");
    match messages.get(frames.len()) {
        None => assert_eq!(error.is_none(), is_whole, "{error:?}"),
        Some(message) => assert!(
            matches!(error, Some(FrameError::Header { .. })) && has_invalid_names(message),
            "{error:?} is the error of {message:?}"
        ),
    }
}

/// Returns the frames of a stream that arrives in chunks of a length, and the error at its end.
fn decode(stream: &Bytes, length: usize) -> (Vec<Frame>, Option<FrameError>) {
    let mut decoder = FrameDecoder::default();
    let mut frames = Vec::new();
    for start in (0..stream.len()).step_by(length) {
        decoder.push(stream.slice(start..stream.len().min(start + length)));
        loop {
            match decoder.next_frame() {
                Ok(Some(frame)) => frames.push(frame),
                Ok(None) => break,
                Err(error) => return (frames, Some(error)),
            }
        }
    }
    (frames, decoder.finish().err())
}

/// Returns the messages of a stream, and true if it has no other bytes.
fn decode_by_smithy(mut stream: &[u8]) -> (Vec<Message>, bool) {
    let mut decoder = MessageFrameDecoder::new();
    let mut messages = Vec::new();
    loop {
        let is_end = stream.is_empty();
        match decoder.decode_frame(&mut stream) {
            Ok(DecodedFrame::Complete(message)) => messages.push(message),
            Ok(DecodedFrame::Incomplete) => return (messages, is_end),
            Err(_) => return (messages, false),
        }
    }
}

fn check_frame(frame: &Frame, message: &Message) {
    let headers: Vec<_> = frame.headers().collect();
    let expected = message.headers().iter();
    let expected: Vec<_> = expected
        .map(|header| (header.name().as_str(), value(header.value())))
        .collect();
    assert_eq!(headers, expected);
    assert_eq!(frame.payload(), message.payload());
    assert!(!has_invalid_names(message), "{message:?}");
    for (name, value) in &headers {
        assert_eq!(frame.header(name), Some(*value));
    }
    let bytes = frame.to_bytes();
    let mut written = Vec::new();
    // It does not write values of more than 32,767 bytes.
    if write_message_to(message, &mut written).is_ok() {
        assert_eq!(written, bytes);
    }
    let limits = [Timestamp::MIN, Timestamp::MAX].map(HeaderValue::Timestamp);
    // A timestamp out of range is read as the nearest one in range.
    if !headers.iter().any(|(_, value)| limits.contains(value)) {
        let written = Frame::new(&headers, frame.payload());
        assert_eq!(written.map(|frame| frame.to_bytes()), Ok(bytes));
    }
}

fn value(value: &SmithyValue) -> HeaderValue<'_> {
    match value {
        SmithyValue::Bool(value) => HeaderValue::Bool(*value),
        SmithyValue::Byte(value) => HeaderValue::I8(*value),
        SmithyValue::Int16(value) => HeaderValue::I16(*value),
        SmithyValue::Int32(value) => HeaderValue::I32(*value),
        SmithyValue::Int64(value) => HeaderValue::I64(*value),
        SmithyValue::ByteArray(bytes) => HeaderValue::Bytes(bytes),
        SmithyValue::String(text) => HeaderValue::Text(text.as_str()),
        SmithyValue::Timestamp(time) => {
            HeaderValue::Timestamp(Timestamp::new(time.secs(), time.subsec_nanos()))
        }
        SmithyValue::Uuid(uuid) => HeaderValue::Uuid(uuid.to_be_bytes()),
        other => panic!("{other:?} is of an unknown type"),
    }
}

/// True if a name is empty or that of an earlier header, which aws-smithy-eventstream accepts.
fn has_invalid_names(message: &Message) -> bool {
    let mut names = BTreeSet::new();
    let mut headers = message
        .headers()
        .iter()
        .map(|header| header.name().as_str());
    headers.any(|name| name.is_empty() || !names.insert(name))
}

/// Returns a frame of headers, whose length is the first byte, and a payload.
fn framed(parts: &[u8]) -> Bytes {
    let (length, parts) = parts.split_first().unwrap_or((&0, &[]));
    let headers = parts.len().min((*length).into());
    let total = parts.len() + 16;
    let mut frame = [total as u32, headers as u32]
        .map(u32::to_be_bytes)
        .concat();
    frame.extend(crc32fast::hash(&frame).to_be_bytes());
    frame.extend(parts);
    frame.extend(crc32fast::hash(&frame).to_be_bytes());
    frame.into()
}
