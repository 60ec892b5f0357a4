//! Requests whose body is a stream of the caller.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures::{StreamExt, stream};
use http::{Request, Response};
use tinsmith::service::{Operation, OperationMetadata, RequestWriter};
use tinsmith::testing::{ScriptedResponse, ScriptedTransport, TestTime};
use tinsmith::transport::{TransportError, TransportOptions};
use tinsmith::{
    AttemptInfo, Body, BodyError, BoxFuture, Error, ErrorKind, Intercept, Time, Transport,
};

use crate::support::{SERVICE, Upload, call, config, get_thing, start};
use crate::timeouts::Downloaded;

const TIMEOUT: Duration = Duration::from_secs(10);

fn ok() -> ScriptedResponse {
    ScriptedResponse::json(200, r#"{"name":"anvil"}"#)
}

#[tokio::test(start_paused = true)]
async fn a_request_with_a_stream_is_sent_once() {
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::status(503)).respond(ok());
    let pieces = stream::iter(["one ", "two"].map(|piece| Ok::<_, std::io::Error>(piece.into())));
    let error = call(config(&script))
        .send(Upload(Body::from_stream(pieces, None)))
        .await
        .unwrap_err();
    assert_eq!(error.attempts(), 1);
    let requests = script.requests();
    assert_eq!(requests[0].body(), "one two");
    assert_eq!(
        requests[0].headers()["x-amz-content-sha256"],
        "UNSIGNED-PAYLOAD"
    );
    let in_memory = call(config(&script)).send(Upload("one two".into())).await;
    assert_eq!(in_memory.unwrap().name, "anvil");
}

#[tokio::test(start_paused = true)]
async fn a_request_that_may_have_a_body_says_that_it_has_none() {
    let script = ScriptedTransport::new();
    script.respond(ok()).respond(ok()).respond(ok());
    call(config(&script))
        .send(Upload(Body::default()))
        .await
        .unwrap();
    call(config(&script))
        .send(Upload("one".into()))
        .await
        .unwrap();
    get_thing(call(config(&script))).await.unwrap();
    let lengths = Vec::from_iter(script.requests().iter().map(|request| {
        let headers = request.headers();
        let signed = headers["authorization"].to_str().unwrap().to_owned();
        let length = headers.get("content-length").cloned();
        (length, signed.contains("content-length"))
    }));
    // The signature does not cover the length of no body, as in botocore.
    let expected = [
        (Some("0".parse().unwrap()), false),
        (Some("3".parse().unwrap()), true),
        (None, false),
    ];
    assert_eq!(lengths, expected);
}

#[tokio::test(start_paused = true)]
async fn the_read_timeout_does_not_elapse_while_the_caller_s_stream_is_silent() {
    let script = ScriptedTransport::new();
    script.respond(ok());
    let pieces = stream::iter(["one ", "two"]).then(|piece| async move {
        tokio::time::sleep(5 * TIMEOUT).await;
        Ok::<_, std::io::Error>(Bytes::from(piece))
    });
    let slow = Upload(Body::from_stream(pieces, None));
    let call = call(config(&script)).configure(|options| options.read_timeout(TIMEOUT));
    assert_eq!(call.send(slow).await.unwrap().name, "anvil");
    assert_eq!(script.requests()[0].body(), "one two");
}

/// A transport that reads one chunk of the request, and then waits forever, with the request or without.
#[derive(Clone, Copy, Debug)]
struct Stalled {
    drops_request: bool,
}

