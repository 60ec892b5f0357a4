//! From a model to the text of a crate.

mod build_scripts;
mod checksums;
mod documentation;
mod endpoint_params;
mod endpoints;
mod error_codes;
mod events;
mod examples;
mod golden;
mod left_out;
mod models;
mod modules;
mod official_facts;
mod pages;
mod protocols;
mod quirks;
mod redaction;
mod request_quirks;
mod select;
mod sentences;
mod session_quirks;
mod shared_models;
mod smithy;
mod stream_tests;
mod values;
