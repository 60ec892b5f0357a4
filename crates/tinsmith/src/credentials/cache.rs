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

/// How long credentials that are still valid are used after a renewal, failed or not, before the next one is tried.
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
    not_again_before: Option<SystemTime>,
    /// A service has refused what is kept.
    refused: bool,
    /// Until then, a refusal makes nobody ask again.
    refused_until: Option<SystemTime>,
    renewing: bool,
    /// The number of the last renewal that was begun.
    renewal: u64,
    /// The last renewal that failed, for those who waited for it: they would learn no more by trying again one after the other.
    failure: Option<(u64, Arc<CredentialsError>)>,
    waiting: Vec<Waker>,
}

/// What a caller has to do.
enum Step {
    Use(Credentials),
    Renew,
    Wait,
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
        match self.turn().await {
            Some(result) => result,
            None => self.renew().await,
        }
    }

    /// Notes that a service has taken these for expired or unknown. What is kept is then renewed before its next use, whatever its
    /// expiry says, but not more than once a minute: a provider cannot help it if a key was taken away. Tells whether there may be
    /// others.
    pub(crate) fn refuse(&self, credentials: &Credentials) -> bool {
        let now = self.time.now();
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
        state.refused_until = Some(now + PAUSE);
        true
    }

    /// Whether the provider has others than these by now.
    pub(crate) async fn has_others_than(&self, credentials: &Credentials) -> bool {
        let found = self.get().await;
        found.is_ok_and(|found| !is_same(&found, credentials))
    }

    /// Waits until there is something to use, or the renewal that was waited for has failed, or it is this caller's turn to renew.
    async fn turn(&self) -> Option<provider::Result> {
        let mut waited_for = None;
        poll_fn(|context| {
            let mut state = self.state();
            match (&state.failure, waited_for) {
                (Some((failed, error)), Some(waited_for)) if *failed == waited_for => {
                    return Poll::Ready(Some(Err(again(error))));
                }
                _ => {}
            }
            match state.step(self.time.now()) {
                Step::Use(credentials) => Poll::Ready(Some(Ok(credentials))),
                Step::Renew => {
                    state.renewing = true;
                    state.renewal += 1;
                    Poll::Ready(None)
                }
                Step::Wait => {
                    waited_for.get_or_insert(state.renewal);
                    if !state
                        .waiting
                        .iter()
                        .any(|waker| waker.will_wake(context.waker()))
                    {
                        state.waiting.push(context.waker().clone());
                    }
                    Poll::Pending
                }
            }
        })
        .await
    }

    async fn renew(&self) -> provider::Result {
        // Dropped when this future is, too, so that another caller takes over.
        let _turn = Turn(self);
        let result = self.provider.provide_credentials().await;
        let now = self.time.now();
        let mut state = self.state();
        state.not_again_before = Some(now + PAUSE);
        state.refused = false;
        match (result, &state.kept) {
            (Ok(credentials), _) => {
                state.kept = Some(credentials.clone());
                Ok(credentials)
            }
            (Err(_), Some(kept)) if left(kept, now).is_none_or(|left| !left.is_zero()) => {
                Ok(kept.clone())
            }
            (Err(error), _) => {
                let error = Arc::new(error);
                state.failure = Some((state.renewal, Arc::clone(&error)));
                Err(again(&error))
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn step(&self, now: SystemTime) -> Step {
        let Some(kept) = self.kept.as_ref().filter(|_| !self.refused) else {
            return if self.renewing {
                Step::Wait
            } else {
                Step::Renew
            };
        };
        let Some(left) = left(kept, now) else {
            return Step::Use(kept.clone());
        };
        let paused = !left.is_zero() && self.not_again_before.is_some_and(|time| now < time);
        match left {
            left if left > ADVISORY || paused => Step::Use(kept.clone()),
            _ if !self.renewing => Step::Renew,
            left if left > MANDATORY => Step::Use(kept.clone()),
            _ => Step::Wait,
        }
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
