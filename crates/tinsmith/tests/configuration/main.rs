//! Settings and credentials: environment variables, shared files and providers.
#![expect(clippy::unwrap_used, reason = "helpers fail their test by a panic")]

mod account_endpoints;
mod checksum_settings;
#[cfg(feature = "gzip")]
mod compression;
mod configuration;
mod credential_providers;
mod credentials;
mod home;
mod hostile_errors;
mod hostile_text;
#[cfg(target_os = "linux")]
#[path = "../support/linked.rs"]
mod linked;
mod log;
mod missing_settings;
#[cfg(target_os = "linux")]
#[path = "../support/own_process.rs"]
mod own_process;
mod rejected_credentials;
mod shared_cases;
mod shared_files;
#[path = "../support/subscriber.rs"]
mod subscriber;
#[path = "../support/mod.rs"]
mod support;
#[cfg(target_os = "linux")]
mod zeroed;
