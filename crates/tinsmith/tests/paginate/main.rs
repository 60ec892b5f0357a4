//! Pages, items and waiters with scripted responses.
#![cfg(feature = "testing")]
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers fail their test by a panic"
)]

#[cfg(any(feature = "hyper", feature = "rustls"))]
mod loopback;
mod memory;
mod operations;
mod prefetch;
mod properties;
mod resume;
mod shapes;
mod streams;
mod support;
mod waiter;
