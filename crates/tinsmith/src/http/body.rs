//! The body of a request or a response.

use std::error::Error as StdError;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;

use super::body_error::BodyError;
use super::caller_stream::CallerStream;

/// The largest number of bytes that are allocated before they arrive: a length that a peer announces does not take more memory than that.
const MAX_RESERVED: u64 = 8 * 1024 * 1024;

/// The largest number of bytes in memory that are one step of the progress of a body.
const PIECE: usize = 128 * 1024;

/// The chunks of a streamed body.
pub(crate) type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, BodyError>> + Send>>;
type OpenChunks = Arc<dyn Fn() -> Chunks + Send + Sync>;

/// The body of a request or a response: bytes in memory, or a stream.
///
/// Clones of a streamed body share the stream, so that an input can be cloned; the next chunk goes to the clone that polls first. A
/// request whose body is a stream is therefore not retried, unless the stream is [repeatable](Self::is_repeatable).
#[derive(Clone, Default)]
pub struct Body(Content);

#[derive(Clone)]
enum Content {
    Bytes(Bytes),
    Stream(Arc<ChunkStream>),
}

struct ChunkStream {
    length: Option<u64>,
    chunks: Mutex<Chunks>,
    /// Opens the stream again, if that is possible.
    open: Option<OpenChunks>,
}

impl ChunkStream {
    /// Locks the stream, which stays usable after a panic while another clone was polled.
    fn chunks(&self) -> MutexGuard<'_, Chunks> {
        self.chunks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Content {
    fn default() -> Self {
        Self::Bytes(Bytes::new())
    }
}

impl Body {
    /// Creates an empty body.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Creates a body that is read from `stream`, with its length in bytes if that is known. A stream of another length ends with an error.
    pub fn from_stream<S, E>(stream: S, length: Option<u64>) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        Self::from_chunks(CallerStream::new(stream, length), length)
    }

    /// Creates a body of chunks whose errors are those of bodies already.
    pub(crate) fn from_chunks(
        chunks: impl Stream<Item = Result<Bytes, BodyError>> + Send + 'static,
        length: Option<u64>,
    ) -> Self {
        Self::opened(Box::pin(chunks), length, None)
    }

