//! States of an operation that can be waited for.

use super::PathPlan;

/// A state that can be waited for.
#[derive(Clone, Debug, PartialEq)]
pub struct WaiterPlan {
    /// The model's name: `JobComplete`.
    pub name: String,
    /// The type that implements the runtime's `Waiter`: `JobCompleteWaiter`.
    pub rust_name: String,
    /// The request builder's method: `wait_until_job_complete`.
    pub method: String,
    /// What is waited for, in Markdown; empty where the model does not say.
    pub doc: String,
    /// The shortest time between two attempts, in seconds.
    pub min_delay: u64,
    /// The longest time between two attempts, in seconds.
    pub max_delay: u64,
    /// What an answer is held against, in order.
    pub acceptors: Vec<AcceptorPlan>,
    /// The text by which an answer shows its state, if the acceptors look at one, with its words in the model.
    pub state: Option<(String, PathPlan)>,
    /// What the service says about that state, where a member beside it does: `statusMessage` or `statusReason` for `status`.
    pub message: Option<PathPlan>,
}

/// One thing that an answer may show, and what follows.
#[derive(Clone, Debug, PartialEq)]
pub struct AcceptorPlan {
    /// What the wait does then.
    pub state: AcceptorState,
    /// When it matches.
    pub matcher: MatcherPlan,
    /// Its place in the model, counted from 0.
    pub index: usize,
    /// What it looks for, in words.
    pub description: String,
}

/// What follows when an acceptor matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AcceptorState {
    /// The wait is over.
    Success,
    /// The wait is over, and in vain.
    Failure,
    /// The wait goes on.
    Retry,
}

/// When an acceptor matches.
#[derive(Clone, Debug, PartialEq)]
pub enum MatcherPlan {
    /// The call succeeded, whatever it answered.
    AnyOutput,
    /// The call failed, whatever with.
    AnyError,
    /// The call failed with this code.
    Error(String),
    /// The call succeeded, and a value is as expected.
    Output(PathPlan, Expected),
}

/// What a value has to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// This text.
    Text(String),
    /// This truth.
    Flag(bool),
    /// A list with this text in it.
    AnyText(String),
    /// A list of nothing but this text, and not an empty one.
    AllText(String),
}
