//! The state that all requests share.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::clock::Clock;
use crate::deadline::{Aggregations, Farm, Timeline};
use crate::fault::{Fault, Faults};
use crate::http::{Operation, RequestLog};
use crate::nimble::Studio;
use crate::pagination::Pager;
use crate::random::SplitMix64;
use crate::signature::Identity;
use crate::time::Timestamp;

/// The data of the services and the settings of the server.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) identity: Identity,
    pub(crate) farm: Farm,
    pub(crate) timeline: Timeline,
    pub(crate) studio: Studio,
    pub(crate) pager: Pager,
    pub(crate) clock: Box<dyn Clock>,
    pub(crate) signing_clock: Box<dyn Clock>,
    pub(crate) aggregation_duration: Duration,
    pub(crate) aggregations: Mutex<Aggregations>,
    /// The pause before each event of a stream.
    pub(crate) event_pause: Duration,
    /// The probability, from 0 to 1, that the response to a request is an error of the service.
    pub(crate) error_rate: f64,
    pub(crate) faults: Mutex<Faults>,
    pub(crate) random: Mutex<SplitMix64>,
    pub(crate) requests: Mutex<RequestLog>,
}

impl State {
    /// Returns the time of aggregations and page tokens.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now().into()
    }

    /// Returns the time of signatures and of the header `Date`.
    pub(crate) fn signing_time(&self) -> Timestamp {
        self.signing_clock.now().into()
    }

    /// Returns the fault for the next request of an operation: an injected one, or one by chance.
    pub(crate) fn take_fault(&self, operation: &Operation) -> Option<Fault> {
        if let Some(fault) = lock(&self.faults).take(operation) {
            return Some(fault);
        }
        let mut random = lock(&self.random);
        random
            .chance(self.error_rate)
            .then(|| match random.below(2) {
                0 => Fault::throttling(Duration::from_secs(1)),
                _ => Fault::internal_server_error(),
            })
    }
}

/// Locks a mutex, also after a panic elsewhere: no panic leaves a value of this crate half changed.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
