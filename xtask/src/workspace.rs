//! The root of the repository, errors of tasks, and output.

use std::fmt::Display;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The failure of a task.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// A file or folder could not be used.
    #[error("cannot {verb} {}: {source}", path.display())]
    File {
        verb: &'static str,
        path: PathBuf,
        source: io::Error,
    },
    /// The content of a file is invalid.
    #[error("{}: {message}", path.display())]
    Content { path: PathBuf, message: String },
    /// The arguments are invalid.
    #[error("{0}")]
    Usage(String),
}

impl Error {
    /// Returns a function from an I/O error to the error for a file.
    pub(crate) fn file(verb: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { verb, path, source }
    }

    pub(crate) fn content(path: &Path, message: impl ToString) -> Self {
        Self::Content {
            path: path.to_owned(),
            message: message.to_string(),
        }
    }
}

/// Returns the root of the repository that this program was built from.
pub(crate) fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_owned()
}

/// Prints a line. A closed pipe, as with `| head`, is not an error.
pub(crate) fn print_line(line: impl Display) {
    let _ = writeln!(io::stdout(), "{line}");
}

/// Reads a text file.
pub(crate) fn read(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(Error::file("read", path))
}
