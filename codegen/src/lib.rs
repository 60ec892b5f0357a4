//! From Smithy models to typed client crates.
