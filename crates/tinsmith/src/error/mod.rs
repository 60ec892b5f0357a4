//! The error of the runtime.

mod code;
mod display;

use std::error::Error as StdError;
use std::fmt::{self, Debug, Display};
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, StatusCode};

use self::display::{Details, Limited};
use crate::protocol::metadata::ModeledError;

pub use self::code::Retryable;
pub(crate) use self::code::{ErrorCode, request_id};
pub(crate) use self::display::{Chain, OneLine, excerpt, quote};

/// The error of a call, a configuration or a stream of pages: one opaque type over a few [kinds](ErrorKind).
///
/// `Display` is one line: the operation, the service's error code and message, the status, the request id and the number of attempts.
/// The underlying error is returned by [`Error::get_ref`]; its message is part of that line, so [`std::error::Error::source`] does not
/// repeat it.
///
/// `Debug` is the same line, which a `main` that returns the error prints; `{:#?}` shows the fields one by one.
///
/// Neither shows credentials, signatures, bodies of requests, or the message of a modeled error that is `@sensitive`.
pub struct Error(Box<Inner>);

/// The kinds of errors. [`guide::faults`](crate::guide::faults) lists the kind of each fault of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The input is invalid: [`Error::problems`] lists all problems. Nothing was sent, except in the middle of an input
    /// stream.
    InvalidInput,
    /// The stream of the caller in the input failed before the response or while its events arrive, so that the request is incomplete:
    /// [`Error::get_ref`] returns the stream's error.
    InputStream,
    /// A setting in the environment or in a shared file is invalid.
    Config,
    /// There are no credentials, or loading them failed.
    Credentials,
    /// The endpoint cannot be resolved: no region, a malformed URL, or an error of the endpoint rule set.
    Endpoint,
    /// The service could not be reached, or the connection broke.
    Connection,
    /// A timeout elapsed.
    Timeout,
    /// The service responded with an error.
    Service,
    /// The response does not conform to the operation: it is malformed, truncated, of the wrong type, too long, a redirect, or an
    /// error with neither a code nor a message.
    InvalidResponse,
    /// A waiter reached a state from which success is impossible, or its time elapsed.
    Waiter,
    /// A paginator cannot continue: an invalid starting token, a page token that repeats, or results that are not there yet.
    Pagination,
}

