//! The frames of a body.

use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use super::frame::Frame;
use super::frame_decoder::FrameDecoder;
use crate::http::body::{Body, Chunks};
use crate::http::body_error::BodyError;
use crate::protocol::stream_parts::FrameCount;

/// A stream of the frames in a body.
pub(super) struct FrameSource {
    /// Never locked: the mutex makes the stream of events `Sync`.
    body: Mutex<Chunks>,
    decoder: FrameDecoder,
    count: Option<FrameCount>,
}

impl FrameSource {
    /// Creates the source of a body that begins `offset` bytes after the start of the stream. The count is that of the body's read timeout.
    pub(super) fn new(body: Body, offset: u64, count: Option<FrameCount>) -> Self {
        if let Some(count) = &count {
            count.increment();
        }
        Self {
            body: Mutex::new(body.into_chunks()),
            decoder: FrameDecoder::at(offset),
            count,
        }
    }

    /// Returns the next frame, or `None` if the body has ended after a whole frame.
    pub(super) fn poll_frame(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame, BodyError>>> {
        loop {
            match self.decoder.next_frame() {
                Ok(Some(frame)) => {
                    if let Some(count) = &self.count {
                        count.increment();
                    }
                    return Poll::Ready(Some(Ok(frame)));
                }
                Ok(None) => {}
                Err(error) => return Poll::Ready(Some(Err(BodyError::new(error)))),
            }
            let body = self.body.get_mut();
            let body = body.unwrap_or_else(PoisonError::into_inner);
            match ready!(body.as_mut().poll_next(cx)) {
                Some(Ok(chunk)) => self.decoder.push(chunk),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => {
                    let end = self.decoder.finish();
                    return Poll::Ready(end.err().map(|error| Err(BodyError::new(error))));
                }
            }
        }
    }

    /// Returns a counter that changes when the headers of a frame differ from those of the frame before.
    pub(super) fn header_changes(&self) -> u64 {
        self.decoder.header_changes()
    }

    /// Returns the body and the decoder, which may have bytes of the next frame.
    pub(super) fn into_parts(self) -> (Chunks, FrameDecoder) {
        let body = self.body.into_inner();
        (body.unwrap_or_else(PoisonError::into_inner), self.decoder)
    }
}
