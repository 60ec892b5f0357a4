//! Event streams: frames, and the streams of typed events in requests and responses.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers fail their test by a panic"
)]
#![expect(clippy::print_stdout, reason = "skipped tests and figures are printed")]

#[cfg(all(feature = "http2", feature = "reqwest"))]
mod both_directions;
#[cfg(all(feature = "http2", any(feature = "rustls", feature = "native-tls")))]
#[path = "../support/certificates.rs"]
mod certificates;
mod clock;
mod exceptions;
#[cfg(all(feature = "http2", feature = "reqwest"))]
mod flow_control;
#[cfg(all(feature = "http2", feature = "reqwest"))]
mod frame_verifier;
mod frames;
mod initial_responses;
mod input_failures;
mod inputs;
mod memory;
#[cfg(all(feature = "http2", any(feature = "rustls", feature = "native-tls")))]
mod negotiation;
mod protocol_cases;
mod renewals;
#[cfg(all(feature = "http2", feature = "reqwest"))]
#[path = "../support/signatures.rs"]
mod signatures;
#[cfg(all(feature = "http2", feature = "reqwest"))]
mod silences;
mod streams;
#[cfg(feature = "xml")]
mod xml_exceptions;
