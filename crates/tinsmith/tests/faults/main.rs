//! What callers get when things break on the wire: one test for each row of the table in the documentation.
#![cfg(feature = "rustls")]
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers fail their test by a panic"
)]

#[macro_use]
mod table;

mod bodies;
mod connections;
mod heads;
mod pool;
#[path = "../support/server.rs"]
mod server;
mod services;
#[path = "../support/mod.rs"]
mod support;
mod tls;
