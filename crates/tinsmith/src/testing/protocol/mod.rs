//! Smithy's protocol tests: the requests of calls, and the results of responses.
//!
//! The tests of a generated crate are literals of [`RequestTest`], [`ResponseTest`] and [`EndpointTest`]. A call runs completely, from the
//! request builder to a transport in memory and back. All differences are reported at once, as expected and actual values.

mod compare;

mod call_harness;
mod differences;
mod endpoint;
#[cfg(feature = "event-stream")]
mod event_stream;
mod request;
mod response;
mod view_check;

pub use self::endpoint::EndpointTest;
#[cfg(feature = "event-stream")]
pub use self::event_stream::EventStreamTest;
pub use self::request::RequestTest;
pub use self::response::ResponseTest;
pub use self::view_check::TestValue;
#[cfg(feature = "serde")]
pub use self::view_check::check_serde_view;
use crate::{BigNumber, Document};

/// Creates a value whose fields are set one by one: generated structures cannot be written as literals outside of their crates.
pub fn filled<T: Default>(fill: impl FnOnce(&mut T)) -> T {
    let mut value = T::default();
    fill(&mut value);
    value
}

/// Parses a document from JSON; null if the text is invalid.
pub fn document(json: &str) -> Document {
    Document::from_json(json).unwrap_or_default()
}

/// Parses a number; zero if the text is invalid.
pub fn big_number(digits: &str) -> BigNumber {
    digits.parse().unwrap_or_default()
}
