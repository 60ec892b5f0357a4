//! The endpoints that a service has named for a client, by their URL or their region.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The maximum number of endpoints. Without one, each new identifier would take memory until the client is dropped.
const CAPACITY: usize = 1_000;

/// The endpoints that a service has named for a client: the URL of each, or the region of a resource. An endpoint that has expired stays, because it is
/// used if no other can be discovered.
#[derive(Debug, Default)]
pub(super) struct EndpointCache(Mutex<Endpoints>);

#[derive(Debug, Default)]
struct Endpoints {
    by_key: BTreeMap<EndpointKey, CachedEndpoint>,
    /// The number of insertions.
    insertions: u64,
}

#[derive(Debug)]
struct CachedEndpoint {
    /// The URL, or the name of the region.
    location: String,
    /// The time of the monotonic clock until which the endpoint is valid.
    expires: Duration,
    /// The number of insertions before it.
    insertion: u64,
}

/// The requests that an endpoint is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct EndpointKey {
    /// The name of the service, which may be another one than the client's.
    pub(super) service: &'static str,
    /// The region of the call's options.
    pub(super) region: Option<String>,
    /// The operation and its identifiers, or the parameter that is the resource. `None` if the service has one endpoint for all operations.
    pub(super) request: Option<(&'static str, Vec<Identifier>)>,
}

/// A member of an input that identifies an endpoint, with its value.
pub(super) type Identifier = (&'static str, String);

impl EndpointCache {
    /// Returns the location of an endpoint that is valid at this time.
    pub(super) fn get(&self, key: &EndpointKey, now: Duration) -> Option<String> {
        let endpoints = self.lock();
        let endpoint = endpoints
            .by_key
            .get(key)
            .filter(|endpoint| now < endpoint.expires);
        endpoint.map(|endpoint| endpoint.location.clone())
    }

    /// Adds an endpoint, in place of one that is for the same requests. If the cache is full, the one that expires first is removed before,
    /// or the one inserted first of those that expire at the same time, as regions, which do not expire.
    pub(super) fn insert(&self, key: EndpointKey, location: String, expires: Duration) {
        let mut endpoints = self.lock();
        let by_key = &mut endpoints.by_key;
        if by_key.len() >= CAPACITY && !by_key.contains_key(&key) {
            let first = by_key
                .iter()
                .min_by_key(|(_, endpoint)| (endpoint.expires, endpoint.insertion));
            if let Some(first) = first.map(|(first, _)| first.clone()) {
                by_key.remove(&first);
            }
        }
        let insertion = endpoints.insertions;
        endpoints.insertions += 1;
        let endpoint = CachedEndpoint {
            location,
            expires,
            insertion,
        };
        endpoints.by_key.insert(key, endpoint);
    }

    /// Makes an endpoint valid until a time at the earliest, and returns its location.
    pub(super) fn extend(&self, key: &EndpointKey, expires: Duration) -> Option<String> {
        let mut endpoints = self.lock();
        let endpoint = endpoints.by_key.get_mut(key)?;
        endpoint.expires = endpoint.expires.max(expires);
        Some(endpoint.location.clone())
    }

    /// Removes an endpoint.
    pub(super) fn remove(&self, key: &EndpointKey) {
        self.lock().by_key.remove(key);
    }

    fn lock(&self) -> MutexGuard<'_, Endpoints> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: usize) -> EndpointKey {
        EndpointKey {
            service: "Tables",
            region: None,
            request: Some(("ReadTable", vec![("Table", number.to_string())])),
        }
    }

    #[test]
    fn a_full_cache_loses_the_endpoint_that_expires_first() {
        let cache = EndpointCache::default();
        let insert = |number: usize, minutes: u64| {
            let expires = Duration::from_secs(60 * minutes);
            cache.insert(key(number), format!("https://{number}.example"), expires);
        };
        let has = |number: usize| cache.get(&key(number), Duration::ZERO).is_some();
        for number in 0..CAPACITY {
            insert(number, if number == 7 { 2 } else { 3 });
        }
        insert(8, 4);
        assert!(has(7), "an endpoint in place of another removes none");
        // The new one is not the one removed, although it expires before all others.
        insert(CAPACITY, 1);
        assert!(!has(7));
        assert!((0..=CAPACITY).filter(|number| *number != 7).all(has));
        assert_eq!(cache.lock().by_key.len(), CAPACITY);
    }

    /// Inserts new regions, which do not remove each other in turn.
    #[test]
    fn a_full_cache_loses_the_first_of_the_endpoints_that_do_not_expire() {
        let cache = EndpointCache::default();
        let insert = |number: usize| cache.insert(key(number), "eu-west-1".into(), Duration::MAX);
        let has = |number: usize| cache.get(&key(number), Duration::ZERO).is_some();
        for number in (2..CAPACITY + 2).rev() {
            insert(number);
        }
        for number in [0, 1] {
            insert(number);
        }
        assert!(!has(CAPACITY + 1) && !has(CAPACITY));
        assert!((0..CAPACITY).all(has));
        // One that is inserted once more is new.
        insert(CAPACITY - 1);
        insert(CAPACITY);
        assert!(has(CAPACITY - 1) && !has(CAPACITY - 2));
    }
}
