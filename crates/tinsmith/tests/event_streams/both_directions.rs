//! Events in both directions at once, on a loopback server with HTTP/2 that verifies the signature of every frame.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use aws_credential_types::Credentials;
use bytes::{Bytes, BytesMut};
use futures::channel::{mpsc, oneshot};
use futures::{StreamExt, stream};
use h2::server::SendResponse;
use h2::{RecvStream, SendStream};
use http::request::Parts;
use http::{Request, Response};
use tinsmith::event_stream::EventStream;
use tinsmith::{Blob, Config, ErrorKind, Handle};
use tokio::net::TcpListener;

use crate::clock::{Clock, ConductInput, SERVICE, Sound, Tick, send_with};
use crate::frame_verifier::{FrameVerifier, next_frame};
use crate::transports::over_transport;

pub(crate) const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
/// The bytes that a peer of HTTP/2 accepts before it asks for more.
const WINDOW: usize = 65_535;

/// A loopback server that accepts one request.
pub(crate) struct Server(TcpListener);

impl Server {
    pub(crate) async fn start() -> (Self, Config) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let config = over_transport(Config::builder(), None)
            .region("us-west-2")
            .credentials(Credentials::new("AKIDEXAMPLE", SECRET, None, None, "test"))
            .endpoint_url(format!("http://{}", listener.local_addr().unwrap()))
            .read_timeout(Duration::from_secs(20))
            .build();
        (Self(listener), config)
    }

    /// Accepts the request. The connection is served by a task of its own.
    pub(crate) async fn accept(self) -> (Request<RecvStream>, SendResponse<Bytes>) {
        let (socket, _) = self.0.accept().await.unwrap();
        let mut connection = h2::server::handshake(socket).await.unwrap();
        let exchange = connection.accept().await.unwrap().unwrap();
        tokio::spawn(async move { while connection.accept().await.is_some() {} });
        exchange
    }
}

pub(crate) fn respond(mut response: SendResponse<Bytes>, status: u16) -> SendStream<Bytes> {
    let head = Response::builder()
        .status(status)
        .header("content-type", "application/vnd.amazon.eventstream")
        .header("x-amzn-requestid", "r-1");
    response
        .send_response(head.body(()).unwrap(), false)
        .unwrap()
}

/// The request that an echo has received.
pub(crate) struct Received {
    head: Parts,
    body: BytesMut,
    /// The payloads of the frames, of which the last is empty.
    pub(crate) payloads: Vec<Bytes>,
}

