//! Calls with a step before their request is assembled.

use std::ops::ControlFlow;
use std::pin::pin;

use super::Call;
use super::named_endpoints::NamedEndpoints;
#[cfg(feature = "xml")]
use super::operation_call::FailedRequest;
use super::operation_call::{Preflight, PreflightContext, PreflightStep};
use super::outcome::SuccessResponse;
use super::retry_loop::{CallProgress, invocation_id};
use crate::error::Error;
use crate::protocol::metadata::OperationMetadata;
use crate::protocol::request::RequestParts;
use crate::time::{BoxFuture, with_timeout};

impl Call {
    /// Adds a step before the request is assembled.
    pub fn with_preflight(mut self, preflight: &'static dyn Preflight) -> Self {
        self.preflight = Some(PreflightStep { preflight, run });
        self
    }
}

/// Prepares a request and sends it. The time of the preparation counts as a part of the call.
fn run<'a>(
    preflight: &'static dyn Preflight,
    call: &'a Call,
    operation: &'static OperationMetadata,
    mut parts: RequestParts,
) -> BoxFuture<'a, Result<SuccessResponse, Error>> {
    Box::pin(async move {
        let mut progress = call.progress(operation, parts.body.is_repeatable());
        let prepared = PreparedCall {
            preflight,
            call,
            operation,
            own_endpoints: NamedEndpoints::default(),
        };
        let result = with_timeout(
            &**call.time(),
            call.options.timeouts.operation,
            pin!(prepared.send(&mut parts, &mut progress)),
        )
        .await;
        result.unwrap_or_else(|elapsed| Err(call.operation_timeout(elapsed, operation, &progress)))
    })
}

/// A call whose requests are prepared.
struct PreparedCall<'a> {
    preflight: &'static dyn Preflight,
    call: &'a Call,
    operation: &'static OperationMetadata,
    own_endpoints: NamedEndpoints,
}

impl PreparedCall<'_> {
    /// Sends a request until an attempt succeeds or none is left, and once more if the error shows that the preparation was outdated. It is
    /// prepared for each attempt, because credentials, clock and endpoint may have changed since the one before.
    async fn send(
        &self,
        parts: &mut RequestParts,
        progress: &mut CallProgress,
    ) -> Result<SuccessResponse, Error> {
        let is_repeatable = parts.body.is_repeatable();
        let mut is_repetition = false;
        // A stream that is not repeatable ends with its request.
        let mut body = (!is_repeatable).then(|| std::mem::take(&mut parts.body));
        let id = invocation_id();
        loop {
            let mut parts_of_attempt = parts.clone();
            if let Some(body) = body.take() {
                parts_of_attempt.body = body;
            }
            let context = self.context(progress);
            let prepared = self.preflight.prepare(context, parts_of_attempt).await;
            let request = prepared.and_then(|parts| self.call.assemble(self.operation, Ok(parts)));
            #[cfg(feature = "checksums")]
            let request = request.and_then(|request| self.call.with_checksum(request));
            let mut request = request.map_err(|error| {
                let attempts = error.attempts() + progress.sent;
                error.with_attempts(attempts)
            })?;
            request.invocation_id.clone_from(&id);
            let next = self.call.next_attempt(&request, progress).await;
            let ControlFlow::Break(mut result) = next else {
                continue;
            };
            let is_outdated = match &mut result {
                Ok(_) => false,
                Err(error) => {
                    let context = self.context(progress);
                    #[cfg(feature = "session-credentials")]
                    let context = context.with_session(request.session());
                    #[cfg(feature = "xml")]
                    let context = context.with_failed(FailedRequest {
                        signing_region: request.endpoint.signing_region.as_deref(),
                        is_repetition,
                    });
                    let update = self.preflight.update_after_error(context, parts, error);
                    update.await
                }
            };
            if !is_outdated || !is_repeatable || is_repetition {
                return result;
            }
            is_repetition = true;
            progress.retries.allow_another();
        }
    }

    fn context<'c>(&'c self, progress: &'c CallProgress) -> PreflightContext<'c> {
        let (start, is_loading) = (progress.start, &progress.is_loading);
        let own_endpoints = &self.own_endpoints;
        PreflightContext::new(self.call, self.operation, start, is_loading, own_endpoints)
    }
}

#[cfg(test)]
mod tests {
    use std::future::ready;

    use super::*;
    use crate::protocol::request::RequestWriter;
    use crate::{Config, Handle};

    #[derive(Debug)]
    struct NoStep;

    impl Preflight for NoStep {
        fn prepare<'a>(
            &'a self,
            _context: PreflightContext<'a>,
            parts: RequestParts,
        ) -> BoxFuture<'a, Result<RequestParts, Error>> {
            Box::pin(ready(Ok(parts)))
        }
    }

    #[test]
    fn the_future_of_a_prepared_call_is_small() {
        let operation = &OperationMetadata::DEFAULT;
        let handle = Handle::new(&Config::builder().build(), operation.service);
        let parts = RequestWriter::new(operation).finish();
        let Ok(parts) = parts else {
            panic!("the request has no member");
        };
        let call = handle.call();
        let future = run(&NoStep, &call, operation, parts);
        assert!(size_of_val(&*future) <= 3_900, "{}", size_of_val(&*future));
    }
}
