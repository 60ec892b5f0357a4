//! The sessions that a service has opened for a client.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use sha2::{Digest, Sha256};

use crate::error::Error;

/// The maximum number of sessions, as in botocore.
const CAPACITY: usize = 100;

/// The time before its end from which on one caller opens another session, while the others use the old one, as in botocore.
const ADVISORY: Duration = Duration::from_secs(45);

/// The time before its end from which on all callers wait for another session, as in botocore.
const MANDATORY: Duration = Duration::from_secs(10);

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
    credentials: Mutex<Option<Credentials>>,
    opening: tokio::sync::Mutex<()>,
    /// The number of failed attempts to open the session.
    failures: AtomicUsize,
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
    /// Returns the session for a key, which is open if it has been used before.
    pub(super) fn session(&self, key: SessionKey) -> Arc<Session> {
        let mut sessions = self.lock();
        let known = sessions.iter().position(|(known, _)| *known == key);
        let session = match known {
            Some(index) => sessions.remove(index).1,
            None => Arc::default(),
        };
        if sessions.len() >= CAPACITY {
            sessions.remove(0);
        }
        sessions.push((key, Arc::clone(&session)));
        session
    }

    /// Removes the sessions for a resource. Returns true if there were any.
    pub(super) fn remove(&self, resource: &str) -> bool {
        let mut sessions = self.lock();
        let before = sessions.len();
        sessions.retain(|(key, _)| key.resource != resource);
        sessions.len() < before
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(SessionKey, Arc<Session>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Session {
    /// Returns the credentials of the session. If it has ended or ends soon, `open` is its successor.
    pub(super) async fn credentials(
        &self,
        now: impl Fn() -> SystemTime,
        open: impl Future<Output = Result<Credentials, Error>>,
    ) -> Result<Credentials, Error> {
        if let Some(credentials) = self.usable(now(), ADVISORY) {
            return Ok(credentials);
        }
        let failures = self.failures.load(Ordering::Acquire);
        let guard = match self.usable(now(), MANDATORY) {
            Some(credentials) => match self.opening.try_lock() {
                Ok(guard) => guard,
                Err(_) => return Ok(credentials),
            },
            None => self.opening.lock().await,
        };
        if let Some(credentials) = self.usable(now(), ADVISORY) {
            return Ok(credentials);
        }
        // If the caller before has failed, those who waited for it try at the same time, not one after the other.
        let has_failed = self.failures.load(Ordering::Acquire) != failures;
        let _guard = (!has_failed).then_some(guard);
        match open.await {
            Ok(credentials) => {
                *self.lock() = Some(credentials.clone());
                Ok(credentials)
            }
            Err(error) => {
                self.failures.fetch_add(1, Ordering::Release);
                self.usable(now(), Duration::ZERO).ok_or(error)
            }
        }
    }

    /// Returns the credentials if they are valid for a longer time than `margin`.
    fn usable(&self, now: SystemTime, margin: Duration) -> Option<Credentials> {
        let is_usable = |credentials: &&Credentials| {
            let left = credentials.expiry()?.duration_since(now).ok()?;
            (left > margin).then_some(())
        };
        let credentials = self.lock();
        let usable = credentials.as_ref();
        usable.filter(|it| is_usable(it).is_some()).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, Option<Credentials>> {
        self.credentials
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
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
