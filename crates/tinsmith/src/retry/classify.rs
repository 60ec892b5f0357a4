//! Which errors of a service are worth another attempt.

use http::StatusCode;

use crate::protocol::service::{ErrorMetadata, Retryable};

const TRANSIENT: [&str; 2] = ["RequestTimeout", "RequestTimeoutException"];

const THROTTLING: [&str; 14] = [
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottledException",
    "TooManyRequestsException",
    "ProvisionedThroughputExceededException",
    "TransactionInProgressException",
    "RequestLimitExceeded",
    "BandwidthLimitExceeded",
    "LimitExceededException",
    "RequestThrottled",
    "SlowDown",
    "PriorRequestNotComplete",
    "EC2ThrottledException",
];

/// Errors about credentials that have expired, been replaced or been taken away. The services tell them apart in more ways than their
/// models do.
const REFUSALS: [&str; 4] = [
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidClientTokenId",
    "UnrecognizedClientException",
];

/// Whether other credentials may fare better.
pub(crate) fn is_refusal_code(code: &str) -> bool {
    REFUSALS.contains(&code)
}

/// Judges an answer with an error by what its model says, its code, and its status.
pub(crate) fn classify(
    status: StatusCode,
    code: Option<&str>,
    modeled: Option<&ErrorMetadata>,
) -> Retryable {
    let code = code.unwrap_or_default();
    match modeled.map(|error| error.retry) {
        Some(retry) if retry != Retryable::No => retry,
        _ if THROTTLING.contains(&code) => Retryable::Throttling,
        _ if TRANSIENT.contains(&code) => Retryable::Transient,
        None if status == StatusCode::TOO_MANY_REQUESTS => Retryable::Throttling,
        _ if matches!(status.as_u16(), 500 | 502 | 503 | 504) => Retryable::Transient,
        _ => Retryable::No,
    }
}
