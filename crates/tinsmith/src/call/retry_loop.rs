//! The attempts of a call, until one succeeds or none is left.

use std::ops::ControlFlow;
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
use crate::retry::{BackoffLimits, Decision, NextStep, Retries, Schedule};
use crate::time::{Elapsed, with_timeout};

/// The shortest delay before a request that was throttled is sent again, if throttling is waited out.
const MIN_THROTTLING_DELAY: Duration = Duration::from_secs(1);

/// The longest such delay.
const MAX_THROTTLING_DELAY: Duration = Duration::from_secs(20);

/// The state of a call between its attempts.
pub(super) struct CallProgress {
    pub(super) retries: Retries,
    /// The number of attempts that have finished loading credentials. The error of an attempt that sent no request does not count that attempt.
    pub(super) sent: u32,
    /// The time of the monotonic clock at which the call began.
    pub(super) start: Duration,
    /// True while the call waits for credentials.
    pub(super) is_loading: AtomicBool,
    /// True if the next attempt should use a new connection.
    pub(super) new_connection: bool,
}

impl Call {
    /// Sends a request until an attempt succeeds or none is left.
    pub(super) async fn run(
        &self,
        operation: &'static OperationMetadata,
        parts: Result<RequestParts, InvalidInput>,
    ) -> Result<SuccessResponse, Error> {
        let request = self.assemble(operation, parts)?;
        #[cfg(feature = "checksums")]
        let request = self.with_checksum(request)?;
        let mut request = request;
        request.invocation_id = invocation_id();
        let mut progress = self.progress(operation, request.request.body().is_repeatable());
        // Pinned here and below: moved into the timeout, the futures would be copied and make this one larger.
        let result = with_timeout(
            &**self.time(),
            self.options.timeouts.operation,
            pin!(self.attempts(&request, &mut progress)),
        )
        .await;
        result.unwrap_or_else(|elapsed| Err(self.operation_timeout(elapsed, operation, &progress)))
    }

    /// Returns the error of a call that has taken too long.
    pub(super) fn operation_timeout(
        &self,
        Elapsed(timeout): Elapsed,
        operation: &'static OperationMetadata,
        progress: &CallProgress,
    ) -> Error {
        let subject = match progress.is_loading.load(Ordering::Relaxed) {
            true => format!("loading {} for the call", self.identity_name(operation)),
            false => "the call".to_owned(),
        };
        let error = timeout_error(&subject, timeout).with_operation(operation.name);
        error
            .with_attempts(progress.sent)
            .with_retryable(Retryable::Transient)
    }

    /// Returns the state before the first attempt. A request whose body cannot be sent again has one attempt.
    pub(super) fn progress(
        &self,
        operation: &OperationMetadata,
        is_repeatable: bool,
    ) -> CallProgress {
        let defaults = operation.service.retries;
        let schedule = |max_wait| Schedule {
            min_delay: MIN_THROTTLING_DELAY,
            max_delay: MAX_THROTTLING_DELAY,
            max_wait,
        };
        let retries = match is_repeatable {
            false => Retries::new(1, None),
            true => Retries::new(
                self.options.max_attempts.unwrap_or(defaults.max_attempts),
                self.options.throttling_wait.map(schedule),
            )
            .with_backoff_limits(BackoffLimits {
                initial_transient: defaults.initial_backoff,
                ..self.settings().backoff_limits
            })
            .with_long_poll(operation.long_poll),
        };
        CallProgress {
            retries,
            sent: 0,
            start: self.start.unwrap_or_else(|| self.time().monotonic()),
            is_loading: AtomicBool::new(false),
            new_connection: false,
        }
    }

    pub(super) async fn attempts(
        &self,
        request: &UnsignedRequest,
        progress: &mut CallProgress,
    ) -> Result<SuccessResponse, Error> {
        loop {
            if let ControlFlow::Break(result) = self.next_attempt(request, progress).await {
                return result;
            }
        }
    }

    /// Makes the next attempt. If there is another one after it, waits until that is due.
    pub(super) async fn next_attempt(
        &self,
        request: &UnsignedRequest,
        progress: &mut CallProgress,
    ) -> ControlFlow<Result<SuccessResponse, Error>> {
        let quota = &self.handle.0.quota;
        self.acquire_rate().await;
        let result = self.attempt(request, progress).await;
        self.adjust_rate(&result);
        let mut failure = match result {
            Ok(response) => {
                progress.retries.succeed(quota);
                return ControlFlow::Break(Ok(response));
            }
            Err(failure) => failure,
        };
        progress.new_connection = failure.is_of_peer();
        let elapsed = self.time().monotonic().saturating_sub(progress.start);
        let retries = &mut progress.retries;
        let step = retries.next(failure.for_retries(), elapsed, self.random(), quota);
        let decision = match step {
            NextStep::Decided(decision) => decision,
            NextStep::RenewCredentials(renewal) => renewal.finish(
                self.has_other_credentials(request.operation, &mut failure)
                    .await,
            ),
        };
        let error = failure.error;
        let delay = match decision {
            Decision::Retry { delay } => delay,
            Decision::QuotaExhausted { delay } => {
                if let Some(delay) = delay {
                    self.time().sleep(delay).await;
                }
                return ControlFlow::Break(Err(error.with_quota_exhausted()));
            }
            Decision::WaitOutThrottling { number, delay } => {
                let event = ThrottlingEvent {
                    number,
                    elapsed,
                    error: &error,
                    delay,
                };
                self.options.report_throttling(&event);
                match delay {
                    Some(delay) => delay,
                    None => return ControlFlow::Break(Err(error)),
                }
            }
            Decision::Return => return ControlFlow::Break(Err(error)),
        };
        trace::retry(&error, delay);
        if !delay.is_zero() {
            self.time().sleep(delay).await;
        }
        ControlFlow::Continue(())
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

/// Returns a new value of the header that all attempts of a call have in common.
pub(super) fn invocation_id() -> Option<HeaderValue> {
    HeaderValue::try_from(random::uuid()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Config, Handle};

    #[test]
    fn the_future_of_a_call_is_small() {
        let handle = Handle::new(
            &Config::builder().build(),
            OperationMetadata::DEFAULT.service,
        );
        let call = handle.call();
        let missing = Err(InvalidInput::from_dots("key"));
        let future = call.run(&OperationMetadata::DEFAULT, missing);
        // It is moved to the heap for each call.
        assert!(size_of_val(&future) <= 3_300, "{}", size_of_val(&future));
    }
}
