//! Credentials that are kept and renewed in time.

use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials, SharedCredentialsProvider};

use crate::time::Time;

/// From so long before their expiry on, credentials are renewed, while other callers still use the old ones.
const ADVISORY: Duration = Duration::from_secs(15 * 60);

/// From so long before their expiry on, all callers wait for the new ones.
const MANDATORY: Duration = Duration::from_secs(10 * 60);

/// How long what is kept is used after a renewal, failed or not, before the next one is tried. It is measured, not read off a clock that
/// somebody may set.
const PAUSE: Duration = Duration::from_secs(60);

/// Keeps what a provider gives, and asks it again ahead of expiry: one caller at a time, the others wait or use what is left of
/// the old credentials. If that fails, the old ones are used for as long as they are valid.
pub(crate) struct CredentialsCache {
    provider: SharedCredentialsProvider,
    time: Arc<dyn Time>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    kept: Option<Credentials>,
    not_again_before: Option<Duration>,
    /// What is kept was past its expiry when the provider gave it: likely our clock is ahead, and the service is the one to judge.
    given_late: bool,
    /// A service has refused what is kept.
    refused: bool,
    /// Until then, a refusal makes nobody ask again.
    refused_until: Option<Duration>,
    renewing: bool,
    /// The number of the last renewal that was begun.
    renewal: u64,
    /// The last renewal, if it failed, for those who waited for it or an earlier one: they would learn no more by trying again one after
    /// the other.
    failure: Option<(u64, Arc<CredentialsError>)>,
    waiting: Vec<Waker>,
}

/// Who asks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Caller {
    /// Somebody for whom what another service refused may do while it is being renewed.
    Any,
    /// The one who was refused, who has no use for the same again.
    Refused,
}

impl CredentialsCache {
    pub(crate) fn new(provider: SharedCredentialsProvider, time: Arc<dyn Time>) -> Self {
        Self {
            provider,
            time,
            state: Mutex::default(),
        }
    }

    /// Credentials that are valid now, as far as the provider can give them.
    pub(crate) async fn get(&self) -> provider::Result {
        self.ask(Caller::Any).await
    }

    /// Notes that a service has taken these for expired or unknown. What is kept is then renewed before its next use, whatever its
    /// expiry says, but not more than once a minute: a provider cannot help it if a key was taken away. Tells whether there may be
    /// others.
    pub(crate) fn refuse(&self, credentials: &Credentials) -> bool {
        let now = self.time.monotonic();
        let mut state = self.state();
        let is_kept = state
            .kept
            .as_ref()
            .is_some_and(|kept| is_same(kept, credentials));
        if !is_kept || state.refused {
            // Others are there already, or about to be asked for.
            return true;
        }
        if state.refused_until.is_some_and(|time| now < time) {
            return false;
        }
        state.refused = true;
        state.refused_until = Some(now.saturating_add(PAUSE));
        true
    }

    /// Whether the provider has others than these by now, or why it could not tell.
    pub(crate) async fn has_others_than(
        &self,
        credentials: &Credentials,
    ) -> Result<bool, CredentialsError> {
        let found = self.ask(Caller::Refused).await?;
        if !is_same(&found, credentials) {
            return Ok(true);
        }
        match &self.state().failure {
            Some((_, error)) => Err(again(error)),
            None => Ok(false),
        }
    }

    async fn ask(&self, caller: Caller) -> provider::Result {
        match self.turn(caller).await {
            Some(result) => result,
            None => self.renew().await,
        }
    }

