//! Tests that need a process of their own: they install a global logger, measure the process, or read its memory or its program.
//!
//! This program links no credentials provider, which `static_keys` checks.
#![cfg(feature = "rustls")]
#![expect(
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "helpers fail their test by a panic, and figures are for people and for the process that started the test"
)]

#[cfg(target_os = "linux")]
mod body_memory;
#[cfg(target_os = "linux")]
mod error_memory;
#[cfg(target_os = "linux")]
mod fork;
#[cfg(unix)]
mod full_disk;
#[cfg(target_os = "linux")]
#[path = "../support/linked.rs"]
mod linked;
#[cfg(target_os = "linux")]
mod list_memory;
#[path = "../support/own_process.rs"]
mod own_process;
#[path = "../support/secretive.rs"]
mod secretive;
mod secrets_in_logs;
mod secrets_in_traces;
#[path = "../support/server.rs"]
mod server;
#[cfg(target_os = "linux")]
mod soak;
#[cfg(target_os = "linux")]
mod static_keys;
#[path = "../support/mod.rs"]
mod support;
