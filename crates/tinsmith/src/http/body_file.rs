//! Bodies from files.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use tokio::task::JoinHandle;

use super::body::Body;
use super::file_work::{CHUNK, blocking, failed, joined, shut_down};

impl Body {
    /// Creates a body that is read from a file while it is sent, on the threads of tokio for blocking work. Memory is that of one chunk.
    ///
    /// The file is opened again for each attempt, so that the call is retried. Its length is that of the file now: a file that is longer or
    /// shorter when it is sent is an error. A pipe or another file without a length is read once, and its call has one attempt.
    ///
    /// # Errors
    ///
    /// The file cannot be opened, or there is no runtime of tokio. An error of a later read ends the body. The errors name the file.
    pub async fn from_path(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path: Arc<Path> = path.into().into();
        let source = Arc::clone(&path);
        let (file, length) = joined(blocking(move || {
            let open = || {
                let file = File::open(&source)?;
                let metadata = file.metadata()?;
                Ok((file, metadata.is_file().then_some(metadata.len())))
            };
            open().map_err(|error| failed(&source, "cannot be opened", &error))
        })?)
        .await?;
        Ok(match length {
            Some(length) => {
                let open = move || FileChunks::new(Arc::clone(&path), Some(length), None);
                Self::from_repeatable(open, Some(length))
            }
            None => Self::from_stream(FileChunks::new(path, None, Some(file)), None),
        })
    }
}

/// The chunks of a file.
struct FileChunks {
    path: Arc<Path>,
    /// The number of bytes that the request announces.
    length: Option<u64>,
    /// The number of bytes that were read.
    read: u64,
    state: State,
}

enum State {
    Closed,
    Idle(File),
    Reading(JoinHandle<io::Result<(File, Bytes)>>),
    Done,
}

impl FileChunks {
    fn new(path: Arc<Path>, length: Option<u64>, file: Option<File>) -> Self {
        Self {
            path,
            length,
            read: 0,
            state: file.map_or(State::Closed, State::Idle),
        }
    }

    /// Starts to read the next chunk.
    fn start(&self, file: Option<File>) -> io::Result<State> {
        let path = Arc::clone(&self.path);
        let (length, read) = (self.length, self.read);
        let reading = blocking(move || read_chunk(&path, file, length, read))?;
        Ok(State::Reading(reading))
    }
}

impl Stream for FileChunks {
    type Item = io::Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            match &mut this.state {
                State::Reading(reading) => {
                    let read = ready!(Pin::new(reading).poll(cx)).unwrap_or_else(shut_down);
                    this.state = State::Done;
                    return Poll::Ready(match read {
                        Ok((_, chunk)) if chunk.is_empty() => None,
                        Ok((file, chunk)) => {
                            this.read += chunk.len() as u64;
                            if this.length != Some(this.read) {
                                this.state = State::Idle(file);
                            }
                            Some(Ok(chunk))
                        }
                        Err(error) => Some(Err(error)),
                    });
                }
                State::Done => return Poll::Ready(None),
                State::Closed | State::Idle(_) => {
                    let file = match std::mem::replace(&mut this.state, State::Done) {
                        State::Idle(file) => Some(file),
                        _ => None,
                    };
                    match this.start(file) {
                        Ok(state) => this.state = state,
                        Err(error) => return Poll::Ready(Some(Err(error))),
                    }
                }
            }
        }
    }
}

