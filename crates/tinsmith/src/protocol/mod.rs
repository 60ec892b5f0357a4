//! What is specific to a protocol, and what a generated crate tells the runtime about its service.

pub(crate) mod error_code;
pub mod service;
pub(crate) mod xml;
