//! How requests reach a service: the [`Transport`] trait, and `ReqwestTransport`, its first implementation.
//!
//! The features `rustls` (the default) and `native-tls` choose the TLS of that one, `reqwest` alone has none. Without all three a transport
//! of one's own is the only way out, and the crate compiles for `wasm32-unknown-unknown`, where
//! [`ConfigBuilder::time`](crate::ConfigBuilder::time) has to be set, too: that platform has no clock.

#[cfg(feature = "reqwest")]
mod reqwest;

use std::error::Error as StdError;
use std::fmt::{self, Debug, Display};
use std::time::Duration;

use crate::Body;
use crate::time::BoxFuture;

#[cfg(feature = "reqwest")]
pub use self::reqwest::ReqwestTransport;

/// Sends one HTTP request and gives the answer's head, with a body still to be read.
///
/// A transport neither retries nor follows redirects nor reads ahead, and is done with a request when its future is dropped.
/// Time-outs are the caller's, but for the one on connecting, which only a transport can see.
pub trait Transport: Debug + Send + Sync {
    /// Sends `request`, whose URI is absolute.
    fn send(
        &self,
        request: http::Request<Body>,
        options: &TransportOptions,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>>;
}

/// What a transport is told besides the request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TransportOptions {
    /// How long establishing a connection may take, TLS included; `None` for as long as the system lets it.
    pub connect_timeout: Option<Duration>,
    /// Whether the request goes past every proxy: its peer is the machine itself or its metadata service.
    pub direct: bool,
    /// The operation whose request it is, by its name in the model; `None` for requests that a credentials provider makes.
    pub operation: Option<&'static str>,
}

/// Why a request got no answer, or only part of one.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: Box<dyn StdError + Send + Sync>,
}

/// What went wrong in a transport, as far as a retry policy cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection came about, or it broke. Another attempt may fare better.
    Connection,
    /// Connecting took too long. Another attempt may fare better.
    Timeout,
    /// The request could not be sent, and never will be: its body failed, or the transport's set-up is wrong.
    Unsendable,
}

impl TransportError {
    /// An error of this kind. The words of `source` and of its own sources are what users are shown, so they must hold no
    /// secrets.
    pub fn new(
        kind: TransportErrorKind,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        Self {
            kind,
            source: source.into(),
        }
    }

    /// What went wrong.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }
}

/// All words of the chain on one line, since the lowest one is what tells (`connection refused`).
impl Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", crate::error::Chain(&*self.source))
    }
}

impl StdError for TransportError {}
