//! Event streams: frames, and the streams of typed events in requests and responses.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers fail their test by a panic"
)]
#![expect(clippy::print_stdout, reason = "skipped tests and figures are printed")]

#[cfg(all(feature = "http2", any(feature = "hyper", feature = "reqwest")))]
mod both_directions;
#[cfg(all(
    feature = "http2",
    any(feature = "hyper", feature = "rustls", feature = "native-tls")
))]
#[path = "../support/certificates.rs"]
mod certificates;
mod clock;
mod conversations;
mod exceptions;
#[cfg(all(feature = "http2", any(feature = "hyper", feature = "reqwest")))]
mod flow_control;
#[cfg(all(feature = "http2", any(feature = "hyper", feature = "reqwest")))]
mod frame_verifier;
mod frames;
mod initial_responses;
mod input_failures;
mod inputs;
mod memory;
#[cfg(all(
    feature = "http2",
    any(feature = "hyper", feature = "rustls", feature = "native-tls")
))]
mod negotiation;
mod protocol_cases;
mod renewals;
#[cfg(all(feature = "http2", any(feature = "hyper", feature = "reqwest")))]
#[path = "../support/signatures.rs"]
mod signatures;
#[cfg(all(feature = "http2", any(feature = "hyper", feature = "reqwest")))]
mod silences;
mod streams;
#[cfg(all(feature = "http2", any(feature = "hyper", feature = "reqwest")))]
#[path = "../support/transports.rs"]
mod transports;
#[cfg(feature = "xml")]
mod xml_exceptions;

/// The tests over sockets.
#[cfg(all(feature = "http2", feature = "hyper", feature = "rustls"))]
#[test]
fn each_test_holds_over_reqwest_too() {
    let tests = [
        "both_directions::",
        "flow_control::",
        "negotiation::",
        "silences::",
    ];
    transports::repeat_over_reqwest(&tests, 12);
}
