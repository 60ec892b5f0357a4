//! Answers on demand: what a test wants to see a client do with an error, a slow answer or a broken one.

use std::borrow::Cow;
use std::time::Duration;

use axum::body::Body;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use futures::stream;
use serde_json::Value;

use crate::error::{ErrorAnswer, answer};
use crate::operation::Operation;

/// An answer that the service gives instead of its own; see [`LocalService::inject`](crate::LocalService::inject).
///
/// The errors are those that the models document, with all of their members filled. They take the form that the
/// service called gives them: Nimble Studio's errors have `code` and `context` where Deadline Cloud's have members of
/// their own. A fault concerns one request, of whatever operation, unless told otherwise.
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
    /// The service's own answer, only later.
    Late,
    Error(ErrorAnswer),
    Raw {
        status: u16,
        content_type: String,
        body: Vec<u8>,
    },
    CutShort {
        body: Vec<u8>,
    },
}

impl Fault {
    /// `AccessDeniedException`, 403.
    pub fn access_denied() -> Self {
        let error = ErrorAnswer::access_denied("You are not authorized to perform this operation.");
        Self::from_error(error.context("policy", "identity-based"))
    }

    /// `ResourceNotFoundException`, 404.
    pub fn resource_not_found(resource_type: &str, resource_id: &str) -> Self {
        let error = ErrorAnswer::resource_not_found(resource_type, resource_id);
        Self::from_error(error.context(resource_type, resource_id))
    }

    /// `ThrottlingException`, 429, with `Retry-After` in whole seconds.
    pub fn throttling(retry_after: Duration) -> Self {
        let error = ErrorAnswer::throttling("Rate exceeded.", "RequestsPerSecond", retry_after);
        Self::from_error(error.context("limit", "request rate"))
    }

    /// `ValidationException`, 400. `reason` is one of the model's, such as `FIELD_VALIDATION_FAILED`; `fields` are
    /// names and messages.
    pub fn validation<N, M>(reason: &str, fields: impl IntoIterator<Item = (N, M)>) -> Self
    where
        N: Into<String>,
        M: Into<String>,
    {
        let fields = fields
            .into_iter()
            .map(|(name, message)| (name.into(), message.into()));
        Self::from_error(ErrorAnswer::validation(
            reason,
            "The request is not valid.",
            fields,
        ))
    }

    /// `InternalServerErrorException`, 500, with a `Retry-After` of one second.
    pub fn internal_server_error() -> Self {
        let retry_after = Duration::from_secs(1);
        Self::from_error(ErrorAnswer::internal_server_error(
            "Internal server error.",
            retry_after,
        ))
    }

    /// `ConflictException`, 409, which Nimble Studio has.
    pub fn conflict() -> Self {
        Self::error(409, "ConflictException").message("Another request changed the resource.")
    }

    /// `ServiceQuotaExceededException`, 402, which Nimble Studio has.
    pub fn service_quota_exceeded() -> Self {
        Self::error(402, "ServiceQuotaExceededException").message("A quota is used up.")
    }

    /// Any other error: a status and the code for the header `x-amzn-errortype`. A status that HTTP does not know
    /// becomes 500.
    pub fn error(status: u16, code: impl Into<String>) -> Self {
        let code = Cow::Owned(code.into());
        Self::from_error(ErrorAnswer::new(status_code(status), code, "Injected."))
    }

    /// Any bytes at all: a proxy's HTML page, JSON that breaks off, an error without a code.
    pub fn answer(status: u16, content_type: impl Into<String>, body: impl Into<Vec<u8>>) -> Self {
        Self::new(Kind::Raw {
            status,
            content_type: content_type.into(),
            body: body.into(),
        })
    }

    /// A 200 that promises more bytes than `body` and ends the connection after them.
    pub fn cut_short(body: impl Into<Vec<u8>>) -> Self {
        Self::new(Kind::CutShort { body: body.into() })
    }

    /// The service's own answer after `delay`, which is real time whatever the service's clock says.
    pub fn late(delay: Duration) -> Self {
        Self::new(Kind::Late).delay(delay)
    }

    fn from_error(error: ErrorAnswer) -> Self {
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

    /// Sets a header of an error; a later one of the same name wins, also over the service's own `x-amzn-errortype`.
    pub fn header(self, name: &str, value: impl Into<String>) -> Self {
        self.map_error(|error| error.header(&name.to_ascii_lowercase(), value))
    }

    fn map_error(mut self, change: impl FnOnce(ErrorAnswer) -> ErrorAnswer) -> Self {
        if let Kind::Error(error) = self.kind {
            self.kind = Kind::Error(change(error));
        }
        self
    }

    /// Concerns requests of one operation only, such as `ListSessions`.
    pub fn on(mut self, operation: impl Into<String>) -> Self {
        self.operation = Some(operation.into());
        self
    }

    /// Concerns so many requests instead of one.
    pub fn times(mut self, times: usize) -> Self {
        self.times = times;
        self
    }

    /// Waits before answering, in real time.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    fn concerns(&self, operation: &Operation) -> bool {
        self.operation
            .as_deref()
            .is_none_or(|name| name == operation.name)
    }

    /// Waits as long as it must, then gives the answer, unless the service's own is wanted.
    pub(crate) async fn into_response(self, operation: &Operation) -> Option<Response> {
        tokio::time::sleep(self.delay).await;
        match self.kind {
            Kind::Late => None,
            Kind::Error(error) => Some(error.in_the_form_of(operation.service).into_response()),
            Kind::Raw {
                status,
                content_type,
                body,
            } => {
                let content_type = [("content-type".to_owned(), content_type)];
                Some(answer(status_code(status), content_type, body))
            }
            Kind::CutShort { body } => {
                let promised = [("content-length".to_owned(), (body.len() + 1).to_string())];
                let end = std::io::Error::other("cut short on demand");
                let body = Body::from_stream(stream::iter([Ok(body), Err(end)]));
                Some(answer(StatusCode::OK, promised, body))
            }
        }
    }
}

/// Faults that wait for their requests, in the order of their injection.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    pub(crate) fn push(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    /// The first fault that concerns the operation, which is used up by that.
    pub(crate) fn take(&mut self, operation: &Operation) -> Option<Fault> {
        self.0.retain(|fault| fault.times > 0);
        let fault = self.0.iter_mut().find(|fault| fault.concerns(operation))?;
        fault.times -= 1;
        Some(fault.clone())
    }
}

fn status_code(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
