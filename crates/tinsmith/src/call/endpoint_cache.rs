//! The endpoints that a service has named for a client.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The endpoints that a service has named for a client, until they expire. It is a list, since a client has few.
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

    /// Adds an endpoint at this time, in place of one that is for the same requests, and removes those that are not valid any more.
    pub(super) fn insert(&self, key: EndpointKey, url: String, now: Duration, expires: Duration) {
        let mut endpoints = self.lock();
        endpoints.retain(|endpoint| endpoint.key != key && now < endpoint.expires);
        endpoints.push(CachedEndpoint { key, url, expires });
    }

    /// Removes an endpoint.
    pub(super) fn remove(&self, key: &EndpointKey) {
        self.lock().retain(|endpoint| endpoint.key != *key);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<CachedEndpoint>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
