//! The sessions that a service has opened for a client.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use sha2::{Digest, Sha256};

use crate::credentials_cache::is_same;
use crate::error::Error;

/// The maximum number of sessions, as in botocore.
const CAPACITY: usize = 100;

/// The time before its end from which on one caller opens another session, while the others use the old one, as in botocore.
const ADVISORY: Duration = Duration::from_secs(45);

/// The time before its end from which on all callers wait for another session, as in botocore.
const MANDATORY: Duration = Duration::from_secs(10);

/// The pause after a failure, in which no other session is opened while the old one can be used, and after a rejection, in which a further rejection has
/// no effect. It is measured by the monotonic clock, since the time of day may be set.
const PAUSE: Duration = Duration::from_secs(10);

/// The time for which a session is used although, by the client's clock, it had ended or was about to end when the service opened it: that clock is probably
/// fast, and the service decides.
const LATE_USE: Duration = Duration::from_secs(60);

/// The sessions of a client. If there are too many, the one that was used least recently is removed.
#[derive(Debug, Default)]
pub(super) struct SessionCache(Mutex<Vec<(SessionKey, Arc<Session>)>>);

/// The requests that a session is for.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct SessionKey {
    /// The resource of the service.
    resource: String,
    /// The host of the resource, which depends on the region.
    host: String,
    /// The SHA-256 of the credentials that open the session, so that these live no longer than they must.
    credentials: [u8; 32],
}

/// The credentials of a session, which are renewed by one caller at a time.
#[derive(Default)]
pub(super) struct Session {
    state: Mutex<SessionState>,
    opening: tokio::sync::Mutex<()>,
}

/// The credentials and everything that decides about their use.
#[derive(Default)]
struct SessionState {
    credentials: Option<Credentials>,
    /// The time until which no other session is opened while this one can be used.
    paused_until: Duration,
    /// The session had almost ended when the service opened it.
    was_late: bool,
    /// The time until which a rejection has no effect.
    rejected_until: Duration,
    /// The number of attempts that opened the session.
    openings: usize,
    /// The number of failed attempts.
    failures: usize,
}

/// The present, by both clocks.
#[derive(Clone, Copy)]
pub(super) struct Now {
    /// The time of day, by the clock of the service as far as it is known.
    pub(super) time: SystemTime,
    /// The time of the monotonic clock.
    pub(super) reading: Duration,
}

impl SessionKey {
    pub(super) fn new(resource: &str, host: &str, credentials: &Credentials) -> Self {
        let mut hash = Sha256::new();
        for part in [
            credentials.access_key_id(),
            credentials.secret_access_key(),
            credentials.session_token().unwrap_or_default(),
        ] {
            hash.update(part);
            hash.update("\n");
        }
        Self {
            resource: resource.to_owned(),
            host: host.to_owned(),
            credentials: hash.finalize().into(),
        }
    }
}

impl SessionCache {
    /// Returns the session for a key, which is open if it has been used before. Removes those that have ended or were never opened, unless a caller has them
    /// or they were rejected just now.
    pub(super) fn session(&self, key: SessionKey, now: Now) -> Arc<Session> {
        let mut sessions = self.lock();
        let known = sessions.iter().position(|(known, _)| *known == key);
        let session = match known {
            Some(index) => sessions.remove(index).1,
            None => Arc::default(),
        };
        sessions.retain(|(_, other)| Arc::strong_count(other) > 1 || other.is_needed(now));
        if sessions.len() >= CAPACITY {
            sessions.remove(0);
        }
        sessions.push((key, Arc::clone(&session)));
        session
    }

