//! Which requests an answer of a script is for.

use std::any::Any;
use std::fmt;

use bytes::Bytes;
use http::Request;

use super::typed::SentInput;
use crate::transport::TransportOptions;

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

/// Which requests an answer is for: an operation by its name, a [`Path`], or a function that decides.
pub trait Matcher: Send + 'static {
    /// Whether it is for this one.
    fn matches(&self, sent: &Sent) -> bool;

    /// What it waits for, for messages.
    fn describe(&self) -> String {
        "what a function accepts".to_owned()
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
