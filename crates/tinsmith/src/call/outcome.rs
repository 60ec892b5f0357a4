//! The outcome of an attempt: a response without an error, or a failure.

use aws_credential_types::Credentials;
use http::{HeaderMap, Response, StatusCode};

use crate::Body;
use crate::error::{Error, Retryable};
use crate::retry::AttemptFailure;

/// A response without an error.
#[derive(Debug)]
pub(super) struct SuccessResponse {
    response: Response<Body>,
    attempts: u32,
}

/// A failed attempt.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) error: Error,
    pub(super) retryable: Retryable,
    /// True if the attempt was signed with a wrong time, which is corrected by now.
    pub(super) clock_corrected: bool,
    /// The credentials that the service rejected, if the client may have others.
    pub(super) rejected_credentials: Option<Box<Credentials>>,
}

impl Failure {
    pub(super) fn new(error: Error, retryable: Retryable) -> Self {
        Self {
            error: error.with_retryable(retryable),
            retryable,
            clock_corrected: false,
            rejected_credentials: None,
        }
    }

    /// Creates a failure that no further attempt would change.
    pub(super) fn fatal(error: Error) -> Self {
        Self::new(error, Retryable::No)
    }

    /// True if the peer of the connection may be the cause, so that another connection may reach a better one.
    pub(super) fn is_of_peer(&self) -> bool {
        let has_response = self.error.status().is_some();
        has_response && self.retryable == Retryable::Transient
    }

    /// Returns the properties that retries depend on.
    pub(super) fn for_retries(&self) -> AttemptFailure {
        AttemptFailure {
            retryable: self.retryable,
            retry_after: self.error.retry_after(),
            clock_corrected: self.clock_corrected,
            credentials_rejected: self.rejected_credentials.is_some(),
        }
    }
}

impl SuccessResponse {
    pub(super) fn new(response: Response<Body>, attempts: u32) -> Self {
        Self { response, attempts }
    }

    /// Returns the body for the deserializer of the output. A stream is taken, because a clone would have to be locked for each chunk.
    pub(super) fn take_body(&mut self) -> Body {
        let body = self.response.body_mut();
        match body.is_stream() {
            true => std::mem::take(body),
            false => body.clone(),
        }
    }

    pub(super) fn status(&self) -> StatusCode {
        self.response.status()
    }

    pub(super) fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    pub(super) fn attempts(&self) -> u32 {
        self.attempts
    }

    pub(super) fn response(&self) -> &Response<Body> {
        &self.response
    }
}
