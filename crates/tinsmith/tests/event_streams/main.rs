//! Event streams: frames, and the streams of typed events in responses.
#![expect(clippy::unwrap_used, reason = "helpers fail their test by a panic")]

mod clock;
mod exceptions;
mod frames;
mod memory;
mod streams;
