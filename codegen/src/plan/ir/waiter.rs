//! Waiters.

use super::RustExpr;

/// A waiter.
#[derive(Clone, Debug, PartialEq)]
pub struct WaiterPlan {
    /// The model's name: `JobComplete`.
    pub name: String,
    /// The type that implements the runtime's `Waiter`: `JobCompleteWaiter`.
    pub rust_name: String,
    /// The request builder's method: `wait_until_job_complete`.
    pub method: String,
    /// The description of the method, in Markdown.
    pub doc: String,
    /// The longest wait in the example of the description, in seconds.
    pub example_wait: u64,
    /// The shortest time between two attempts, in seconds.
    pub min_delay: u64,
    /// The longest time between two attempts, in seconds.
    pub max_delay: u64,
    /// The test of an output.
    pub output: OutputTest,
    /// The name of the parameter that is the input, with an underscore before it where the test does not use it.
    pub input: &'static str,
    /// The acceptance of an output that the test does not accept.
    pub other_output: Option<AcceptancePlan>,
    /// The acceptances of errors, each with their codes.
    pub errors: Vec<(Vec<String>, AcceptancePlan)>,
    /// The acceptance of an error with another code.
    pub other_error: Option<AcceptancePlan>,
    /// The state that a response shows, if the acceptors compare a text.
    pub state: Option<StatePlan>,
}

/// The test by which a waiter accepts an output. In its expressions the variables `output` and `input` are those of the call.
#[derive(Clone, Debug, PartialEq)]
pub enum OutputTest {
    /// None.
    None,
    /// A value is matched against patterns.
    Match(RustExpr, Vec<(RustExpr, AcceptancePlan)>),
    /// The first condition that is true decides.
    Conditions(Vec<(RustExpr, AcceptancePlan)>),
}

/// The state that a waiter's acceptor sets.
#[derive(Clone, Debug, PartialEq)]
pub struct AcceptancePlan {
    /// The state.
    pub state: AcceptorState,
    /// The acceptor's index in the model, from 0.
    pub index: usize,
    /// The acceptor's matcher in words.
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

/// The state that a response shows.
#[derive(Clone, Debug, PartialEq)]
pub struct StatePlan {
    /// The path of the state in the output, as the model has it.
    pub path: String,
    /// The description of the state of the variable `output`, an optional text.
    pub description: RustExpr,
}
