//! The formats of documents and of the timestamps in messages.

/// The format of a body's document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codec {
    /// CBOR.
    Cbor,
    /// JSON.
    Json,
    /// XML.
    Xml,
}

/// A timestamp format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimestampFormat {
    /// Seconds since 1970, as a number.
    Epoch,
    /// RFC 3339.
    DateTime,
    /// The date of HTTP headers.
    HttpDate,
}

impl TimestampFormat {
    /// Returns the format of a value of `smithy.api#timestampFormat`; `None` if the value is unknown.
    pub(crate) fn from_trait(value: &str) -> Option<Self> {
        match value {
            "epoch-seconds" => Some(Self::Epoch),
            "date-time" => Some(Self::DateTime),
            "http-date" => Some(Self::HttpDate),
            _ => None,
        }
    }
}
