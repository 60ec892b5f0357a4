//! Attempts, until one brings an answer or none is left.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use http::header::{HeaderName, HeaderValue, USER_AGENT};
use http::uri::Authority;
use http::{HeaderMap, Request, Response};
use tracing::{Instrument, Span};

use super::Call;
use super::answer::{Answer, Failure, judge, quotable};
use super::auth::is_direct;
use super::hooks::Hooks;
use super::prepare::Prepared;
use super::throttling::{self, Throttled};
use super::trace;
use super::watched::{ReadTimedOut, counted, with_read_timeout};
use crate::error::{Chain, Error, ErrorKind};
use crate::http::body::{Body, BodyError, BodyTooLarge};
use crate::http::request::{InvalidInput, RequestParts};
use crate::http::transport::{Transport, TransportError, TransportErrorKind, TransportOptions};
use crate::protocol::service::{OperationMetadata, Retryable};
use crate::random;
use crate::retry::{RetryCost, backoff, is_refusal_code};
use crate::sign::Placement;
use crate::time::{Elapsed, limited};
use crate::waiter::Schedule;

const INVOCATION_ID: HeaderName = HeaderName::from_static("amz-sdk-invocation-id");
const ATTEMPT: HeaderName = HeaderName::from_static("amz-sdk-request");

impl Call {
    pub(super) async fn run(
        &self,
        operation: &'static OperationMetadata,
        parts: Result<RequestParts, InvalidInput>,
    ) -> Result<Answer, Error> {
        let mut prepared = self.prepare(operation, parts)?;
        prepared.invocation_id = HeaderValue::try_from(random::uuid()).ok();
        let mut attempts = 0;
        let limit = self.options.timeouts.operation;
        // By a pointer, here and below: by value, the future of a call would hold what it waits for twice, and be moved with it.
        let result = limited(
            &**self.time(),
            limit,
            pin!(self.attempts(&prepared, &mut attempts)),
        )
        .await;
        result.unwrap_or_else(|Elapsed(limit)| {
            let error = timed_out("the call", limit).with_operation(operation.name);
            Err(error
                .with_attempts(attempts)
                .with_retryable(Retryable::Transient))
        })
    }

    async fn attempts(&self, prepared: &Prepared, attempts: &mut u32) -> Result<Answer, Error> {
        let shared = &*self.handle.0;
        let start = self.time().monotonic();
        let mut max = if prepared.request.body().is_stream() {
            1
        } else {
            self.options.max_attempts
        };
        let mut last_cost = None;
        let mut clock_was_set = false;
        let mut credentials_were_renewed = false;
        // Retries with back-off; those after setting the clock and with other credentials need none.
        let mut retries = 0;
        let mut waits = 0;
        loop {
            self.keep_rate().await;
            *attempts += 1;
            let result = self.attempt(prepared, *attempts, max).await;
            self.adjust_rate(&result);
            let mut failure = match result {
                Ok(answer) => {
                    shared.quota.give_back(last_cost);
                    return Ok(answer);
                }
                Err(failure) => failure,
            };
            if failure.retry == Retryable::Throttling
                && let Some(schedule) = self.throttling_schedule(prepared)
            {
                waits += 1;
                let elapsed = self.time().monotonic().saturating_sub(start);
                let error = &failure.error;
                let next = schedule.delay(waits, elapsed, self.random(), error.retry_after());
                if let Some(on_throttling) = &self.options.on_throttling {
                    on_throttling(&Throttled {
                        number: waits,
                        elapsed,
                        error,
                        next,
                    });
                }
                let Some(wait) = next else {
                    return Err(failure.error);
                };
                trace::retrying(&failure.error, wait);
                self.time().sleep(wait).await;
                // What is waited out counts neither as a retry nor against the client's quota.
                max = max.saturating_add(1);
                continue;
            }
            if *attempts >= max {
                return Err(failure.error);
            }
            if failure.clock_was_wrong && !clock_was_set {
                clock_was_set = true;
                trace::retrying(&failure.error, Duration::ZERO);
                continue;
            }
            if let Some(refused) = &failure.refused
                && !credentials_were_renewed
            {
                match self.has_others_than(refused).await {
                    Ok(true) => {
                        credentials_were_renewed = true;
                        trace::retrying(&failure.error, Duration::ZERO);
                        continue;
                    }
                    Ok(false) => {}
                    Err(problem) => failure.error = failure.error.with_failed_renewal(&problem),
                }
            }
            if failure.retry == Retryable::No {
                return Err(failure.error);
            }
            let cost = RetryCost::of(failure.retry);
            if !shared.quota.take(cost) {
                return Err(failure.error.with_quota_exhausted());
            }
            last_cost = Some(cost);
            let asked = failure.error.retry_after();
            let wait = backoff(retries, failure.retry, self.random(), asked);
            trace::retrying(&failure.error, wait);
            self.time().sleep(wait).await;
            retries += 1;
        }
    }

