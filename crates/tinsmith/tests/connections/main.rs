//! Calls over sockets: faults on the wire, TLS, proxies, and both transports.
#![cfg_attr(
    any(feature = "hyper", feature = "rustls"),
    expect(
        clippy::panic,
        clippy::unwrap_used,
        reason = "helpers fail their test by a panic"
    )
)]

#[cfg(all(feature = "resume", any(feature = "hyper", feature = "rustls")))]
mod broken_downloads;
#[cfg(any(feature = "hyper", feature = "rustls", feature = "native-tls"))]
#[path = "../support/certificates.rs"]
mod certificates;
#[cfg(any(feature = "hyper", feature = "rustls"))]
#[macro_use]
mod faults;
#[cfg(all(feature = "expect-continue", feature = "hyper"))]
mod interim_responses;
#[cfg(all(feature = "http2", feature = "hyper"))]
mod multiplexed_connections;
#[cfg(all(feature = "http2", feature = "rustls"))]
mod own_http2_client;
#[cfg(feature = "rustls")]
mod paths;
#[cfg(feature = "hyper")]
mod pooled_connections;
#[cfg(any(feature = "hyper", feature = "rustls"))]
mod proxies;
#[cfg(feature = "rustls")]
mod reqwest_clients;
#[cfg(any(feature = "hyper", feature = "rustls"))]
mod runtimes;
#[cfg(any(feature = "hyper", feature = "rustls"))]
#[path = "../support/server.rs"]
mod server;
#[cfg(any(feature = "hyper", feature = "rustls"))]
mod sockets;
#[path = "../support/mod.rs"]
mod support;
mod tls;
#[cfg(any(feature = "hyper", feature = "rustls", feature = "native-tls"))]
#[path = "../support/transports.rs"]
mod transports;

/// All of them but this one, and but those that need one of the transports.
#[cfg(all(feature = "hyper", feature = "rustls"))]
#[test]
fn each_test_holds_over_reqwest_too() {
    transports::repeat_over_reqwest(
        &[
            "broken_downloads::",
            "faults::",
            "paths::",
            "proxies::",
            "runtimes::",
            "sockets::",
            "tls::",
        ],
        101,
    );
}