    /// Creates a body of a stream that `open` opens, with its length in bytes if that is known. Each attempt of a call opens it once more and reads
    /// it from its beginning, so that the call is retried. It is also opened at once, for a reader of the body itself, so that `open` should not do
    /// the work that the first poll of the stream can do.
    ///
    /// ```
    /// # use tinsmith::Body;
    /// let parts = ["one ", "two"];
    /// let open = move || futures::stream::iter(parts.map(|part| Ok::<_, std::io::Error>(part.into())));
    /// let body = Body::from_repeatable(open, Some(7));
    /// # assert!(body.is_repeatable());
    /// ```
    pub fn from_repeatable<S, E>(
        open: impl Fn() -> S + Send + Sync + 'static,
        length: Option<u64>,
    ) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        let open = move || Box::pin(CallerStream::new(open(), length)) as Chunks;
        Self::opened(open(), length, Some(Arc::new(open)))
    }

    fn opened(chunks: Chunks, length: Option<u64>, open: Option<OpenChunks>) -> Self {
        let chunks = Mutex::new(chunks);
        Self(Content::Stream(Arc::new(ChunkStream {
            length,
            chunks,
            open,
        })))
    }

    /// Returns a stream that begins again, if the body is a stream that can be opened again.
    pub(crate) fn restart(&self) -> Option<Self> {
        match &self.0 {
            Content::Bytes(_) => None,
            Content::Stream(streamed) => {
                let open = streamed.open.as_ref()?;
                Some(Self::opened(
                    open(),
                    streamed.length,
                    Some(Arc::clone(open)),
                ))
            }
        }
    }

    /// Returns the chunks, which are polled without the lock of the body unless a clone shares them.
    pub(crate) fn into_chunks(self) -> Chunks {
        let streamed = match self.0 {
            Content::Bytes(_) => return Box::pin(self),
            Content::Stream(streamed) => streamed,
        };
        match Arc::try_unwrap(streamed) {
            Ok(own) => own
                .chunks
                .into_inner()
                .unwrap_or_else(PoisonError::into_inner),
            Err(shared) => Box::pin(Self(Content::Stream(shared))),
        }
    }

    /// Returns the bytes if they are in memory. Those of a stream are not: see [`collect`](Self::collect).
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.0 {
            Content::Bytes(bytes) => Some(bytes),
            Content::Stream(_) => None,
        }
    }

    /// True if the body is a stream.
    pub fn is_stream(&self) -> bool {
        matches!(self.0, Content::Stream(_))
    }

    /// True if a request with this body can be sent again: it is in memory, or a stream that can be opened again, such as a file.
    pub fn is_repeatable(&self) -> bool {
        match &self.0 {
            Content::Bytes(_) => true,
            Content::Stream(streamed) => streamed.open.is_some(),
        }
    }

    /// Returns the number of bytes, if it is known before they are read.
    pub fn length(&self) -> Option<u64> {
        match &self.0 {
            Content::Bytes(bytes) => Some(bytes.len() as u64),
            Content::Stream(streamed) => streamed.length,
        }
    }

    /// Returns the next chunk, or `None` at the end.
    ///
    /// Dropping the future loses no bytes: the next call returns the chunk.
    ///
    /// # Errors
    ///
    /// The error with which the stream ended.
    pub async fn try_next(&mut self) -> Result<Option<Bytes>, BodyError> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context))
            .await
            .transpose()
    }

    /// Returns the next chunk for a reader that observes the progress of the body: bytes in memory come in pieces.
    pub(crate) fn poll_piece(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, BodyError>>> {
        match &mut self.0 {
            Content::Bytes(bytes) if bytes.len() > PIECE => {
                Poll::Ready(Some(Ok(bytes.split_to(PIECE))))
            }
            _ => Pin::new(self).poll_next(context),
        }
    }

    /// Reads the body to its end.
    ///
    /// # Errors
    ///
    /// The error with which the stream ended.
    pub async fn collect(self) -> Result<Bytes, BodyError> {
        self.collect_at_most(usize::MAX).await
    }

    /// Reads the body to its end if it has no more than `limit` bytes.
    ///
    /// # Errors
    ///
    /// The error with which the stream ended, or [`BodyTooLarge`].
    pub async fn collect_at_most(self, limit: usize) -> Result<Bytes, BodyError> {
        match self.collect_prefix(limit).await {
            (bytes, None) => Ok(bytes),
            (_, Some(error)) => Err(error),
        }
    }

    /// Reads the body up to `limit` bytes, and returns them with the error that ended it early.
    pub(crate) async fn collect_prefix(mut self, limit: usize) -> (Bytes, Option<BodyError>) {
        // Most bodies come in one chunk, which is then passed on without a copy.
        let mut only = Bytes::new();
        let mut all = BytesMut::new();
        let announced = self.length().unwrap_or_default().min(MAX_RESERVED) as usize;
        let end = loop {
            match self.try_next().await {
                Ok(None) => break None,
                Err(error) => break Some(error),
                Ok(Some(mut chunk)) => {
                    let left = limit - all.len().max(only.len());
                    let is_too_large = chunk.len() > left;
                    chunk.truncate(left);
                    if all.is_empty() && only.is_empty() {
                        only = chunk;
                    } else {
                        if all.is_empty() {
                            // Growth would copy the bytes again.
                            all.reserve(announced.min(limit));
                        }
                        all.extend_from_slice(&std::mem::take(&mut only));
                        all.extend_from_slice(&chunk);
                    }
                    if is_too_large {
                        break Some(BodyError::new(BodyTooLarge { limit }));
                    }
                }
            }
        };
        let bytes = if all.is_empty() { only } else { all.freeze() };
        (bytes, end)
    }
}

impl Stream for Body {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match &mut self.get_mut().0 {
            Content::Bytes(bytes) if bytes.is_empty() => Poll::Ready(None),
            Content::Bytes(bytes) => Poll::Ready(Some(Ok(std::mem::take(bytes)))),
            Content::Stream(streamed) => streamed.chunks().as_mut().poll_next(context),
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Content::Bytes(bytes) => write!(f, "Body({} bytes)", bytes.len()),
            Content::Stream(_) => f.write_str("Body(stream)"),
        }
    }
}

