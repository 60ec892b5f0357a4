//! Bodies from files, to writers and as readers.

use std::fs::File;
use std::future::poll_fn;
use std::io::{self, Read};
use std::path::PathBuf;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use futures_core::Stream;
use tokio::io::{AsyncBufRead, AsyncRead, AsyncWrite, ReadBuf};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::body::Body;

/// The number of bytes that are read of a file at once.
const CHUNK: usize = 128 * 1024;

impl Body {
    /// Creates a body that is read from a file while it is sent, on the threads of tokio for blocking work. Memory is that of one chunk.
    ///
    /// Like each body that is a stream, it is sent once: the call has one attempt. Its length is that of the file when it is opened.
    ///
    /// # Errors
    ///
    /// The file cannot be opened, or there is no runtime of tokio. An error of a later read ends the body.
    pub async fn from_path(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let (file, length) = joined(blocking(move || {
            let file = File::open(path)?;
            let metadata = file.metadata()?;
            // Other files, such as pipes, have no length.
            Ok((file, metadata.is_file().then_some(metadata.len())))
        })?)
        .await?;
        Ok(Self::from_stream(FileChunks::Idle(file), length))
    }

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

/// The chunks of a file.
enum FileChunks {
    Idle(File),
    Reading(JoinHandle<io::Result<(File, Bytes)>>),
    Done,
}

impl Stream for FileChunks {
    type Item = io::Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            match this {
                Self::Reading(reading) => {
                    let read = match ready!(Pin::new(reading).poll(cx)) {
                        Ok(read) => read,
                        Err(error) => Err(io::Error::other(error)),
                    };
                    *this = Self::Done;
                    return Poll::Ready(match read {
                        Ok((_, chunk)) if chunk.is_empty() => None,
                        Ok((file, chunk)) => {
                            *this = Self::Idle(file);
                            Some(Ok(chunk))
                        }
                        Err(error) => Some(Err(error)),
                    });
                }
                Self::Done => return Poll::Ready(None),
                Self::Idle(_) => {
                    if let Self::Idle(file) = std::mem::replace(this, Self::Done) {
                        match blocking(|| read_chunk(file)) {
                            Ok(reading) => *this = Self::Reading(reading),
                            Err(error) => return Poll::Ready(Some(Err(error))),
                        }
                    }
                }
            }
        }
    }
}

/// Reads the next chunk, which is empty at the end of the file.
fn read_chunk(file: File) -> io::Result<(File, Bytes)> {
    let mut chunk = Vec::with_capacity(CHUNK);
    (&file).take(CHUNK as u64).read_to_end(&mut chunk)?;
    Ok((file, chunk.into()))
}

/// Starts work on a thread for blocking work.
fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<JoinHandle<io::Result<T>>> {
    let runtime = Handle::try_current().map_err(|error| {
        let problem = "a file is read on the threads of a tokio runtime";
        io::Error::other(format!("{problem}: {error}"))
    })?;
    Ok(runtime.spawn_blocking(work))
}

/// Waits for blocking work, which ends early only if the runtime is shut down.
async fn joined<T>(work: JoinHandle<io::Result<T>>) -> io::Result<T> {
    work.await
        .unwrap_or_else(|error| Err(io::Error::other(error)))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

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
    async fn a_file_is_sent_in_chunks_with_its_length() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let content = vec![7; 2 * CHUNK + 1];
        file.write_all(&content).unwrap();
        let mut body = Body::from_path(file.path()).await.unwrap();
        assert_eq!(body.length(), Some(content.len() as u64));
        assert!(body.is_stream());
        let mut lengths = Vec::new();
        while let Some(chunk) = body.try_next().await.unwrap() {
            lengths.push(chunk.len());
        }
        assert_eq!(lengths, [CHUNK, CHUNK, 1]);
    }

    #[tokio::test]
    async fn a_file_that_does_not_exist_is_an_error_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let error = Body::from_path(folder.path().join("absent"))
            .await
            .unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn without_a_runtime_a_file_is_an_error_when_it_is_opened_or_read() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let open = || Body::from_path(file.path().to_owned());
        let in_runtime = tokio::runtime::Builder::new_current_thread().build();
        let body = in_runtime.unwrap().block_on(open()).unwrap();
        let opened = futures::executor::block_on(open()).unwrap_err();
        let read = futures::executor::block_on(body.collect()).unwrap_err();
        for error in [opened.to_string(), read.to_string()] {
            assert!(
                error.starts_with("a file is read on the threads of a tokio runtime: "),
                "{error}"
            );
        }
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn an_error_of_a_later_read_ends_the_body() {
        let folder = tempfile::tempdir().unwrap();
        let body = Body::from_path(folder.path()).await.unwrap();
        assert_eq!(body.length(), None);
        let error = io::Error::from(body.collect().await.unwrap_err());
        assert_eq!(error.kind(), io::ErrorKind::IsADirectory);
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
