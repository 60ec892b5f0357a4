//! Smithy's protocol tests: what calls send, and what they make of answers.
//!
//! The tests of a generated crate are literals of [`RequestTest`], [`ResponseTest`] and [`EndpointTest`]. A call goes the whole way from the
//! request builder to a transport in memory and back. Whatever differs is shown as expected beside actual, all of it at once.

mod compare;
mod data;
mod endpoint;
mod exchange;
mod request;
mod response;

use std::fmt::Write;

pub use self::data::Recorded;
#[cfg(feature = "serde")]
pub use self::data::check_data;
pub use self::endpoint::EndpointTest;
pub use self::request::RequestTest;
pub use self::response::ResponseTest;
use crate::{BigNumber, Document};

/// A value whose fields are set one by one: generated structures cannot be written as literals outside of their crates.
pub fn filled<T: Default>(fill: impl FnOnce(&mut T)) -> T {
    let mut value = T::default();
    fill(&mut value);
    value
}

/// The document that a JSON text stands for; null if it is no JSON.
pub fn document(json: &str) -> Document {
    Document::from_json(json).unwrap_or_default()
}

/// The number of these digits; zero if they are none.
pub fn big_number(digits: &str) -> BigNumber {
    digits.parse().unwrap_or_default()
}

/// What differs, collected.
struct Differences {
    id: &'static str,
    text: String,
}

impl Differences {
    fn new(id: &'static str) -> Self {
        Self {
            id,
            text: String::new(),
        }
    }

    fn add(&mut self, what: &str, expected: &str, actual: &str) {
        // Writing to a string does not fail.
        let _ = write!(
            self.text,
            "\n  {what}\n    expected: {expected}\n    actual:   {actual}"
        );
    }

    fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Fails the test if anything differs.
    #[track_caller]
    fn assert_none(self) {
        assert!(self.is_empty(), "{}{}", self.id, self.text);
    }
}