/// Compares bytes in memory by value, and streams by identity.
impl PartialEq for Body {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Content::Bytes(one), Content::Bytes(other)) => one == other,
            (Content::Stream(one), Content::Stream(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self(Content::Bytes(bytes))
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Bytes::from(text).into()
    }
}

impl From<&'static [u8]> for Body {
    fn from(bytes: &'static [u8]) -> Self {
        Bytes::from_static(bytes).into()
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        Bytes::from(text).into()
    }
}

impl From<crate::Blob> for Body {
    fn from(blob: crate::Blob) -> Self {
        blob.into_bytes().into()
    }
}

/// The error of a body that is longer than its reader allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BodyTooLarge {
    /// The maximum number of bytes.
    pub limit: usize,
}

impl fmt::Display for BodyTooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the body is longer than {} bytes", self.limit)
    }
}

impl StdError for BodyTooLarge {}

#[cfg(test)]
mod tests {
    use futures::{TryStreamExt, stream};

    use super::*;

    fn streamed(chunks: &[&'static str]) -> Body {
        let chunks: Vec<_> = chunks
            .iter()
            .map(|chunk| Ok::<_, BodyError>(Bytes::from(*chunk)))
            .collect();
        Body::from_stream(stream::iter(chunks), None)
    }

    #[tokio::test]
    async fn a_body_is_collected_from_memory_and_from_a_stream() {
        assert_eq!(Body::from("hello").collect().await.unwrap(), "hello");
        assert_eq!(Body::empty().collect().await.unwrap(), "");
        assert_eq!(streamed(&[]).collect().await.unwrap(), "");
        assert_eq!(
            streamed(&["hel", "lo", "", "!"]).collect().await.unwrap(),
            "hello!"
        );
    }

    #[tokio::test]
    async fn bytes_in_memory_stream_as_one_chunk() {
        let chunks: Vec<Bytes> = Body::from("hello").try_collect().await.unwrap();
        assert_eq!(chunks, ["hello"]);
    }

    #[tokio::test]
    async fn a_body_over_the_limit_is_an_error_and_one_at_the_limit_is_not() {
        for chunks in [&["hello"][..], &["he", "llo"], &["", "hello"]] {
            assert_eq!(streamed(chunks).collect_at_most(5).await.unwrap(), "hello");
            let error = streamed(chunks).collect_at_most(4).await.unwrap_err();
            assert_eq!(error.to_string(), "the body is longer than 4 bytes");
            let (prefix, _) = streamed(chunks).collect_prefix(4).await;
            assert_eq!(prefix, "hell");
        }
    }

    #[tokio::test]
    async fn a_body_of_several_chunks_is_collected_into_memory_of_its_length() {
        let collect = |announced| {
            let chunks = (0..100).map(|_| Ok::<_, BodyError>(Bytes::from(vec![7; 1000])));
            Body::from_chunks(stream::iter(chunks), announced).collect()
        };
        // The length that a peer announces for a response may be wrong.
        for announced in [None, Some(0), Some(1500), Some(100_000), Some(u64::MAX)] {
            let bytes = collect(announced).await.unwrap();
            assert_eq!(bytes, vec![7; 100_000]);
            let memory = bytes.try_into_mut().unwrap().capacity() as u64;
            match announced {
                Some(100_000) => assert_eq!(memory, 100_000),
                _ => assert!(memory <= MAX_RESERVED, "{announced:?}: {memory}"),
            }
        }
    }

    #[tokio::test]
    async fn an_error_of_the_stream_reaches_the_reader() {
        let chunks = [Ok(Bytes::from("a")), Err(std::io::Error::other("cut off"))];
        let error = Body::from_stream(stream::iter(chunks), Some(2))
            .collect()
            .await
            .unwrap_err();
        assert_eq!(error.to_string(), "cut off");
    }

    #[tokio::test]
    async fn clones_share_a_stream_and_only_one_of_them_gets_the_bytes() {
        let body = streamed(&["once"]);
        let clone = body.clone();
        assert_eq!(body, clone);
        assert!(body.is_stream());
        assert_eq!(body.collect().await.unwrap(), "once");
        assert_eq!(clone.collect().await.unwrap(), "");
    }

    #[test]
    fn debug_shows_the_size_and_never_the_bytes() {
        assert_eq!(format!("{:?}", Body::from("secret")), "Body(6 bytes)");
    }
}
