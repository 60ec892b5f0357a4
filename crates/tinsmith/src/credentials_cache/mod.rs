//! The cache of credentials, which renews them in time.

mod cached_token;
mod safe_error;
mod shared_load;
mod state;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials, SharedCredentialsProvider};

pub(crate) use self::cached_token::CachedToken;
#[cfg(feature = "environment")]
pub(crate) use self::cached_token::credentials_from_token;
pub(crate) use self::safe_error::escape;
#[cfg(feature = "environment")]
pub(crate) use self::safe_error::provide;
use self::shared_load::Load;
#[cfg(feature = "session-credentials")]
pub(crate) use self::state::is_same;
#[cfg(not(feature = "session-credentials"))]
use self::state::is_same;
use self::state::{Caller, State, is_outdated, is_past};
use crate::time::Time;

/// A cache of a provider's credentials. It renews them ahead of their expiry, once for all callers: the others wait, or use the old
/// credentials while they can. If a renewal fails, the old ones are used as long as they are valid.
///
/// Loading belongs to no caller: if the one that started it gives up, the next caller continues it.
pub(crate) struct CredentialsCache {
    provider: SharedCredentialsProvider,
    time: Arc<dyn Time>,
    state: Mutex<State>,
}

impl CredentialsCache {
    pub(crate) fn new(provider: SharedCredentialsProvider, time: Arc<dyn Time>) -> Self {
        Self {
            provider,
            time,
            state: Mutex::default(),
        }
    }

    /// Returns credentials that are valid now, if the provider has any.
    pub(crate) async fn get(&self) -> provider::Result {
        self.get_for(Caller::Any).await
    }

    /// True if the credentials need not be renewed.
    #[cfg(feature = "environment")]
    pub(crate) fn has_usable(&self) -> bool {
        let (now, reading) = (self.time.now(), self.time.monotonic());
        self.state().usable(Caller::Any, now, reading).is_some()
    }

    /// Postpones the renewal of credentials that cannot be renewed now. Returns true if they are valid until then.
    #[cfg(feature = "environment")]
    pub(crate) fn postpone(&self) -> bool {
        let (now, reading) = (self.time.now(), self.time.monotonic());
        self.state().postpone(now, reading)
    }

    /// Marks credentials that a service has rejected as expired or unknown. They are renewed before their next use, regardless of their
    /// expiry, but not more than once a minute: a provider has no others if a key was deleted. Returns true if there may be others.
    pub(crate) fn reject(&self, credentials: &Credentials) -> bool {
        self.state().reject(credentials, self.time.monotonic())
    }

    /// Returns true if the provider has other credentials by now, or the reason why it has not.
    pub(crate) async fn has_others_than(
        &self,
        credentials: &Credentials,
    ) -> Result<bool, CredentialsError> {
        let current = self.get_for(Caller::Rejected).await?;
        if !is_same(&current, credentials) {
            return Ok(true);
        }
        match self.state().failure() {
            Some(error) => Err(escape(error)),
            None => Ok(false),
        }
    }

    async fn get_for(&self, caller: Caller) -> provider::Result {
        loop {
            let load = {
                let mut state = self.state();
                let (now, reading) = (self.time.now(), self.time.monotonic());
                if let Some(usable) = state.usable(caller, now, reading) {
                    return Ok(usable.clone());
                }
                state.join(|| Load::new(self.provider.clone()))
            };
            let waiter = Waiter(self);
            let result = load.wait().await;
            drop(waiter);
            let mut state = self.state();
            let now = self.time.now();
            state.finish(&load, &result, now, self.time.monotonic());
            match result {
                _ if is_outdated(&load, &result, now) => {}
                Ok(credentials) => return Ok(credentials),
                Err(error) => {
                    return match state.cached() {
                        Some(cached) if !is_past(cached, now) => Ok(cached.clone()),
                        _ => Err(escape(&error)),
                    };
                }
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A caller that waits for a load.
struct Waiter<'a>(&'a CredentialsCache);

impl Drop for Waiter<'_> {
    fn drop(&mut self) {
        self.0.state().leave();
    }
}

impl ProvideCredentials for CredentialsCache {
    fn provide_credentials<'a>(&'a self) -> provider::future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        provider::future::ProvideCredentials::new(self.get())
    }
}

/// Never shows the credentials.
impl fmt::Debug for CredentialsCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CredentialsCache").finish_non_exhaustive()
    }
}
