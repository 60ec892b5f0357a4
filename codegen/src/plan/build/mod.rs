//! The functions that make a plan.

mod arguments;
mod defaults;
mod endpoint_diagram;
mod endpoint_rules;
mod endpoint_tests;
mod errors;
mod event_stream_tests;
mod events;
mod lints;
mod manifest;
mod metadata;
mod operations;
mod pages;
mod preflight;
mod protocol_tests;
mod service;
mod structures;
mod types;
mod waiters;

pub use service::plan;
pub(crate) use types::check_type_names;
