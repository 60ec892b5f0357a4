//! The problems of a request's signature, with AWS's codes and messages.

use crate::time::Timestamp;

/// The reason to reject a signature, with status 403.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SignatureError {
    /// The request has no signature.
    Missing,
    /// A part of the signature is missing or invalid.
    Incomplete(String),
    /// The access key does not exist, or the session token is not the one of the key.
    UnrecognizedClient,
    /// The signature is for another region, service or day.
    Scope(String),
    /// The client's clock is ahead.
    NotYetCurrent { signed: Timestamp, now: Timestamp },
    /// The client's clock is behind, or a presigned URL was kept for too long.
    Expired { expires: Timestamp, now: Timestamp },
    /// A required header is not signed.
    UnsignedHeader(String),
    /// The signature was computed with another key or from another request.
    SignatureDoesNotMatch {
        canonical_request: String,
        string_to_sign: String,
    },
}

impl SignatureError {
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Missing => "MissingAuthenticationTokenException",
            Self::Incomplete(_) => "IncompleteSignatureException",
            Self::UnrecognizedClient => "UnrecognizedClientException",
            Self::Scope(_)
            | Self::NotYetCurrent { .. }
            | Self::Expired { .. }
            | Self::UnsignedHeader(_)
            | Self::SignatureDoesNotMatch { .. } => "InvalidSignatureException",
        }
    }

    pub(crate) fn message(&self) -> String {
        match self {
            Self::Missing => "Missing Authentication Token".to_owned(),
            Self::Incomplete(message) | Self::Scope(message) => message.clone(),
            Self::UnrecognizedClient => {
                "The security token included in the request is invalid.".to_owned()
            }
            Self::NotYetCurrent { signed, now } => format!(
                "Signature not yet current: {} is more than 5 min. later than {}",
                signed.to_basic(),
                now.to_basic()
            ),
            Self::Expired { expires, now } => format!(
                "Signature expired: it was good until {} and it is {}",
                expires.to_basic(),
                now.to_basic()
            ),
            Self::UnsignedHeader(name) => {
                format!("The header '{name}' must be a signed header of the request.")
            }
            // As in AWS's message: the canonical request helps the author of the client, and reveals no secret.
            Self::SignatureDoesNotMatch {
                canonical_request,
                string_to_sign,
            } => format!(
                "The request signature we calculated does not match the signature you provided. \
                 The canonical string for this request should have been\n'{canonical_request}'\n\n\
                 The string to sign should have been\n'{string_to_sign}'\n"
            ),
        }
    }
}
