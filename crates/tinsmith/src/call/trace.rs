//! Spans and events of calls, by OpenTelemetry's names: [HTTP](https://opentelemetry.io/docs/specs/semconv/http/http-spans/),
//! [AWS SDKs](https://opentelemetry.io/docs/specs/semconv/cloud-providers/aws-sdk/).
//!
//! Neither headers nor queries nor bodies stand in them, and no message of a service: what is wrong is told by its code.

use std::time::Duration;

use http::{HeaderMap, Request, StatusCode};
use tracing::field::Empty;
use tracing::{Span, debug, debug_span, info_span};

use super::answer::{Answer, Failure};
use crate::Body;
use crate::error::{Error, request_id};
use crate::service::OperationMetadata;

/// The span of a whole call.
pub(super) fn call(operation: &OperationMetadata) -> Span {
    info_span!(
        target: "tinsmith::call",
        "call",
        otel.kind = "client",
        otel.name = format_args!("{}.{}", operation.service.name, operation.name),
        rpc.system = "aws-api",
        rpc.service = operation.service.name,
        rpc.method = operation.name,
        http.response.status_code = Empty,
        aws.request_id = Empty,
        "error.type" = Empty,
        attempts = Empty,
    )
}

/// The span of one attempt.
pub(super) fn attempt(request: &Request<Body>, attempt: u32) -> Span {
    debug_span!(
        target: "tinsmith::call",
        "attempt",
        http.request.method = request.method().as_str(),
        http.request.resend_count = attempt - 1,
        server.address = request.uri().host(),
        server.port = request.uri().port_u16(),
        http.response.status_code = Empty,
        aws.request_id = Empty,
        "error.type" = Empty,
    )
}

/// What became of a call.
pub(super) fn ended(span: &Span, result: &Result<Answer, Error>) {
    if span.is_disabled() {
        return;
    }
    match result {
        Ok(answer) => {
            received(span, answer.status(), answer.headers());
            span.record("attempts", answer.attempts());
        }
        Err(error) => {
            failed(span, error);
            span.record("attempts", error.attempts());
        }
    }
}

/// What became of an attempt.
pub(super) fn attempted(span: &Span, result: &Result<Answer, Failure>) {
    if span.is_disabled() {
        return;
    }
    match result {
        Ok(answer) => received(span, answer.status(), answer.headers()),
        Err(failure) => failed(span, &failure.error),
    }
}

fn received(span: &Span, status: StatusCode, headers: &HeaderMap) {
    span.record("http.response.status_code", status.as_u16());
    if let Some(id) = request_id(headers) {
        span.record("aws.request_id", id);
    }
}

fn failed(span: &Span, error: &Error) {
    if let Some(status) = error.status() {
        span.record("http.response.status_code", status);
    }
    if let Some(id) = error.request_id() {
        span.record("aws.request_id", id);
    }
    span.record("error.type", error_type(error));
}

/// Another attempt is about to be made.
pub(super) fn retrying(error: &Error, wait: Duration) {
    debug!(
        target: "tinsmith::call",
        { "error.type" = error_type(error), wait_seconds = wait.as_secs_f64() },
        "trying again"
    );
}

/// The service's code, or the kind of the error.
fn error_type(error: &Error) -> String {
    let kind = || format!("{:?}", error.kind());
    error.code().map_or_else(kind, str::to_owned)
}