    /// Removes the credentials of the session that a service has rejected. Returns true if there may be others: another caller has replaced them, or the next
    /// one will. A session whose successor is rejected soon afterwards is not replaced again, because the session is not the cause.
    pub(super) fn reject(&self, credentials: &Credentials, now: Now) -> bool {
        let sessions = self.lock();
        let mut replacements = sessions
            .iter()
            .filter_map(|(_, session)| session.reject(credentials, now));
        replacements.next().unwrap_or(true)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(SessionKey, Arc<Session>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Session {
    /// Returns the credentials of the session. If it has ended or ends soon, `open` opens its successor.
    pub(super) async fn credentials(
        &self,
        now: impl Fn() -> Now,
        open: impl AsyncFnOnce() -> Result<Credentials, Error>,
    ) -> Result<Credentials, Error> {
        let (openings, failures) = {
            let state = self.lock();
            if let Some(credentials) = state.usable(now(), ADVISORY) {
                return Ok(credentials.clone());
            }
            (state.openings, state.failures)
        };
        let usable = self.lock().usable(now(), MANDATORY).cloned();
        let guard = match usable {
            Some(credentials) => match self.opening.try_lock() {
                Ok(guard) => guard,
                Err(_) => return Ok(credentials),
            },
            None => self.opening.lock().await,
        };
        let has_failed = {
            let state = self.lock();
            let usable = match state.openings == openings {
                true => state.usable(now(), ADVISORY),
                // The session that this caller waited for is as new as one that it would open, however soon it ends.
                false => state.credentials.as_ref(),
            };
            if let Some(credentials) = usable {
                return Ok(credentials.clone());
            }
            state.failures != failures
        };
        // If the caller before has failed, those who waited for it try at the same time, not one after the other.
        let _guard = (!has_failed).then_some(guard);
        let opened = open().await;
        self.lock().finish(opened, now())
    }

    /// Removes the credentials if they are those that a service has rejected. Returns true if the next caller opens another session.
    fn reject(&self, credentials: &Credentials, now: Now) -> Option<bool> {
        let mut state = self.lock();
        let current = state.credentials.as_ref();
        current.filter(|current| is_same(current, credentials))?;
        if now.reading < state.rejected_until {
            return Some(false);
        }
        state.rejected_until = now.reading.saturating_add(PAUSE);
        state.credentials = None;
        Some(true)
    }

    /// True if the session can be used, or if its rejection still prevents that of its successor.
    fn is_needed(&self, now: Now) -> bool {
        let state = self.lock();
        state.usable(now, Duration::ZERO).is_some() || now.reading < state.rejected_until
    }

    fn lock(&self) -> MutexGuard<'_, SessionState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SessionState {
    /// Returns the credentials if they are valid for a longer time than `margin`, or if no others may be opened now.
    fn usable(&self, now: Now, margin: Duration) -> Option<&Credentials> {
        let credentials = self.credentials.as_ref()?;
        let left = time_left(credentials, now);
        let is_paused = now.reading < self.paused_until && (!left.is_zero() || self.was_late);
        (left > margin || is_paused).then_some(credentials)
    }

    /// Takes the result of an attempt to open the session. Returns the credentials to use: after a failure the old ones, up to their end, or up to their
    /// rejection if they were late.
    fn finish(
        &mut self,
        opened: Result<Credentials, Error>,
        now: Now,
    ) -> Result<Credentials, Error> {
        match opened {
            Ok(credentials) => {
                self.was_late = time_left(&credentials, now) <= ADVISORY;
                self.paused_until = match self.was_late {
                    true => now.reading.saturating_add(LATE_USE),
                    false => Duration::ZERO,
                };
                self.openings += 1;
                self.credentials = Some(credentials.clone());
                Ok(credentials)
            }
            Err(error) => {
                // Another caller may have opened a late session at the same time, whose pause is longer.
                let pause = now.reading.saturating_add(PAUSE);
                self.paused_until = self.paused_until.max(pause);
                self.failures += 1;
                self.usable(now, Duration::ZERO).cloned().ok_or(error)
            }
        }
    }
}

/// Returns the time until credentials expire; none if they have no expiry, which those of sessions have.
fn time_left(credentials: &Credentials, now: Now) -> Duration {
    let expiry = credentials.expiry();
    let left = expiry.and_then(|expiry| expiry.duration_since(now.time).ok());
    left.unwrap_or_default()
}

/// Shows the resource alone.
impl fmt::Debug for SessionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SessionKey").field(&self.resource).finish()
    }
}

/// Never shows the credentials.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").finish_non_exhaustive()
    }
}
