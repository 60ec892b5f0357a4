//! The one error of the runtime.

mod display;

use std::error::Error as StdError;
use std::fmt::{self, Debug, Display};
use std::time::Duration;

use crate::protocol::service::{ModeledError, Retryable};

pub(crate) use self::display::{Chain, excerpt};
pub(crate) use crate::protocol::error_code::{ErrorCode, request_id};

/// What can go wrong with a call: one opaque type over a few [kinds](ErrorKind).
///
/// `Display` is one line that says it all: the operation, the service's error code and message, the status, the request id and
/// the number of attempts. What lies beneath is reached by [`Error::get_ref`]; its words are already in that line, so
/// [`std::error::Error::source`] does not repeat it.
///
/// `Debug` is that same line, so that it is what a `main` prints which returns the error; `{:#?}` shows its
/// fields one by one.
/// No credentials, signatures or bodies of requests show in either.
pub struct Error(Box<Inner>);

/// The kinds of errors. Which of them a caller gets when things break on the wire is in [`guide::faults`](crate::guide::faults).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request cannot be made from this input: [`Error::problems`] lists everything wrong with it. Nothing was sent.
    InvalidInput,
    /// A setting, in the environment or in a shared file, cannot be understood.
    Config,
    /// There are no credentials, or getting them failed.
    Credentials,
    /// No endpoint can be told: no region, a malformed URL, or the service's rules say no.
    Endpoint,
    /// The service could not be reached, or the connection broke.
    Connection,
    /// A time-out ran out.
    Timeout,
    /// The service answered with an error.
    Service,
    /// The answer is not one that the operation has: not JSON, cut short, of the wrong type, too long, or a redirect.
    BadResponse,
    /// A waiter came to a state from which its goal cannot be reached, or its time ran out.
    Waiter,
    /// A paginator cannot go on: a bad starting token, a page token that repeats, or results that are not there yet.
    Pagination,
}

