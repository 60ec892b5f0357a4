//! The runtime of tinsmith, the light AWS SDK for Rust.

pub mod endpoint;
