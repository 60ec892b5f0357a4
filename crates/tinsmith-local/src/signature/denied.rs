//! Why a request's signature was not accepted, in AWS's codes.

use crate::time::Timestamp;

/// A signature that was not accepted. Every case is a 403.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Denied {
    /// The request carries no signature at all.
    Missing,
    /// The signature lacks parts, or has them in no known form.
    Incomplete(String),
    /// Nobody has this access key, or the session token does not belong to it.
    UnrecognizedClient,
    /// The signature is for another region, service or day.
    Scope(String),
    /// The client's clock is ahead.
    NotYetCurrent { signed: Timestamp, now: Timestamp },
    /// The client's clock is behind, or a presigned URL was kept for too long.
    Expired { expires: Timestamp, now: Timestamp },
    /// A header that must be signed is not.
    UnsignedHeader(String),
    /// Another key, or another request.
    SignatureDoesNotMatch {
        canonical_request: String,
        string_to_sign: String,
    },
}

impl Denied {
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
            // What the service computed stands in the message, as AWS does it: no secret can be told from it, and it is
            // what whoever wrote the client needs to see.
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
