//! Work with files on the threads of tokio for blocking work.

use std::io;
use std::path::Path;

use tokio::runtime::Handle;
use tokio::task::{JoinError, JoinHandle};

/// The number of bytes that are read of a file, or written to it, at once.
pub(super) const CHUNK: usize = 128 * 1024;

/// Creates an error that names the file.
pub(super) fn failed(path: &Path, problem: &str, error: &io::Error) -> io::Error {
    let message = format!("the file {} {problem}: {error}", path.display());
    io::Error::new(error.kind(), message)
}

/// Starts work on a thread for blocking work.
pub(super) fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<JoinHandle<io::Result<T>>> {
    let runtime = Handle::try_current().map_err(|error| {
        let problem = "files are read and written on the threads of a tokio runtime";
        io::Error::other(format!("{problem}: {error}"))
    })?;
    Ok(runtime.spawn_blocking(work))
}

/// Waits for blocking work.
pub(super) async fn joined<T>(work: JoinHandle<io::Result<T>>) -> io::Result<T> {
    work.await.unwrap_or_else(shut_down)
}

/// Returns the error of blocking work that ended early, which it does only if the runtime is shut down.
pub(super) fn shut_down<T>(error: JoinError) -> io::Result<T> {
    Err(io::Error::other(error))
}
