//! Requests that anybody can make for a while.

use std::fmt;
use std::time::Duration;

use http::{HeaderMap, Method, Request, Uri};

use crate::Body;
use crate::error::Error;

/// A request whose URL holds its signature.
#[derive(Clone)]
#[non_exhaustive]
pub struct Presigned {
    /// The method to use.
    pub method: Method,
    /// The URL. Whoever has it can make the request until it expires.
    pub uri: Uri,
    /// Headers that must be sent along, since the signature covers them.
    pub headers: HeaderMap,
    /// The body that must be sent; empty for most operations that are worth presigning.
    pub body: Body,
}

impl Presigned {
    pub(super) fn of(request: Request<Body>) -> Self {
        let (head, body) = request.into_parts();
        Self {
            method: head.method,
            uri: head.uri,
            headers: head.headers,
            body,
        }
    }
}

/// The query, which is a secret, is left out.
impl fmt::Debug for Presigned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Presigned")
            .field("method", &self.method)
            .field("path", &self.uri.path())
            .finish_non_exhaustive()
    }
}

/// A signature is good for 7 days at most, and in whole seconds.
pub(super) fn checked(operation: &'static str, expires: Duration) -> Result<Duration, Error> {
    const LONGEST: Duration = Duration::from_secs(7 * 24 * 60 * 60);
    if (Duration::from_secs(1)..=LONGEST).contains(&expires) {
        return Ok(expires);
    }
    let problem = format!("a presigned URL can last from 1 second to 7 days, not {expires:?}");
    Err(Error::invalid_input(operation, vec![problem]))
}
