//! Bodies into files.

use std::ffi::OsString;
use std::fs::{self, File};
use std::future::poll_fn;
use std::io::{self, Write};
use std::path::PathBuf;
use std::pin::Pin;

use bytes::Bytes;
use futures_core::Stream;

use super::body::Body;
use super::file_work::{CHUNK, blocking, failed, joined};
use crate::random;

impl Body {
    /// Writes the body to a file, on the threads of tokio for blocking work, and returns the number of bytes.
    ///
    /// The bytes go to a new file beside it, whose name is that of the file with a dot before it and a random number and `.part` after it. At the end
    /// of the body it gets the name of the file, which it replaces if there is one. If an error or a dropped future ends the download earlier, the new
    /// file is removed, and the other one stays as it is. The bytes are not synchronized with the disk.
    ///
    /// # Errors
    ///
    /// An error of the file, which names it, such as that of a full disk; or the [`BodyError`](crate::BodyError) with which the stream ended as the
    /// inner error of an [`io::Error`].
    pub async fn write_to_path(mut self, path: impl Into<PathBuf>) -> io::Result<u64> {
        let path = path.into();
        let mut file = joined(blocking(move || PartialFile::create(path))?).await?;
        let mut written = 0;
        loop {
            let (chunks, is_end) = self.next_chunks().await?;
            written += chunks.iter().map(|chunk| chunk.len() as u64).sum::<u64>();
            file = joined(blocking(move || file.write(&chunks))?).await?;
            if is_end {
                break;
            }
        }
        joined(blocking(move || file.finish())?).await?;
        Ok(written)
    }

    /// Returns chunks of the size that is written at once, and true if the body ends with them.
    async fn next_chunks(&mut self) -> io::Result<(Vec<Bytes>, bool)> {
        let mut chunks = Vec::new();
        let mut size = 0;
        while size < CHUNK {
            match poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await {
                None => return Ok((chunks, true)),
                Some(chunk) => {
                    let chunk = chunk?;
                    size += chunk.len();
                    chunks.push(chunk);
                }
            }
        }
        Ok((chunks, false))
    }
}

/// A file that is written under another name, and removed if it is not finished.
struct PartialFile {
    /// Open until the file is finished or removed.
    file: Option<File>,
    part: PathBuf,
    path: PathBuf,
}

impl PartialFile {
    fn create(path: PathBuf) -> io::Result<Self> {
        let Some(name) = path.file_name() else {
            let error = io::Error::from(io::ErrorKind::IsADirectory);
            return Err(failed(&path, "cannot be written", &error));
        };
        let mut part = OsString::from(".");
        part.push(name);
        part.push(format!(".{}.part", random::uuid()));
        let part = path.with_file_name(part);
        match File::create_new(&part) {
            Ok(file) => Ok(Self {
                file: Some(file),
                part,
                path,
            }),
            Err(error) => Err(failed(&path, "cannot be created", &error)),
        }
    }

    fn write(self, chunks: &[Bytes]) -> io::Result<Self> {
        for chunk in chunks {
            if let Some(mut file) = self.file.as_ref()
                && let Err(error) = file.write_all(chunk)
            {
                return Err(failed(&self.path, "cannot be written", &error));
            }
        }
        Ok(self)
    }

    fn finish(mut self) -> io::Result<()> {
        let file = self.file.take();
        drop(file);
        fs::rename(&self.part, &self.path).map_err(|error| {
            // Nothing more can be done about a file that cannot be removed.
            let _ = fs::remove_file(&self.part);
            failed(&self.path, "cannot be replaced", &error)
        })
    }
}

impl Drop for PartialFile {
    fn drop(&mut self) {
        if let Some(file) = self.file.take() {
            // Some systems remove closed files only.
            drop(file);
            // Nothing more can be done about a file that cannot be removed.
            let _ = fs::remove_file(&self.part);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use futures::stream;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.collect()
    }

    fn large(end: Result<&'static str, &'static str>) -> Body {
        let chunks = (0..40).map(|_| Ok(Bytes::from(vec![b'x'; 10_000])));
        let end = end.map(Bytes::from).map_err(io::Error::other);
        Body::from_stream(stream::iter(chunks.chain([end])), None)
    }

    #[tokio::test]
    async fn a_body_is_written_to_a_file_which_appears_at_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("film.mov");
        fs::write(&path, "the film before").unwrap();
        let written = large(Ok("end")).write_to_path(&path).await.unwrap();
        assert_eq!(written, 400_003);
        let content = fs::read(&path).unwrap();
        assert!(content.len() == 400_003 && content.ends_with(b"xend"));
        let written = Body::from("short").write_to_path(&path).await.unwrap();
        assert_eq!((written, fs::read(&path).unwrap()), (5, b"short".to_vec()));
        Body::empty().write_to_path(&path).await.unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"");
        assert_eq!(names(folder.path()), ["film.mov"]);
    }

    #[tokio::test]
    async fn a_download_that_fails_or_is_dropped_leaves_the_file_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("film.mov");
        fs::write(&path, "the film before").unwrap();
        let error = large(Err("cut off")).write_to_path(&path).await;
        assert_eq!(error.unwrap_err().to_string(), "cut off");
        assert_eq!(names(folder.path()), ["film.mov"]);
        let (sender, receiver) = futures::channel::mpsc::unbounded();
        let chunk = Ok::<_, io::Error>(Bytes::from(vec![0; 2 * CHUNK]));
        sender.unbounded_send(chunk).unwrap();
        let mut writing = Box::pin(Body::from_stream(receiver, None).write_to_path(&path));
        while names(folder.path()).len() < 2 {
            assert!(futures::poll!(writing.as_mut()).is_pending());
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
        let all = names(folder.path());
        let part = all.iter().find(|name| *name != "film.mov").unwrap();
        assert!(
            part.starts_with(".film.mov.") && part.ends_with(".part"),
            "{part}"
        );
        drop(writing);
        while names(folder.path()).len() > 1 {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
        assert_eq!(fs::read(&path).unwrap(), b"the film before");
    }

    #[tokio::test]
    async fn an_error_of_the_written_file_names_it_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("absent/film.mov");
        let error = Body::from("x").write_to_path(&path).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
        let expected = format!("the file {} cannot be created: ", path.display());
        assert!(error.to_string().starts_with(&expected), "{error}");
        let taken = folder.path().join("folder");
        fs::create_dir(&taken).unwrap();
        let error = Body::from("x").write_to_path(&taken).await.unwrap_err();
        let expected = format!("the file {} cannot be replaced: ", taken.display());
        assert!(error.to_string().starts_with(&expected), "{error}");
        assert_eq!(names(folder.path()), ["folder"]);
        let error = Body::from("x").write_to_path("/").await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::IsADirectory);
    }
}
