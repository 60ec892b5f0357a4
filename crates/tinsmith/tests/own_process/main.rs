//! Tests that need a process of their own: they install a global logger, measure the process, or read its memory or its program.
//!
//! This program links no credentials provider, which `static_keys` checks.
#![expect(
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "helpers fail their test by a panic, and figures are for people and for the process that started the test"
)]

#[cfg(all(feature = "rustls", target_os = "linux"))]
mod error_memory;
#[cfg(all(feature = "rustls", target_os = "linux"))]
mod fork;
#[cfg(all(feature = "rustls", target_os = "linux"))]
#[path = "../support/linked.rs"]
mod linked;
#[cfg(all(feature = "rustls", target_os = "linux"))]
mod list_memory;
#[cfg(feature = "rustls")]
#[path = "../support/own_process.rs"]
mod own_process;
#[cfg(feature = "rustls")]
#[path = "../support/secretive.rs"]
mod secretive;
#[cfg(feature = "rustls")]
mod secrets_in_logs;
#[cfg(feature = "rustls")]
mod secrets_in_traces;
#[cfg(feature = "rustls")]
#[path = "../support/server.rs"]
mod server;
#[cfg(all(feature = "rustls", target_os = "linux"))]
mod soak;
#[cfg(all(feature = "rustls", target_os = "linux"))]
mod static_keys;
#[cfg(feature = "rustls")]
#[path = "../support/mod.rs"]
mod support;
