use std::fmt;

/// Why an answer could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// Where the bad value is, `sessions[3].endedAt` or `header X-Count`; empty if it is the whole body.
    pub path: String,
    /// What is wrong with it.
    pub message: &'static str,
    /// The number of bytes of the body before it; nothing for a header.
    pub offset: Option<usize>,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(self.message)?;
        self.offset
            .map_or(Ok(()), |offset| write!(f, " (at byte {offset})"))
    }
}

impl std::error::Error for ReadError {}
