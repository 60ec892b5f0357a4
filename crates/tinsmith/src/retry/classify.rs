//! The retry class of a service's errors.

use http::StatusCode;

use crate::error::Retryable;
use crate::protocol::metadata::ErrorMetadata;

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

/// The codes for credentials that have expired, been replaced or been revoked. Services use more of them than their models have.
const CREDENTIALS: [&str; 4] = [
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidClientTokenId",
    "UnrecognizedClientException",
];

/// True if an attempt with other credentials may succeed.
pub(crate) fn is_credentials_code(code: &str) -> bool {
    CREDENTIALS.contains(&code)
}

/// Classifies an error response by its model, its code and its status, in this order.
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