/// Sends each event back as soon as its signature is verified.
pub(crate) async fn echo(server: Server, secret: &'static str) -> Result<Received, String> {
    let (request, response) = server.accept().await;
    let (head, mut body) = request.into_parts();
    let mut received = Received {
        head,
        body: BytesMut::new(),
        payloads: Vec::new(),
    };
    let mut verifier = match FrameVerifier::from_head(&received.head, secret) {
        Ok(verifier) => verifier,
        Err(problem) => {
            let mut events = respond(response, 403);
            events
                .send_data(
                    Bytes::from(r#"{"__type":"InvalidSignatureException"}"#),
                    true,
                )
                .unwrap();
            return Err(problem);
        }
    };
    let mut events = respond(response, 200);
    while let Some(bytes) = body.data().await {
        let bytes = bytes.unwrap();
        body.flow_control().release_capacity(bytes.len()).unwrap();
        received.body.extend_from_slice(&bytes);
        verifier.push(&bytes);
        while let Some(payload) = verifier.next_payload()? {
            if !payload.is_empty() {
                events.send_data(payload.clone(), false).unwrap();
            }
            received.payloads.push(payload);
        }
    }
    events.send_data(Bytes::new(), true).unwrap();
    Ok(received)
}

pub(crate) async fn conduct(config: &Config, input: ConductInput) -> EventStream<Clock> {
    let output = send_with(config, input, |options| options).await;
    output.unwrap().events
}

/// Sends this number of events, each after the one before has come back.
async fn sing(count: i64) -> Received {
    let (server, config) = Server::start().await;
    let server = tokio::spawn(echo(server, SECRET));
    let (sender, receiver) = mpsc::unbounded();
    let mut events = conduct(&config, ConductInput::new(receiver)).await;
    for count in 0..count {
        let event = Clock::Tick(Tick { count });
        sender.unbounded_send(event.clone()).unwrap();
        assert_eq!(events.try_next().await.unwrap(), Some(event));
    }
    drop(sender);
    assert_eq!(events.try_next().await.unwrap(), None);
    server.await.unwrap().unwrap()
}

#[tokio::test]
async fn events_are_received_while_others_are_still_sent() {
    let received = sing(20).await;
    assert_eq!(received.head.version, http::Version::HTTP_2);
    assert_eq!(received.payloads.len(), 21);
    assert!(received.payloads[20].is_empty(), "the stream has no end");
    let before_last = &received.payloads[..20];
    assert!(before_last.iter().all(|payload| !payload.is_empty()));
}

#[tokio::test]
async fn a_stream_without_events_is_its_end_alone() {
    let received = sing(0).await;
    assert_eq!(received.payloads, [Bytes::new()]);
}

#[tokio::test]
async fn the_verifier_rejects_frames_that_are_changed_left_out_or_moved() {
    let received = sing(3).await;
    let mut bytes = received.body;
    let frames: Vec<_> = std::iter::from_fn(|| next_frame(&mut bytes)).collect();
    assert_eq!(frames.len(), 4);
    let verify = |frames: &[Bytes]| {
        let mut verifier = FrameVerifier::from_head(&received.head, SECRET).unwrap();
        verifier.push(&frames.concat());
        while verifier.next_payload()?.is_some() {}
        Ok::<_, String>(())
    };
    assert_eq!(verify(&frames), Ok(()));
    let wrong = Err("the signature of a frame is wrong".to_owned());
    let mut changed = frames.clone();
    let mut frame = changed[1].to_vec();
    // The last digit of the event, before the brace and two checksums.
    let digit = frame.len() - 10;
    assert_eq!(frame[digit], b'1');
    frame[digit] = b'7';
    changed[1] = frame.into();
    assert_eq!(verify(&changed), wrong);
    let mut moved = frames.clone();
    moved.swap(0, 1);
    assert_eq!(verify(&moved), wrong);
    assert_eq!(verify(&frames[1..]), wrong);
    assert_eq!(verify(&[&frames[..2], &frames[3..]].concat()), wrong);
}

#[tokio::test]
async fn a_request_with_another_secret_is_rejected_before_its_events() {
    let (server, config) = Server::start().await;
    let server = tokio::spawn(echo(server, "another"));
    let (_sender, receiver) = mpsc::unbounded::<Clock>();
    let error = send_with(&config, ConductInput::new(receiver), |options| options).await;
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Service, "{error}");
    assert_eq!(error.code(), Some("InvalidSignatureException"));
    let problem = server.await.unwrap().err().unwrap();
    assert_eq!(problem, "the signature of the request is wrong");
}

#[tokio::test]
async fn no_more_events_are_taken_than_the_server_reads() {
    const SAMPLES: usize = 1_000;
    let (server, config) = Server::start().await;
    let taken = Arc::new(AtomicUsize::new(0));
    let sound = Clock::Sound(Sound {
        samples: Blob::from(vec![7; SAMPLES]),
        ..Sound::default()
    });
    let endless = stream::repeat(sound).inspect({
        let taken = Arc::clone(&taken);
        move |_| {
            taken.fetch_add(1, Ordering::Relaxed);
        }
    });
    let server = tokio::spawn(async move {
        let (request, response) = server.accept().await;
        let events = respond(response, 200);
        let mut body = request.into_body();
        fill_window(&mut body, WINDOW).await;
        (body, events)
    });
    let events = conduct(&config, ConductInput::new(endless)).await;
    let (mut body, _events) = server.await.unwrap();
    // Time for events that must not be taken.
    tokio::time::sleep(Duration::from_millis(200)).await;
    let limit = |bytes: usize| bytes / SAMPLES + 2;
    let first = taken.load(Ordering::Relaxed);
    assert!(first <= limit(WINDOW), "{first} events");
    body.flow_control().release_capacity(WINDOW).unwrap();
    fill_window(&mut body, WINDOW).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    let second = taken.load(Ordering::Relaxed);
    assert!(second > first, "{second} events");
    assert!(second <= limit(2 * WINDOW), "{second} events");
    drop(events);
}

