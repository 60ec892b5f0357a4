//! Clients generated from published models call servers that implement the services, send the bytes that boto3 sends, and get the values
//! that boto3 gets.
//!
//! Skipped, with a notice, if there is no Python with boto3 and moto's server, or no folder with the models. `install.sh` installs them.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../../src/cargo.rs"]
mod cargo;
mod exceptions;
#[path = "../generated/folders.rs"]
mod folders;
mod presigning;
mod program;
mod python;
mod recorder;
mod stores;
mod table;
mod values;
mod wire;