struct Inner {
    kind: ErrorKind,
    operation: Option<&'static str>,
    message: String,
    /// True if the message is that of a `@sensitive` error.
    sensitive: bool,
    problems: Vec<String>,
    code: Option<String>,
    status: Option<u16>,
    request_id: Option<String>,
    /// Not shown, since they may hold members that are sensitive.
    /// Shared, because the code that drops a box of them would be repeated wherever an error is dropped.
    headers: Option<Arc<HeaderMap>>,
    excerpt: Option<String>,
    content_encoding: Option<String>,
    attempts: u32,
    retry_after: Option<Duration>,
    retryable: Retryable,
    quota_exhausted: bool,
    renewal_problem: Option<String>,
    modeled: Option<Box<dyn ModeledError>>,
    inner: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self::with_message(kind, message.into())
    }

    fn with_message(kind: ErrorKind, message: String) -> Self {
        Self(Box::new(Inner {
            kind,
            operation: None,
            message,
            sensitive: false,
            problems: Vec::new(),
            code: None,
            status: None,
            request_id: None,
            headers: None,
            excerpt: None,
            content_encoding: None,
            attempts: 0,
            retry_after: None,
            retryable: Retryable::No,
            quota_exhausted: false,
            renewal_problem: None,
            modeled: None,
            inner: None,
        }))
    }

    /// Creates the error of an invalid input, with all its problems.
    pub(crate) fn invalid_input(problems: Vec<String>) -> Self {
        let mut error = Self::new(ErrorKind::InvalidInput, problems.join("; "));
        error.0.problems = problems;
        error
    }

    /// Creates the error of an error response.
    pub(crate) fn service(code: ErrorCode, modeled: Option<Box<dyn ModeledError>>) -> Self {
        let mut error = Self::new(ErrorKind::Service, code.message.unwrap_or_default());
        error.0.code = code.code;
        error.0.request_id = code.request_id;
        error.0.modeled = modeled;
        error
    }

    pub(crate) fn with_operation(mut self, operation: &'static str) -> Self {
        self.0.operation = Some(operation);
        self
    }

    /// Adds status and request id of the response whose stream has the error.
    #[cfg(feature = "event-stream")]
    pub(crate) fn with_stream_head(mut self, status: u16, request_id: Option<&str>) -> Self {
        self.0.status = Some(status);
        self.0.request_id = request_id.map(str::to_owned);
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

    /// Hides the message from `Display` and `Debug` if the model marks it as sensitive.
    pub(crate) fn with_sensitive(mut self, sensitive: bool) -> Self {
        self.0.sensitive = sensitive;
        self
    }

    /// Adds the reason for which credentials that the service rejected could not be replaced.
    pub(crate) fn set_renewal_problem(&mut self, problem: &Self) {
        self.0.renewal_problem = Some(problem.to_string());
    }

    /// Takes status, headers, request id and `Retry-After` from the head of a response.
    pub(crate) fn with_head(mut self, status: StatusCode, headers: &HeaderMap) -> Self {
        self.0.status = Some(status.as_u16());
        if let Some(request_id) = request_id(headers) {
            self.0.request_id = Some(request_id);
        }
        self.0.retry_after = crate::retry::retry_after(headers);
        self.0.headers = Some(Arc::new(headers.clone()));
        self
    }

    /// Quotes the beginning of a body that could not be deserialized.
    pub(crate) fn with_body(mut self, body: &[u8]) -> Self {
        self.0.excerpt = Some(excerpt(body)).filter(|excerpt| !excerpt.is_empty());
        self
    }

    /// Names the encoding of a body that is compressed although the request did not accept this, and that cannot be quoted.
    pub(crate) fn with_content_encoding(mut self, encoding: &str) -> Self {
        self.0.content_encoding = Some(encoding.to_owned());
        self
    }

    /// Replaces kind and message by those of a larger process, such as a wait.
    pub(crate) fn in_context(mut self, kind: ErrorKind, context: &str) -> Self {
        self.0.kind = kind;
        self.0.message = format!("{context}: {}", self.0.message);
        self
    }

    /// Keeps the underlying error for [`Error::get_ref`]. Its message must be part of this error's message.
    pub(crate) fn with_inner(mut self, inner: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.inner = Some(inner.into());
        self
    }

    /// Appends an underlying error to the message, and keeps it for [`Error::get_ref`].
    #[cfg(feature = "xml")]
    pub(crate) fn set_cause(&mut self, cause: impl StdError + Send + Sync + 'static) {
        let separator = if self.0.message.is_empty() { "" } else { "; " };
        self.0.message.push_str(&format!("{separator}{cause}"));
        self.0.inner = Some(cause.into());
    }

    /// Returns the kind of the error.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns the name of the operation in the model.
    pub fn operation(&self) -> Option<&str> {
        self.0.operation
    }

    /// Returns the number of times the request was sent; for a waiter's error, the number of the wait's attempts.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Returns the HTTP status of the response, if there was one.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// Returns the service's error code, such as `AccessDeniedException`, of a modeled or an unmodeled error.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// Returns the service's message or, without a response, a description of the problem. It is the text as received, which may have control
    /// characters; `Display` escapes them.
    ///
    /// It is returned even if the model marks it as `@sensitive`, in which case `Display` and `Debug` hide it.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Returns the id that the service gave the request, which AWS support requests.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// Returns the headers of the response, such as `x-amz-id-2` of Amazon S3, which AWS support requests, too. `None` without a complete response, and
    /// for an error in the middle of an event stream.
    ///
    /// `Display` and `Debug` do not show them, because they may hold members that are sensitive.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.headers.as_deref()
    }

    /// Returns the delay before another attempt that the service requests (`x-amz-retry-after` or `Retry-After`), as it is in the response.
    ///
    /// The retries of a call wait for it as the AWS SDKs do, for at most 5 seconds longer than their own backoff, so that a call does not last for
    /// hours because of a header: of 7 requested seconds, a retry after throttling may wait for 5 to 6.
    /// [`wait_out_throttling`](crate::CallOptions::wait_out_throttling) and waiters wait for all of it.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Returns the problems of an [invalid input](ErrorKind::InvalidInput), each with the path to the member.
    pub fn problems(&self) -> &[String] {
        &self.0.problems
    }

    /// True if the service throttles requests.
    pub fn is_throttling(&self) -> bool {
        self.0.retryable == Retryable::Throttling
    }

    /// True if the same call may succeed later: throttling, transient failures of the service, broken connections, timeouts.
    pub fn is_retryable(&self) -> bool {
        self.0.retryable != Retryable::No
    }

    /// True if a retry was due but the client's retry quota was exhausted.
    pub fn is_retry_quota_exhausted(&self) -> bool {
        self.0.quota_exhausted
    }

    /// Returns the modeled error. `E` is the service crate's `ServiceError`, which a `match` on the result infers.
    pub fn service_error<E: ModeledError>(&self) -> Option<&E> {
        let modeled: &dyn std::any::Any = self.0.modeled.as_deref()?;
        modeled.downcast_ref()
    }

    /// Returns the underlying error, of a transport or a credentials provider for example. Its message is part of `Display`.
    pub fn get_ref(&self) -> Option<&(dyn StdError + Send + Sync + 'static)> {
        self.0.inner.as_deref()
    }
}

