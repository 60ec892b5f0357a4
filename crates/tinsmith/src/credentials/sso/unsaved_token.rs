//! A renewed token whose file cannot be written.
//!
//! A file of its own because profiles share it between the providers that they make.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::token::Token;

/// A token in memory, which all clones share.
#[derive(Clone, Default)]
pub(in crate::credentials) struct UnsavedToken(Arc<Mutex<Option<Renewed>>>);

struct Renewed {
    /// The access token that the file still has.
    on_file: String,
    token: Token,
}

impl UnsavedToken {
    pub(super) fn keep(&self, on_file: Token, renewed: Token) {
        *self.lock() = Some(Renewed {
            on_file: on_file.access_token,
            token: renewed,
        });
    }

    /// Returns the token that replaces the one of the file. A file that has changed since wins: somebody has signed in again, or
    /// another program has renewed the token.
    pub(super) fn in_place_of(&self, on_file: &Token) -> Option<Token> {
        let kept = self.lock();
        let renewed = kept.as_ref()?;
        (renewed.on_file == on_file.access_token).then(|| renewed.token.clone())
    }

    fn lock(&self) -> MutexGuard<'_, Option<Renewed>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Never shows the token.
impl fmt::Debug for UnsavedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnsavedToken").finish_non_exhaustive()
    }
}
