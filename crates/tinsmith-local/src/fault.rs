//! Injected faults: error responses, delayed responses and invalid ones, for tests of a client.

use std::borrow::Cow;
use std::time::Duration;

use axum::body::Body;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use futures::stream;
use serde_json::Value;

use crate::http::{ErrorResponse, Frame, Operation, response};

/// A response that replaces the service's own; see [`LocalService::inject`](crate::LocalService::inject).
///
/// The errors are modeled ones with all members set, in the form of the service called: Nimble Studio's errors have `code`
/// and `context` instead of the members of Deadline Cloud's. A fault applies to one request of any operation by default.
#[derive(Clone, Debug)]
#[must_use = "a fault does nothing until it is injected"]
pub struct Fault {
    kind: Kind,
    operation: Option<String>,
    times: usize,
    delay: Duration,
}

#[derive(Clone, Debug)]
enum Kind {
    /// The service's own response.
    Delayed,
    Error(ErrorResponse),
    Raw {
        status: u16,
        content_type: String,
        body: Vec<u8>,
    },
    Truncated {
        body: Vec<u8>,
    },
    /// The service's own events up to this number, and an exception.
    Exception {
        events: usize,
        exception: Frame,
    },
}

impl Fault {
    /// Creates an `AccessDeniedException`, 403.
    pub fn access_denied() -> Self {
        let error =
            ErrorResponse::access_denied("You are not authorized to perform this operation.");
        Self::from_error(error.context("policy", "identity-based"))
    }

    /// Creates a `ResourceNotFoundException`, 404.
    pub fn resource_not_found(resource_type: &str, resource_id: &str) -> Self {
        let error = ErrorResponse::resource_not_found(resource_type, resource_id);
        Self::from_error(error.context(resource_type, resource_id))
    }

    /// Creates a `ThrottlingException`, 429, with `Retry-After` in whole seconds.
    pub fn throttling(retry_after: Duration) -> Self {
        let error = ErrorResponse::throttling("Rate exceeded.", "RequestsPerSecond", retry_after);
        Self::from_error(error.context("limit", "request rate"))
    }

    /// Creates a `ValidationException`, 400. `reason` is an enum value of the model, such as `FIELD_VALIDATION_FAILED`;
    /// `fields` are names and messages.
    pub fn validation<N, M>(reason: &str, fields: impl IntoIterator<Item = (N, M)>) -> Self
    where
        N: Into<String>,
        M: Into<String>,
    {
        let fields = fields
            .into_iter()
            .map(|(name, message)| (name.into(), message.into()));
        Self::from_error(ErrorResponse::validation(
            reason,
            "The request is not valid.",
            fields,
        ))
    }

    /// Creates an `InternalServerErrorException`, 500, with a `Retry-After` of one second.
    pub fn internal_server_error() -> Self {
        let retry_after = Duration::from_secs(1);
        Self::from_error(ErrorResponse::internal_server_error(
            "Internal server error.",
            retry_after,
        ))
    }

    /// Creates a `ConflictException`, 409, of Nimble Studio.
    pub fn conflict() -> Self {
        Self::error(409, "ConflictException").message("Another request changed the resource.")
    }

    /// Creates a `ServiceQuotaExceededException`, 402, of Nimble Studio.
    pub fn service_quota_exceeded() -> Self {
        Self::error(402, "ServiceQuotaExceededException").message("A quota is exceeded.")
    }

    /// Creates any other error from a status and the code for the header `x-amzn-errortype`. An invalid status becomes 500.
    pub fn error(status: u16, code: impl Into<String>) -> Self {
        let code = Cow::Owned(code.into());
        Self::from_error(ErrorResponse::new(status_code(status), code, "Injected."))
    }

    /// Creates any response, such as a proxy's HTML page, truncated JSON, or an error without a code.
    pub fn response(
        status: u16,
        content_type: impl Into<String>,
        body: impl Into<Vec<u8>>,
    ) -> Self {
        Self::new(Kind::Raw {
            status,
            content_type: content_type.into(),
            body: body.into(),
        })
    }