/// Reads the next chunk of a file, which is opened for the first one. It is empty at the end of the file.
///
/// The last chunk is returned only if the file ends with it: the service would take a part of the file for the whole.
fn read_chunk(
    path: &Path,
    file: Option<File>,
    length: Option<u64>,
    read: u64,
) -> io::Result<(File, Bytes)> {
    let file = match file {
        Some(file) => file,
        None => File::open(path).map_err(|error| failed(path, "cannot be opened", &error))?,
    };
    let left = length.map_or(u64::MAX, |length| length - read);
    // One byte more than is left shows that the file is longer.
    let limit = match left <= CHUNK as u64 {
        true => left + 1,
        false => CHUNK as u64,
    };
    let mut chunk = Vec::with_capacity(CHUNK + 1);
    let result = (&file).take(limit).read_to_end(&mut chunk);
    result.map_err(|error| failed(path, "cannot be read", &error))?;
    let count = chunk.len() as u64;
    if let Some(length) = length
        && (count > left || count < left.min(limit))
    {
        let problem = match count > left {
            true => format!("it is longer than its {length} bytes at the beginning"),
            false => format!(
                "it ends after {} of its {length} bytes at the beginning",
                read + count
            ),
        };
        let error = io::Error::new(io::ErrorKind::InvalidData, problem);
        return Err(failed(path, "was changed before it was sent", &error));
    }
    Ok((file, chunk.into()))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;

    use super::*;

    fn file_of(content: &[u8]) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(content).unwrap();
        file
    }

    async fn lengths(mut body: Body) -> io::Result<Vec<usize>> {
        let mut lengths = Vec::new();
        while let Some(chunk) = body.try_next().await? {
            lengths.push(chunk.len());
        }
        Ok(lengths)
    }

    #[tokio::test]
    async fn a_file_is_read_in_chunks_with_its_length_as_often_as_needed() {
        for (size, expected) in [
            (0, vec![]),
            (1, vec![1]),
            (CHUNK, vec![CHUNK]),
            (2 * CHUNK + 1, vec![CHUNK, CHUNK, 1]),
        ] {
            let file = file_of(&vec![7; size]);
            let body = Body::from_path(file.path()).await.unwrap();
            assert_eq!(body.length(), Some(size as u64));
            assert!(body.is_stream() && body.is_repeatable());
            for _ in 0..2 {
                let again = body.restart().unwrap();
                assert_eq!(again.length(), body.length());
                assert_eq!(lengths(again).await.unwrap(), expected);
            }
            assert_eq!(lengths(body).await.unwrap(), expected);
        }
    }

    #[tokio::test]
    async fn an_error_of_a_file_names_it() {
        let folder = tempfile::tempdir().unwrap();
        let absent = folder.path().join("absent");
        let error = Body::from_path(&absent).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
        let message = error.to_string();
        let expected = format!("the file {} cannot be opened: ", absent.display());
        assert!(message.starts_with(&expected), "{message}");
        let file = folder.path().join("deleted");
        fs::write(&file, "x").unwrap();
        let body = Body::from_path(&file).await.unwrap();
        fs::remove_file(&file).unwrap();
        let error = lengths(body).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
        assert!(error.to_string().contains("deleted"), "{error}");
    }

    #[tokio::test]
    async fn a_file_of_another_length_than_before_is_an_error_in_place_of_its_last_chunk() {
        for (before, after, problem) in [
            (
                3,
                4,
                "was changed before it was sent: it is longer than its 3 bytes",
            ),
            (
                3,
                2,
                "was changed before it was sent: it ends after 2 of its 3 bytes",
            ),
            (0, 1, "longer than its 0 bytes"),
            (CHUNK, CHUNK + 1, "longer than"),
            (CHUNK + 1, CHUNK, "ends after 131072 of its 131073 bytes"),
            (3 * CHUNK, CHUNK + 7, "ends after 131079 of"),
        ] {
            let file = file_of(&vec![7; before]);
            let body = Body::from_path(file.path()).await.unwrap();
            file.as_file().set_len(after as u64).unwrap();
            let error = lengths(body).await.unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidData);
            let message = error.to_string();
            assert!(message.contains(problem), "{message}");
            let name = file.path().display().to_string();
            assert!(message.contains(&name), "{message}");
        }
    }

    #[test]
    fn without_a_runtime_a_file_is_an_error_when_it_is_opened_or_read() {
        let file = file_of(b"");
        let open = || Body::from_path(file.path().to_owned());
        let in_runtime = tokio::runtime::Builder::new_current_thread().build();
        let body = in_runtime.unwrap().block_on(open()).unwrap();
        let opened = futures::executor::block_on(open()).unwrap_err();
        let read = futures::executor::block_on(body.collect()).unwrap_err();
        for error in [opened.to_string(), read.to_string()] {
            let expected = "files are read and written on the threads of a tokio runtime: ";
            assert!(error.starts_with(expected), "{error}");
        }
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_file_without_a_length_is_read_once() {
        let folder = tempfile::tempdir().unwrap();
        let body = Body::from_path(folder.path()).await.unwrap();
        assert_eq!(body.length(), None);
        assert!(!body.is_repeatable());
        let error = io::Error::from(body.collect().await.unwrap_err());
        assert_eq!(error.kind(), io::ErrorKind::IsADirectory);
    }
}
