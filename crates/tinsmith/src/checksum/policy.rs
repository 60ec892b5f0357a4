//! The settings of checksums.

/// The condition under which the checksums of requests are sent, and those of responses validated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChecksumPolicy {
    /// The operation supports it.
    #[default]
    WhenSupported,
    /// The operation requires it, or the input requests it.
    WhenRequired,
}

impl ChecksumPolicy {
    /// Parses the text of a setting.
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        match text.to_ascii_lowercase().as_str() {
            "when_supported" => Some(Self::WhenSupported),
            "when_required" => Some(Self::WhenRequired),
            _ => None,
        }
    }
}
