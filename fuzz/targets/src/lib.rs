//! The properties that hold for any input, one function for each parser of external bytes.
//!
//! A function panics if its property does not hold. The programs in `fuzz/fuzz_targets` pass the functions to a fuzzer; the test
//! of this package replays their corpora, with mutations, on a stable compiler.

#![expect(
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a property that does not hold is reported by a panic"
)]

mod base64;
mod cbor;
mod credentials;
mod document;
mod endpoint_rules;
mod errors;
mod form;
mod frames;
mod header_lists;
mod lines;
mod models;
mod outputs;
mod profiles;
mod requests;
mod starting_tokens;
mod thing;
mod timestamps;
mod xml;

pub use base64::base64;
pub use cbor::cbor;
pub use credentials::credentials;
pub use document::document;
pub use endpoint_rules::endpoint_rules;
pub use errors::errors;
pub use form::form;
pub use frames::frames;
pub use header_lists::header_lists;
pub use models::models;
pub use outputs::outputs;
pub use profiles::profiles;
pub use requests::requests;
pub use starting_tokens::starting_tokens;
pub use timestamps::timestamps;
pub use xml::xml;

/// A fuzz target, with the name of its binary and its corpus.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// The name.
    pub name: &'static str,
    /// Checks one input.
    pub check: fn(&[u8]),
    /// The number of mutations in the short run: as many as take about half a second without optimization.
    pub mutations: usize,
}

/// All fuzz targets.
pub const TARGETS: &[Target] = &[
    target("base64", base64, 2_500),
    target("cbor", cbor, 2_500),
    target("credentials", credentials, 250),
    target("document", document, 2_500),
    target("endpoint_rules", endpoint_rules, 1_500),
    target("errors", errors, 1_500),
    target("form", form, 2_500),
    target("frames", frames, 1_500),
    target("header_lists", header_lists, 2_500),
    target("models", models, 1_000),
    target("outputs", outputs, 2_500),
    target("profiles", profiles, 2_500),
    target("requests", requests, 1_500),
    target("starting_tokens", starting_tokens, 1_500),
    target("timestamps", timestamps, 2_500),
    target("xml", xml, 2_500),
];

const fn target(name: &'static str, check: fn(&[u8]), mutations: usize) -> Target {
    Target {
        name,
        check,
        mutations,
    }
}