    /// Creates a response with status 200 whose `content-length` is greater than the length of `body`; the connection is closed
    /// after the body.
    pub fn truncated(body: impl Into<Vec<u8>>) -> Self {
        Self::new(Kind::Truncated { body: body.into() })
    }

    /// Ends an event stream after this number of events with an exception of this type, such as `throttlingException`. The response
    /// of an operation without an event stream is its own.
    pub fn exception(events: usize, exception_type: &str, message: &str) -> Self {
        let exception = Frame::exception(exception_type, message);
        Self::new(Kind::Exception { events, exception })
    }

    /// Delays the service's own response by `delay`, which is real time regardless of the service's clock.
    pub fn delayed(delay: Duration) -> Self {
        Self::new(Kind::Delayed).delay(delay)
    }

    fn from_error(error: ErrorResponse) -> Self {
        Self::new(Kind::Error(error))
    }

    fn new(kind: Kind) -> Self {
        Self {
            kind,
            operation: None,
            times: 1,
            delay: Duration::ZERO,
        }
    }

    /// Replaces an error's message.
    pub fn message(self, message: impl Into<String>) -> Self {
        self.member("message", message.into())
    }

    /// Adds or replaces a member in an error's body.
    pub fn member(self, name: &str, value: impl Into<Value>) -> Self {
        self.map_error(|error| error.member(name, value))
    }

    /// Adds an entry to an error's `context`.
    pub fn context(self, name: &str, value: &str) -> Self {
        self.map_error(|error| error.context(name, value))
    }

    /// Sets a header of an error, replacing one of the same name, `x-amzn-errortype` included.
    pub fn header(self, name: &str, value: impl Into<String>) -> Self {
        self.map_error(|error| error.header(&name.to_ascii_lowercase(), value))
    }

    /// Applies the fault to requests of one operation only, such as `ListSessions`.
    pub fn on(mut self, operation: impl Into<String>) -> Self {
        self.operation = Some(operation.into());
        self
    }

    /// Applies the fault to this number of requests instead of one.
    pub fn times(mut self, times: usize) -> Self {
        self.times = times;
        self
    }

    /// Delays the response, in real time.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Returns the number of events before an exception, and the exception.
    pub(crate) fn interruption(&self) -> Option<(usize, Frame)> {
        match &self.kind {
            Kind::Exception { events, exception } => Some((*events, exception.clone())),
            _ => None,
        }
    }

    /// Waits for the delay, then returns the response; `None` stands for the service's own.
    pub(crate) async fn into_response(self, operation: &Operation) -> Option<Response> {
        tokio::time::sleep(self.delay).await;
        match self.kind {
            Kind::Delayed | Kind::Exception { .. } => None,
            Kind::Error(error) => Some(error.into_error_of(operation.service).into_response()),
            Kind::Raw {
                status,
                content_type,
                body,
            } => {
                let content_type = [("content-type".to_owned(), content_type)];
                Some(response(status_code(status), content_type, body))
            }
            Kind::Truncated { body } => {
                let content_length = [("content-length".to_owned(), (body.len() + 1).to_string())];
                let end = std::io::Error::other("truncated by a fault");
                let body = Body::from_stream(stream::iter([Ok(body), Err(end)]));
                Some(response(StatusCode::OK, content_length, body))
            }
        }
    }

    fn map_error(mut self, change: impl FnOnce(ErrorResponse) -> ErrorResponse) -> Self {
        if let Kind::Error(error) = self.kind {
            self.kind = Kind::Error(change(error));
        }
        self
    }

    fn applies_to(&self, operation: &Operation) -> bool {
        self.operation
            .as_deref()
            .is_none_or(|name| name == operation.name)
    }
}

/// The faults that are injected and not used yet, in the order of injection.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    pub(crate) fn push(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    /// Removes and returns the first fault for the operation.
    pub(crate) fn take(&mut self, operation: &Operation) -> Option<Fault> {
        self.0.retain(|fault| fault.times > 0);
        let fault = self
            .0
            .iter_mut()
            .find(|fault| fault.applies_to(operation))?;
        fault.times -= 1;
        Some(fault.clone())
    }
}

fn status_code(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
