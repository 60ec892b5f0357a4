//! The body of a response that consists of secrets.
//!
//! A file of its own because STS, IAM Identity Center and AWS Sign-In share it and know nothing of each other.

use crate::Blob;
use crate::codec::Shape;
use crate::codec::json::{Json, from_slice};
use crate::protocol::service::{FromResponse, OperationMetadata, ResponseReader};

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
}

/// Deserializes a response. The error has the offset of the problem, and nothing of the response.
pub(super) fn deserialize<T: Shape<Json>>(
    operation: &OperationMetadata,
    body: &SecretBody,
) -> Result<T, String> {
    from_slice(body.bytes()).map_err(|error| {
        let error = error.without_path();
        format!("{}: invalid response: {error}", operation.name)
    })
}
