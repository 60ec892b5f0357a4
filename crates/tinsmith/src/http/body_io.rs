//! Bodies to writers and as readers.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use futures_core::Stream;
use tokio::io::{AsyncBufRead, AsyncRead, AsyncWrite, ReadBuf};

use super::body::Body;

impl Body {
    /// Writes the body to its end, flushes the writer, and returns the number of bytes. A `&mut W` is a writer, too.
    ///
    /// # Errors
    ///
    /// An error of the writer, or the [`BodyError`](crate::BodyError) with which the stream ended as the inner error of an [`io::Error`].
    pub async fn write_to<W: AsyncWrite + Unpin>(mut self, mut writer: W) -> io::Result<u64> {
        let mut written = 0;
        while let Some(mut chunk) = self.try_next().await? {
            while !chunk.is_empty() {
                let count = poll_fn(|cx| Pin::new(&mut writer).poll_write(cx, &chunk)).await?;
                if count == 0 {
                    return Err(io::ErrorKind::WriteZero.into());
                }
                chunk.advance(count);
                written += count as u64;
            }
        }
        poll_fn(|cx| Pin::new(&mut writer).poll_flush(cx)).await?;
        Ok(written)
    }

    /// Writes the body to its end to a writer of the standard library, flushes it, and returns the number of bytes. A `&mut W` is a writer, too.
    ///
    /// The writer blocks the thread while it writes, which other tasks of the thread wait for: [`write_to_path`](Self::write_to_path) writes files
    /// without that.
    ///
    /// # Errors
    ///
    /// An error of the writer, or the [`BodyError`](crate::BodyError) with which the stream ended as the inner error of an [`io::Error`].
    pub async fn write_to_sync<W: io::Write>(mut self, mut writer: W) -> io::Result<u64> {
        let mut written = 0;
        while let Some(chunk) = self.try_next().await? {
            writer.write_all(&chunk)?;
            written += chunk.len() as u64;
        }
        writer.flush()?;
        Ok(written)
    }

    /// Returns a reader of the body, for the functions of tokio and of other crates that read from [`AsyncRead`] or [`AsyncBufRead`].
    pub fn into_async_read(self) -> BodyReader {
        BodyReader {
            body: self,
            chunk: Bytes::new(),
        }
    }
}

/// A reader of a body, which [`Body::into_async_read`] returns.
///
/// The error with which the stream ended is the inner error of an [`io::Error`].
#[derive(Debug)]
pub struct BodyReader {
    body: Body,
    /// The bytes that are not read yet.
    chunk: Bytes,
}

impl AsyncBufRead for BodyReader {
    fn poll_fill_buf(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        let this = self.get_mut();
        while this.chunk.is_empty() {
            match ready!(Pin::new(&mut this.body).poll_next(cx)) {
                Some(chunk) => this.chunk = chunk?,
                None => break,
            }
        }
        Poll::Ready(Ok(&this.chunk))
    }

    fn consume(mut self: Pin<&mut Self>, count: usize) {
        self.chunk.advance(count);
    }
}

impl AsyncRead for BodyReader {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let chunk = ready!(self.as_mut().poll_fill_buf(cx))?;
        let count = chunk.len().min(buffer.remaining());
        buffer.put_slice(chunk.get(..count).unwrap_or_default());
        self.consume(count);
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use futures::stream;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;
    use crate::BodyError;

    fn streamed(chunks: Vec<Result<&'static str, &'static str>>) -> Body {
        let chunks = chunks.into_iter().map(|chunk| {
            chunk
                .map(|text| Bytes::from_static(text.as_bytes()))
                .map_err(io::Error::other)
        });
        Body::from_stream(stream::iter(chunks), None)
    }

    #[tokio::test]
    async fn a_body_is_written_to_its_end_by_a_writer_that_takes_a_few_bytes() {
        let (mut reader, writer) = tokio::io::duplex(2);
        let writing = tokio::spawn(streamed(vec![Ok("hel"), Ok(""), Ok("lo")]).write_to(writer));
        let mut text = String::new();
        reader.read_to_string(&mut text).await.unwrap();
        assert_eq!(
            (text.as_str(), writing.await.unwrap().unwrap()),
            ("hello", 5)
        );
    }

    #[tokio::test]
    async fn errors_of_the_stream_and_of_the_writer_end_the_writing() {
        let mut written = Vec::new();
        let error = streamed(vec![Ok("a"), Err("cut off")]).write_to(&mut written);
        assert_eq!(error.await.unwrap_err().to_string(), "cut off");
        assert_eq!(written, b"a");
        let (reader, mut writer) = tokio::io::duplex(2);
        drop(reader);
        let error = streamed(vec![Ok("a")]).write_to(&mut writer).await;
        assert_eq!(error.unwrap_err().kind(), io::ErrorKind::BrokenPipe);
        let mut full = [0];
        let error = streamed(vec![Ok("ab")]).write_to(io::Cursor::new(&mut full[..]));
        assert_eq!(error.await.unwrap_err().kind(), io::ErrorKind::WriteZero);
    }

    #[tokio::test]
    async fn a_body_is_written_to_a_writer_of_the_standard_library() {
        let mut written = Vec::new();
        let error = streamed(vec![Ok("a"), Err("cut off")]).write_to_sync(&mut written);
        assert_eq!(error.await.unwrap_err().to_string(), "cut off");
        let writer = io::BufWriter::new(&mut written);
        let count = streamed(vec![Ok("hel"), Ok("lo")]).write_to_sync(writer);
        assert_eq!(count.await.unwrap(), 5);
        assert_eq!(written, b"ahello");
        let mut full = [0];
        let error = streamed(vec![Ok("ab")]).write_to_sync(&mut full[..]).await;
        assert_eq!(error.unwrap_err().kind(), io::ErrorKind::WriteZero);
    }

    #[tokio::test]
    async fn a_body_is_read_through_a_small_buffer() {
        let mut reader =
            streamed(vec![Ok("hel"), Ok(""), Ok("lo"), Err("cut off")]).into_async_read();
        let mut buffer = [0; 2];
        let mut text = Vec::new();
        let error = loop {
            match reader.read(&mut buffer).await {
                Ok(count) => text.extend_from_slice(&buffer[..count]),
                Err(error) => break error,
            }
        };
        assert_eq!(
            (text.as_slice(), error.to_string().as_str()),
            (&b"hello"[..], "cut off")
        );
        assert_eq!(reader.read(&mut buffer).await.unwrap(), 0);
        let mut sink = tokio::io::sink();
        let mut reader = Body::from("in memory").into_async_read();
        let copied = tokio::io::copy_buf(&mut reader, &mut sink);
        assert_eq!(copied.await.unwrap(), 9);
        sink.flush().await.unwrap();
    }

    #[tokio::test]
    async fn an_error_of_a_body_passes_into_errors_of_this_crate_and_of_others() {
        async fn ours(body: Body) -> Result<Bytes, crate::Error> {
            Ok(body.collect().await?)
        }
        async fn boxed(body: Body) -> Result<Bytes, Box<dyn std::error::Error + Send + Sync>> {
            Ok(body.collect_at_most(0).await?)
        }
        let error = ours(streamed(vec![Err("cut off")])).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.to_string().as_str()),
            (crate::ErrorKind::Connection, "cut off")
        );
        let error = boxed(Body::from("a")).await.unwrap_err();
        assert!(error.is::<BodyError>(), "{error}");
    }
}
