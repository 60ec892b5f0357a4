//! Presigned requests, which anyone can send for a limited time without credentials.

use std::fmt;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use http::{HeaderMap, Method, Request, Uri};

use crate::Body;
use crate::error::Error;

/// A request whose URL holds its signature.
#[derive(Clone)]
#[non_exhaustive]
pub struct PresignedRequest {
    /// The method. It is `GET` if the operation has a form (`awsQuery`, `ec2Query`), whose fields are in the query.
    pub method: Method,
    /// The URL. Anyone who has it can send the request until it expires.
    pub uri: Uri,
    /// The headers that must be sent, since the signature covers them.
    pub headers: HeaderMap,
    /// The body that must be sent, such as the JSON of an input; empty if the URL has the whole input.
    pub body: Body,
    /// The time from which the request is rejected: the end of the requested time, or the expiry of the credentials that signed it, if that is earlier.
    /// `None` if the operation has no signature.
    pub expires_at: Option<SystemTime>,
}

impl PresignedRequest {
    pub(super) fn new(request: Request<Body>, expires_at: Option<SystemTime>) -> Self {
        let (head, body) = request.into_parts();
        Self {
            method: head.method,
            uri: head.uri,
            headers: head.headers,
            body,
            expires_at,
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

/// A form that uploads a file by a POST request (`multipart/form-data`), as browsers send it.
#[derive(Clone)]
#[non_exhaustive]
pub struct PresignedPost {
    /// The URL to post the form to.
    pub uri: Uri,
    /// The fields of the form, by name. The file follows them, as the field `file`.
    pub fields: Vec<(String, String)>,
    /// The time from which the form is rejected: the end of the requested time, or the expiry of the credentials that signed it, if that is earlier.
    pub expires_at: SystemTime,
}

impl PresignedPost {
    pub(super) fn new(uri: Uri, fields: Vec<(String, String)>, expires_at: SystemTime) -> Self {
        Self {
            uri,
            fields,
            expires_at,
        }
    }
}

/// Shows neither the fields, which hold the signature, nor the path.
impl fmt::Debug for PresignedPost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PresignedPost")
            .field("host", &self.uri.host())
            .finish_non_exhaustive()
    }
}

/// Returns the end of the requested time, in whole seconds, as signatures have them.
pub(super) fn requested_end(signed_at: SystemTime, expires: Duration) -> SystemTime {
    let signed_at = signed_at.duration_since(SystemTime::UNIX_EPOCH);
    let seconds = signed_at.unwrap_or_default().as_secs() + expires.as_secs();
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

/// Returns the time from which a signature is rejected.
pub(super) fn expiry(
    signed_at: SystemTime,
    expires: Duration,
    credentials: &Credentials,
) -> SystemTime {
    let requested = requested_end(signed_at, expires);
    let of_credentials = credentials.expiry();
    of_credentials.map_or(requested, |expiry| expiry.min(requested))
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
    let problem = format!("a presigned request can last from 1 second to 7 days, not {expires:?}");
    Err(Error::invalid_input(vec![problem]).with_operation(operation))
}
