//! Waiters: calls that are repeated until their response shows a state.
//!
//! A request builder has a `wait_until_...` method for each waiter of the model, which returns a [`Wait`]. It starts when it is awaited,
//! and dropping its future cancels it:
//!
//! ```
//! use tinsmith::waiter::{Wait, Waiter};
//!
//! async fn wait<W: Waiter>(wait: Wait<W>) -> Result<(), tinsmith::Error> {
//!     let waited = wait
//!         .on_attempt(|attempt| eprintln!("{:?}: {:?}", attempt.elapsed, attempt.state))
//!         .await?;
//!     println!("{} after {} attempts", waited.acceptance.description, waited.attempts);
//!     Ok(())
//! }
//! ```
//!
//! - A waiter follows [Smithy's rules](https://smithy.io/2.0/additional-specs/waiters.html): the acceptors are matched with each result in
//!   order. An output that no acceptor matches is followed by another attempt, and an error that no acceptor matches ends the wait. So does
//!   an error that is no response of the service, such as that of a broken connection or of an invalid input, which is matched with no acceptor.
//! - The delays increase from the waiter's minimum to its maximum, with jitter. A delay that the service requires is respected, unless the
//!   maximum wait ends earlier: then the last attempt is just before that end.
//! - The maximum wait is an argument without a default. It is measured by [`Time::monotonic`](crate::Time::monotonic), so that changes
//!   of the system's clock have no effect.
//! - [`WaitOutcome`] contains the acceptor that ended the wait. If its state is failure, awaiting returns an error, and
//!   [`outcome`](Wait::outcome) returns the output instead.
//! - Each attempt is a call with its own retries.

mod wait;

use std::fmt;
use std::time::Duration;

pub use self::wait::Wait;
use crate::Error;
use crate::protocol::service::Operation;

/// The output of a waiter's operation.
type Output<W> = <<W as Waiter>::Operation as Operation>::Output;

/// A waiter: a state, and the acceptors that recognize it in a result.
///
/// Generated code implements it for each waiter of a model.
pub trait Waiter: Send + Sync + 'static {
    /// The operation whose results show the state.
    type Operation: Operation;

    /// The waiter's name in the model.
    const NAME: &'static str;

    /// The minimum delay between two attempts.
    const MIN_DELAY: Duration = Duration::from_secs(2);

    /// The maximum delay between two attempts.
    const MAX_DELAY: Duration = Duration::from_secs(120);

    /// Returns the acceptance by the first acceptor that matches the result of an attempt. An error is a response of the service.
    fn accept(input: &Self::Operation, result: &Result<Output<Self>, Error>) -> Option<Acceptance>;

    /// Describes the state in an output, for progress and for errors: `status is IN_PROGRESS`.
    fn describe(_output: &Output<Self>) -> Option<String> {
        None
    }
}

/// An attempt's acceptance by an acceptor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// The effect on the wait.
    pub state: State,
    /// The index of the acceptor in the waiter.
    pub acceptor: usize,
    /// The condition of the acceptor: `status is COMPLETED`.
    pub description: &'static str,
}

/// Describes the state of a result that is not the success of a waiter, such as `status is IN_PROGRESS`; `None` for a success.
///
/// Generated code uses it for [`Paginated::not_ready`](crate::paginate::Paginated::not_ready).
#[doc(hidden)]
pub fn describe_not_ready<W: Waiter>(
    input: &W::Operation,
    result: &Result<Output<W>, Error>,
) -> Option<String> {
    match W::accept(input, result) {
        Some(Acceptance {
            state: State::Success,
            ..
        }) => None,
        _ => Some(describe::<W>(result).unwrap_or_else(|| format!("{} is not reached", W::NAME))),
    }
}

/// Describes the state in a result.
fn describe<W: Waiter>(result: &Result<Output<W>, Error>) -> Option<String> {
    result
        .as_ref()
        .map_or_else(|error| Some(error.to_string()), W::describe)
}

impl Acceptance {
    /// Creates an acceptance that ends the wait with success.
    pub const fn success(acceptor: usize, description: &'static str) -> Self {
        Self {
            state: State::Success,
            acceptor,
            description,
        }
    }

    /// Creates an acceptance that ends the wait with failure.
    pub const fn failure(acceptor: usize, description: &'static str) -> Self {
        Self {
            state: State::Failure,
            acceptor,
            description,
        }
    }

    /// Creates an acceptance that continues the wait.
    pub const fn retry(acceptor: usize, description: &'static str) -> Self {
        Self {
            state: State::Retry,
            acceptor,
            description,
        }
    }
}

/// The effect of an attempt on a wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// The state is reached.
    Success,
    /// The state can no longer be reached.
    Failure,
    /// The state may still be reached.
    Retry,
}

/// The outcome of a wait.
#[derive(Debug)]
#[non_exhaustive]
pub struct WaitOutcome<T> {
    /// The result of the last attempt. It is a result although the wait succeeded, because some waiters wait for an error: until a resource does not
    /// exist, for example. Where a waiter succeeds with an output, as most do, [`into_output`](Self::into_output) returns it.
    pub result: Result<T, Error>,
    /// The acceptor that ended the wait.
    pub acceptance: Acceptance,
    /// The number of attempts.
    pub attempts: u32,
    /// The duration of the wait.
    pub elapsed: Duration,
}

impl<T> WaitOutcome<T> {
    /// Returns the last output, unless the waiter succeeded with an error.
    pub fn into_output(self) -> Option<T> {
        self.result.ok()
    }
}

/// An attempt of a wait, for [`Wait::on_attempt`].
#[non_exhaustive]
pub struct Attempt<'a, T> {
    /// The number of the attempt, counted from 1.
    pub number: u32,
    /// The time since the start of the wait.
    pub elapsed: Duration,
    /// The result of the attempt.
    pub result: &'a Result<T, Error>,
    /// The acceptance of the result; `None` if no acceptor matches.
    pub acceptance: Option<Acceptance>,
    /// The state in the result, in the terms of the model, if the waiter can describe it.
    pub state: Option<&'a str>,
    /// The delay before the next attempt; `None` after the last one.
    pub next: Option<Duration>,
}

impl<T> fmt::Debug for Attempt<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt")
            .field("number", &self.number)
            .field("elapsed", &self.elapsed)
            .field("acceptance", &self.acceptance)
            .field("state", &self.state)
            .field("next", &self.next)
            .finish_non_exhaustive()
    }
}
