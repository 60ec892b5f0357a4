//! A renewed token whose file cannot be written.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::token::Token;

/// Keeps such a token, for all clones.
#[derive(Clone, Default)]
pub(in crate::credentials) struct Unwritten(Arc<Mutex<Option<Renewed>>>);

struct Renewed {
    /// The access token that is in the file still.
    on_file: String,
    token: Token,
}

impl Unwritten {
    pub(super) fn keep(&self, on_file: Token, renewed: Token) {
        *self.lock() = Some(Renewed {
            on_file: on_file.access_token,
            token: renewed,
        });
    }

    /// What that token was renewed to. Once somebody has signed in again, or renewed it for all, the file is the one to go by.
    pub(super) fn in_place_of(&self, on_file: &Token) -> Option<Token> {
        let kept = self.lock();
        let renewed = kept.as_ref()?;
        (renewed.on_file == on_file.access_token).then(|| renewed.token.clone())
    }

    fn lock(&self) -> MutexGuard<'_, Option<Renewed>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Never shows what is kept.
impl fmt::Debug for Unwritten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unwritten").finish_non_exhaustive()
    }
}
