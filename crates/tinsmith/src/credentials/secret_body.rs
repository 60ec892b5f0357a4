//! The body of a response that consists of secrets.
//!
//! A file of its own because STS and IAM Identity Center share it and know nothing of each other.

use std::borrow::Cow;

use crate::Blob;
use crate::protocol::service::{FromResponse, ResponseReader};

/// The body of a response, not yet parsed.
///
/// The error of a call quotes the beginning of an invalid body. A body with credentials must not be quoted, so it is parsed after the
/// call.
pub(super) struct SecretBody(Blob);

impl FromResponse for SecretBody {
    fn from_response(response: &mut ResponseReader<'_>) -> Self {
        let mut body = Blob::default();
        response.payload_blob(&mut body);
        Self(body)
    }
}

impl SecretBody {
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    pub(super) fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(self.bytes())
    }
}
