//! A renewed token whose file cannot be written.
//!
//! Profiles share it between the providers that they make.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// A token in memory, which all clones share.
pub(super) struct UnsavedToken<T>(Arc<Mutex<Option<RenewedToken<T>>>>);

struct RenewedToken<T> {
    /// The secret that identifies the token that the file still has.
    on_file: String,
    token: T,
}

impl<T: Clone> UnsavedToken<T> {
    /// Keeps a renewed token in place of the one of the file, which has this secret.
    pub(super) fn keep(&self, on_file: String, token: T) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Some(RenewedToken { on_file, token });
    }

    /// Returns the token that replaces the one of the file, which has this secret. A file that has changed since takes precedence: somebody
    /// has signed in again, or another program has renewed the token.
    pub(super) fn in_place_of(&self, on_file: &str) -> Option<T> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let renewed = kept.as_ref()?;
        (renewed.on_file == on_file).then(|| renewed.token.clone())
    }
}

impl<T> Default for UnsavedToken<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T> Clone for UnsavedToken<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

/// Never shows the token.
impl<T> fmt::Debug for UnsavedToken<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnsavedToken").finish_non_exhaustive()
    }
}
