//! The identification of an error: code, message and request id.
//!
//! A file of its own because protocols and traces use it, which know nothing else of errors.

use http::HeaderMap;

/// A service's error code and message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ErrorCode {
    /// The code without a namespace: `AccessDeniedException`.
    pub(crate) code: Option<String>,
    /// The name of the error in the model, where the code is another one.
    pub(crate) name: Option<String>,
    pub(crate) message: Option<String>,
    /// The id of the request, if the body has it. The one in the headers goes before it.
    pub(crate) request_id: Option<String>,
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
