//! The error of a text that cannot be parsed.

use std::fmt;

/// The reason why a text is not a value of the expected type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextError(pub &'static str);

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for TextError {}
