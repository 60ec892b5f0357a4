//! The polling loop of a waiter.

use std::fmt;
use std::future::IntoFuture;
use std::sync::Arc;
use std::time::Duration;

use super::{Attempt, Output, State, WaitOutcome, Waiter, describe};
use crate::error::ErrorKind;
use crate::protocol::service::Operation;
use crate::retry::Schedule;
use crate::time::{self, BoxFuture};
use crate::{Call, Error};

type OnAttempt<W> = Box<dyn FnMut(&Attempt<'_, Output<W>>) + Send>;

/// A wait that has not started. It starts when it is awaited. Dropping the future cancels it and the request in flight.
#[must_use = "a wait sends no request until it is awaited"]
pub struct Wait<W: Waiter> {
    call: Call,
    input: W::Operation,
    schedule: Schedule,
    on_attempt: Option<OnAttempt<W>>,
}

impl<W: Waiter> Wait<W> {
    /// Creates a wait of at most `max_wait`. Generated code calls this.
    pub fn new(call: Call, input: W::Operation, max_wait: Duration) -> Self {
        let schedule = Schedule {
            min_delay: W::MIN_DELAY,
            max_delay: W::MAX_DELAY,
            max_wait,
        };
        Self {
            call,
            input,
            schedule,
            on_attempt: None,
        }
    }

    /// Calls `on_attempt` after each attempt, including the last one.
    pub fn on_attempt(
        mut self,
        on_attempt: impl FnMut(&Attempt<'_, Output<W>>) + Send + 'static,
    ) -> Self {
        self.on_attempt = Some(Box::new(on_attempt));
        self
    }

    /// Sets the minimum delay between two attempts.
    pub fn min_delay(mut self, delay: Duration) -> Self {
        self.schedule.min_delay = delay;
        self
    }

    /// Sets the maximum delay between two attempts.
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.schedule.max_delay = delay;
        self
    }

    /// Waits until an acceptor ends the wait with success or failure. A failure is not an error here, so that its output is available.
    ///
    /// # Errors
    ///
    /// An error of the operation that no acceptor matches, such as one without a response of the service, or an error of the kind
    /// [`ErrorKind::Waiter`] after the maximum wait, which also cancels a request in flight.
    pub async fn outcome(mut self) -> Result<WaitOutcome<Output<W>>, Error> {
        let clock = Arc::clone(self.call.time());
        let start = clock.monotonic();
        let elapsed = || clock.monotonic().saturating_sub(start);
        let mut number = 0;
        let mut last_state = None;
        loop {
            let left = self.schedule.max_wait.saturating_sub(elapsed());
            let Ok(result) =
                time::with_timeout(&*clock, Some(left), self.call.send_ref(&self.input)).await
            else {
                break;
            };
            number += 1;
            let elapsed = elapsed();
            // Without a response, for example without a network, the state is unknown, although an acceptor may match any error.
            let acceptance = match &result {
                Err(error) if !is_response(error) => None,
                _ => W::accept(&self.input, &result),
            };
            let retry = acceptance.map_or(result.is_ok(), |acceptance| {
                acceptance.state == State::Retry
            });
            let at_least = result.as_ref().err().and_then(Error::retry_after);
            let next = if retry {
                self.schedule
                    .delay(number, elapsed, self.call.random(), at_least)
            } else {
                None
            };
            last_state = describe::<W>(&result);
            if let Some(on_attempt) = &mut self.on_attempt {
                on_attempt(&Attempt {
                    number,
                    elapsed,
                    result: &result,
                    acceptance,
                    state: last_state.as_deref(),
                    next,
                });
            }
            match (acceptance, result) {
                (None, Err(error)) => return Err(error),
                (Some(acceptance), result) if !retry => {
                    return Ok(WaitOutcome {
                        result,
                        acceptance,
                        attempts: number,
                        elapsed,
                    });
                }
                _ => {}
            }
            let Some(delay) = next else { break };
            clock.sleep(delay).await;
        }
        Err(expired::<W>(self.schedule.max_wait, last_state).with_attempts(number))
    }
}

impl<W: Waiter> IntoFuture for Wait<W> {
    type Output = Result<WaitOutcome<Output<W>>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async {
            let outcome = self.outcome().await?;
            match outcome.acceptance.state {
                State::Failure => Err(failed::<W>(outcome)),
                State::Success | State::Retry => Ok(outcome),
            }
        })
    }
}

impl<W: Waiter> fmt::Debug for Wait<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait")
            .field("waiter", &W::NAME)
            .field("input", &self.input)
            .field("schedule", &self.schedule)
            .finish_non_exhaustive()
    }
}

/// True if an error is a response of the service: an error that it names, or a status of failure.
fn is_response(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::Service => true,
        ErrorKind::InvalidResponse => error.status().is_some_and(|status| status >= 300),
        _ => false,
    }
}

fn expired<W: Waiter>(max_wait: Duration, last_state: Option<String>) -> Error {
    let mut message = format!("{} was not reached within {max_wait:?}", W::NAME);
    if let Some(last_state) = last_state {
        message.push_str("; last state: ");
        message.push_str(&last_state);
    }
    Error::new(ErrorKind::Waiter, message).with_operation(W::Operation::METADATA.name)
}

fn failed<W: Waiter>(outcome: WaitOutcome<Output<W>>) -> Error {
    let context = format!("{} cannot be reached", W::NAME);
    let error = match outcome.result {
        Err(error) => error.in_context(ErrorKind::Waiter, &context),
        Ok(output) => {
            let state = W::describe(&output);
            let state = state.as_deref().unwrap_or(outcome.acceptance.description);
            Error::new(ErrorKind::Waiter, format!("{context}: {state}"))
                .with_operation(W::Operation::METADATA.name)
        }
    };
    error.with_attempts(outcome.attempts)
}
