//! The file system that settings and credentials are read from: the disk, or files in memory for tests.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use crate::random;

/// The disk, or files in memory.
#[derive(Clone, Default)]
pub(crate) enum FileSystem {
    #[default]
    Disk,
    #[cfg(feature = "testing")]
    Memory(memory::Files),
}

impl FileSystem {
    #[cfg(feature = "testing")]
    pub(crate) fn from_memory<P: Into<std::path::PathBuf>, C: Into<Vec<u8>>>(
        files: impl IntoIterator<Item = (P, C)>,
    ) -> Self {
        Self::Memory(memory::Files::new(files))
    }

    /// Reads a file.
    pub(crate) fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        match self {
            Self::Disk => fs::read(path),
            #[cfg(feature = "testing")]
            Self::Memory(files) => files.read(path),
        }
    }

    /// Replaces a file in one step, so that no reader sees half of it, and with access for its owner alone.
    pub(crate) fn replace(&self, path: &Path, contents: &[u8]) -> io::Result<()> {
        match self {
            Self::Disk => replace_on_disk(path, contents),
            #[cfg(feature = "testing")]
            Self::Memory(files) => files.replace(path, contents),
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

#[cfg(feature = "testing")]
mod memory {
    use std::collections::BTreeMap;
    use std::io;
    use std::path::{Path, PathBuf};
    use std::sync::{Arc, Mutex, PoisonError};

    /// Files in memory, which clones share.
    #[derive(Clone)]
    pub(crate) struct Files(Arc<Mutex<BTreeMap<PathBuf, Vec<u8>>>>);

    impl Files {
        pub(super) fn new<P: Into<PathBuf>, C: Into<Vec<u8>>>(
            files: impl IntoIterator<Item = (P, C)>,
        ) -> Self {
            let files = files
                .into_iter()
                .map(|(path, contents)| (path.into(), contents.into()));
            Self(Arc::new(Mutex::new(files.collect())))
        }

        pub(super) fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
            let files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            files
                .get(path)
                .cloned()
                .ok_or_else(|| io::ErrorKind::NotFound.into())
        }

        pub(super) fn replace(&self, path: &Path, contents: &[u8]) -> io::Result<()> {
            let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            files.insert(path.to_owned(), contents.to_owned());
            Ok(())
        }
    }
}