    /// In adaptive mode, waits until the client may send.
    async fn keep_rate(&self) {
        if let Some(rate) = &self.handle.0.rate {
            rate.acquire(&**self.time()).await;
        }
    }

    fn adjust_rate(&self, result: &Result<Answer, Failure>) {
        if let Some(rate) = &self.handle.0.rate {
            let throttled =
                matches!(result, Err(failure) if failure.retry == Retryable::Throttling);
            rate.answered(self.time().monotonic(), throttled);
        }
    }

    /// When to ask again after throttling, if the caller wants it waited out. A streamed body cannot be sent again.
    fn throttling_schedule(&self, prepared: &Prepared) -> Option<Schedule> {
        let max_wait = self.options.throttling_wait?;
        (!prepared.request.body().is_stream()).then_some(throttling::schedule(max_wait))
    }

    /// One attempt, signed afresh.
    async fn attempt(
        &self,
        prepared: &Prepared,
        attempt: u32,
        max: u32,
    ) -> Result<Answer, Failure> {
        let time = &**self.time();
        let span = trace::attempt(&prepared.request, attempt);
        let hooks = Hooks::new(self, prepared.operation, attempt, max);
        let mut request = prepared.request.clone();
        hooks.before_sign(&mut request);
        // However long they take to get, the attempt begins after them.
        let credentials = self.credentials_for(prepared.operation).await;
        let exchange = async {
            let signed = credentials
                .and_then(|found| self.authorize(prepared, &mut request, Placement::Headers, found))
                .map_err(Failure::of)?;
            self.introduce(prepared, request.headers_mut(), attempt, max);
            hooks.before_send(&mut request);
            let mut response = self.exchange(&span, prepared.operation, request).await?;
            hooks.after_receive(&mut response);
            judge(prepared.operation, response, attempt).map_err(|failure| {
                let skew = &self.handle.0.skew;
                let clock_was_wrong = failure
                    .skew
                    .as_ref()
                    .is_some_and(|headers| skew.learn(headers, signed.time, time.now()));
                let is_refusal = failure.error.code().is_some_and(is_refusal_code);
                let refused = signed.credentials;
                Failure {
                    clock_was_wrong,
                    refused: refused
                        .filter(|used| is_refusal && self.refuse(used))
                        .map(Box::new),
                    ..failure
                }
            })
        };
        let result = limited(time, self.options.timeouts.attempt, pin!(exchange)).await;
        let failure = match result {
            Ok(Ok(answer)) => {
                trace::attempted(&span, Ok(&answer));
                hooks.after_attempt(Ok(()));
                return Ok(answer);
            }
            Ok(Err(failure)) => failure,
            Err(Elapsed(limit)) => {
                Failure::new(timed_out("an attempt", limit), Retryable::Transient)
            }
        };
        // What cannot be signed was not sent.
        let sent = match failure.error.kind() {
            ErrorKind::Credentials | ErrorKind::Endpoint | ErrorKind::InvalidInput => attempt - 1,
            _ => attempt,
        };
        let error = failure.error.with_operation(prepared.operation.name);
        let error = error.with_attempts(sent);
        trace::attempted(&span, Err(&error));
        hooks.after_attempt(Err(&error));
        Err(Failure { error, ..failure })
    }

    /// Says who calls, and which attempt this is. As with botocore, no signature covers it, and none has to be computed over it.
    fn introduce(&self, prepared: &Prepared, headers: &mut HeaderMap, attempt: u32, max: u32) {
        // Those that the caller has set stay: the signature covers them.
        headers
            .entry(USER_AGENT)
            .or_insert_with(|| self.handle.0.user_agent.clone());
        if let Some(id) = &prepared.invocation_id {
            headers.entry(INVOCATION_ID).or_insert_with(|| id.clone());
        }
        if let Ok(value) = HeaderValue::try_from(format!("attempt={attempt}; max={max}")) {
            headers.entry(ATTEMPT).or_insert(value);
        }
    }

