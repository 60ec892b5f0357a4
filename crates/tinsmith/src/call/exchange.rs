//! The exchange of one request for one response, within its timeouts and limits.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use http::uri::Authority;
use http::{Request, Response};
use tracing::{Instrument, Span};

use super::Call;
use super::assembly::UnsignedRequest;
use super::authentication::is_direct;
use super::body_failure::{body_failure, transport_failure};
use super::body_progress::set_read_timeout;
use super::compression::decompress;
use super::error_details::describe;
#[cfg(feature = "event-stream")]
use super::event_signing::SignEvents;
use super::outcome::Failure;
#[cfg(feature = "event-stream")]
use super::parse_response::receive_initial_response;
#[cfg(feature = "checksums")]
use crate::checksum::verify;
use crate::error::{Error, ErrorKind, Retryable};
use crate::http::body::{Body, BodyTooLarge};
use crate::http::body_error::BodyError;
use crate::http::request_stream::RequestStream;
use crate::protocol::metadata::OperationMetadata;
use crate::time::{Elapsed, with_timeout};
use crate::transport::{Transport, TransportError, TransportOptions};

/// The number of bytes that are read of an error's body. Code and message come early in it, and no error of a service is that long.
const MAX_ERROR_BYTES: usize = 1024 * 1024;

/// The minimum length of a body whose request has the header `Expect`. Waiting for the interim response takes longer than sending a shorter body
/// that the service then rejects.
#[cfg(feature = "expect-continue")]
const MIN_EXPECT_LENGTH: u64 = 1024 * 1024;

/// The maximum length of a body in memory that a transport gets as bytes. A longer one may take longer to send than the read timeout.
const MAX_UNOBSERVED_LENGTH: usize = 1024 * 1024;

/// The connection that a request needs.
#[derive(Clone, Copy)]
pub(super) struct Connection {
    /// True if it should be a new one.
    pub(super) is_new: bool,
    /// True if the request holds a secret that can be used by everyone who reads it.
    pub(super) has_secret: bool,
}

impl Call {
    /// Sends a request and reads the response, but not a body that is a stream for the caller. `unsigned` is the request before its signature, and
    /// `stream` is the caller's stream in it.
    pub(super) async fn exchange(
        &self,
        span: &Span,
        unsigned: &UnsignedRequest,
        // Borrowed: a future stores an argument twice, and each future around it stores that again.
        request: &mut Request<Body>,
        stream: Option<&RequestStream>,
        connection: Connection,
    ) -> Result<Response<Body>, Failure> {
        let operation = unsigned.operation;
        let transport = self.settings().transport.as_deref().ok_or_else(|| {
            Failure::fatal(Error::new(
                ErrorKind::Connection,
                "no transport: set one by `Config::builder().transport(..)`, or enable the feature `reqwest` or `hyper`",
            ))
        })?;
        #[cfg(feature = "checksums")]
        let checksum = self.validated_checksum(operation, request);
        let options = self.transport_options(operation, request, connection);
        let pieces = observe_bytes(request.body_mut());
        let stream = stream.or(pieces.as_ref());
        let mut response = self
            .send_request(span, transport, operation, request, stream, &options)
            .await?;
        let is_streamed = operation.streaming_output && response.status().is_success();
        if let Some(timeout) = self.options.timeouts.read
            && response.body().is_stream()
        {
            let time = Arc::clone(self.time());
            set_read_timeout(&mut response, is_streamed, stream, timeout, time);
        }
        #[cfg(feature = "resume")]
        if is_streamed {
            self.resume_download(unsigned, &mut response);
        }
        #[cfg(feature = "checksums")]
        if let Some(checksum) = checksum
            && response.status().is_success()
        {
            verify(&mut response, &checksum);
        }
        if is_streamed {
            #[cfg(feature = "event-stream")]
            receive_initial_response(operation, &mut response).await?;
            return Ok(response);
        }
        self.collect(operation, response).await
    }

