//! Event streams: frames, and the streams of typed events in requests and responses.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers fail their test by a panic"
)]
#![expect(clippy::print_stdout, reason = "skipped tests and figures are printed")]

mod clock;
mod exceptions;
mod frames;
mod inputs;
mod memory;
mod streams;
