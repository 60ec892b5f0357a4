//! From Smithy models to typed client crates.

pub mod plan;