/// Amazon Transcribe accepts one stream for each connection.
#[tokio::test]
async fn requests_with_events_have_a_connection_of_their_own() {
    let (Server(listener), config) = Server::start().await;
    let accepts = tokio::spawn(async move {
        let mut exchanges = Vec::new();
        for _ in 0..2 {
            let (socket, _) = listener.accept().await.unwrap();
            let mut builder = h2::server::Builder::new();
            let handshake = builder.max_concurrent_streams(1).handshake(socket);
            let mut connection = handshake.await.unwrap();
            let (request, response) = connection.accept().await.unwrap().unwrap();
            tokio::spawn(async move { while connection.accept().await.is_some() {} });
            exchanges.push((request, respond(response, 200)));
        }
        exchanges
    });
    let handle = Handle::new(&config, &SERVICE);
    let silent = || ConductInput::new(stream::pending::<Clock>());
    let calls = [silent(), silent()].map(|input| handle.call().send(input));
    let outputs = futures::future::join_all(calls);
    let outputs = tokio::time::timeout(Duration::from_secs(5), outputs).await;
    assert!(outputs.unwrap().iter().all(Result::is_ok));
    assert_eq!(accepts.await.unwrap().len(), 2);
}

/// Over HTTP/2, a transport sends the body of a request to its end, whether or not the response is read.
#[tokio::test]
async fn dropping_the_response_ends_the_stream_of_the_input() {
    let tick = |count| Clock::Tick(Tick { count });
    let pause = Duration::from_millis(5);
    let endless = stream::unfold(0, move |count| async move {
        tokio::time::sleep(pause).await;
        Some((tick(count), count + 1))
    });
    let silent = stream::iter([tick(0)]).chain(stream::pending());
    for input in [endless.boxed(), silent.boxed()] {
        let (server, config) = Server::start().await;
        let server = tokio::spawn(echo(server, SECRET));
        let (dropped, end) = oneshot::channel::<()>();
        let input = input.inspect(move |_| assert!(!dropped.is_canceled()));
        let mut events = conduct(&config, ConductInput::new(input)).await;
        assert_eq!(events.try_next().await.unwrap(), Some(tick(0)));
        drop(events);
        let second = Duration::from_secs(1);
        let ended = tokio::time::timeout(second, end).await;
        assert!(ended.is_ok(), "the stream of the input is still there");
        let error = tokio::time::timeout(second, server).await.unwrap();
        assert!(error.is_err(), "the server has seen no reset");
    }
}

/// The peer does not reset the stream of a request that it rejects, and a transport does not poll a body for which the peer has no room.
#[tokio::test]
async fn a_call_that_ends_drops_the_stream_of_the_input() {
    let sound = Clock::Sound(Sound {
        samples: Blob::from(vec![7; 1_000]),
        ..Sound::default()
    });
    for status in [200, 403] {
        let (server, config) = Server::start().await;
        let server = tokio::spawn(async move {
            let (request, response) = server.accept().await;
            let mut events = respond(response, status);
            let mut body = request.into_body();
            fill_window(&mut body, WINDOW).await;
            if status != 200 {
                events.send_data(Bytes::new(), true).unwrap();
            }
            (body, events)
        });
        let (dropped, end) = oneshot::channel::<()>();
        let endless = stream::repeat(sound.clone());
        let endless = endless.inspect(move |_| assert!(!dropped.is_canceled()));
        let output = send_with(&config, ConductInput::new(endless), |options| options).await;
        assert_eq!(output.is_ok(), status == 200);
        let _kept = server.await.unwrap();
        drop(output);
        let ended = tokio::time::timeout(Duration::from_secs(1), end).await;
        assert!(
            ended.is_ok(),
            "{status}: the stream of the input is still there"
        );
    }
}

/// Receives bytes up to the window's limit, without asking for more.
async fn fill_window(body: &mut RecvStream, window: usize) {
    let mut received = 0;
    while received < window {
        received += body.data().await.unwrap().unwrap().len();
    }
    assert_eq!(received, window);
}
