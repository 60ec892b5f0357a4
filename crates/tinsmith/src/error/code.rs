//! The identification of an error by code, message and request id, and its retry class. Protocols, retries and traces use these parts of errors
//! only.

use http::HeaderMap;

/// A service's error code and message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ErrorCode {
    /// The code without a namespace: `AccessDeniedException`.
    pub(crate) code: Option<String>,
    /// The name of the error in the model, where the code is another one. Without a code, it is the name of the
    /// document's root, which need not be an error of the model.
    pub(crate) name: Option<String>,
    pub(crate) message: Option<String>,
    /// The request id in the body. The request id in a header takes precedence.
    pub(crate) request_id: Option<String>,
}

/// The retry class of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retryable {
    /// A retry cannot succeed.
    No,
    /// A transient failure.
    Transient,
    /// Throttling: the service rejects requests above a rate.
    Throttling,
}

/// Returns the id of a request, under the names that AWS services give it.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<String> {
    let names = ["x-amzn-requestid", "x-amz-request-id", "x-amz-requestid"];
    let id = names
        .iter()
        .find_map(|name| headers.get(*name))
        .and_then(|id| id.to_str().ok());
    id.map(str::to_owned).filter(|id| !id.is_empty())
}
