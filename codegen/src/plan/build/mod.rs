//! The functions that make a plan.

mod complete;
mod endpoint_rules;
mod endpoint_tests;
pub(crate) mod names;
mod operations;
pub(crate) mod pages;
mod protocol_tests;
mod service;
mod structures;
mod types;
mod waiters;

pub use service::plan;
