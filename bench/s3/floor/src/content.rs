//! The bytes of objects.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

pub(crate) const MEBIBYTE: usize = 1 << 20;

/// The number of bytes after which the content repeats itself, and of each chunk of a generated body.
const BLOCK: usize = 64 * 1024;

/// Returns the content of an object of this size.
pub(crate) fn content(size: usize) -> Bytes {
    let byte = |at: usize| ((at % BLOCK).wrapping_mul(2_654_435_761) >> 16) as u8;
    (0..size).map(byte).collect()
}

/// A body whose chunks are the same block of memory.
pub(crate) struct GeneratedBody {
    block: Bytes,
    left: usize,
}

impl GeneratedBody {
    pub(crate) fn new(size: usize) -> Self {
        Self {
            block: content(BLOCK),
            left: size,
        }
    }
}

impl Body for GeneratedBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let this = self.get_mut();
        let size = this.left.min(BLOCK);
        this.left -= size;
        let chunk = (size > 0).then(|| this.block.slice(..size));
        Poll::Ready(chunk.map(|chunk| Ok(Frame::data(chunk))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left as u64)
    }
}
