//! The failure of a build script.

use std::path::{Path, PathBuf};
use std::{fmt, io};

use crate::escape::visible;

/// The failure to generate a client from files.
///
/// `Debug` prints the same text as `Display`, because a build script whose `main` returns an error prints it by `Debug`.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be used.
    #[error("cannot {verb} {}: {source}", shown(path))]
    File {
        /// The action, such as `read`.
        verb: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The content of a file or folder is invalid.
    #[error("{}: {message}", shown(path))]
    Content {
        /// The file or folder.
        path: PathBuf,
        /// The problem and its remedy.
        message: &'static str,
    },
    /// The model or the settings are invalid.
    #[error("the client `{}` cannot be generated:\n  {}", visible(module), problems.join("\n  "))]
    Client {
        /// The module.
        module: String,
        /// The problems, each on one line with its place.
        problems: Vec<String>,
    },
    /// There is no folder to write into.
    #[error(
        "the environment variable `OUT_DIR` is not set: call the builder in a build script, or set `Builder::out_dir`"
    )]
    NoOutDir,
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error {
    /// Returns a function from an I/O error to the error for a file.
    pub(super) fn file(
        verb: &'static str,
        path: impl AsRef<Path>,
    ) -> impl FnOnce(io::Error) -> Self {
        let path = path.as_ref().to_owned();
        move |source| Self::File { verb, path, source }
    }
}

/// Returns a path without characters on which a terminal acts.
fn shown(path: &Path) -> String {
    visible(&path.display().to_string())
}
