//! Spans and events of calls, by OpenTelemetry's names: [HTTP](https://opentelemetry.io/docs/specs/semconv/http/http-spans/),
//! [AWS SDKs](https://opentelemetry.io/docs/specs/semconv/cloud-providers/aws-sdk/).
//!
//! They hold neither headers nor URLs nor bodies, and of a service's error its code, not its message. `url.full` is omitted although the
//! conventions require it, since a path may hold sensitive members.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use http::{HeaderMap, Request, StatusCode, Uri};
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
    if span.is_disabled() {
        return;
    }
    match result {
        Ok(response) => {
            record_response(span, response.status(), response.headers());
            span.record("attempts", response.attempts());
        }
        Err(error) => {
            record_error(span, error);
            span.record("attempts", error.attempts());
        }
    }
}

/// The trace of one attempt: its span, and the time at which it began if the span is enabled.
pub(super) struct AttemptTrace {
    pub(super) span: Span,
    start: Option<Duration>,
}

impl AttemptTrace {
    pub(super) fn new(request: &Request<Body>, attempt: u32, time: &dyn Time) -> Self {
        let span = self::attempt(request, attempt);
        let start = (!span.is_disabled()).then(|| time.monotonic());
        Self { span, start }
    }

    /// Records the result of the attempt, and emits an event with it: most programs that print a log show events alone.
    pub(super) fn end(
        &self,
        operation: &OperationMetadata,
        request: &Request<Body>,
        time: &dyn Time,
        result: Result<&SuccessResponse, &Error>,
    ) {
        let Some(start) = self.start else { return };
        let duration = time.monotonic().saturating_sub(start);
        let (status, id, error) = match result {
            Ok(response) => {
                record_response(&self.span, response.status(), response.headers());
                (
                    Some(response.status().as_u16()),
                    request_id(response.headers()),
                    None,
                )
            }
            Err(error) => {
                record_error(&self.span, error);
                let id = error.request_id().map(str::to_owned);
                (error.status(), id, Some(error_type(error)))
            }
        };
        debug!(
            target: "tinsmith::call",
            {
                rpc.method = operation.name,
                http.request.method = request.method().as_str(),
                server.address = request.uri().host(),
                http.response.status_code = status,
                "error.type" = error,
                aws.request_id = id.map(|id| quote(id.as_bytes())),
                duration_seconds = duration.as_secs_f64(),
            },
            "attempt"
        );
    }
}

fn record_response(span: &Span, status: StatusCode, headers: &HeaderMap) {
    span.record("http.response.status_code", status.as_u16());
    if let Some(id) = request_id(headers) {
        span.record("aws.request_id", quote(id.as_bytes()));
    }
    let extended = headers.get("x-amz-id-2");
    if let Some(id) = extended.and_then(|value| value.to_str().ok()) {
        span.record("aws.extended_request_id", quote(id.as_bytes()));
    }
}

fn record_error(span: &Span, error: &Error) {
    if let Some(status) = error.status() {
        span.record("http.response.status_code", status);
    }
    if let Some(id) = error.request_id() {
        span.record("aws.request_id", quote(id.as_bytes()));
    }
    span.record("error.type", error_type(error));
    span.record("otel.status_code", "ERROR");
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
    error
        .code()
        .map_or_else(kind, |code| quote(code.as_bytes()))
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
