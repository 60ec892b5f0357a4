//! The decoder of a stream of frames, whose bytes arrive in chunks.

use std::fmt;

use bytes::{Bytes, BytesMut};

use super::frame::{Frame, PRELUDE, Prelude, SeenHeaders};
use super::frame_error::FrameError;

/// A decoder of frames from chunks of bytes. It holds at most one frame that is incomplete, and copies no frame that arrives in one chunk.
///
/// ```
/// use bytes::Bytes;
/// use tinsmith::event_stream::{Frame, FrameDecoder};
///
/// let frame = Frame::new(&[], "hello")?;
/// let bytes = frame.to_bytes();
/// let mut decoder = FrameDecoder::default();
/// decoder.push(bytes.slice(..5));
/// assert_eq!(decoder.next_frame()?, None);
/// decoder.push(bytes.slice(5..));
/// assert_eq!(decoder.next_frame()?, Some(frame));
/// decoder.finish()?;
/// # Ok::<(), tinsmith::event_stream::FrameError>(())
/// ```
#[derive(Default)]
pub struct FrameDecoder {
    /// The beginning of a frame, in earlier chunks.
    partial: BytesMut,
    /// The rest of the last chunk.
    chunk: Bytes,
    /// The number of bytes of the stream before the next frame.
    offset: u64,
    /// The headers of the last frame.
    seen: SeenHeaders,
    /// The error that ended the stream.
    error: Option<FrameError>,
}

/// The bytes may be sensitive.
impl fmt::Debug for FrameDecoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FrameDecoder")
            .field("offset", &self.offset)
            .field("length", &(self.partial.len() + self.chunk.len()))
            .field("error", &self.error)
            .finish()
    }
}

impl FrameDecoder {
    /// Creates a decoder whose errors count `offset` bytes before its first frame.
    pub(super) fn at(offset: u64) -> Self {
        Self {
            offset,
            ..Self::default()
        }
    }

    /// Adds the next bytes of the stream.
    pub fn push(&mut self, bytes: Bytes) {
        let chunk = std::mem::replace(&mut self.chunk, bytes);
        self.partial.extend_from_slice(&chunk);
    }

    /// Returns the next frame, or `None` if its bytes are not complete.
    ///
    /// # Errors
    ///
    /// The frame is invalid, which the first bytes may show. The following frames cannot be found then, so that the same error is returned
    /// from then on.
    pub fn next_frame(&mut self) -> Result<Option<Frame>, FrameError> {
        if let Some(error) = self.error {
            return Err(error);
        }
        let frame = self.decode_frame();
        self.error = frame.as_ref().err().copied();
        frame
    }

    fn decode_frame(&mut self) -> Result<Option<Frame>, FrameError> {
        let (bytes, prelude) = if self.partial.is_empty() {
            let prelude = Prelude::decode(&self.chunk, self.offset)?;
            match prelude.filter(|prelude| prelude.total <= self.chunk.len()) {
                Some(prelude) => (self.chunk.split_to(prelude.total), prelude),
                None => {
                    self.partial.extend_from_slice(&self.chunk);
                    self.chunk.clear();
                    return Ok(None);
                }
            }
        } else {
            self.complete(PRELUDE);
            let Some(prelude) = Prelude::decode(&self.partial, self.offset)? else {
                return Ok(None);
            };
            self.complete(prelude.total);
            if self.partial.len() < prelude.total {
                return Ok(None);
            }
            (self.partial.split_to(prelude.total).freeze(), prelude)
        };
        let frame = Frame::decode(bytes, prelude, self.offset, &mut self.seen)?;
        self.offset += prelude.total as u64;
        Ok(Some(frame))
    }

    /// Ends the stream.
    ///
    /// # Errors
    ///
    /// [`FrameError::Truncated`] if a frame is incomplete.
    pub fn finish(&self) -> Result<(), FrameError> {
        match self.partial.len() + self.chunk.len() {
            0 => Ok(()),
            rest => Err(FrameError::Truncated {
                offset: self.offset,
                end: self.offset + rest as u64,
            }),
        }
    }

    /// Returns the number of bytes of the stream before the next frame.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// Returns a counter that changes when the headers of a frame differ from those of the frame before.
    pub(super) fn header_changes(&self) -> u64 {
        self.seen.changes()
    }

    /// Returns the bytes that are no part of a returned frame.
    pub(super) fn into_rest(mut self) -> Bytes {
        if self.partial.is_empty() {
            return self.chunk;
        }
        self.partial.extend_from_slice(&self.chunk);
        self.partial.freeze()
    }

    /// Moves bytes of the chunk to the incomplete frame until that has this length.
    fn complete(&mut self, length: usize) {
        let missing = length.saturating_sub(self.partial.len());
        let taken = self.chunk.split_to(missing.min(self.chunk.len()));
        self.partial.extend_from_slice(&taken);
    }
}
