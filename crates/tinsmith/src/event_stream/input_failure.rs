//! The failure of an input's events, which reaches the caller past the transport.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::{Chain, Error, ErrorKind};
use crate::http::body_error::{BodyError, BoxError};

/// The reason for which the events of an input ended early, once there is one. It travels beside the request and its response.
#[derive(Clone, Default)]
pub(crate) struct InputFailure(Arc<Mutex<Option<FailureCause>>>);

/// The reason for which the events of an input ended early.
pub(crate) enum FailureCause {
    /// The stream of the caller failed.
    Events(BoxError),
    /// An event cannot be serialized.
    InvalidEvent(Vec<String>),
    /// A frame cannot be signed.
    Signature(Error),
}

impl InputFailure {
    /// Keeps the first reason, and returns the error with which the body ends.
    pub(crate) fn record(&self, cause: FailureCause) -> BodyError {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get_or_insert(cause);
        BodyError::new("the events of the input ended early")
    }

    /// Takes the reason as the error of an operation.
    pub(crate) fn take_error(&self, operation: &'static str) -> Option<Error> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Some(match kept.take()? {
            FailureCause::Events(error) => {
                let message = format!("the events of the input failed: {}", Chain(&*error));
                let failed = Error::new(ErrorKind::Connection, message).with_inner(error);
                failed.with_operation(operation)
            }
            FailureCause::InvalidEvent(problems) => Error::invalid_input(operation, problems),
            FailureCause::Signature(error) => error.with_operation(operation),
        })
    }
}

impl fmt::Debug for InputFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InputFailure")
    }
}
