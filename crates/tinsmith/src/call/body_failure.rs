//! The failures of transports and of bodies that cannot be read to their end.

use super::body_progress::ReadTimeout;
use super::outcome::Failure;
use crate::error::{Chain, Error, ErrorKind, Retryable};
use crate::http::body::BodyTooLarge;
use crate::http::body_error::BodyError;
use crate::transport::{TransportError, TransportErrorKind};

/// The kind is that of the same failure while a call reads the body: [`ErrorKind::Connection`] if the connection broke, for example.
impl From<BodyError> for Error {
    fn from(error: BodyError) -> Self {
        body_failure(error).error
    }
}

/// Creates the failure of a transport.
pub(super) fn transport_failure(error: TransportError, message: String) -> Failure {
    let (kind, retryable) = match error.kind() {
        TransportErrorKind::Connection => (ErrorKind::Connection, Retryable::Transient),
        TransportErrorKind::Timeout => (ErrorKind::Timeout, Retryable::Transient),
        TransportErrorKind::Unsendable => (ErrorKind::Connection, Retryable::No),
    };
    Failure::new(Error::new(kind, message).with_inner(error), retryable)
}

/// Creates the failure of reading a response's body.
pub(crate) fn body_failure(error: BodyError) -> Failure {
    let error = match error.into_inner().downcast::<TransportError>() {
        Ok(error) => {
            let message = error.to_string();
            return transport_failure(*error, message);
        }
        Err(error) => error,
    };
    let error = match error.downcast::<Error>() {
        Ok(cause) => return Failure::fatal(*cause),
        Err(error) => error,
    };
    let message = Chain(&*error).to_string();
    #[cfg(feature = "event-stream")]
    if error.is::<crate::event_stream::FrameError>() {
        let message = format!("the event stream cannot be deserialized: {message}");
        return Failure::fatal(Error::new(ErrorKind::InvalidResponse, message).with_inner(error));
    }
    #[cfg(feature = "checksums")]
    if error.is::<crate::checksum::ChecksumMismatch>() {
        let error = Error::new(ErrorKind::InvalidResponse, message).with_inner(error);
        return Failure::new(error, Retryable::Transient);
    }
    let (kind, retryable) = if error.is::<BodyTooLarge>() {
        (ErrorKind::InvalidResponse, Retryable::No)
    } else if error.is::<ReadTimeout>() {
        (ErrorKind::Timeout, Retryable::Transient)
    } else {
        // It comes from the stream of a custom transport, whose text is not known.
        return transport_failure(
            TransportError::new(TransportErrorKind::Connection, error),
            message,
        );
    };
    Failure::new(Error::new(kind, message).with_inner(error), retryable)
}
