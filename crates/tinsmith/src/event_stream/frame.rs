//! Frames: the messages of an event stream as they are in bytes.

use std::fmt;

use bytes::{Buf, BufMut, Bytes, BytesMut};

use super::frame_error::FrameError;
use super::frame_headers::{FrameHeaders, HeaderValue, validate, write_header};

/// The longest headers of a frame, in bytes.
pub const MAX_HEADER_BYTES: usize = 128 * 1024;

/// The longest payload of a frame, in bytes.
pub const MAX_PAYLOAD_BYTES: usize = 24 * 1024 * 1024;

/// The longest headers that are kept to recognize those of the next frame.
const MAX_KEPT_HEADER_BYTES: usize = 1024;

/// The length of the prelude: both lengths and their checksum.
pub(super) const PRELUDE: usize = 12;

/// The length of the checksum at the end.
const CHECKSUM: usize = 4;

/// A frame: headers and a payload
/// ([event stream specification](https://smithy.io/2.0/aws/amazon-eventstream.html)).
///
/// ```
/// use tinsmith::event_stream::{Frame, HeaderValue};
///
/// let headers = [(":message-type", HeaderValue::Text("event")), (":event-type", HeaderValue::Text("tick"))];
/// let frame = Frame::new(&headers, "{}")?;
/// assert_eq!(frame.header(":event-type"), Some(HeaderValue::Text("tick")));
/// assert_eq!(frame.to_bytes().len(), 12 + frame.headers().encoded_len() + 2 + 4);
/// # Ok::<(), tinsmith::event_stream::FrameError>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct Frame {
    /// The headers, encoded and valid, and the payload: one buffer, because each share of a buffer costs two atomic operations.
    content: Bytes,
    /// The number of bytes of the headers.
    header_bytes: usize,
}

/// Headers and payload may be sensitive.
impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Frame")
            .field("headers_length", &self.encoded_headers().len())
            .field("payload_length", &self.payload().len())
            .finish()
    }
}

impl Frame {
    /// Creates a frame.
    ///
    /// # Errors
    ///
    /// [`FrameError::Unencodable`] if a name, a value, the headers or the payload are too long, or a name is empty or repeated.
    pub fn new(
        headers: &[(&str, HeaderValue<'_>)],
        payload: impl AsRef<[u8]>,
    ) -> Result<Self, FrameError> {
        let mut encoded = BytesMut::new();
        for (name, value) in headers {
            write_header(name, *value, &mut encoded)?;
        }
        Self::from_encoded(encoded, payload.as_ref())
    }

    /// Creates a frame of headers that are encoded.
    pub(super) fn from_encoded(mut encoded: BytesMut, payload: &[u8]) -> Result<Self, FrameError> {
        // Nothing else is invalid in headers that were encoded.
        if validate(&encoded).is_err() {
            return Err(FrameError::Unencodable("two headers have the same name"));
        }
        if encoded.len() > MAX_HEADER_BYTES {
            return Err(FrameError::Unencodable(
                "the headers are longer than 128 KiB",
            ));
        }
        if payload.len() > MAX_PAYLOAD_BYTES {
            return Err(FrameError::Unencodable("the payload is longer than 24 MiB"));
        }
        let header_bytes = encoded.len();
        encoded.extend_from_slice(payload);
        Ok(Self {
            content: encoded.freeze(),
            header_bytes,
        })
    }

    /// Decodes a whole frame whose prelude is valid, and which has the length in it. `offset` is its position in the stream. `seen` keeps the headers
    /// of the last frame, which are valid.
    pub(super) fn decode(
        frame: Bytes,
        prelude: Prelude,
        offset: u64,
        seen: &mut SeenHeaders,
    ) -> Result<Self, FrameError> {
        let end = prelude.total - CHECKSUM;
        // Before the checksum, so that the error of a frame with an invalid header names it.
        let headers = frame.get(PRELUDE..PRELUDE + prelude.headers);
        let headers = headers.unwrap_or_default();
        if !seen.are(headers) {
            validate(headers).map_err(|problem| FrameError::Header { offset, problem })?;
            seen.replace(headers);
        }
        let computed = crc32fast::hash(frame.get(..end).unwrap_or_default());
        let stated = read_u32(&frame, end);
        if computed != stated {
            return Err(FrameError::MessageChecksum {
                offset,
                stated,
                computed,
            });
        }
        let mut content = frame;
        content.truncate(end);
        content.advance(PRELUDE);
        Ok(Self {
            content,
            header_bytes: prelude.headers,
        })
    }

    /// Returns the bytes of the headers.
    fn encoded_headers(&self) -> &[u8] {
        self.content.get(..self.header_bytes).unwrap_or_default()
    }

    /// Returns the headers, in order.
    pub fn headers(&self) -> FrameHeaders<'_> {
        FrameHeaders::new(self.encoded_headers())
    }

    /// Returns the value of the header of this name.
    pub fn header(&self, name: &str) -> Option<HeaderValue<'_>> {
        self.headers().value(name)
    }

