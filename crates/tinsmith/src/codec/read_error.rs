//! The error of a response that cannot be deserialized.

use std::fmt;

use crate::error::OneLine;

/// The reason why a response cannot be deserialized.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// The path to the invalid value, `sessions[3].endedAt` or `header X-Count`; empty if it is the whole body.
    pub path: String,
    /// The problem.
    pub message: &'static str,
    /// The number of bytes of the body before the value; `None` for a header.
    pub offset: Option<usize>,
}

impl ReadError {
    /// Returns the error without the path, whose names may be secrets: keys of maps, and members that are not known.
    pub(crate) fn without_path(self) -> Self {
        Self {
            path: String::new(),
            ..self
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", OneLine(&self.path))?;
        }
        f.write_str(self.message)?;
        self.offset
            .map_or(Ok(()), |offset| write!(f, " (at byte {offset})"))
    }
}

impl std::error::Error for ReadError {}
