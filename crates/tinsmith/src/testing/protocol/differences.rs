//! The differences between expected and actual values.

use std::fmt::{Debug, Write};

/// The differences that a test has found.
pub(super) struct Differences {
    id: &'static str,
    text: String,
}

impl Differences {
    pub(super) fn new(id: &'static str) -> Self {
        Self {
            id,
            text: String::new(),
        }
    }

    pub(super) fn add(&mut self, name: &str, expected: &str, actual: &str) {
        // Writing to a string cannot fail.
        let _ = write!(
            self.text,
            "\n  {name}\n    expected: {expected}\n    actual:   {actual}"
        );
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Fails the test if there are differences.
    #[track_caller]
    pub(super) fn assert_none(self) {
        assert!(self.is_empty(), "{}{}", self.id, self.text);
    }
}

/// Returns the debug text on several lines, indented.
pub(super) fn debug(value: &dyn Debug) -> String {
    format!("{value:#?}").replace('\n', "\n    ")
}
