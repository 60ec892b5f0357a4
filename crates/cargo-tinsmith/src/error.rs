//! The failures of reading and writing files.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// The failure of a command.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder could not be used.
    #[error("cannot {verb} {}: {source}", path.display())]
    File {
        /// The action, such as `read`.
        verb: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The files of a model could not be read.
    #[error(transparent)]
    Model(#[from] tinsmith_codegen::build::Error),
    /// The content of a file is invalid.
    #[error("{}: {message}", path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// The problem and its remedy.
        message: String,
    },
    /// The arguments are invalid.
    #[error("{0}")]
    Usage(String),
}

impl Error {
    /// Returns a function from an I/O error to the error for a file.
    pub fn file(verb: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { verb, path, source }
    }

    /// Creates the error for the content of a file.
    pub fn content(path: &Path, message: impl ToString) -> Self {
        Self::Content {
            path: path.to_owned(),
            message: message.to_string(),
        }
    }
}

/// Reads a text file.
///
/// # Errors
///
/// Fails if the file cannot be read or is not UTF-8.
pub fn read(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(Error::file("read", path))
}
