//! Spans and events of calls, by OpenTelemetry's names: [HTTP](https://opentelemetry.io/docs/specs/semconv/http/http-spans/),
//! [AWS SDKs](https://opentelemetry.io/docs/specs/semconv/cloud-providers/aws-sdk/).
//!
//! Neither headers nor URLs nor bodies stand in them, and no message of a service: what is wrong is told by its code. `url.full` is left
//! out although the conventions want it, for a path may hold what a model calls sensitive.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use http::{HeaderMap, Request, StatusCode, Uri};
use tracing::field::Empty;
use tracing::{Span, debug, debug_span, info_span};

use super::answer::Answer;
use crate::error::{Error, request_id};
use crate::protocol::service::OperationMetadata;
use crate::{Body, BoxFuture};

/// The span of a whole call.
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

/// The span of one attempt, in which the transport works.
pub(super) fn attempt(request: &Request<Body>, attempt: u32) -> Span {
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

/// The port that a URL names, or means.
fn port(uri: &Uri) -> Option<u16> {
    uri.port_u16().or(match uri.scheme_str() {
        Some("http") => Some(80),
        Some("https") => Some(443),
        _ => None,
    })
}

/// A whole call within its span. It holds the call by a pointer: moving such a large future around would cost more than all else here.
pub(super) struct Traced<'c> {
    span: Span,
    call: BoxFuture<'c, Result<Answer, Error>>,
}

impl<'c> Traced<'c> {
    pub(super) fn new(
        operation: &OperationMetadata,
        region: Option<&str>,
        call: BoxFuture<'c, Result<Answer, Error>>,
    ) -> Self {
        Self {
            span: self::call(operation, region),
            call,
        }
    }
}

impl Future for Traced<'_> {
    type Output = Result<Answer, Error>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { span, call } = self.get_mut();
        let result = span.in_scope(|| call.as_mut().poll(context));
        if let Poll::Ready(result) = &result {
            ended(span, result);
        }
        result
    }
}

/// What became of a call.
fn ended(span: &Span, result: &Result<Answer, Error>) {
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
pub(super) fn attempted(span: &Span, result: Result<&Answer, &Error>) {
    if span.is_disabled() {
        return;
    }
    match result {
        Ok(answer) => received(span, answer.status(), answer.headers()),
        Err(error) => failed(span, error),
    }
}

fn received(span: &Span, status: StatusCode, headers: &HeaderMap) {
    span.record("http.response.status_code", status.as_u16());
    if let Some(id) = request_id(headers) {
        span.record("aws.request_id", id);
    }
    let extended = headers.get("x-amz-id-2");
    if let Some(id) = extended.and_then(|value| value.to_str().ok()) {
        span.record("aws.extended_request_id", id);
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
    span.record("otel.status_code", "ERROR");
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_subscriber_nothing_is_kept_of_a_call() {
        let silent = || {
            assert!(call(&OperationMetadata::DEFAULT, Some("us-west-2")).is_disabled());
            assert!(attempt(&Request::new(Body::empty()), 1).is_disabled());
        };
        tracing::subscriber::with_default(tracing::subscriber::NoSubscriber::new(), silent);
    }
}
