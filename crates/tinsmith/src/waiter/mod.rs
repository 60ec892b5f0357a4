//! Waiting for a state: calls that are repeated until their answer shows it.
//!
//! A [`Wait`] comes from a `wait_until_...` method of a generated request builder, one for each waiter of the model. It begins
//! when it is awaited, and dropping its future ends it:
//!
//! ```
//! use tinsmith::waiter::{Wait, Waiter};
//!
//! async fn until_it_is_so<W: Waiter>(wait: Wait<W>) -> Result<(), tinsmith::Error> {
//!     let waited = wait
//!         .on_attempt(|attempt| eprintln!("{:?}: {:?}", attempt.elapsed, attempt.state))
//!         .await?;
//!     println!("{} after {} attempts", waited.acceptance.description, waited.attempts);
//!     Ok(())
//! }
//! ```
//!
//! - It goes by [Smithy's rules](https://smithy.io/2.0/additional-specs/waiters.html): each answer is matched against the waiter's
//!   acceptors, in order; an answer that none matches is asked for again after a delay, an error that none matches ends the wait.
//! - The delays grow between the waiter's smallest and largest, with jitter. A service that names a time to come back is not
//!   asked before, unless the maximum wait ends sooner: then the last attempt comes just before that end.
//! - How long to wait at most has no default; the method asks for it. It is measured by [`Time::monotonic`](crate::Time::monotonic),
//!   so that nobody who sets the system's clock makes it longer or shorter.
//! - [`Waited`] says which acceptor ended the wait. If that one stands for failure, awaiting is an error, and
//!   [`outcome`](Wait::outcome) gives the answer to look at instead.
//! - Each attempt is a call with the retries of its own that all calls have.

mod wait;

use std::fmt;
use std::time::Duration;

pub use self::wait::Wait;
use crate::Error;
use crate::protocol::service::Operation;

/// What an operation answers.
type Output<W> = <<W as Waiter>::Operation as Operation>::Output;

/// A state to wait for, and how to see from an answer whether it is reached.
///
/// Generated code implements it for each waiter of a model.
pub trait Waiter: Send + Sync + 'static {
    /// The operation whose answers show the state.
    type Operation: Operation;

    /// The waiter's name in the model.
    const NAME: &'static str;

    /// The shortest time between two attempts.
    const MIN_DELAY: Duration = Duration::from_secs(2);

    /// The longest time between two attempts.
    const MAX_DELAY: Duration = Duration::from_secs(120);

    /// What the first acceptor says that matches the result of an attempt.
    fn accept(input: &Self::Operation, result: &Result<Output<Self>, Error>) -> Option<Acceptance>;

    /// The state that an answer shows, for progress and for errors: `status is IN_PROGRESS`.
    fn describe(_output: &Output<Self>) -> Option<String> {
        None
    }
}

/// The word of an acceptor on an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// What the attempt means for the wait.
    pub state: State,
    /// The acceptor's place among those of the waiter, counted from 0.
    pub acceptor: usize,
    /// What the acceptor looks for: `status is COMPLETED`.
    pub description: &'static str,
}

/// Why a result is not what a waiter looks for, in words such as `status is IN_PROGRESS`; `None` when it is.
///
/// Generated code uses it for [`Paginated::not_ready`](crate::paginate::Paginated::not_ready).
pub fn not_reached<W: Waiter>(
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

/// The state that a result shows.
fn describe<W: Waiter>(result: &Result<Output<W>, Error>) -> Option<String> {
    result
        .as_ref()
        .map_or_else(|error| Some(error.to_string()), W::describe)
}

impl Acceptance {
    /// The acceptor at this place ends the wait in success.
    pub const fn success(acceptor: usize, description: &'static str) -> Self {
        Self {
            state: State::Success,
            acceptor,
            description,
        }
    }

    /// The acceptor at this place ends the wait in failure.
    pub const fn failure(acceptor: usize, description: &'static str) -> Self {
        Self {
            state: State::Failure,
            acceptor,
            description,
        }
    }

    /// The acceptor at this place lets the wait go on.
    pub const fn retry(acceptor: usize, description: &'static str) -> Self {
        Self {
            state: State::Retry,
            acceptor,
            description,
        }
    }
}

/// What an attempt means for a wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// The state is reached.
    Success,
    /// The state cannot be reached any more.
    Failure,
    /// The state may be reached yet.
    Retry,
}

/// How a wait ended.
#[derive(Debug)]
#[non_exhaustive]
pub struct Waited<T> {
    /// What the last attempt came to. Some waiters look for an error, such as that a resource is gone.
    pub result: Result<T, Error>,
    /// The acceptor that ended the wait.
    pub acceptance: Acceptance,
    /// How many attempts were made.
    pub attempts: u32,
    /// How long it took.
    pub elapsed: Duration,
}

impl<T> Waited<T> {
    /// The last answer, unless it was an error that the waiter looked for.
    pub fn into_output(self) -> Option<T> {
        self.result.ok()
    }
}

/// An attempt of a wait, as [`Wait::on_attempt`] shows it.
#[non_exhaustive]
pub struct Attempt<'a, T> {
    /// Its number, counted from 1.
    pub number: u32,
    /// The time since the wait began.
    pub elapsed: Duration,
    /// What the attempt came to.
    pub result: &'a Result<T, Error>,
    /// What the waiter's acceptors say to that; `None` when none matches.
    pub acceptance: Option<Acceptance>,
    /// The state that the answer shows, in the words of the model, where the waiter can tell.
    pub state: Option<&'a str>,
    /// How long it will be until the next attempt; `None` when there will be none.
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
