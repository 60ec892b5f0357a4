//! The attempts of a call, until one succeeds or none is left.

use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use http::header::HeaderValue;

use super::Call;
use super::assembly::UnsignedRequest;
use super::exchange::timeout_error;
use super::options::ThrottlingEvent;
use super::outcome::{Failure, SuccessResponse};
use super::trace;
use crate::error::{Error, Retryable};
use crate::protocol::metadata::OperationMetadata;
use crate::protocol::request::{InvalidInput, RequestParts};
use crate::random;
use crate::retry::{Decision, NextStep, Retries, Schedule};
use crate::time::{Elapsed, with_timeout};

/// The shortest delay before a request that was throttled is sent again, if throttling is waited out.
const MIN_THROTTLING_DELAY: Duration = Duration::from_secs(1);

/// The longest such delay.
const MAX_THROTTLING_DELAY: Duration = Duration::from_secs(20);

impl Call {
    /// Sends a request until an attempt succeeds or none is left.
    pub(super) async fn run(
        &self,
        operation: &'static OperationMetadata,
        parts: Result<RequestParts, InvalidInput>,
    ) -> Result<SuccessResponse, Error> {
        match (self.preflight, parts) {
            (Some(step), Ok(parts)) => (step.run)(step.preflight, self, operation, parts).await,
            (_, parts) => {
                let request = self.identified_request(operation, parts)?;
                let mut retries = self.retries(request.request.body().is_stream());
                let is_loading = AtomicBool::new(false);
                // Pinned here and below: moved into the timeout, the futures would be copied and make this one larger.
                let result = with_timeout(
                    &**self.time(),
                    self.options.timeouts.operation,
                    pin!(self.attempts(&request, &mut retries, &is_loading)),
                )
                .await;
                result.unwrap_or_else(|elapsed| {
                    Err(self.operation_timeout(elapsed, operation, &retries, &is_loading))
                })
            }
        }
    }

    /// Returns the error of a call that has taken too long.
    pub(super) fn operation_timeout(
        &self,
        Elapsed(timeout): Elapsed,
        operation: &'static OperationMetadata,
        retries: &Retries,
        is_loading: &AtomicBool,
    ) -> Error {
        let mut attempts = retries.attempts();
        let mut subject = "the call".to_owned();
        if is_loading.load(Ordering::Relaxed) {
            // The attempt that waited for them was not sent.
            attempts = attempts.saturating_sub(1);
            subject = format!("loading {} for the call", self.identity_name(operation));
        }
        let error = timeout_error(&subject, timeout).with_operation(operation.name);
        error
            .with_attempts(attempts)
            .with_retryable(Retryable::Transient)
    }

    /// Returns the state of the retries. A streamed body cannot be sent again, so its request has one attempt.
    pub(super) fn retries(&self, is_stream: bool) -> Retries {
        if is_stream {
            return Retries::new(1, None);
        }
        let schedule = |max_wait| Schedule {
            min_delay: MIN_THROTTLING_DELAY,
            max_delay: MAX_THROTTLING_DELAY,
            max_wait,
        };
        Retries::new(
            self.options.max_attempts,
            self.options.throttling_wait.map(schedule),
        )
        .with_backoff_limits(self.settings().backoff_limits)
    }

    /// Assembles a request with the id that all its attempts share.
    pub(super) fn identified_request(
        &self,
        operation: &'static OperationMetadata,
        parts: Result<RequestParts, InvalidInput>,
    ) -> Result<UnsignedRequest, Error> {
        let mut request = self.assemble(operation, parts)?;
        request.invocation_id = HeaderValue::try_from(random::uuid()).ok();
        Ok(request)
    }

    pub(super) async fn attempts(
        &self,
        request: &UnsignedRequest,
        retries: &mut Retries,
        is_loading: &AtomicBool,
    ) -> Result<SuccessResponse, Error> {
        let start = self.time().monotonic();
        let quota = &self.handle.0.quota;
        let mut new_connection = false;
        loop {
            self.acquire_rate().await;
            let attempt = retries.begin_attempt();
            let max_attempts = retries.max_attempts();
            let result = self
                .attempt(request, attempt, max_attempts, new_connection, is_loading)
                .await;
            self.adjust_rate(&result);
            let mut failure = match result {
                Ok(response) => {
                    retries.succeed(quota);
                    return Ok(response);
                }
                Err(failure) => failure,
            };
            new_connection = failure.is_of_peer();
            let elapsed = self.time().monotonic().saturating_sub(start);
            let step = retries.next(failure.for_retries(), elapsed, self.random(), quota);
            let decision = match step {
                NextStep::Decided(decision) => decision,
                NextStep::RenewCredentials(renewal) => renewal.finish(
                    self.has_other_credentials(request.operation, &mut failure)
                        .await,
                ),
            };
            let delay = match decision {
                Decision::Retry { delay } => delay,
                Decision::QuotaExhausted => return Err(failure.error.with_quota_exhausted()),
                Decision::WaitOutThrottling { number, delay } => {
                    let event = ThrottlingEvent {
                        number,
                        elapsed,
                        error: &failure.error,
                        delay,
                    };
                    self.options.report_throttling(&event);
                    match delay {
                        Some(delay) => delay,
                        None => return Err(failure.error),
                    }
                }
                Decision::Return => return Err(failure.error),
            };
            trace::retry(&failure.error, delay);
            if !delay.is_zero() {
                self.time().sleep(delay).await;
            }
        }
    }

    /// True if the client's provider has other credentials by now than those that the service rejected. A failure to load them is added
    /// to the error.
    async fn has_other_credentials(
        &self,
        operation: &OperationMetadata,
        failure: &mut Failure,
    ) -> bool {
        let Some(rejected) = &failure.rejected_credentials else {
            return false;
        };
        match self.has_others_than(operation, rejected).await {
            Ok(has_others) => has_others,
            Err(problem) => {
                failure.error.set_renewal_problem(&problem);
                false
            }
        }
    }

    /// In adaptive mode, waits until the client may send.
    async fn acquire_rate(&self) {
        if let Some(rate) = &self.handle.0.rate {
            rate.acquire(&**self.time()).await;
        }
    }

    fn adjust_rate(&self, result: &Result<SuccessResponse, Failure>) {
        if let Some(rate) = &self.handle.0.rate {
            let throttled =
                matches!(result, Err(failure) if failure.retryable == Retryable::Throttling);
            rate.record(self.time().monotonic(), throttled);
        }
    }
}
