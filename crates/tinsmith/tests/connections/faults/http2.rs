//! Requests and event streams that break in the ways of HTTP/2.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures::stream;
use h2::Reason;
use http::Response;
use tinsmith::codec::json::Json;
use tinsmith::event_stream::{EventInput, EventStream};
use tinsmith::service::{Operation, OperationMetadata, RequestWriter};
use tinsmith::{Error, Handle};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

use super::event_streams::{
    ThingEvent, WatchThingsInput, WatchThingsOutput, assert_created, created,
};
use super::table::{Row, client};

/// The input of an operation that needs HTTP/2.
#[derive(Clone, Debug)]
struct FollowThingsInput;

impl Operation for FollowThingsInput {
    type Output = WatchThingsOutput;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        name: "FollowThings",
        http2: true,
        ..*WatchThingsInput::METADATA
    };

    fn write(&self, _request: &mut RequestWriter<'_>) {}
}

/// The input of an operation with events in both directions.
#[derive(Clone, Debug)]
struct TellThingsInput(EventInput<ThingEvent>);

impl Operation for TellThingsInput {
    type Output = WatchThingsOutput;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        name: "TellThings",
        method: "POST",
        ..*FollowThingsInput::METADATA
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.events::<Json, _>(&Some(self.0.clone()));
    }
}

pub(crate) async fn follow(client: &Handle) -> Result<EventStream<ThingEvent>, Error> {
    let output = client.call().send(FollowThingsInput).await?;
    Ok(output.events)
}

/// A fault of HTTP/2.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Http2Fault {
    /// The stream is reset before the response.
    RefusesStream,
    /// The connection ends with an error before the response.
    GoesAwayAtOnce,
    /// The stream is reset after its first event.
    ResetsStream(Reason),
    /// The connection ends with an error after the first event.
    GoesAway,
    /// The connection takes no other request after the first event, and a second event ends the stream.
    GoesAwayGracefully,
    /// The connection is closed after the first event.
    Closes,
}

/// A loopback server with HTTP/2, whose first requests have a fault each.
pub(crate) struct Http2Server {
    pub(crate) address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    faults: Mutex<VecDeque<Http2Fault>>,
    requests: AtomicUsize,
    /// The notice that the client has read the first event.
    read: Notify,
}

impl Http2Server {
    pub(crate) async fn start(faults: impl IntoIterator<Item = Http2Fault>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            faults: Mutex::new(faults.into_iter().collect()),
            ..Shared::default()
        });
        tokio::spawn({
            let shared = Arc::clone(&shared);
            async move {
                while let Ok((socket, _)) = listener.accept().await {
                    tokio::spawn(serve(socket, Arc::clone(&shared)));
                }
            }
        });
        Self { address, shared }
    }

    fn client(&self) -> Handle {
        client(format!("http://{}", self.address), |config| config)
    }

    fn requests(&self) -> usize {
        self.shared.requests.load(Ordering::SeqCst)
    }
}

async fn serve(socket: TcpStream, shared: Arc<Shared>) {
    let Ok(mut connection) = h2::server::handshake(socket).await else {
        return;
    };
    let mut open = None;
    // A stream that is dropped would be reset.
    let mut kept = Vec::new();
    let event = Bytes::from(created());
    loop {
        tokio::select! {
            exchange = connection.accept() => {
                let Some(Ok((_, mut response))) = exchange else {
                    return;
                };
                shared.requests.fetch_add(1, Ordering::SeqCst);
                let fault = shared.faults.lock().unwrap().pop_front();
                match fault {
                    Some(Http2Fault::RefusesStream) => {
                        response.send_reset(Reason::REFUSED_STREAM);
                        continue;
                    }
                    Some(Http2Fault::GoesAwayAtOnce) => {
                        connection.abrupt_shutdown(Reason::ENHANCE_YOUR_CALM);
                        continue;
                    }
                    _ => (),
                }
                let head = Response::builder().header("x-amzn-requestid", "r-1");
                let mut events = response.send_response(head.body(()).unwrap(), false).unwrap();
                events.send_data(event.clone(), fault.is_none()).unwrap();
                open = fault.map(|fault| (fault, events));
            }
            () = shared.read.notified(), if open.is_some() => {
                let Some((fault, mut events)) = open.take() else {
                    continue;
                };
                match fault {
                    Http2Fault::ResetsStream(reason) => events.send_reset(reason),
                    Http2Fault::GoesAwayGracefully => {
                        connection.graceful_shutdown();
                        events.send_data(event.clone(), true).unwrap();
                    }
                    Http2Fault::Closes => return,
                    _ => connection.abrupt_shutdown(Reason::ENHANCE_YOUR_CALM),
                }
                kept.push(events);
            }
        }
    }
}

