//! Files in memory, for configuration without a home directory.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::config::Files;

/// Files in memory, by their paths.
pub(crate) struct MemoryFiles(Mutex<BTreeMap<PathBuf, Vec<u8>>>);

impl MemoryFiles {
    /// Creates files with these paths and contents.
    pub(crate) fn new<P: Into<PathBuf>, C: Into<Vec<u8>>>(
        files: impl IntoIterator<Item = (P, C)>,
    ) -> Self {
        let files = files
            .into_iter()
            .map(|(path, contents)| (path.into(), contents.into()));
        Self(Mutex::new(files.collect()))
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<PathBuf, Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Files for MemoryFiles {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let contents = self.lock().get(path).cloned();
        contents.ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn replace(&self, path: &Path, contents: &[u8]) -> io::Result<()> {
        self.lock().insert(path.to_owned(), contents.to_owned());
        Ok(())
    }
}
