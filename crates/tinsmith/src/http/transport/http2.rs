//! HTTP/2 of each transport: its settings, and the errors of requests that need it.

#[cfg(feature = "http2")]
use std::time::Duration;

use super::{TransportError, TransportErrorKind};

/// A constant, so that clients without the feature do not link what only HTTP/2 needs.
pub(super) const HAS_HTTP2: bool = cfg!(feature = "http2");

/// The time between two pings of a connection with HTTP/2.
#[cfg(feature = "http2")]
pub(super) const KEEP_ALIVE_INTERVAL: Duration = Duration::from_secs(15);

/// The time after which a connection with HTTP/2 is closed, if a ping has no response.
#[cfg(feature = "http2")]
pub(super) const KEEP_ALIVE_TIMEOUT: Duration = Duration::from_secs(10);

/// The bytes of a stream that the peer may send before they are read. It limits the memory of a stream that is not read, and lets one that is read
/// have 5 MiB/s over a connection with 200 ms of latency.
#[cfg(feature = "http2")]
pub(super) const STREAM_WINDOW: u32 = 1024 * 1024;

/// The bytes of all streams of a connection that the peer may send before they are read: those of 64 streams, so that a stream is not slowed down by
/// others that are not read.
#[cfg(feature = "http2")]
pub(super) const CONNECTION_WINDOW: u32 = 64 * STREAM_WINDOW;

#[cold]
pub(super) fn without_http2() -> TransportError {
    const PROBLEM: &str = "the operation needs HTTP/2: enable the feature `http2` of the crate `tinsmith`, or use another transport";
    TransportError::new(TransportErrorKind::Unsendable, PROBLEM)
}

/// Creates the error of a connection that the TLS handshake, or a proxy, gave another version.
#[cfg(any(feature = "http2", feature = "reqwest"))]
#[cold]
pub(super) fn other_version() -> TransportError {
    const PROBLEM: &str = "the operation needs HTTP/2, but the connection has HTTP/1.1: use an endpoint and a proxy that offer HTTP/2 in the TLS handshake";
    TransportError::new(TransportErrorKind::Unsendable, PROBLEM)
}

/// Creates the error of a plain request whose peer responds in HTTP/1.1, if the text of the error of h2 says so.
#[cfg(any(feature = "http2", feature = "reqwest"))]
#[cold]
pub(super) fn other_peer(text: &str) -> Option<TransportError> {
    /// The reason of the error in h2 for a response of HTTP/1.1, whose first bytes would be the length of a frame. After a TLS handshake, which chooses
    /// the version, it is the fault of a peer that speaks HTTP/2.
    const NO_FRAME: &str = "connection error detected: frame with invalid size";
    const PROBLEM: &str = "the operation needs HTTP/2, but the peer speaks HTTP/1.1: use an endpoint that speaks HTTP/2, over `https` by the TLS handshake or over `http` with prior knowledge";
    text.contains(NO_FRAME)
        .then(|| TransportError::new(TransportErrorKind::Unsendable, PROBLEM))
}