/// Checks that the stream has its first event and the error of the row, that no request is sent again, and that the next stream is whole.
async fn breaks(row: Row, fault: Http2Fault) {
    let server = Http2Server::start([fault]).await;
    let client = server.client();
    let mut events = follow(&client).await.unwrap();
    assert_created(events.try_next().await.unwrap());
    server.shared.read.notify_one();
    let error = events.try_next().await.unwrap_err();
    row.describes(&error, server.requests());
    assert_eq!(error.request_id(), Some("r-1"));
    assert!(events.try_next().await.unwrap().is_none());
    is_whole(&client).await;
}

/// Checks that each attempt gets the error of the row, that a retry succeeds if the first attempt breaks, and that the next stream is whole.
async fn breaks_before_the_response(row: Row, fault: Http2Fault) {
    let server = Http2Server::start([fault; 3]).await;
    let client = server.client();
    let error = follow(&client).await.unwrap_err();
    row.matches(&error);
    assert_eq!(server.requests(), 3);
    is_whole(&client).await;
    server.shared.faults.lock().unwrap().push_back(fault);
    is_whole(&client).await;
    assert_eq!(server.requests(), 6);
}

pub(crate) async fn is_whole(client: &Handle) {
    let mut events = follow(client).await.unwrap();
    assert_created(events.try_next().await.unwrap());
    assert!(events.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn a_stream_is_reset_after_an_event() {
    breaks(row!(), Http2Fault::ResetsStream(Reason::INTERNAL_ERROR)).await;
}

#[tokio::test]
async fn a_stream_is_reset_without_an_error() {
    breaks(row!(), Http2Fault::ResetsStream(Reason::NO_ERROR)).await;
}

#[tokio::test]
async fn the_peer_goes_away_with_an_error() {
    breaks(row!(), Http2Fault::GoesAway).await;
}

#[tokio::test]
async fn the_peer_goes_away_gracefully() {
    let server = Http2Server::start([Http2Fault::GoesAwayGracefully]).await;
    let client = server.client();
    let mut events = follow(&client).await.unwrap();
    assert_created(events.try_next().await.unwrap());
    server.shared.read.notify_one();
    assert_created(events.try_next().await.unwrap());
    assert!(events.try_next().await.unwrap().is_none());
    row!().succeeds(server.requests());
    is_whole(&client).await;
}

#[tokio::test]
async fn a_connection_with_a_stream_is_closed() {
    breaks(row!(), Http2Fault::Closes).await;
}

#[tokio::test]
async fn a_stream_is_refused() {
    breaks_before_the_response(row!(), Http2Fault::RefusesStream).await;
}

#[tokio::test]
async fn the_peer_goes_away_before_the_response() {
    breaks_before_the_response(row!(), Http2Fault::GoesAwayAtOnce).await;
}

#[tokio::test]
async fn the_stream_of_the_caller_fails() {
    // The server never closes the connection, since it gets no notice that the event was read.
    let server = Http2Server::start([Http2Fault::Closes]).await;
    let client = server.client();
    let failing = stream::iter([Err(std::io::Error::other("no microphone"))]);
    let input = TellThingsInput(EventInput::from(failing));
    let error = match client.call().send(input).await {
        Err(error) => error,
        Ok(output) => {
            let mut events = output.events;
            loop {
                match events.try_next().await {
                    Ok(event) => assert_created(event),
                    Err(error) => break error,
                }
            }
        }
    };
    row!().matches(&error);
    assert!(!error.is_retryable());
    is_whole(&server.client()).await;
}

#[tokio::test]
async fn the_peer_has_another_version() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut kept = Vec::new();
        while let Ok((mut socket, _)) = listener.accept().await {
            let response = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n";
            socket.write_all(response).await.unwrap();
            kept.push(socket);
        }
    });
    let client = client(url, |config| config);
    let error = follow(&client).await.unwrap_err();
    row!().matches(&error);
    assert!(!error.is_retryable());
}
