//! The transport of requests: the trait [`Transport`], and its implementations `ReqwestTransport` and `HyperTransport`.
//!
//! The features `rustls` (the default) and `native-tls` select the TLS of the transport over reqwest; `reqwest` alone has none. The feature `hyper` is
//! the lighter transport over hyper, with rustls, and the default transport where both are enabled. Without all four, a program has to provide
//! its own transport, and the crate compiles for `wasm32-unknown-unknown`, where
//! [`ConfigBuilder::time`](crate::ConfigBuilder::time) has to be set, too: that platform has no clock.

#[cfg(any(feature = "hyper", feature = "reqwest"))]
mod http2;
#[cfg(any(feature = "hyper", feature = "reqwest"))]
mod http_body;
#[cfg(feature = "hyper")]
mod hyper;
#[cfg(any(feature = "reqwest", all(feature = "hyper", feature = "http2")))]
mod last_request;
#[cfg(any(feature = "hyper", feature = "rustls", feature = "native-tls"))]
mod pem;
#[cfg(any(feature = "hyper", feature = "reqwest"))]
mod proxies;
#[cfg(feature = "reqwest")]
mod reqwest;
#[cfg(any(feature = "hyper", feature = "reqwest"))]
mod runtime;
#[cfg(any(feature = "hyper", feature = "rustls"))]
mod rustls_config;

use std::error::Error as StdError;
use std::fmt::{self, Debug, Display};
use std::time::Duration;

use crate::Body;
use crate::error::{Chain, OneLine};
use crate::time::BoxFuture;

#[cfg(feature = "hyper")]
pub use self::hyper::HyperTransport;
/// The transport of a configuration without one.
#[cfg(feature = "hyper")]
pub(crate) use self::hyper::HyperTransport as DefaultTransport;
#[cfg(any(feature = "hyper", feature = "reqwest"))]
pub(crate) use self::proxies::Proxies;
#[cfg(feature = "reqwest")]
pub use self::reqwest::ReqwestTransport;
#[cfg(all(feature = "reqwest", not(feature = "hyper")))]
pub(crate) use self::reqwest::ReqwestTransport as DefaultTransport;

/// A transport: sends one HTTP request and returns the response's head, with a body still to be read.
///
/// A transport neither retries nor follows redirects nor reads ahead. It abandons a request when its future is dropped. Timeouts are the
/// caller's, except for the one on connecting, which only a transport can measure.
pub trait Transport: Debug + Send + Sync {
    /// Sends `request`, whose URI is absolute. A body in memory of more than 1 MiB arrives as a stream of known length: the pieces that the transport
    /// takes restart the [read timeout](crate::ConfigBuilder::read_timeout).
    fn send(
        &self,
        request: http::Request<Body>,
        options: &TransportOptions,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>>;
}

/// The options of one request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TransportOptions {
    /// The timeout for establishing a connection, TLS included. `None` is the system's limit.
    pub connect_timeout: Option<Duration>,
    /// True if the request must not use a proxy: its peer is the machine itself or its metadata service.
    pub direct: bool,
    /// The name of the operation in the model. `None` for requests of a credentials provider.
    pub operation: Option<&'static str>,
    /// True if the request should not use the connection of an earlier one: the attempt before it got a transient error, perhaps from a peer
    /// that keeps failing.
    pub new_connection: bool,
    /// True if no other request should share the connection: the body is a stream of events, of which a service may accept one for each connection.
    pub own_connection: bool,
    /// True if the request needs HTTP/2, because its body is sent while the response is read, or because the service requires it. A transport
    /// without HTTP/2 fails with [`Unsendable`](TransportErrorKind::Unsendable).
    pub http2: bool,
    /// The time for which the body of the request should wait for the interim response `100 Continue` before it is sent without one, if the head
    /// should have the header `Expect: 100-continue`. The header is not a part of `request`, and a transport without access to interim responses
    /// does not send it.
    pub expect_continue: Option<Duration>,
}

/// The error of a request that has no response, or only a part of one.
pub struct TransportError {
    kind: TransportErrorKind,
    source: Box<dyn StdError + Send + Sync>,
}

/// The kind of an error of a transport, which decides about retries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection was established, or it broke. The request may be retried.
    Connection,
    /// Connecting took too long. The request may be retried.
    Timeout,
    /// The request cannot be sent, so it is not retried: its body failed, or the configuration of the transport is invalid.
    Unsendable,
}

impl TransportError {
    /// Creates an error of this kind. Users see the messages of `source` and of its own sources, so they must not contain secrets.
    pub fn new(
        kind: TransportErrorKind,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        Self {
            kind,
            source: source.into(),
        }
    }

    /// Returns the kind of the error.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// True if the request was not sent because the library of the transport would change its path.
    pub(crate) fn has_dot_segments(&self) -> bool {
        self.source.is::<DotSegments>()
    }
}

/// Shows all messages of the chain on one line, since the last one has the cause (`connection refused`).
impl Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(&OneLine(&Chain(&*self.source).to_string()), f)
    }
}

/// Shows the kind and the line of `Display`, since a source may quote text of the peer.
impl Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportError")
            .field("kind", &self.kind)
            .field("source", &format_args!("{self}"))
            .finish()
    }
}

impl StdError for TransportError {}

/// The error of a path with the segments `.` or `..`, which this library of a transport removes.
#[derive(Debug)]
struct DotSegments(&'static str);

impl Display for DotSegments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let library = self.0;
        write!(
            f,
            "the request is not sent, because {library} removes the segments . and .. of its path, so that it would be for another resource: use \
             the feature `hyper` or another transport, which keep them"
        )
    }
}

impl StdError for DotSegments {}
