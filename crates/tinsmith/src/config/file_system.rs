//! The file system that settings and credentials are read from: the disk, or files in memory for tests.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use crate::random;

/// The disk, unless there are other files.
#[derive(Clone, Default)]
pub(crate) struct FileSystem(pub(super) Option<Arc<dyn Files>>);

/// Files that replace those on the disk.
pub(crate) trait Files: Send + Sync {
    /// Reads a file.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// Replaces a file.
    fn replace(&self, path: &Path, contents: &[u8]) -> io::Result<()>;
}

impl FileSystem {
    /// Reads a file.
    pub(crate) fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        match &self.0 {
            None => fs::read(path),
            Some(files) => files.read(path),
        }
    }

    /// Replaces a file in one step, so that no reader sees half of it, and with access for its owner alone.
    pub(crate) fn replace(&self, path: &Path, contents: &[u8]) -> io::Result<()> {
        match &self.0 {
            None => replace_on_disk(path, contents),
            Some(files) => files.replace(path, contents),
        }
    }
}

fn replace_on_disk(path: &Path, contents: &[u8]) -> io::Result<()> {
    let temporary = path.with_file_name(format!(".{}.tmp", random::uuid()));
    let result = create(&temporary, contents).and_then(|()| fs::rename(&temporary, path));
    if result.is_err() {
        // A file that did not replace the other one must not stay behind: it may hold a secret.
        let _ = fs::remove_file(&temporary);
    }
    result
}

fn create(path: &Path, contents: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(contents)?;
    file.sync_all()
}
