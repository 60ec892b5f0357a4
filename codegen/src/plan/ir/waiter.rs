//! Waiters.

use super::PathPlan;

/// A waiter.
#[derive(Clone, Debug, PartialEq)]
pub struct WaiterPlan {
    /// The model's name: `JobComplete`.
    pub name: String,
    /// The type that implements the runtime's `Waiter`: `JobCompleteWaiter`.
    pub rust_name: String,
    /// The request builder's method: `wait_until_job_complete`.
    pub method: String,
    /// The description, in Markdown; empty if the model has none.
    pub doc: String,
    /// The shortest time between two attempts, in seconds.
    pub min_delay: u64,
    /// The longest time between two attempts, in seconds.
    pub max_delay: u64,
    /// The acceptors, in order.
    pub acceptors: Vec<AcceptorPlan>,
    /// The path of the text by which a response shows its state, as the model has it and compiled, if the acceptors compare one.
    pub state: Option<(String, PathPlan)>,
    /// The explanation of that state, if a member beside it has one: `statusMessage` or `statusReason` for `status`.
    pub message: Option<PathPlan>,
}

/// An acceptor: a matcher, and the state that follows from it.
#[derive(Clone, Debug, PartialEq)]
pub struct AcceptorPlan {
    /// The state that follows.
    pub state: AcceptorState,
    /// The matcher.
    pub matcher: MatcherPlan,
    /// The index in the model, from 0.
    pub index: usize,
    /// The matcher in words.
    pub description: String,
}

/// The state that follows when an acceptor matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AcceptorState {
    /// The wait succeeds.
    Success,
    /// The wait fails.
    Failure,
    /// The wait continues.
    Retry,
}

/// The matcher of an acceptor.
#[derive(Clone, Debug, PartialEq)]
pub enum MatcherPlan {
    /// Any output.
    AnyOutput,
    /// Any error.
    AnyError,
    /// An error with this code.
    Error(String),
    /// An output in which a value is as expected.
    Output(PathPlan, Expected),
}

/// The expected value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// This text.
    Text(String),
    /// This boolean.
    Flag(bool),
    /// A list that contains this text.
    AnyText(String),
    /// A list, not empty, all items of which are this text.
    AllText(String),
}
