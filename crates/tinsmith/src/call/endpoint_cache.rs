//! The endpoints that a service has named for a client.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The maximum number of endpoints, so that a client with ever new identifiers does not grow.
const CAPACITY: usize = 1_000;

/// The endpoints that a service has named for a client. Those that have expired stay, for the case that no others can be discovered. It is a
/// list, since a client has few.
#[derive(Debug, Default)]
pub(super) struct EndpointCache(Mutex<Vec<CachedEndpoint>>);

#[derive(Debug)]
struct CachedEndpoint {
    key: EndpointKey,
    url: String,
    /// The time of the monotonic clock until which the endpoint is valid.
    expires: Duration,
}

/// The requests that an endpoint is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct EndpointKey {
    /// The region of the call's options.
    pub(super) region: Option<String>,
    /// The operation and its identifiers. `None` if the service has one endpoint for all operations.
    pub(super) request: Option<(&'static str, Vec<Identifier>)>,
}

/// A member of an input that identifies an endpoint, with its value.
pub(super) type Identifier = (&'static str, String);

impl EndpointCache {
    /// Returns the URL of an endpoint that is valid at this time.
    pub(super) fn get(&self, key: &EndpointKey, now: Duration) -> Option<String> {
        let endpoints = self.lock();
        let mut endpoints = endpoints.iter();
        let found = endpoints.find(|endpoint| endpoint.key == *key && now < endpoint.expires);
        found.map(|endpoint| endpoint.url.clone())
    }

    /// Adds an endpoint, in place of one that is for the same requests. If there are too many, removes the one that expires first.
    pub(super) fn insert(&self, key: EndpointKey, url: String, expires: Duration) {
        let mut endpoints = self.lock();
        endpoints.retain(|endpoint| endpoint.key != key);
        if endpoints.len() >= CAPACITY {
            let by_expiry = endpoints.iter().enumerate();
            let first = by_expiry.min_by_key(|(_, endpoint)| endpoint.expires);
            if let Some((index, _)) = first {
                endpoints.swap_remove(index);
            }
        }
        endpoints.push(CachedEndpoint { key, url, expires });
    }

    /// Makes an endpoint valid until a time at the earliest, and returns its URL.
    pub(super) fn extend(&self, key: &EndpointKey, expires: Duration) -> Option<String> {
        let mut endpoints = self.lock();
        let mut endpoints = endpoints.iter_mut();
        let found = endpoints.find(|endpoint| endpoint.key == *key)?;
        found.expires = found.expires.max(expires);
        Some(found.url.clone())
    }

    /// Removes an endpoint.
    pub(super) fn remove(&self, key: &EndpointKey) {
        self.lock().retain(|endpoint| endpoint.key != *key);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<CachedEndpoint>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
