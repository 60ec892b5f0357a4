//! Calls over sockets: faults on the wire, TLS, proxies and the transport over reqwest.
#![cfg_attr(
    feature = "rustls",
    expect(
        clippy::panic,
        clippy::unwrap_used,
        reason = "helpers fail their test by a panic"
    )
)]

#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[path = "../support/certificates.rs"]
mod certificates;
#[cfg(feature = "rustls")]
#[macro_use]
mod faults;
#[cfg(all(feature = "http2", feature = "rustls"))]
mod own_http2_client;
#[cfg(feature = "rustls")]
mod paths;
#[cfg(feature = "rustls")]
mod proxies;
#[cfg(feature = "rustls")]
mod reqwest_transport;
#[cfg(feature = "rustls")]
#[path = "../support/server.rs"]
mod server;
#[path = "../support/mod.rs"]
mod support;
mod tls;
