use std::fmt;

/// Why an answer could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// Where the bad value is, `sessions[3].endedAt` or `header X-Count`; empty if it is the whole body.
    pub path: String,
    /// What is wrong with it.
    pub message: &'static str,
    /// The number of bytes of the body before it.
    pub offset: usize,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        write!(f, "{} (at byte {})", self.message, self.offset)
    }
}

impl std::error::Error for ReadError {}
