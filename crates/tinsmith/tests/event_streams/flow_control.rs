//! The flow control of HTTP/2 between the streams of a connection.

use std::time::Duration;

use bytes::Bytes;
use http::Response;
use tinsmith::service::{Operation, OperationMetadata, RequestWriter};
use tinsmith::{Config, Credentials, Handle};
use tokio::net::TcpListener;

use crate::clock::{SERVICE, WatchInput, WatchOutput, tick, ticked};
use crate::transports::over_transport;

/// The number of streams that are not read.
const UNREAD: usize = 12;

/// An operation with events in its output, of a service that has only HTTP/2.
#[derive(Clone, Debug)]
struct ListenInput;

impl Operation for ListenInput {
    type Output = WatchOutput;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        http2: true,
        ..*WatchInput::METADATA
    };

    fn write(&self, _request: &mut RequestWriter<'_>) {}
}

#[tokio::test]
async fn streams_that_are_not_read_do_not_stop_the_others_of_their_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let config = over_transport(Config::builder(), None)
        .region("us-west-2")
        .credentials(Credentials::new(
            "AKIDEXAMPLE",
            "secret",
            None,
            None,
            "test",
        ))
        .endpoint_url(format!("http://{}", listener.local_addr().unwrap()))
        .build();
    tokio::spawn(async move {
        let (socket, _) = listener.accept().await.unwrap();
        let mut connection = h2::server::handshake(socket).await.unwrap();
        let mut streams = Vec::new();
        while let Some(exchange) = connection.accept().await {
            let (_, mut response) = exchange.unwrap();
            let head = Response::builder().body(()).unwrap();
            let mut events = response.send_response(head, false).unwrap();
            let data = match streams.len() < UNREAD {
                true => Bytes::from(vec![0; 4 * 1024 * 1024]),
                false => tick(1).to_bytes(),
            };
            events.send_data(data, false).unwrap();
            streams.push(events);
        }
    });
    // One client, whose requests share a connection because they have no events.
    let handle = Handle::new(&config, &SERVICE);
    let mut unread = Vec::new();
    for _ in 0..UNREAD {
        let output = handle.call().send(ListenInput).await;
        unread.push(output.unwrap());
    }
    // Time for the service to fill the windows.
    tokio::time::sleep(Duration::from_millis(300)).await;
    let output = handle.call().send(ListenInput).await;
    let mut events = output.unwrap().events;
    let next = tokio::time::timeout(Duration::from_secs(20), events.try_next()).await;
    assert_eq!(next.unwrap().unwrap(), Some(ticked(1)));
}
