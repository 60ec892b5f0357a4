//! Requests that are signed by their URL, which needs no credentials and is valid for a limited time.

use std::fmt;
use std::time::Duration;

use http::{HeaderMap, Method, Request, Uri};

use crate::Body;
use crate::error::Error;

/// A request whose URL holds its signature.
#[derive(Clone)]
#[non_exhaustive]
pub struct PresignedRequest {
    /// The method.
    pub method: Method,
    /// The URL. Everybody who has it can make the request until it expires.
    pub uri: Uri,
    /// The headers that must be sent, since the signature covers them.
    pub headers: HeaderMap,
    /// The body that must be sent; empty for most operations that are worth presigning.
    pub body: Body,
}

impl PresignedRequest {
    pub(super) fn from_request(request: Request<Body>) -> Self {
        let (head, body) = request.into_parts();
        Self {
            method: head.method,
            uri: head.uri,
            headers: head.headers,
            body,
        }
    }
}

/// Shows neither the query, which holds the signature, nor the path, which may hold sensitive labels.
impl fmt::Debug for PresignedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PresignedRequest")
            .field("method", &self.method)
            .field("host", &self.uri.host())
            .finish_non_exhaustive()
    }
}

/// Rejects a time that a signature cannot have: it is valid for 7 days at most, and for whole seconds.
pub(super) fn validate_expiry(
    operation: &'static str,
    expires: Duration,
) -> Result<Duration, Error> {
    const MAX: Duration = Duration::from_secs(7 * 24 * 60 * 60);
    if (Duration::from_secs(1)..=MAX).contains(&expires) {
        return Ok(expires);
    }
    let problem = format!("a presigned URL can last from 1 second to 7 days, not {expires:?}");
    Err(Error::invalid_input(vec![problem]).with_operation(operation))
}