    /// Waits until there is something to use, or the renewal that was waited for has failed, or it is this caller's turn to renew.
    async fn turn(&self, caller: Caller) -> Option<provider::Result> {
        let mut waited_for = None;
        poll_fn(|context| {
            let mut state = self.state();
            if let Some(usable) = state.usable(caller, self.time.now(), self.time.monotonic()) {
                return Poll::Ready(Some(Ok(usable.clone())));
            }
            // A later renewal counts too: the one that was waited for may have been dropped, and somebody else have tried.
            match (&state.failure, waited_for) {
                (Some((failed, error)), Some(waited_for)) if *failed >= waited_for => {
                    return Poll::Ready(Some(Err(again(error))));
                }
                _ => {}
            }
            if state.renewing {
                waited_for.get_or_insert(state.renewal);
                if !state
                    .waiting
                    .iter()
                    .any(|waker| waker.will_wake(context.waker()))
                {
                    state.waiting.push(context.waker().clone());
                }
                return Poll::Pending;
            }
            state.renewing = true;
            state.renewal += 1;
            Poll::Ready(None)
        })
        .await
    }

    async fn renew(&self) -> provider::Result {
        // Dropped when this future is, too, so that another caller takes over.
        let _turn = Turn(self);
        let result = self.provider.provide_credentials().await;
        let now = self.time.now();
        let mut state = self.state();
        state.not_again_before = Some(self.time.monotonic().saturating_add(PAUSE));
        state.given_late = false;
        state.refused = false;
        let error = match result {
            Ok(credentials) => {
                state.given_late = is_past(&credentials, now);
                state.failure = None;
                state.kept = Some(credentials.clone());
                return Ok(credentials);
            }
            Err(error) => Arc::new(error),
        };
        state.failure = Some((state.renewal, Arc::clone(&error)));
        match &state.kept {
            Some(kept) if !is_past(kept, now) => Ok(kept.clone()),
            _ => Err(again(&error)),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// What a caller need not wait for.
    fn usable(&self, caller: Caller, now: SystemTime, reading: Duration) -> Option<&Credentials> {
        let refused = self.refused && (caller == Caller::Refused || !self.renewing);
        let kept = self.kept.as_ref().filter(|_| !refused)?;
        let Some(left) = left(kept, now) else {
            return Some(kept);
        };
        let paused = self.not_again_before.is_some_and(|time| reading < time)
            && (!left.is_zero() || self.given_late);
        let margin = if self.renewing { MANDATORY } else { ADVISORY };
        (left > margin || paused).then_some(kept)
    }
}

/// A failure once more, for another caller.
fn again(error: &Arc<CredentialsError>) -> CredentialsError {
    let shared = Shared(Arc::clone(error));
    match **error {
        CredentialsError::CredentialsNotLoaded(_) => CredentialsError::not_loaded(shared),
        CredentialsError::InvalidConfiguration(_) => {
            CredentialsError::invalid_configuration(shared)
        }
        _ => CredentialsError::provider_error(shared),
    }
}

/// What a failure was caused by, which is what it tells.
#[derive(Debug)]
struct Shared(Arc<CredentialsError>);

impl fmt::Display for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.source() {
            Some(cause) => fmt::Display::fmt(cause, f),
            None => fmt::Display::fmt(&self.0, f),
        }
    }
}

impl Error for Shared {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source()?.source()
    }
}

/// Whether two are the same keys, however long they are good for.
fn is_same(one: &Credentials, other: &Credentials) -> bool {
    one.access_key_id() == other.access_key_id()
        && one.secret_access_key() == other.secret_access_key()
        && one.session_token() == other.session_token()
}

/// How long credentials are still valid; `None` is for ever.
fn left(credentials: &Credentials, now: SystemTime) -> Option<Duration> {
    credentials
        .expiry()
        .map(|expiry| expiry.duration_since(now).unwrap_or_default())
}

fn is_past(credentials: &Credentials, now: SystemTime) -> bool {
    left(credentials, now).is_some_and(|left| left.is_zero())
}

/// The right to renew; giving it up wakes those who wait.
struct Turn<'a>(&'a CredentialsCache);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.renewing = false;
        let waiting = std::mem::take(&mut state.waiting);
        drop(state);
        waiting.into_iter().for_each(Waker::wake);
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

/// Never shows what is kept.
impl fmt::Debug for CredentialsCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CredentialsCache").finish_non_exhaustive()
    }
}
