//! The descriptor of a member that HTTP carries outside the body.

use crate::TimestampFormat;

/// The name of a label, query parameter or header that a member is bound to, and the timestamp format there.
///
/// A name alone is a binding, too; its timestamps, should it have any, are RFC 3339 text.
///
/// ```
/// use tinsmith::codec::text::Binding;
/// use tinsmith::service::{OperationMetadata, RequestWriter};
/// use tinsmith::Timestamp;
///
/// let mut request = RequestWriter::new(&OperationMetadata::DEFAULT);
/// request.query("name", &"ann".to_owned());
/// request.query(Binding::new("since").epoch_seconds(), &Timestamp::from_seconds(1_697_095_800));
/// assert_eq!(request.finish()?.path_and_query, "/?name=ann&since=1697095800");
/// # Ok::<(), tinsmith::service::InvalidInput>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    pub(crate) name: &'static str,
    pub(crate) timestamp_format: Option<TimestampFormat>,
}

impl Binding {
    /// Creates a binding.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            timestamp_format: None,
        }
    }

    /// Sets the timestamp format to RFC 3339 (`date-time`).
    #[must_use]
    pub const fn date_time(self) -> Self {
        self.with_format(TimestampFormat::DateTime)
    }

    /// Sets the timestamp format to that of HTTP headers (`http-date`).
    #[must_use]
    pub const fn http_date(self) -> Self {
        self.with_format(TimestampFormat::HttpDate)
    }

    /// Sets the timestamp format to seconds since 1970 (`epoch-seconds`).
    #[must_use]
    pub const fn epoch_seconds(self) -> Self {
        self.with_format(TimestampFormat::EpochSeconds)
    }

    const fn with_format(self, format: TimestampFormat) -> Self {
        Self {
            timestamp_format: Some(format),
            ..self
        }
    }
}

impl From<&'static str> for Binding {
    #[inline]
    fn from(name: &'static str) -> Self {
        Self::new(name)
    }
}
