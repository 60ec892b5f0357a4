//! Files under temporary names, and the folders that are created for them.

use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{fs, io};

use crate::Error;

/// The extension of a temporary name.
const EXTENSION: &str = "unfinished";

/// The age from which a file with a temporary name is one of a run that ended early. A younger file may be one of a run at the same time.
const ABANDONED: Duration = Duration::from_secs(60);

/// Folders that were created for files. Those that are still empty are removed.
#[derive(Default)]
pub(crate) struct NewFolders(Vec<PathBuf>);

impl NewFolders {
    /// Creates the folder of a file, with those around it.
    pub(crate) fn create_for(&mut self, path: &Path) -> Result<(), Error> {
        let missing = path
            .ancestors()
            .skip(1)
            .take_while(|folder| !folder.exists());
        let mut missing: Vec<&Path> = missing.collect();
        missing.reverse();
        for folder in missing
            .into_iter()
            .filter(|folder| !folder.as_os_str().is_empty())
        {
            match fs::create_dir(folder) {
                Ok(()) => self.0.push(folder.to_owned()),
                // Another run has created it.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => {}
                Err(error) => return Err(Error::file("create", folder)(error)),
            }
        }
        Ok(())
    }
}

impl Drop for NewFolders {
    fn drop(&mut self) {
        for folder in self.0.iter().rev() {
            // Fails for a folder with files.
            let _ = fs::remove_dir(folder);
        }
    }
}

/// A file under a temporary name in its folder, which is removed unless it is renamed.
pub(crate) struct Staged {
    temporary: PathBuf,
    path: PathBuf,
}

impl Staged {
    /// Writes the content of a file under the temporary name.
    pub(crate) fn write(path: PathBuf, content: &[u8]) -> Result<Self, Error> {
        let staged = Self {
            temporary: temporary_path(&path),
            path,
        };
        let written = fs::write(&staged.temporary, content);
        written.map_err(Error::file("write", &staged.path))?;
        Ok(staged)
    }

    /// Replaces the file.
    pub(crate) fn rename(self) -> Result<(), Error> {
        fs::rename(&self.temporary, &self.path).map_err(Error::file("write", &self.path))
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // After `rename` there is no temporary file, so the error is ignored.
        let _ = fs::remove_file(&self.temporary);
    }
}

/// Returns the temporary path of a file.
pub(crate) fn temporary_path(path: &Path) -> PathBuf {
    path.with_added_extension(EXTENSION)
}

/// Returns the path of a file if this is its temporary path.
pub(crate) fn final_path(temporary: &Path) -> Option<PathBuf> {
    let is_temporary = temporary.extension().is_some_and(|name| name == EXTENSION);
    is_temporary.then(|| temporary.with_extension(""))
}

/// True if there is a file at a temporary path, and the run that wrote it has ended early.
pub(crate) fn is_abandoned(temporary: &Path) -> bool {
    let age = |metadata: fs::Metadata| metadata.modified().ok()?.elapsed().ok();
    let file = fs::metadata(temporary).ok().filter(fs::Metadata::is_file);
    file.and_then(age).is_some_and(|age| age >= ABANDONED)
}