/// `ListBooks: AccessDeniedException: message (403, request id abc, 1 attempt)`
impl Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        if let Some(operation) = inner.operation {
            write!(f, "{operation}: ")?;
        }
        if let Some(code) = &inner.code {
            write!(f, "{}", OneLine(code))?;
            if !inner.message.is_empty() {
                f.write_str(": ")?;
            }
        }
        if inner.sensitive && !inner.message.is_empty() {
            f.write_str("**")?;
        } else {
            write!(f, "{}", OneLine(&inner.message))?;
        }
        if let Some(excerpt) = &inner.excerpt {
            write!(f, ": {excerpt:?}")?;
        }
        if let Some(encoding) = &inner.content_encoding {
            let encoding = OneLine(encoding);
            write!(
                f,
                ": the body has the content encoding `{encoding}`, which was not requested"
            )?;
        }
        let mut details = Details::new(f);
        if let Some(status) = inner.status {
            details.add(format_args!("{status}"))?;
        }
        if let Some(request_id) = &inner.request_id {
            details.add(format_args!("request id {}", OneLine(request_id)))?;
        }
        match inner.attempts {
            0 => {}
            1 => details.add(format_args!("1 attempt"))?,
            attempts => details.add(format_args!("{attempts} attempts"))?,
        }
        if inner.quota_exhausted {
            details.add(format_args!("retry quota exhausted"))?;
        }
        if let Some(problem) = &inner.renewal_problem {
            details.add(format_args!("no other credentials: {}", OneLine(problem)))?;
        }
        details.close()
    }
}

/// The line of `Display`, since a `main` that returns the error and an `unwrap` print this; `{:#?}` shows the fields one by one.
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
            debug.field("code", &Limited(code));
        }
        if inner.sensitive {
            debug.field("message", &format_args!("**"));
        } else {
            debug.field("message", &Limited(&inner.message));
        }
        if let Some(excerpt) = &inner.excerpt {
            debug.field("excerpt", &Limited(excerpt));
        }
        if let Some(encoding) = &inner.content_encoding {
            debug.field("content_encoding", &Limited(encoding));
        }
        debug
            .field("status", &inner.status)
            .field("request_id", &Limited(&inner.request_id));
        debug
            .field("attempts", &inner.attempts)
            .field("retry_after", &inner.retry_after)
            .field("retryable", &inner.retryable)
            .field("quota_exhausted", &inner.quota_exhausted);
        if let Some(problem) = &inner.renewal_problem {
            debug.field("renewal_problem", &Limited(problem));
        }
        if let Some(modeled) = &inner.modeled {
            debug.field("modeled", &Limited(modeled));
        }
        debug.finish()
    }
}

impl StdError for Error {}
