//! The frames of a body.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::frame::Frame;
use super::frame_decoder::FrameDecoder;
use crate::http::body::{Body, BodyError};

/// A stream of the frames in a body.
#[derive(Debug)]
pub(super) struct FrameSource {
    body: Body,
    decoder: FrameDecoder,
}

impl FrameSource {
    /// Creates the source of a body that begins `offset` bytes after the start of the stream.
    pub(super) fn new(body: Body, offset: u64) -> Self {
        Self {
            body,
            decoder: FrameDecoder::at(offset),
        }
    }

    /// Returns the next frame; `None` at the end of the body, which is that of a frame.
    pub(super) fn poll_frame(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame, BodyError>>> {
        loop {
            match self.decoder.next_frame() {
                Ok(Some(frame)) => return Poll::Ready(Some(Ok(frame))),
                Ok(None) => {}
                Err(error) => return Poll::Ready(Some(Err(error.into()))),
            }
            match ready!(Pin::new(&mut self.body).poll_next(cx)) {
                Some(Ok(chunk)) => self.decoder.push(chunk),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => {
                    let end = self.decoder.finish();
                    return Poll::Ready(end.err().map(|error| Err(error.into())));
                }
            }
        }
    }

    /// Returns the body and the decoder, which may have bytes of the next frame.
    pub(super) fn into_parts(self) -> (Body, FrameDecoder) {
        (self.body, self.decoder)
    }
}
