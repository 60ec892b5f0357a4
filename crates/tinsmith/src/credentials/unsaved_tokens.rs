//! Renewed tokens whose files cannot be written.
//!
//! Profiles share them between the providers that they make.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Tokens in memory, which all clones share.
pub(super) struct UnsavedTokens<T>(Arc<Mutex<Vec<RenewedToken<T>>>>);

struct RenewedToken<T> {
    file: PathBuf,
    /// The secret that identifies the token that the file still has.
    on_file: String,
    token: T,
}

impl<T: Clone> UnsavedTokens<T> {
    /// Keeps a renewed token in place of the one of a file, which has this secret.
    pub(super) fn keep(&self, file: PathBuf, on_file: &str, token: T) {
        let mut kept = self.lock();
        kept.retain(|renewed| renewed.file != file);
        kept.push(RenewedToken {
            file,
            on_file: on_file.to_owned(),
            token,
        });
    }

    /// Returns the token that replaces the one of a file, which has this secret. A file that has changed since takes precedence: somebody
    /// has signed in again, or another program has renewed the token.
    pub(super) fn in_place_of(&self, file: &Path, on_file: &str) -> Option<T> {
        let kept = self.lock();
        let renewed = kept.iter().find(|renewed| renewed.file == file)?;
        (renewed.on_file == on_file).then(|| renewed.token.clone())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<RenewedToken<T>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Default for UnsavedTokens<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T> Clone for UnsavedTokens<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

/// Never shows the tokens.
impl<T> fmt::Debug for UnsavedTokens<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnsavedTokens").finish_non_exhaustive()
    }
}
