//! Which requests an answer of a script is for.

use std::any::Any;
use std::fmt;

use bytes::Bytes;
use http::Request;

use super::difference;
use super::typed::SentInput;
use crate::RequestBuilder;
use crate::http::transport::TransportOptions;
use crate::protocol::service::Operation;

/// A request that reached a [`ScriptedTransport`](super::ScriptedTransport).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Sent {
    /// The request as it went out, its body collected.
    pub request: Request<Bytes>,
    /// What the transport was told beside it.
    pub options: TransportOptions,
}

impl Sent {
    /// The operation's name in its model. None if the request is one of a credentials provider's own.
    pub fn operation(&self) -> Option<&'static str> {
        self.options.operation
    }

    /// The input that the request was made from, if it is of this type.
    ///
    /// A presigned or otherwise hand-sent request has none.
    pub fn input<I: Any>(&self) -> Option<&I> {
        let SentInput(input) = self.request.extensions().get()?;
        input.downcast_ref()
    }

    /// The path, percent-encoded.
    pub fn path(&self) -> &str {
        self.request.uri().path()
    }

    /// The body as text; empty if it is none.
    pub fn body_text(&self) -> &str {
        str::from_utf8(self.request.body()).unwrap_or_default()
    }
}

/// One line: method, URL without the secrets in its query, and the beginning of the body.
impl fmt::Display for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let uri = self.request.uri();
        write!(f, "{} ", self.request.method())?;
        if let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) {
            write!(f, "{scheme}://{authority}")?;
        }
        f.write_str(&super::recording::path(&self.request))?;
        if !self.request.body().is_empty() {
            write!(f, " {}", crate::error::excerpt(self.request.body()))?;
        }
        Ok(())
    }
}

/// Which requests an answer is for: an operation by its name, a [`Path`], an [`Input`], or a function that decides.
pub trait Matcher: Send + 'static {
    /// Whether it is for this one.
    fn matches(&self, sent: &Sent) -> bool;

    /// What it waits for, for messages.
    fn describe(&self) -> String {
        "what a function accepts".to_owned()
    }

    /// What a request would need to be different for it to match, for messages, such as `size is 2 instead of 1`. Nothing if that cannot be
    /// told, because it is something else altogether for instance.
    fn differences(&self, sent: &Sent) -> Vec<String> {
        let _ = sent;
        Vec::new()
    }
}

/// An operation by its name in the model: `"ListSessions"`.
impl Matcher for &'static str {
    fn matches(&self, sent: &Sent) -> bool {
        sent.operation() == Some(*self)
    }

    fn describe(&self) -> String {
        (*self).to_owned()
    }
}

impl<F: Fn(&Sent) -> bool + Send + 'static> Matcher for F {
    fn matches(&self, sent: &Sent) -> bool {
        self(sent)
    }
}

/// Requests to this path, whatever their query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path(pub String);

impl Matcher for Path {
    fn matches(&self, sent: &Sent) -> bool {
        sent.path() == self.0
    }

    fn describe(&self) -> String {
        format!("path {}", self.0)
    }
}

/// Calls with exactly this input.
///
/// An idempotency token counts, too: [`ConfigBuilder::idempotency_token`](crate::ConfigBuilder::idempotency_token) makes it known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input<I>(pub I);

impl<I: Operation> Input<I> {
    /// The input of a request builder: `Input::of(client.get_session().session_id("session-1"))`.
    pub fn of(request: impl RequestBuilder<Input = I>) -> Self {
        Self(request.into_parts().1)
    }
}

impl<I: Operation + PartialEq> Matcher for Input<I> {
    fn matches(&self, sent: &Sent) -> bool {
        sent.input() == Some(&self.0)
    }

    fn describe(&self) -> String {
        format!("{} with its input", I::METADATA.name)
    }

    fn differences(&self, sent: &Sent) -> Vec<String> {
        match sent.input() {
            Some(input) => difference::of_structures(&self.0, input),
            None => Vec::new(),
        }
    }
}
