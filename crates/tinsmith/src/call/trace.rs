//! Spans and events of calls, by OpenTelemetry's names: [HTTP](https://opentelemetry.io/docs/specs/semconv/http/http-spans/),
//! [AWS SDKs](https://opentelemetry.io/docs/specs/semconv/cloud-providers/aws-sdk/).
//!
//! They contain no headers, URLs or bodies, and only the code of a service's error, not its message. `url.full` is omitted although the
//! conventions require it, since a path may hold sensitive members.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use http::{Request, Uri};
use tracing::field::Empty;
use tracing::{Span, debug, debug_span, info_span};

use super::outcome::SuccessResponse;
use crate::error::{Error, quote, request_id};
use crate::protocol::metadata::OperationMetadata;
use crate::{Body, BoxFuture, Time};

/// Creates the span of a whole call.
fn call(operation: &OperationMetadata, region: Option<&str>) -> Span {
    info_span!(
        target: "tinsmith::call",
        "call",
        otel.kind = "client",
        otel.name = format_args!("{}.{}", operation.service.name, operation.name),
        rpc.system = "aws-api",
        rpc.service = operation.service.name,
        rpc.method = operation.name,
        cloud.region = region,
        http.response.status_code = Empty,
        aws.request_id = Empty,
        aws.extended_request_id = Empty,
        "error.type" = Empty,
        otel.status_code = Empty,
        attempts = Empty,
    )
}

/// Creates the span of one attempt, in which the transport runs.
fn attempt(request: &Request<Body>, attempt: u32) -> Span {
    debug_span!(
        target: "tinsmith::call",
        "attempt",
        otel.kind = "client",
        otel.name = request.method().as_str(),
        http.request.method = request.method().as_str(),
        http.request.resend_count = attempt - 1,
        server.address = request.uri().host(),
        server.port = port(request.uri()),
        http.response.status_code = Empty,
        aws.request_id = Empty,
        aws.extended_request_id = Empty,
        "error.type" = Empty,
        otel.status_code = Empty,
    )
}

/// Returns the port of a URL, or the default of its scheme.
fn port(uri: &Uri) -> Option<u16> {
    uri.port_u16().or(match uri.scheme_str() {
        Some("http") => Some(80),
        Some("https") => Some(443),
        _ => None,
    })
}

/// A whole call within its span. The call is boxed, since moving such a large future would cost more than all else here.
pub(super) struct TracedCall<'c> {
    span: Span,
    call: BoxFuture<'c, Result<SuccessResponse, Error>>,
}

impl<'c> TracedCall<'c> {
    pub(super) fn new(
        operation: &OperationMetadata,
        region: Option<&str>,
        call: BoxFuture<'c, Result<SuccessResponse, Error>>,
    ) -> Self {
        Self {
            span: self::call(operation, region),
            call,
        }
    }
}

impl Future for TracedCall<'_> {
    type Output = Result<SuccessResponse, Error>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { span, call } = self.get_mut();
        let result = span.in_scope(|| call.as_mut().poll(context));
        if let Poll::Ready(result) = &result {
            call_ended(span, result);
        }
        result
    }
}

/// Records the result of a call.
fn call_ended(span: &Span, result: &Result<SuccessResponse, Error>) {
    if !span.is_disabled() {
        let outcome = Outcome::new(result.as_ref());
        outcome.record(span);
        span.record("attempts", outcome.attempts);
    }
}

/// The trace of one attempt: its span, and the time at which it began if the span is enabled.
///
/// An attempt ends with its result or, if the call's timeout or the caller ends it, when the trace is dropped.
pub(super) struct AttemptTrace<'a> {
    pub(super) span: Span,
    operation: &'static OperationMetadata,
    request: &'a Request<Body>,
    time: &'a dyn Time,
    start: Option<Duration>,
}

impl<'a> AttemptTrace<'a> {
    pub(super) fn new(
        operation: &'static OperationMetadata,
        request: &'a Request<Body>,
        attempt: u32,
        time: &'a dyn Time,
    ) -> Self {
        let span = self::attempt(request, attempt);
        let start = (!span.is_disabled()).then(|| time.monotonic());
        Self {
            span,
            operation,
            request,
            time,
            start,
        }
    }