impl Transport for Stalled {
    fn send(
        &self,
        request: Request<Body>,
        _options: &TransportOptions,
    ) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(async move {
            let mut body = request.into_body();
            let _first = body.try_next().await;
            if self.drops_request {
                let _ = futures::poll!(std::pin::pin!(body.try_next()));
                drop(body);
                return std::future::pending().await;
            }
            let _open = body;
            std::future::pending().await
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_the_transport_does_not_read_or_drops_lets_the_read_timeout_elapse() {
    for drops_request in [false, true] {
        let transport = Stalled { drops_request };
        let time = TestTime::starting_at(start());
        let script = ScriptedTransport::new();
        let config = config(&script).time(time).transport(transport);
        let first = stream::iter([Ok::<_, std::io::Error>(Bytes::from("one"))]);
        let body = Body::from_stream(first.chain(stream::pending()), None);
        let call = call(config).configure(|options| options.read_timeout(TIMEOUT));
        let error = call.send(Upload(body)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
        // The chunk restarts the timeout once.
        assert_eq!(time.monotonic(), 2 * TIMEOUT);
    }
}

/// A transport that takes half of the timeout for each 128 KiB of the request.
#[derive(Clone, Debug, Default)]
struct SlowUplink(Arc<Mutex<Vec<Bytes>>>);

impl Transport for SlowUplink {
    fn send(
        &self,
        request: Request<Body>,
        _options: &TransportOptions,
    ) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(async move {
            assert_eq!(request.body().length(), Some(LARGE as u64));
            assert_eq!(request.headers()["content-length"], LARGE.to_string());
            let mut body = request.into_body();
            let mut sent = Vec::new();
            while let Some(chunk) = body.try_next().await.unwrap() {
                let parts = chunk.len().div_ceil(128 * 1024) as u32;
                tokio::time::sleep(parts * TIMEOUT / 2).await;
                sent.extend_from_slice(&chunk);
            }
            self.0.lock().unwrap().push(sent.into());
            Ok(Response::new(Body::from(r#"{"name":"anvil"}"#)))
        })
    }
}

/// The length of a body whose transmission takes longer than the read timeout.
const LARGE: usize = 2 * 1024 * 1024 + 1;

#[tokio::test(start_paused = true)]
async fn the_read_timeout_does_not_elapse_while_a_large_body_in_memory_is_sent() {
    let content = Bytes::from_iter((0..LARGE).map(|index| (index % 251) as u8));
    let in_memory = Body::from(content.clone());
    for body in [in_memory.clone(), in_memory.with_progress(drop)] {
        let transport = SlowUplink::default();
        let config = config(&ScriptedTransport::new()).transport(transport.clone());
        let call = call(config).configure(|options| options.read_timeout(TIMEOUT));
        assert_eq!(call.send(Upload(body)).await.unwrap().name, "anvil");
        assert_eq!(*transport.0.lock().unwrap(), std::slice::from_ref(&content));
    }
}

#[tokio::test(start_paused = true)]
async fn a_large_body_in_memory_that_the_transport_stops_reading_lets_the_read_timeout_elapse() {
    for drops_request in [false, true] {
        let time = TestTime::starting_at(start());
        let config = config(&ScriptedTransport::new()).time(time);
        let call = call(config.transport(Stalled { drops_request }).max_attempts(1))
            .configure(|options| options.read_timeout(TIMEOUT));
        let error = call.send(Upload(vec![0; LARGE].into())).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
        // The pieces restart the timeout once.
        assert_eq!(time.monotonic(), 2 * TIMEOUT);
    }
}

/// Expects bodies in memory.
#[derive(Debug)]
struct InMemory;

impl Intercept for InMemory {
    fn before_sign(&self, request: &mut Request<Body>, _attempt: &AttemptInfo) {
        assert!(!request.body().is_stream());
    }

    fn before_send(&self, request: &mut Request<Body>, _attempt: &AttemptInfo) {
        assert!(!request.body().is_stream());
    }
}

#[tokio::test(start_paused = true)]
async fn a_large_body_in_memory_is_one_for_interceptors_and_sent_again() {
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::status(503)).respond(ok());
    let content = vec![7; LARGE];
    let upload = Upload(content.clone().into());
    let call = call(config(&script).interceptor(InMemory));
    assert_eq!(call.send(upload).await.unwrap().name, "anvil");
    let requests = script.requests();
    assert_eq!(requests.len(), 2);
    assert!(requests.iter().all(|request| *request.body() == content));
}

/// A transport that reads one chunk of the request, and responds with a body that never arrives.
#[derive(Clone, Copy, Debug)]
struct Silent;

impl Transport for Silent {
    fn send(
        &self,
        request: Request<Body>,
        _options: &TransportOptions,
    ) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(async move {
            let mut body = request.into_body();
            let _first = body.try_next().await;
            let silence = stream::once(async move {
                let _open = body;
                std::future::pending::<Result<Bytes, std::io::Error>>().await
            });
            Ok(Response::new(Body::from_stream(silence, None)))
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_chunk_from_before_the_wait_does_not_restart_the_read_timeout() {
    let time = TestTime::starting_at(start());
    let config = config(&ScriptedTransport::new())
        .time(time)
        .transport(Silent);
    let chunks = stream::iter(["one", "two"].map(|chunk| Ok::<_, std::io::Error>(chunk.into())));
    let call = call(config).configure(|options| options.read_timeout(TIMEOUT));
    let error = call.send(Upload(Body::from_stream(chunks, None))).await;
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Timeout);
    assert_eq!(time.monotonic(), TIMEOUT);
}

#[tokio::test(start_paused = true)]
async fn a_failure_of_the_caller_s_stream_is_neither_one_of_the_connection_nor_retried() {
    let script = ScriptedTransport::new();
    script.respond(ok());
    let upload = Upload(failing());
    let error = call(config(&script)).send(upload).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "Upload: the stream of the input failed: no disk (1 attempt)"
    );
    assert_eq!(error.kind(), ErrorKind::InputStream);
    assert!(error.get_ref().unwrap().is::<std::io::Error>());
    assert!(!error.is_retryable());
}

/// A stream that fails after its first chunk.
fn failing() -> Body {
    let pieces = [
        Ok(Bytes::from("one")),
        Err(std::io::Error::other("no disk")),
    ];
    Body::from_stream(stream::iter(pieces), None)
}

/// Sends another body than the operation wrote.
#[derive(Debug)]
struct OtherBody;

impl Intercept for OtherBody {
    fn before_send(&self, request: &mut Request<Body>, _attempt: &AttemptInfo) {
        *request.body_mut() = failing();
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_an_interceptor_sends_is_one_of_the_caller() {
    let sound = stream::iter([Ok::<_, std::io::Error>("sound".into())]);
    for replaced in [Body::from("text"), Body::from_stream(sound, None)] {
        let script = ScriptedTransport::new();
        script.respond(ok());
        let call = call(config(&script).interceptor(OtherBody));
        let error = call.send(Upload(replaced)).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "Upload: the stream of the input failed: no disk (1 attempt)"
        );
    }
}

/// Sends the chunks of the body in another encoding, which fails.
#[derive(Debug)]
struct Encoded;

impl Intercept for Encoded {
    fn before_send(&self, request: &mut Request<Body>, _attempt: &AttemptInfo) {
        let body = std::mem::take(request.body_mut());
        let encoded = body.map(|chunk| match chunk {
            Ok(chunk) if chunk == "two" => Err(BodyError::new(std::io::Error::other("no code"))),
            other => other,
        });
        *request.body_mut() = Body::from_stream(encoded, None);
    }
}

#[tokio::test(start_paused = true)]
async fn the_failures_of_a_stream_and_of_the_one_around_it_are_those_of_the_caller() {
    for (chunks, problem) in [(["one", "two"], "no code"), (["one", "disk"], "no disk")] {
        let script = ScriptedTransport::new();
        script.respond(ok());
        let chunks = chunks.map(|chunk| match chunk {
            "disk" => Err(std::io::Error::other("no disk")),
            chunk => Ok(chunk.into()),
        });
        let upload = Upload(Body::from_stream(stream::iter(chunks), None));
        let call = call(config(&script).interceptor(Encoded));
        let error = call.send(upload).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("Upload: the stream of the input failed: {problem} (1 attempt)")
        );
        assert!(error.get_ref().unwrap().is::<std::io::Error>());
    }
}

/// An operation whose input and output are streams.
#[derive(Clone, Debug)]
struct Convert(Body);

impl Operation for Convert {
    type Output = Downloaded;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &SERVICE,
        name: "Convert",
        method: "POST",
        streaming_output: true,
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.payload_stream(&Some(self.0.clone()), "application/octet-stream");
    }
}

/// A transport whose response breaks when the request does.
#[derive(Debug)]
struct Echo;

impl Transport for Echo {
    fn send(
        &self,
        request: Request<Body>,
        _options: &TransportOptions,
    ) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        let echo = request.into_body().map(|chunk| chunk.map_err(|_| "reset"));
        Box::pin(async { Ok(Response::new(Body::from_stream(echo, None))) })
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_of_the_caller_s_stream_after_the_head_is_the_error_of_the_body() {
    for has_timeout in [true, false] {
        let call = call(config(&ScriptedTransport::new()).transport(Echo));
        let call = call.configure(|options| options.read_timeout(has_timeout.then_some(TIMEOUT)));
        let mut body = call.send(Convert(failing())).await.unwrap().0;
        assert_eq!(body.try_next().await.unwrap().unwrap(), "one");
        let error = Error::from(body.try_next().await.unwrap_err());
        assert_eq!(
            error.to_string(),
            "the stream of the input failed: no disk (1 attempt)"
        );
        assert_eq!(error.kind(), ErrorKind::InputStream);
        assert!(error.get_ref().unwrap().is::<std::io::Error>());
    }
}