    /// Sends a request and reads what is to be read of the answer.
    async fn exchange(
        &self,
        span: &Span,
        operation: &'static OperationMetadata,
        request: Request<Body>,
    ) -> Result<Response<Body>, Failure> {
        let transport = self.settings().transport.as_deref().ok_or_else(|| {
            Failure::of(Error::new(
                ErrorKind::Connection,
                "no transport is set, and the feature `reqwest` is off",
            ))
        })?;
        let (head, body) = self
            .send_request(span, transport, operation, request)
            .await?
            .into_parts();
        let body = match self.options.timeouts.read {
            Some(limit) if body.is_stream() => {
                with_read_timeout(body, limit, Arc::clone(self.time()))
            }
            _ => body,
        };
        if operation.streaming_output && head.status.is_success() {
            return Ok(Response::from_parts(head, body));
        }
        match body.collect_or_begin(self.options.max_response_bytes).await {
            Ok(bytes) => Ok(Response::from_parts(head, bytes.into())),
            Err((error, beginning)) => {
                let failure = broken_body(error);
                let error = failure.error.with_head(head.status, &head.headers);
                Err(Failure {
                    error: error.with_body(quotable(operation, &beginning.into())),
                    ..failure
                })
            }
        }
    }

    /// Waits for the head of the answer. Taking a piece of a streamed body counts as a sign of life.
    async fn send_request(
        &self,
        span: &Span,
        transport: &dyn Transport,
        operation: &'static OperationMetadata,
        request: Request<Body>,
    ) -> Result<Response<Body>, Failure> {
        let options = TransportOptions {
            connect_timeout: self.options.timeouts.connect,
            direct: is_direct(operation, request.uri()),
            operation: Some(operation.name),
        };
        let pieces = Arc::new(AtomicU64::new(0));
        let peer = request.uri().authority().cloned();
        let request = request.map(|body| {
            if body.is_stream() {
                counted(body, Arc::clone(&pieces))
            } else {
                body
            }
        });
        let mut sending = pin!(transport.send(request, &options).instrument(span.clone()));
        loop {
            let before = pieces.load(Ordering::Relaxed);
            match limited(&**self.time(), self.options.timeouts.read, sending.as_mut()).await {
                Ok(result) => return result.map_err(|error| unanswered(peer.as_ref(), error)),
                Err(Elapsed(_)) if pieces.load(Ordering::Relaxed) != before => {}
                Err(Elapsed(limit)) => {
                    return Err(Failure::new(
                        timed_out("waiting for the service's answer", limit),
                        Retryable::Transient,
                    ));
                }
            }
        }
    }
}

fn timed_out(what: &str, limit: Duration) -> Error {
    Error::new(
        ErrorKind::Timeout,
        format!("{what} took longer than {limit:?}"),
    )
}

/// The failure of a transport before there was an answer. Host and port are no secret, unlike the rest of the URL.
fn unanswered(peer: Option<&Authority>, error: TransportError) -> Failure {
    let port = peer
        .and_then(Authority::port_u16)
        .map(|port| format!(":{port}"));
    let host = peer.map_or("the service", Authority::host);
    let message = format!("no answer from {host}{}: {error}", port.unwrap_or_default());
    broken(error, message)
}

/// The failure of a transport.
fn broken(error: TransportError, message: String) -> Failure {
    let (kind, retry) = match error.kind() {
        TransportErrorKind::Connection => (ErrorKind::Connection, Retryable::Transient),
        TransportErrorKind::Timeout => (ErrorKind::Timeout, Retryable::Transient),
        TransportErrorKind::Unsendable => (ErrorKind::Connection, Retryable::No),
    };
    Failure::new(Error::new(kind, message).with_inner(error), retry)
}

/// The failure of reading an answer.
fn broken_body(error: BodyError) -> Failure {
    let error = match error.downcast::<TransportError>() {
        Ok(error) => {
            let message = error.to_string();
            return broken(*error, message);
        }
        Err(error) => error,
    };
    let message = Chain(&*error).to_string();
    let (kind, retry) = if error.is::<BodyTooLarge>() {
        (ErrorKind::BadResponse, Retryable::No)
    } else if error.is::<ReadTimedOut>() {
        (ErrorKind::Timeout, Retryable::Transient)
    } else {
        (ErrorKind::Connection, Retryable::Transient)
    };
    Failure::new(Error::new(kind, message).with_inner(error), retry)
}
