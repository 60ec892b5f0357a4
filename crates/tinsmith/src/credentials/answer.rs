//! Answers that are nothing but secrets.

use std::borrow::Cow;

use crate::Blob;
use crate::protocol::service::{FromResponse, ResponseReader};

/// The body of an answer as it is.
///
/// The error of a call shows the beginning of an answer that cannot be read. Answers with credentials must never be shown, so
/// they are not read by the call, but afterwards.
pub(super) struct Unread(Blob);

impl FromResponse for Unread {
    fn from_response(response: &mut ResponseReader<'_>) -> Self {
        let mut body = Blob::default();
        response.payload_blob(&mut body);
        Self(body)
    }
}

impl Unread {
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    pub(super) fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(self.bytes())
    }
}