    /// Ends the attempt with its result.
    pub(super) fn end(mut self, result: Result<&SuccessResponse, &Error>) {
        if let Some(start) = self.start.take() {
            self.emit(start, Outcome::new(result));
        }
    }

    /// Records the outcome of the attempt, and emits an event with it: most programs that print a log show events alone.
    fn emit(&self, start: Duration, outcome: Outcome) {
        outcome.record(&self.span);
        let line = AttemptLine {
            operation: self.operation.name,
            request: self.request,
            outcome,
            duration: self.time.monotonic().saturating_sub(start),
        };
        debug!(target: "tinsmith::call", "{line}");
    }
}

impl Drop for AttemptTrace<'_> {
    fn drop(&mut self) {
        if let Some(start) = self.start.take() {
            self.emit(start, Outcome::canceled());
        }
    }
}

/// The line about an attempt in a log. It is one text, because each field of an event has a cost in every program, and the span has them all.
struct AttemptLine<'a> {
    operation: &'static str,
    request: &'a Request<Body>,
    outcome: Outcome,
    duration: Duration,
}

/// `GetBook: GET books.example.com, 503, request id abc, InternalError, 12.5ms`
impl fmt::Display for AttemptLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.request.uri().host().unwrap_or_default();
        write!(f, "{}: {} {host}", self.operation, self.request.method())?;
        if let Some(status) = self.outcome.status {
            write!(f, ", {status}")?;
        }
        if let Some(id) = &self.outcome.request_id {
            write!(f, ", request id {id}")?;
        }
        if let Some(error) = &self.outcome.error {
            write!(f, ", {error}")?;
        }
        write!(f, ", {:?}", self.duration)
    }
}

/// The outcome of a call or an attempt, as spans and events have it.
struct Outcome {
    status: Option<u16>,
    request_id: Option<String>,
    extended_request_id: Option<String>,
    error: Option<String>,
    attempts: u32,
}

impl Outcome {
    fn new(result: Result<&SuccessResponse, &Error>) -> Self {
        match result {
            Ok(response) => {
                let id = |name: &str| response.headers().get(name)?.to_str().ok().map(quoted);
                Self {
                    status: Some(response.status().as_u16()),
                    request_id: request_id(response.headers()).as_deref().map(quoted),
                    extended_request_id: id("x-amz-id-2"),
                    error: None,
                    attempts: response.attempts(),
                }
            }
            Err(error) => Self {
                status: error.status(),
                request_id: error.request_id().map(quoted),
                extended_request_id: None,
                error: Some(error_type(error)),
                attempts: error.attempts(),
            },
        }
    }

    /// Returns the outcome of an attempt that ended without a result.
    fn canceled() -> Self {
        Self {
            status: None,
            request_id: None,
            extended_request_id: None,
            error: Some("canceled".to_owned()),
            attempts: 0,
        }
    }

    /// Records the fields that the spans of calls and of attempts have in common.
    fn record(&self, span: &Span) {
        span.record("http.response.status_code", self.status);
        span.record("aws.request_id", self.request_id.as_deref());
        let extended = self.extended_request_id.as_deref();
        span.record("aws.extended_request_id", extended);
        span.record("error.type", self.error.as_deref());
        let status = self.error.is_some().then_some("ERROR");
        span.record("otel.status_code", status);
    }
}

fn quoted(text: &str) -> String {
    quote(text.as_bytes())
}

/// Emits the event of a retry.
pub(super) fn retry(error: &Error, delay: Duration) {
    debug!(
        target: "tinsmith::call",
        { "error.type" = error_type(error), delay_seconds = delay.as_secs_f64() },
        "retrying"
    );
}

/// Returns the error code, or else the kind of the error.
fn error_type(error: &Error) -> String {
    let kind = || format!("{:?}", error.kind());
    error.code().map_or_else(kind, quoted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_subscriber_the_spans_of_a_call_are_disabled() {
        let silent = || {
            assert!(call(&OperationMetadata::DEFAULT, Some("us-west-2")).is_disabled());
            assert!(attempt(&Request::new(Body::empty()), 1).is_disabled());
        };
        tracing::subscriber::with_default(tracing::subscriber::NoSubscriber::new(), silent);
    }
}
