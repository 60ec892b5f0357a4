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

/// The setting that signatures cover bodies, or that they do not.
#[derive(Clone, Debug)]
pub(crate) struct PayloadSigning {
    /// The service's id as the shared files spell it. `None` is every service.
    pub(crate) service: Option<String>,
    pub(crate) is_enabled: bool,
}

impl ChecksumPolicy {
    /// Parses the text of a setting.
    #[cfg(feature = "environment")]
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        match text.to_ascii_lowercase().as_str() {
            "when_supported" => Some(Self::WhenSupported),
            "when_required" => Some(Self::WhenRequired),
            _ => None,
        }
    }
}
