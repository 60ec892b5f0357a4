//! The retry mode, as settings name it.

use std::fmt;
use std::str::FromStr;

/// The mode in which failed attempts are retried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RetryMode {
    /// Exponential backoff, full jitter, and a retry quota shared by all calls of a client.
    #[default]
    Standard,
    /// The mode [`Standard`](Self::Standard) with a limit on the rate of requests that starts with the first throttling error.
    Adaptive,
}

impl RetryMode {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Adaptive => "adaptive",
        }
    }
}

impl fmt::Display for RetryMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for RetryMode {
    type Err = UnknownRetryMode;

    fn from_str(text: &str) -> Result<Self, UnknownRetryMode> {
        let modes = [Self::Standard, Self::Adaptive];
        modes
            .into_iter()
            .find(|mode| mode.as_str().eq_ignore_ascii_case(text))
            .ok_or(UnknownRetryMode)
    }
}

/// The error of a text that is neither `standard` nor `adaptive`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownRetryMode;

impl fmt::Display for UnknownRetryMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the retry mode is neither `standard` nor `adaptive`")
    }
}

impl std::error::Error for UnknownRetryMode {}
