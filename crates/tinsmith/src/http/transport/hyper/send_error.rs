//! The errors of the transport over hyper.

use std::error::Error as StdError;
use std::fmt;

use crate::http::transport::http_body::is_request_body;
use crate::http::transport::{TransportError, TransportErrorKind};

/// An error, and the step of the request in which it occurred. The texts are those of reqwest, so that both transports have the same errors.
#[derive(Debug)]
pub(super) struct StepError {
    step: &'static str,
    source: Box<dyn StdError + Send + Sync>,
}

impl StepError {
    pub(super) fn new(
        step: &'static str,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        let source = source.into();
        Self { step, source }
    }
}

impl fmt::Display for StepError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.step)
    }
}

impl StdError for StepError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}

/// Creates the error of a connection that cannot be established.
#[cold]
pub(super) fn connect_error(
    kind: TransportErrorKind,
    source: impl Into<Box<dyn StdError + Send + Sync>>,
) -> TransportError {
    const STEP: &str = "error sending request: client error (Connect)";
    TransportError::new(kind, StepError::new(STEP, source))
}

/// Creates the error of a connection that is not established within the timeout.
#[cold]
pub(super) fn connect_timeout() -> TransportError {
    connect_error(TransportErrorKind::Timeout, "operation timed out")
}

/// Converts the error of a request without a response.
#[cold]
pub(super) fn send_error(error: hyper::Error) -> TransportError {
    const STEP: &str = "error sending request: client error (SendRequest)";
    TransportError::new(kind_of(&error), StepError::new(STEP, error))
}

/// Converts the error of the body of a response.
#[cold]
pub(super) fn transport_error(error: hyper::Error) -> TransportError {
    TransportError::new(kind_of(&error), error)
}

fn kind_of(error: &hyper::Error) -> TransportErrorKind {
    match is_request_body(error) {
        true => TransportErrorKind::Unsendable,
        false => TransportErrorKind::Connection,
    }
}
