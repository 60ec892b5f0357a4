//! The state of the cache, which decides about the use and the renewal of credentials.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;

use super::shared_load::{Load, LoadResult};

/// The longest time before their expiry from which on credentials are renewed, while other callers still use the old ones. For credentials of less than
/// an hour it is a quarter of their lifetime: those that are valid for a quarter of an hour would be due at once.
const ADVISORY: Duration = Duration::from_secs(15 * 60);

/// The longest time before their expiry from which on all callers wait for new ones: a sixth of the lifetime of those of less than an hour.
const MANDATORY: Duration = Duration::from_secs(10 * 60);

/// The time after a renewal, failed or not, in which no other one starts while the old credentials can be used. It is measured by the
/// monotonic clock, since the time of day may be set.
const PAUSE: Duration = Duration::from_secs(60);

/// The credentials and everything that decides about their use.
#[derive(Default)]
pub(super) struct State {
    cached: Option<Credentials>,
    /// The time for which the credentials were valid when the provider first returned them.
    lifetime: Duration,
    not_before: Option<Duration>,
    /// The credentials were past their expiry when the provider returned them: the clock here is probably fast, and the service decides.
    were_late: bool,
    /// A service has rejected the credentials.
    is_rejected: bool,
    /// Until then, another rejection starts no renewal.
    rejected_until: Option<Duration>,
    load: Option<Load>,
    /// The number of callers that wait for the load.
    waiters: usize,
    /// The failure of the last renewal.
    failure: Option<Arc<CredentialsError>>,
}

/// The caller that needs credentials.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Caller {
    /// One that may use credentials that another service has rejected while they are renewed.
    Any,
    /// One whose credentials were rejected, so that the same ones are of no use.
    Rejected,
}

impl State {
    pub(super) fn cached(&self) -> Option<&Credentials> {
        self.cached.as_ref()
    }

    pub(super) fn failure(&self) -> Option<&Arc<CredentialsError>> {
        self.failure.as_ref()
    }

    /// Returns the credentials if the caller need not wait for others.
    pub(super) fn usable(
        &self,
        caller: Caller,
        now: SystemTime,
        reading: Duration,
    ) -> Option<&Credentials> {
        let is_rejected = self.is_rejected && (caller == Caller::Rejected || self.waiters == 0);
        let cached = self.cached.as_ref().filter(|_| !is_rejected)?;
        let Some(left) = left(cached, now) else {
            return Some(cached);
        };
        let is_paused = self.not_before.is_some_and(|time| reading < time)
            && (!left.is_zero() || self.were_late);
        let margin = if self.waiters > 0 {
            MANDATORY.min(self.lifetime / 6)
        } else {
            ADVISORY.min(self.lifetime / 4)
        };
        (left > margin || is_paused).then_some(cached)
    }

    /// Joins the load in progress, or starts one.
    pub(super) fn join(&mut self, start: impl FnOnce() -> Load) -> Load {
        self.waiters += 1;
        match &mut self.load {
            Some(load) => {
                load.is_abandoned |= self.waiters == 1;
                load.clone()
            }
            None => self.load.insert(start()).clone(),
        }
    }

    /// Notes that a caller does not wait any more.
    pub(super) fn leave(&mut self) {
        self.waiters = self.waiters.saturating_sub(1);
    }

    /// Takes the result of a load, once for all its callers.
    pub(super) fn finish(
        &mut self,
        load: &Load,
        result: &LoadResult,
        now: SystemTime,
        reading: Duration,
    ) {
        if !self.load.as_ref().is_some_and(|current| current.is(load)) {
            return;
        }
        self.load = None;
        if is_outdated(load, result, now) {
            return;
        }
        self.not_before = Some(reading.saturating_add(PAUSE));
        self.were_late = false;
        self.is_rejected = false;
        match result {
            Ok(credentials) => {
                self.were_late = is_past(credentials, now);
                let lifetime = left(credentials, now).unwrap_or_default();
                let cached = self.cached.as_ref();
                // A provider may return the same ones until shortly before their expiry.
                self.lifetime = match cached.is_some_and(|cached| is_same(cached, credentials)) {
                    true => lifetime.max(self.lifetime),
                    false => lifetime,
                };
                self.failure = None;
                self.cached = Some(credentials.clone());
            }
            Err(error) => self.failure = Some(Arc::clone(error)),
        }
    }

    /// Starts no renewal for a time, if the credentials are valid. Returns true if they are.
    #[cfg(feature = "environment")]
    pub(super) fn postpone(&mut self, now: SystemTime, reading: Duration) -> bool {
        let cached = self.cached.as_ref().filter(|_| !self.is_rejected);
        let is_valid = cached.is_some_and(|cached| !is_past(cached, now));
        if is_valid {
            self.not_before = Some(reading.saturating_add(PAUSE));
        }
        is_valid
    }

    /// Marks credentials as rejected. Returns true if there may be others.
    pub(super) fn reject(&mut self, credentials: &Credentials, reading: Duration) -> bool {
        let cached = self.cached.as_ref();
        let is_cached = cached.is_some_and(|cached| is_same(cached, credentials));
        if !is_cached || self.is_rejected {
            // Others are cached already, or will be loaded.
            return true;
        }
        if self.rejected_until.is_some_and(|time| reading < time) {
            return false;
        }
        self.is_rejected = true;
        self.rejected_until = Some(reading.saturating_add(PAUSE));
        true
    }
}

/// True if a new load must replace the result. An abandoned load made no progress for a time: it may have failed because its caller ended
/// the runtime that it depended on, and its credentials may have expired since they were received.
pub(super) fn is_outdated(load: &Load, result: &LoadResult, now: SystemTime) -> bool {
    let is_past = |credentials| is_past(credentials, now);
    load.is_abandoned && result.as_ref().map_or(true, is_past)
}

/// True if two are the same keys, regardless of their expiry.
pub(crate) fn is_same(one: &Credentials, other: &Credentials) -> bool {
    one.access_key_id() == other.access_key_id()
        && one.secret_access_key() == other.secret_access_key()
        && one.session_token() == other.session_token()
}

/// True if credentials have expired.
pub(super) fn is_past(credentials: &Credentials, now: SystemTime) -> bool {
    left(credentials, now).is_some_and(|left| left.is_zero())
}

/// Returns the time until credentials expire, or `None` if they never do.
fn left(credentials: &Credentials, now: SystemTime) -> Option<Duration> {
    credentials
        .expiry()
        .map(|expiry| expiry.duration_since(now).unwrap_or_default())
}