    fn transport_options(
        &self,
        operation: &OperationMetadata,
        request: &Request<Body>,
        connection: Connection,
    ) -> TransportOptions {
        TransportOptions {
            connect_timeout: self.options.timeouts.connect,
            direct: is_direct(connection.has_secret, request.uri()),
            operation: Some(operation.name),
            new_connection: connection.is_new,
            own_connection: has_events(request),
            http2: operation.http2,
            #[cfg(feature = "expect-continue")]
            expect_continue: self.expect_continue(operation, request.body()),
            #[cfg(not(feature = "expect-continue"))]
            expect_continue: None,
        }
    }

    /// Takes the request, sends it, and waits for the head of the response. The read timeout starts again when it elapses, if the stream in the request
    /// is awaited or has advanced.
    async fn send_request(
        &self,
        span: &Span,
        transport: &dyn Transport,
        operation: &'static OperationMetadata,
        request: &mut Request<Body>,
        stream: Option<&RequestStream>,
        options: &TransportOptions,
    ) -> Result<Response<Body>, Failure> {
        let peer = request.uri().authority().cloned();
        let request = std::mem::take(request);
        let mut sending = pin!(transport.send(request, options).instrument(span.clone()));
        let timeout = self.options.timeouts.read;
        loop {
            let chunks = stream.map_or(0, RequestStream::chunks);
            match with_timeout(&**self.time(), timeout, sending.as_mut()).await {
                Ok(Ok(response)) => return Ok(response),
                Ok(Err(error)) => {
                    let hint = match error.has_dot_segments() {
                        true => dot_segments_hint(operation.uri),
                        false => self.host_prefix_hint(operation, peer.as_ref()).to_owned(),
                    };
                    return Err(no_response(peer.as_ref(), error, &hint));
                }
                Err(Elapsed(_)) if stream.is_some_and(|stream| stream.restarts_timeout(chunks)) => {
                }
                Err(Elapsed(timeout)) => {
                    return Err(Failure::new(
                        timeout_error("waiting for the service's response", timeout),
                        Retryable::Transient,
                    ));
                }
            }
        }
    }

    /// Returns the time for which a large stream waits for `100 Continue`, if the operation uses `Expect: 100-continue`. It takes no more than half of any
    /// timeout, so that none elapses because the peer does not know the header. A body in memory does not wait, as in botocore: it costs nothing to send
    /// it again.
    #[cfg(feature = "expect-continue")]
    fn expect_continue(&self, operation: &OperationMetadata, body: &Body) -> Option<Duration> {
        let is_large = || {
            let length = body.length();
            body.is_stream() && length.is_none_or(|length| length >= MIN_EXPECT_LENGTH)
        };
        if !operation.expect_continue || !is_large() {
            return None;
        }
        let timeouts = &self.options.timeouts;
        let limits = [timeouts.read, timeouts.attempt, timeouts.operation];
        let halves = limits.into_iter().flatten().map(|timeout| timeout / 2);
        timeouts
            .expect_continue
            .map(|wait| halves.fold(wait, Duration::min))
    }

    /// Explains a host that does not exist because the operation's host prefix precedes a custom endpoint.
    fn host_prefix_hint(
        &self,
        operation: &OperationMetadata,
        peer: Option<&Authority>,
    ) -> &'static str {
        let endpoint = self.settings().endpoint_of(operation.service.name);
        // A label in the prefix has another text in the host.
        let prefix = operation.host_prefix.split('{').next().unwrap_or_default();
        let has_prefix = peer.is_some_and(|peer| peer.host().starts_with(prefix));
        let is_explained = endpoint.is_some() && has_prefix && !operation.host_prefix.is_empty();
        match is_explained {
            true if cfg!(feature = "environment") => {
                "; the host begins with the operation's host prefix: AWS_DISABLE_HOST_PREFIX_INJECTION=true or `HostPrefix::Never` removes it"
            }
            true => {
                "; the host begins with the operation's host prefix: `HostPrefix::Never` removes it"
            }
            false => "",
        }
    }

    /// Reads the body into memory. The beginning of an error's body is enough.
    async fn collect(
        &self,
        operation: &'static OperationMetadata,
        response: Response<Body>,
    ) -> Result<Response<Body>, Failure> {
        let is_error = !response.status().is_success();
        let limit = self.options.max_response_bytes;
        let limit = if is_error {
            limit.min(MAX_ERROR_BYTES)
        } else {
            limit
        };
        let (head, body) = response.into_parts();
        let (bytes, problem) = body.collect_prefix(limit).await;
        let mut response = Response::from_parts(head, bytes.into());
        // The beginning of an error's body is decompressed even if the rest is missing. Any other incomplete body is not, since its problem is reported.
        let decompressed = match problem.is_none() || is_error {
            true => decompress(&mut response, limit),
            false => Ok(()),
        };
        let failure = match problem {
            Some(problem) if !(is_error && is_enough_of_error(&problem, operation, &response)) => {
                body_failure(problem)
            }
            _ => match decompressed {
                Ok(()) => return Ok(response),
                Err(error) => Failure::fatal(error),
            },
        };
        let error = describe(failure.error, operation, &response);
        Err(Failure { error, ..failure })
    }
}

