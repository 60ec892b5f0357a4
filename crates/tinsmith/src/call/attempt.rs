//! One attempt: a request is signed afresh, sent, and its response classified.

use std::pin::pin;
use std::sync::atomic::Ordering;

use http::header::{CONTENT_LENGTH, HeaderName, HeaderValue, USER_AGENT};
use http::{HeaderMap, Method, Request, Response, StatusCode};

use super::Call;
use super::assembly::UnsignedRequest;
use super::authentication::Authorization;
use super::exchange::{Connection, timeout_error};
use super::interceptors::Interceptors;
use super::outcome::{Failure, SuccessResponse};
use super::parse_response::parse_failure;
#[cfg(feature = "xml")]
use super::parse_response::parse_hidden_failure;
use super::retry_loop::CallProgress;
use super::trace::AttemptTrace;
use crate::Body;
#[cfg(feature = "environment")]
use crate::config::trace_id::{TRACE_ID, TraceId};
use crate::error::{ErrorKind, Retryable};
use crate::http::request_stream::RequestStream;
use crate::protocol::metadata::OperationMetadata;
use crate::retry::{is_credentials_code, is_skew_code};
use crate::sign::Placement;
use crate::time::{Elapsed, with_timeout};

const INVOCATION_ID: HeaderName = HeaderName::from_static("amz-sdk-invocation-id");
const ATTEMPT: HeaderName = HeaderName::from_static("amz-sdk-request");

impl Call {
    /// Makes one attempt.
    pub(super) async fn attempt(
        &self,
        unsigned: &UnsignedRequest,
        progress: &mut CallProgress,
    ) -> Result<SuccessResponse, Failure> {
        let operation = unsigned.operation;
        let attempt = progress.retries.begin_attempt();
        let max_attempts = progress.retries.max_attempts();
        let trace = AttemptTrace::new(operation, &unsigned.request, attempt, &**self.time());
        let interceptors = Interceptors::new(self, operation, attempt, max_attempts);
        let mut request = unsigned.request.clone();
        if let Some(body) = request.body().restart() {
            *request.body_mut() = body;
        }
        interceptors.before_sign(&mut request);
        let stream = observe_stream(&mut request, None);
        // Loading credentials is shared by calls and may take longer than an attempt, so its timeout begins afterwards.
        progress.is_loading.store(true, Ordering::Relaxed);
        let loaded = unsigned.credentials.as_deref();
        let identity = self.identity_for(operation, loaded).await;
        progress.is_loading.store(false, Ordering::Relaxed);
        progress.sent = attempt;
        let exchange = async {
            let authorization = identity
                .and_then(|found| self.authorize(unsigned, &mut request, Placement::Headers, found))
                .map_err(Failure::fatal)?;
            self.set_client_headers(unsigned, request.headers_mut(), attempt, max_attempts);
            set_length_of_no_body(&mut request);
            let stream = before_send(&interceptors, &mut request, stream);
            #[cfg(feature = "event-stream")]
            let mut events_guard = EventsGuard(stream.clone());
            let connection = Connection {
                is_new: progress.new_connection,
                has_secret: authorization.has_secret,
            };
            let response = self
                .exchange(
                    &trace.span,
                    unsigned,
                    &mut request,
                    stream.as_ref(),
                    connection,
                )
                .await;
            let mut response = match stream {
                Some(stream) => with_stream(response, stream, attempt)?,
                None => response?,
            };
            // The body of the response ends the stream from now on.
            #[cfg(feature = "event-stream")]
            if response.body().is_stream() {
                events_guard.0 = None;
            }
            interceptors.after_receive(&mut response);
            self.classify(unsigned, response, attempt, authorization)
        };
        let timeout = self.options.timeouts.attempt;
        let result = with_timeout(&**self.time(), timeout, pin!(exchange)).await;
        let result = result.unwrap_or_else(|Elapsed(timeout)| {
            let error = timeout_error("an attempt", timeout);
            Err(Failure::new(error, Retryable::Transient))
        });
        let result = result.map_err(|failure| with_attempt(failure, operation, attempt));
        let outcome = result.as_ref().map_err(|failure| &failure.error);
        trace.end(outcome);
        interceptors.after_attempt(outcome.map(|_| ()));
        result
    }

    /// Sets the headers that describe the client and the attempt. As in botocore, the signature does not cover them.
    fn set_client_headers(
        &self,
        unsigned: &UnsignedRequest,
        headers: &mut HeaderMap,
        attempt: u32,
        max_attempts: u32,
    ) {
        // A header that the caller set stays, since the signature covers it.
        headers
            .entry(USER_AGENT)
            .or_insert_with(|| self.handle.0.user_agent_of(unsigned.operation.service));
        #[cfg(feature = "environment")]
        if let Some(trace_id) = self.settings().trace_id.as_ref().and_then(TraceId::header) {
            headers.entry(TRACE_ID).or_insert(trace_id);
        }
        if let Some(id) = &unsigned.invocation_id {
            headers.entry(INVOCATION_ID).or_insert_with(|| id.clone());
        }
        if let Ok(value) = HeaderValue::try_from(format!("attempt={attempt}; max={max_attempts}")) {
            headers.entry(ATTEMPT).or_insert(value);
        }
    }

