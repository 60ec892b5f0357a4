//! The endpoints that a service has named for a client, by their URL or their region.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The maximum number of endpoints. Without one, each new identifier would take memory until the client is dropped.
const CAPACITY: usize = 1_000;

/// The endpoints that a service has named for a client: the URL of each, or the region of a resource. An endpoint that has expired stays, because it is
/// used if no other can be discovered.
#[derive(Debug, Default)]
pub(super) struct NamedEndpoints(Mutex<Endpoints>);

#[derive(Debug, Default)]
struct Endpoints {
    /// In the order of the keys. A `BTreeMap` would be compiled in every program for a map that few of them use.
    by_key: Vec<(EndpointKey, CachedEndpoint)>,
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

impl NamedEndpoints {
    /// Returns the location of an endpoint that is valid at this time.
    pub(super) fn get(&self, key: &EndpointKey, now: Duration) -> Option<String> {
        let endpoints = self.lock();
        let position = endpoints.position(key).ok()?;
        let (_, endpoint) = endpoints.by_key.get(position)?;
        (now < endpoint.expires).then(|| endpoint.location.clone())
    }

    /// Adds an endpoint, in place of one that is for the same requests. If the cache is full, the one that expires first is removed before,
    /// or the one inserted first of those that expire at the same time, as regions, which do not expire.
    pub(super) fn insert(&self, key: EndpointKey, location: String, expires: Duration) {
        let mut endpoints = self.lock();
        let insertion = endpoints.insertions;
        endpoints.insertions += 1;
        let endpoint = CachedEndpoint {
            location,
            expires,
            insertion,
        };
        endpoints.remove(&key);
        if endpoints.by_key.len() >= CAPACITY {
            endpoints.remove_first();
        }
        let (Ok(position) | Err(position)) = endpoints.position(&key);
        endpoints.by_key.insert(position, (key, endpoint));
    }

    /// Makes an endpoint valid until a time at the earliest, and returns its location.
    pub(super) fn extend(&self, key: &EndpointKey, expires: Duration) -> Option<String> {
        let mut endpoints = self.lock();
        let position = endpoints.position(key).ok()?;
        let (_, endpoint) = endpoints.by_key.get_mut(position)?;
        endpoint.expires = endpoint.expires.max(expires);
        Some(endpoint.location.clone())
    }

    /// Removes an endpoint.
    pub(super) fn remove(&self, key: &EndpointKey) {
        self.lock().remove(key);
    }

    fn lock(&self) -> MutexGuard<'_, Endpoints> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Endpoints {
    /// Returns the position of a key, or the one at which it would be inserted.
    fn position(&self, key: &EndpointKey) -> Result<usize, usize> {
        self.by_key.binary_search_by(|(other, _)| other.cmp(key))
    }

    fn remove(&mut self, key: &EndpointKey) {
        if let Ok(position) = self.position(key) {
            self.by_key.remove(position);
        }
    }

    /// Removes the endpoint that expires first.
    fn remove_first(&mut self) {
        let endpoints = self.by_key.iter().enumerate();
        let first =
            endpoints.min_by_key(|(_, (_, endpoint))| (endpoint.expires, endpoint.insertion));
        if let Some((position, _)) = first {
            self.by_key.remove(position);
        }
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
        let cache = NamedEndpoints::default();
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
        let cache = NamedEndpoints::default();
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