struct Inner {
    kind: ErrorKind,
    operation: Option<&'static str>,
    message: String,
    problems: Vec<String>,
    code: Option<String>,
    status: Option<u16>,
    request_id: Option<String>,
    body: Option<String>,
    attempts: u32,
    retry_after: Option<Duration>,
    retryable: Retryable,
    quota_exhausted: bool,
    failed_renewal: Option<String>,
    modeled: Option<Box<dyn ModeledError>>,
    inner: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            operation: None,
            message: message.into(),
            problems: Vec::new(),
            code: None,
            status: None,
            request_id: None,
            body: None,
            attempts: 0,
            retry_after: None,
            retryable: Retryable::No,
            quota_exhausted: false,
            failed_renewal: None,
            modeled: None,
            inner: None,
        }))
    }

    /// An input that cannot be sent, with everything that is wrong with it.
    pub(crate) fn invalid_input(operation: &'static str, problems: Vec<String>) -> Self {
        let mut error =
            Self::new(ErrorKind::InvalidInput, problems.join("; ")).with_operation(operation);
        error.0.problems = problems;
        error
    }

    pub(crate) fn with_operation(mut self, operation: &'static str) -> Self {
        self.0.operation = Some(operation);
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    pub(crate) fn with_retryable(mut self, retryable: Retryable) -> Self {
        self.0.retryable = retryable;
        self
    }

    pub(crate) fn with_quota_exhausted(mut self) -> Self {
        self.0.quota_exhausted = true;
        self
    }

    /// Says why there were no other credentials than those that the service refused.
    pub(crate) fn with_failed_renewal(mut self, problem: &Self) -> Self {
        self.0.failed_renewal = Some(problem.to_string());
        self
    }

    /// What a service said in an answer with an error.
    pub(crate) fn service(code: ErrorCode, modeled: Option<Box<dyn ModeledError>>) -> Self {
        let mut error = Self::new(ErrorKind::Service, code.message.unwrap_or_default());
        error.0.code = code.code;
        error.0.modeled = modeled;
        error
    }

    /// Takes status, request id and the time to wait from an answer's head.
    pub(crate) fn with_head(mut self, status: http::StatusCode, headers: &http::HeaderMap) -> Self {
        self.0.status = Some(status.as_u16());
        self.0.request_id = request_id(headers);
        self.0.retry_after = crate::retry::retry_after(headers);
        self
    }

    /// Shows the beginning of the answer's body, for answers whose words could not be understood.
    pub(crate) fn with_body(mut self, body: &[u8]) -> Self {
        self.0.body = Some(excerpt(body)).filter(|excerpt| !excerpt.is_empty());
        self
    }

    /// The same error as the end of something larger, such as a wait; everything else about it stays.
    pub(crate) fn in_context(mut self, kind: ErrorKind, context: &str) -> Self {
        self.0.kind = kind;
        self.0.message = format!("{context}: {}", self.0.message);
        self
    }

    /// Keeps what lies beneath for [`Error::get_ref`]. Its words must be in the message.
    pub(crate) fn with_inner(mut self, inner: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.inner = Some(inner.into());
        self
    }

    /// What kind of error this is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The operation that was called, by its name in the model.
    pub fn operation(&self) -> Option<&str> {
        self.0.operation
    }

    /// How many times the request was sent; of a waiter's error, how many attempts the wait made.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The HTTP status of the answer, if there was one.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The service's error code, such as `AccessDeniedException`, whether or not the model has it.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The service's words, or, where there was no answer, a description of what went wrong.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The id that the service gave the request; AWS support asks for it.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// How long the service asks to wait before another try (`x-amz-retry-after` or `Retry-After`).
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Everything that is wrong with an [invalid input](ErrorKind::InvalidInput), each with the path to the member.
    pub fn problems(&self) -> &[String] {
        &self.0.problems
    }

    /// Whether the service wants fewer requests.
    pub fn is_throttling(&self) -> bool {
        self.0.retryable == Retryable::Throttling
    }

    /// Whether the same call may succeed later: throttling, failures of the service, broken connections, time-outs.
    pub fn is_retryable(&self) -> bool {
        self.0.retryable != Retryable::No
    }

    /// Whether a further attempt was due but the client's retry quota had nothing left for it.
    pub fn is_retry_quota_exhausted(&self) -> bool {
        self.0.quota_exhausted
    }

    /// The error as the service's model has it. `E` is the service crate's `ServiceError`, which a match on the result tells.
    pub fn service_error<E: ModeledError>(&self) -> Option<&E> {
        let modeled: &dyn std::any::Any = self.0.modeled.as_deref()?;
        modeled.downcast_ref()
    }

    /// The error beneath, of a transport or a credentials provider for example. Its words are part of `Display`.
    pub fn get_ref(&self) -> Option<&(dyn StdError + Send + Sync + 'static)> {
        self.0.inner.as_deref()
    }
}

impl Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write_line(f)
    }
}

/// The line of `Display`, since a `main` that returns the error and an `unwrap` print this; `{:#?}` shows its fields one by one.
impl Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !f.alternate() {
            return Display::fmt(self, f);
        }
        let inner = &*self.0;
        let mut debug = f.debug_struct("Error");
        debug
            .field("kind", &self.kind())
            .field("operation", &inner.operation);
        if let Some(code) = &inner.code {
            debug.field("code", code);
        }
        debug
            .field("message", &inner.message)
            .field("status", &inner.status)
            .field("request_id", &inner.request_id);
        debug
            .field("attempts", &inner.attempts)
            .field("retry_after", &inner.retry_after)
            .field("retryable", &inner.retryable);
        if let Some(problem) = &inner.failed_renewal {
            debug.field("failed_renewal", problem);
        }
        if let Some(modeled) = &inner.modeled {
            debug.field("modeled", modeled);
        }
        debug.finish()
    }
}

impl StdError for Error {}