    /// Classifies a response. After an error that a wrong clock may cause, learns the clock skew; after one that old credentials may
    /// cause, marks them as rejected.
    fn classify(
        &self,
        unsigned: &UnsignedRequest,
        response: Response<Body>,
        attempt: u32,
        authorization: Authorization,
    ) -> Result<SuccessResponse, Failure> {
        let operation = unsigned.operation;
        if response.status().is_success() {
            #[cfg(feature = "xml")]
            if let Some(failure) = parse_hidden_failure(operation, &response, attempt) {
                return Err(failure);
            }
            return Ok(SuccessResponse::new(response, attempt));
        }
        let mut failure = parse_failure(operation, &response, attempt);
        // A request for several regions is never sent to another one.
        if let Some(step) = self.preflight
            && !unsigned.endpoint.has_region_set()
        {
            let region = unsigned.endpoint.signing_region.as_deref();
            failure.error = step
                .preflight
                .with_response_details(failure.error, &response, region);
        }
        let code = failure.error.code().unwrap_or_default();
        // Services reject a token by the status alone.
        let is_unauthorized =
            authorization.has_secret && response.status() == StatusCode::UNAUTHORIZED;
        let is_rejection = is_credentials_code(code) || is_unauthorized;
        if is_skew_code(code) {
            let (skew, now) = (&self.handle.0.skew, self.time().now());
            failure.clock_corrected = skew.learn(response.headers(), authorization.time, now);
        }
        if is_rejection
            // The credentials of a session are not those of the client's provider.
            && unsigned.endpoint.token.is_none()
            && let Some(credentials) = authorization.credentials
            && self.reject_credentials(operation, &credentials)
        {
            failure.rejected_credentials = Some(Box::new(credentials));
        }
        Err(failure)
    }
}

/// Sets `content-length: 0` if a method that has a body is sent without one: some servers, S3 among them, reject a request of unknown length.
/// As in botocore, the signature does not cover it.
fn set_length_of_no_body(request: &mut Request<Body>) {
    let is_empty = request.body().length() == Some(0);
    if is_empty && [Method::POST, Method::PUT, Method::PATCH].contains(request.method()) {
        let headers = request.headers_mut();
        headers.entry(CONTENT_LENGTH).or_insert(0.into());
    }
}

/// The stream of a request without a response whose body is read. Dropping it, when the attempt fails or its future is dropped, ends the stream if it has
/// events.
#[cfg(feature = "event-stream")]
struct EventsGuard(Option<RequestStream>);

#[cfg(feature = "event-stream")]
impl Drop for EventsGuard {
    fn drop(&mut self) {
        if let Some(stream) = &self.0 {
            stream.end_events();
        }
    }
}

/// Observes a streamed body before its events are signed, so that waiting for the credentials of a signature does not count as waiting for the caller.
fn observe_stream(
    request: &mut Request<Body>,
    stream: Option<RequestStream>,
) -> Option<RequestStream> {
    if !request.body().is_stream() {
        return None;
    }
    let stream = stream.or_else(|| request.extensions().get().cloned());
    let stream = stream.unwrap_or_default();
    let body = std::mem::take(request.body_mut());
    *request.body_mut() = stream.observe(body);
    Some(stream)
}

/// Runs the interceptors before sending, and observes the stream that one of them put into the request, around the observed one or in place of it.
fn before_send(
    interceptors: &Interceptors<'_>,
    request: &mut Request<Body>,
    stream: Option<RequestStream>,
) -> Option<RequestStream> {
    let before = stream.is_some().then(|| request.body().clone());
    interceptors.before_send(request);
    if before.is_some_and(|before| before == *request.body()) {
        return stream;
    }
    observe_stream(request, stream)
}

/// Returns the failure of the input's stream, if there is one, in place of its consequence. The stream may still fail while the response is read.
fn with_stream(
    response: Result<Response<Body>, Failure>,
    stream: RequestStream,
    attempt: u32,
) -> Result<Response<Body>, Failure> {
    match response {
        Ok(mut response) if response.body().is_stream() => {
            response.extensions_mut().insert(stream.clone());
            let body = std::mem::take(response.body_mut());
            *response.body_mut() = stream.explain(body, attempt);
            Ok(response)
        }
        Ok(response) => Ok(response),
        Err(consequence) => Err(match stream.take_failure() {
            Some(cause) => Failure::fatal(cause.with_attempts(attempt)),
            None => consequence,
        }),
    }
}

/// Adds the operation and the number of requests sent to a failure: one that cannot be signed was not sent, unless its stream was.
fn with_attempt(failure: Failure, operation: &'static OperationMetadata, attempt: u32) -> Failure {
    let sent = match failure.error.kind() {
        ErrorKind::Credentials | ErrorKind::Endpoint | ErrorKind::InvalidInput => {
            failure.error.attempts().max(attempt - 1)
        }
        _ => attempt,
    };
    let error = failure.error.with_operation(operation.name);
    Failure {
        error: error.with_attempts(sent),
        ..failure
    }
}
