//! The calls of the user's interceptors around one attempt.

use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};

use super::Call;
use super::intercept::{AttemptInfo, Intercept};
use crate::error::Error;
use crate::protocol::metadata::OperationMetadata;
use crate::{Body, Time};

/// The interceptors of one attempt. Without any, the clock is not read.
pub(super) struct Interceptors<'c> {
    interceptors: &'c [Arc<dyn Intercept>],
    time: &'c dyn Time,
    /// Absent without interceptors.
    start: Option<Duration>,
    attempt: AttemptInfo,
}

impl<'c> Interceptors<'c> {
    pub(super) fn new(
        call: &'c Call,
        operation: &'static OperationMetadata,
        attempt: u32,
        max_attempts: u32,
    ) -> Self {
        let interceptors = &*call.settings().interceptors;
        let time = &**call.time();
        let start = (!interceptors.is_empty()).then(|| time.monotonic());
        Self {
            interceptors,
            time,
            start,
            attempt: AttemptInfo {
                service: operation.service.name,
                operation: operation.name,
                attempt,
                max_attempts,
            },
        }
    }

    pub(super) fn before_sign(&self, request: &mut Request<Body>) {
        for interceptor in self.interceptors {
            interceptor.before_sign(request, &self.attempt);
        }
    }

    pub(super) fn before_send(&self, request: &mut Request<Body>) {
        for interceptor in self.interceptors {
            interceptor.before_send(request, &self.attempt);
        }
    }

    pub(super) fn after_receive(&self, response: &mut Response<Body>) {
        for interceptor in self.interceptors.iter().rev() {
            interceptor.after_receive(response, &self.attempt);
        }
    }

    pub(super) fn after_attempt(&self, result: Result<(), &Error>) {
        let Some(start) = self.start else { return };
        let elapsed = self.time.monotonic().saturating_sub(start);
        for interceptor in self.interceptors.iter().rev() {
            interceptor.after_attempt(result, elapsed, &self.attempt);
        }
    }
}
