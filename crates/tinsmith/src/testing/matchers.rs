//! The matchers that select the requests of a scripted response.

use super::{SentRequest, difference};
use crate::RequestBuilder;
use crate::protocol::service::Operation;

/// A selection of requests: an operation by its name, a [`Path`], an [`Input`], or a function.
pub trait Matcher: Send + 'static {
    /// True if a request is selected.
    fn matches(&self, sent: &SentRequest) -> bool;

    /// Describes the selected requests, for messages.
    fn describe(&self) -> String {
        "a request that a function accepts".to_owned()
    }

    /// Describes how a request differs from the selected ones, for messages, such as `size is 2 instead of 1`. It is empty if the request
    /// is too different to be compared, for example one of another operation.
    fn differences(&self, sent: &SentRequest) -> Vec<String> {
        let _ = sent;
        Vec::new()
    }
}

/// An operation by its name in the model: `"ListSessions"`.
impl Matcher for &'static str {
    fn matches(&self, sent: &SentRequest) -> bool {
        sent.operation() == Some(*self)
    }

    fn describe(&self) -> String {
        (*self).to_owned()
    }
}

impl<F: Fn(&SentRequest) -> bool + Send + 'static> Matcher for F {
    fn matches(&self, sent: &SentRequest) -> bool {
        self(sent)
    }
}

/// The requests to this path, with any query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path(pub String);

impl Matcher for Path {
    fn matches(&self, sent: &SentRequest) -> bool {
        sent.path() == self.0
    }

    fn describe(&self) -> String {
        format!("path {}", self.0)
    }
}

/// The calls with exactly this input.
///
/// Idempotency tokens are compared as well: [`ConfigBuilder::idempotency_token`](crate::ConfigBuilder::idempotency_token) sets a fixed one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input<I>(pub I);

impl<I: Operation> Input<I> {
    /// Creates a matcher from a request builder: `Input::from_request(client.get_session().session_id("session-1"))`.
    pub fn from_request(request: impl RequestBuilder<Input = I>) -> Self {
        Self(request.into_parts().1)
    }
}

impl<I: Operation + PartialEq> Matcher for Input<I> {
    fn matches(&self, sent: &SentRequest) -> bool {
        sent.input() == Some(&self.0)
    }

    fn describe(&self) -> String {
        format!("{} with its input", I::METADATA.name)
    }

    fn differences(&self, sent: &SentRequest) -> Vec<String> {
        match sent.input() {
            Some(input) => difference::between_structures(&self.0, input),
            None => Vec::new(),
        }
    }
}
