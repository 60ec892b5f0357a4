//! Bodies into files.

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
    /// The bytes are written to a temporary file in the same folder, `.<UUID>.part`. When the body is complete and its bytes are on the disk, the
    /// temporary file is renamed to the path. If a file exists there, it is replaced, and its permissions are kept; a link is followed to its target. If
    /// an error or a dropped future ends the download earlier, the temporary file is removed, and an existing file stays as it is.
    ///
    /// A device, a pipe or another file that is not a regular one, such as `/dev/null`, is written directly.
    ///
    /// # Errors
    ///
    /// An error of the file, which names it, such as that of a full disk; or the [`BodyError`](crate::BodyError) with which the stream ended as the
    /// inner error of an [`io::Error`].
    pub async fn write_to_path(mut self, path: impl Into<PathBuf>) -> io::Result<u64> {
        let path = path.into();
        let mut file = joined(blocking(move || WrittenFile::create(path))?).await?;
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

/// The file of a download, whose replacement is removed if it is not finished.
struct WrittenFile {
    /// Open until the file is finished or removed.
    file: Option<File>,
    /// The path of the caller, which errors name.
    path: PathBuf,
    /// `None` if the file is written directly.
    replacement: Option<Replacement>,
}

/// A new file that replaces another one once it is complete.
struct Replacement {
    part: PathBuf,
    target: PathBuf,
}

impl WrittenFile {
    fn create(path: PathBuf) -> io::Result<Self> {
        let old = fs::metadata(&path).ok();
        if path.file_name().is_none() || old.as_ref().is_some_and(fs::Metadata::is_dir) {
            let error = io::Error::from(io::ErrorKind::IsADirectory);
            return Err(failed(&path, "cannot be replaced", &error));
        }
        let result = match &old {
            Some(old) if old.is_file() => fs::canonicalize(&path)
                .and_then(|target| Replacement::create_beside(target, Some(permissions_of(old)))),
            Some(_) => File::options()
                .write(true)
                .open(&path)
                .map(|file| (file, None)),
            None => Replacement::create_beside(path.clone(), None),
        };
        match result {
            Ok((file, replacement)) => Ok(Self {
                file: Some(file),
                path,
                replacement,
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
        let Some(Replacement { part, target }) = &self.replacement else {
            return Ok(());
        };
        // Some file systems report a full disk or a lost connection only now.
        if let Some(file) = file {
            file.sync_data()
                .map_err(|error| failed(&self.path, "cannot be written", &error))?;
        }
        fs::rename(part, target)
            .map_err(|error| failed(&self.path, "cannot be replaced", &error))?;
        self.replacement = None;
        Ok(())
    }
}

impl Drop for WrittenFile {
    fn drop(&mut self) {
        // Some systems remove closed files only.
        self.file = None;
        if let Some(replacement) = &self.replacement {
            // Nothing more can be done about a file that cannot be removed.
            let _ = fs::remove_file(&replacement.part);
        }
    }
}

impl Replacement {
    /// Creates the file beside its target. Its name is a short one, since that of the target may have the maximum length.
    fn create_beside(
        target: PathBuf,
        permissions: Option<fs::Permissions>,
    ) -> io::Result<(File, Option<Self>)> {
        let part = target.with_file_name(format!(".{}.part", random::uuid()));
        let file = File::create_new(&part)?;
        if let Some(permissions) = permissions
            && let Err(error) = file.set_permissions(permissions)
        {
            drop(file);
            // Nothing more can be done about a file that cannot be removed.
            let _ = fs::remove_file(&part);
            return Err(error);
        }
        Ok((file, Some(Self { part, target })))
    }
}

/// Returns the permissions of a file for another content, which is not executed with the rights of its owner (`setuid`).
fn permissions_of(metadata: &fs::Metadata) -> fs::Permissions {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "only Unix has modes"))]
    let mut permissions = metadata.permissions();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        permissions.set_mode(permissions.mode() & 0o777);
    }
    permissions
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
        assert!(part.starts_with('.') && part.ends_with(".part"), "{part}");
        drop(writing);
        while names(folder.path()).len() > 1 {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
        assert_eq!(fs::read(&path).unwrap(), b"the film before");
    }

    #[tokio::test]
    async fn the_name_of_a_file_may_have_the_maximum_length() {
        let folder = tempfile::tempdir().unwrap();
        let name = "x".repeat(255);
        let path = folder.path().join(&name);
        Body::from("x").write_to_path(path).await.unwrap();
        assert_eq!(names(folder.path()), [name]);
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_file_keeps_its_permissions_and_its_links() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let other = tempfile::tempdir().unwrap();
        let path = folder.path().join("film.mov");
        let link = other.path().join("link");
        symlink(&path, &link).unwrap();
        for (before, after) in [(0o600, 0o600), (0o666, 0o666), (0o4750, 0o750)] {
            fs::write(&path, "the film before").unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(before)).unwrap();
            Body::from("film").write_to_path(&link).await.unwrap();
            assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
            assert_eq!(fs::read(&path).unwrap(), b"film");
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o7777, after);
        }
        assert_eq!(names(folder.path()), ["film.mov"]);
        assert_eq!(names(other.path()), ["link"]);
    }

    /// Writes to links to the devices, so that a wrong implementation replaces the links alone.
    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn a_device_is_written_and_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("device");
        std::os::unix::fs::symlink("/dev/null", &path).unwrap();
        assert_eq!(
            large(Ok("end")).write_to_path(&path).await.unwrap(),
            400_003
        );
        assert_eq!(fs::read(&path).unwrap(), b"");
        fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink("/dev/full", &path).unwrap();
        let error = Body::from("x").write_to_path(&path).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        let expected = format!("the file {} cannot be written: ", path.display());
        assert!(error.to_string().starts_with(&expected), "{error}");
        assert!(fs::symlink_metadata(&path).unwrap().is_symlink());
        assert_eq!(names(folder.path()), ["device"]);
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