    /// Returns the payload.
    pub fn payload(&self) -> &[u8] {
        self.content.get(self.header_bytes..).unwrap_or_default()
    }

    /// Returns the payload without a copy.
    pub(super) fn payload_bytes(&self) -> Bytes {
        self.content.slice_ref(self.payload())
    }

    /// Encodes the frame.
    pub fn to_bytes(&self) -> Bytes {
        let total = PRELUDE + self.content.len() + CHECKSUM;
        let mut bytes = BytesMut::with_capacity(total);
        // The limits of both parts keep the lengths within 32 bits.
        bytes.put_u32(total as u32);
        bytes.put_u32(self.header_bytes as u32);
        bytes.put_u32(crc32fast::hash(&bytes));
        bytes.put_slice(&self.content);
        bytes.put_u32(crc32fast::hash(&bytes));
        bytes.freeze()
    }
}

/// The bytes of the headers of an earlier frame. Events of one type have the same headers, and comparing them costs less than decoding them.
#[derive(Default)]
pub(super) struct SeenHeaders {
    kept: Vec<u8>,
    changes: u64,
}

impl SeenHeaders {
    /// Returns a counter that changes when the headers of a frame differ from those of the frame before. Headers that are empty or too long to be kept
    /// count as different.
    pub(super) fn changes(&self) -> u64 {
        self.changes
    }

    /// True if these are the headers. Empty ones are never seen.
    fn are(&self, headers: &[u8]) -> bool {
        !headers.is_empty() && self.kept == headers
    }

    /// Keeps a copy, unless it would hold much memory.
    fn replace(&mut self, headers: &[u8]) {
        self.changes += 1;
        self.kept.clear();
        if headers.len() <= MAX_KEPT_HEADER_BYTES {
            self.kept.extend_from_slice(headers);
        }
    }
}

/// The lengths at the beginning of a frame.
#[derive(Clone, Copy, Debug)]
pub(super) struct Prelude {
    /// The number of bytes of the whole frame.
    pub(super) total: usize,
    /// The number of bytes of the headers.
    headers: usize,
}

impl Prelude {
    /// Decodes the prelude at the beginning of some bytes; `None` if there are not enough of them.
    pub(super) fn decode(bytes: &[u8], offset: u64) -> Result<Option<Self>, FrameError> {
        let Some(prelude) = bytes.get(..PRELUDE) else {
            return Ok(None);
        };
        let [total, headers, stated] = [0, 4, 8].map(|at| read_u32(prelude, at));
        let computed = crc32fast::hash(prelude.get(..8).unwrap_or_default());
        if computed != stated {
            return Err(FrameError::PreludeChecksum {
                offset,
                stated,
                computed,
            });
        }
        let lengths = Self {
            total: total as usize,
            headers: headers as usize,
        };
        let payload = lengths
            .total
            .checked_sub(PRELUDE + CHECKSUM)
            .and_then(|rest| rest.checked_sub(lengths.headers));
        let is_valid = payload.is_some_and(|payload| payload <= MAX_PAYLOAD_BYTES)
            && lengths.headers <= MAX_HEADER_BYTES;
        match is_valid {
            true => Ok(Some(lengths)),
            false => Err(FrameError::Length {
                offset,
                total,
                headers,
            }),
        }
    }
}

fn read_u32(bytes: &[u8], at: usize) -> u32 {
    let bytes = bytes.get(at..).and_then(<[u8]>::first_chunk);
    bytes.copied().map_or(0, u32::from_be_bytes)
}