/// True if the part of an error's body before this problem is enough: it is long, or it has the code or a name in the model. A service that responds to
/// an upload before the upload ends may close the connection before the rest of the response is read.
#[cold]
fn is_enough_of_error(
    problem: &BodyError,
    operation: &OperationMetadata,
    response: &Response<Body>,
) -> bool {
    if problem.get_ref().is::<BodyTooLarge>() {
        return true;
    }
    let body = response.body().as_bytes().map(AsRef::as_ref);
    let parse_error = operation.service.protocol.parse_error;
    let parsed = parse_error(response.headers(), body.unwrap_or_default());
    let is_modeled = |name: &str| operation.service.error(operation.name, name).is_some();
    parsed.code.is_some() || parsed.name.as_deref().is_some_and(is_modeled)
}

/// True if a request has events, of which a service may accept one stream for each connection.
#[cfg(feature = "event-stream")]
fn has_events(request: &Request<Body>) -> bool {
    SignEvents::is_needed(request)
}

/// Without the feature `event-stream`, no request has events.
#[cfg(not(feature = "event-stream"))]
fn has_events(_request: &Request<Body>) -> bool {
    false
}

/// Replaces a long body in memory by a stream of its pieces, which the transport takes as it sends them, so that they restart the read timeout.
fn observe_bytes(body: &mut Body) -> Option<RequestStream> {
    if body.as_bytes()?.len() <= MAX_UNOBSERVED_LENGTH {
        return None;
    }
    let stream = RequestStream::default();
    *body = stream.observe(std::mem::take(body));
    Some(stream)
}

pub(super) fn timeout_error(subject: &str, timeout: Duration) -> Error {
    Error::new(
        ErrorKind::Timeout,
        format!("{subject} took longer than {timeout:?}"),
    )
}

/// Names the members whose text the dot segments may come from: those of greedy labels, as others have no such segments.
#[cold]
fn dot_segments_hint(template: &str) -> String {
    let mut hint = String::new();
    for part in template.split('{') {
        if let Some((label, _)) = part.split_once("+}") {
            hint.push_str(match hint.is_empty() {
                true => "; they come from the member ",
                false => " or ",
            });
            hint.push_str(label);
        }
    }
    hint
}

/// Creates the failure of a transport before there was a response. Host and port are no secret, unlike the rest of the URL.
fn no_response(peer: Option<&Authority>, error: TransportError, hint: &str) -> Failure {
    let port = peer
        .and_then(Authority::port_u16)
        .map(|port| format!(":{port}"));
    let host = peer.map_or("the service", Authority::host);
    let port = port.unwrap_or_default();
    let message = format!("no response from {host}{port}: {error}{hint}");
    transport_failure(error, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dot_segments_come_from_any_of_the_greedy_labels() {
        for (template, hint) in [
            ("/a/{b}", ""),
            ("/a/{b+}?c", "; they come from the member b"),
            ("/{a}/{b+}/c/{d}/{e+}", "; they come from the member b or e"),
        ] {
            assert_eq!(dot_segments_hint(template), hint, "{template}");
        }
    }
}
