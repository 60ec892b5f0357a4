//! The connections of HTTP/2 of the transport over hyper, which requests share.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures::future::join_all;
use http::{Request, Response};
use tinsmith::transport::{HyperTransport, TransportError, TransportErrorKind, TransportOptions};
use tinsmith::{Body, Transport};
use tokio::net::{TcpSocket, TcpStream};

use crate::runtimes::{runtime, runtime_of_server};
use crate::sockets::server;

/// Creates a server of HTTP/2 that counts its connections. A request for `/slow` has no response.
async fn http2_server() -> (SocketAddr, Arc<AtomicUsize>) {
    let serve = |stream: TcpStream, _| async move {
        let mut connection = h2::server::handshake(stream).await.unwrap();
        // The stream of a response that is dropped would be reset.
        let mut slow = Vec::new();
        while let Some(Ok((request, mut response))) = connection.accept().await {
            match request.uri().path() {
                "/slow" => slow.push(response),
                _ => drop(response.send_response(Response::new(()), true).unwrap()),
            }
        }
        Ok(())
    };
    server(serve).await.unwrap()
}

async fn send(
    transport: &HyperTransport,
    url: &str,
    set: impl FnOnce(&mut TransportOptions),
) -> Result<Response<Body>, TransportError> {
    let mut options = TransportOptions::default();
    options.http2 = true;
    set(&mut options);
    let request = Request::get(url).body(Body::empty()).unwrap();
    transport.send(request, &options).await
}

#[tokio::test]
async fn retries_at_once_share_their_new_connection() {
    let (address, connections) = http2_server().await;
    let transport = HyperTransport::new();
    let url = format!("http://{address}/");
    send(&transport, &url, |_| ()).await.unwrap();
    let retry = |_| send(&transport, &url, |options| options.new_connection = true);
    for retried in join_all((0..20).map(retry)).await {
        assert_eq!(retried.unwrap().status(), 200);
    }
    assert_eq!(connections.load(Ordering::SeqCst), 2);
    send(&transport, &url, |_| ()).await.unwrap();
    assert_eq!(connections.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_request_with_a_connection_of_its_own_shares_none() {
    let (address, connections) = http2_server().await;
    let transport = HyperTransport::new();
    let url = format!("http://{address}/");
    let alone = |_| send(&transport, &url, |options| options.own_connection = true);
    for sent in join_all((0..3).map(alone)).await {
        assert_eq!(sent.unwrap().status(), 200);
    }
    assert_eq!(connections.load(Ordering::SeqCst), 3);
    for _ in 0..2 {
        send(&transport, &url, |_| ()).await.unwrap();
    }
    assert_eq!(connections.load(Ordering::SeqCst), 4);
}

#[tokio::test]
async fn requests_at_once_to_a_peer_that_does_not_accept_fail_within_one_timeout() {
    // Connections beyond a full backlog get no response.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(0).unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    let briefly = Duration::from_millis(100);
    while let Ok(stream) = tokio::time::timeout(briefly, TcpStream::connect(address)).await {
        waiting.push(stream.unwrap());
    }
    let transport = HyperTransport::new();
    let url = format!("http://{address}/");
    let timeout = Some(Duration::from_millis(500));
    let started = Instant::now();
    let request = |_| {
        send(&transport, &url, |options| {
            options.connect_timeout = timeout
        })
    };
    for failed in join_all((0..20).map(request)).await {
        assert_eq!(failed.unwrap_err().kind(), TransportErrorKind::Timeout);
    }
    // One after the other, they would take 10 s.
    assert!(started.elapsed() < Duration::from_secs(5));
}

/// Lets the time pass in steps, after each of which the pings of the connections get their responses.
async fn pass(seconds: u64) {
    for _ in 0..seconds {
        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(1)).await;
        tokio::time::resume();
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_connection_that_is_used_outlives_the_check_of_the_one_before() {
    let (address, connections) = http2_server().await;
    let transport = HyperTransport::new();
    let url = format!("http://{address}/");
    // A request that waits for its response keeps the first connection.
    let slow = tokio::spawn({
        let (transport, url) = (transport.clone(), format!("{url}slow"));
        async move { send(&transport, &url, |_| ()).await.map(drop) }
    });
    pass(5).await;
    let retried = send(&transport, &url, |options| options.new_connection = true).await;
    retried.unwrap();
    assert_eq!(connections.load(Ordering::SeqCst), 2);
    pass(80).await;
    send(&transport, &url, |_| ()).await.unwrap();
    // The first connection is checked after 90 seconds, and the second one five later.
    pass(15).await;
    send(&transport, &url, |_| ()).await.unwrap();
    assert_eq!(connections.load(Ordering::SeqCst), 2);
    // Two checks without a request in between close it.
    pass(200).await;
    send(&transport, &url, |_| ()).await.unwrap();
    assert_eq!(connections.load(Ordering::SeqCst), 3);
    slow.abort();
}

#[test]
fn each_runtime_has_a_connection_of_its_own() {
    let of_server = runtime_of_server();
    let (address, connections) = of_server.block_on(http2_server());
    let transport = HyperTransport::new();
    let url = format!("http://{address}/");
    let (first, second) = (runtime(), runtime());
    for (runtime, expected) in [(&first, 1), (&second, 2), (&first, 2), (&second, 2)] {
        runtime.block_on(async {
            let sent = send(&transport, &url, |_| ());
            let sent = tokio::time::timeout(Duration::from_secs(5), sent).await;
            assert_eq!(sent.unwrap().unwrap().status(), 200);
        });
        assert_eq!(connections.load(Ordering::SeqCst), expected);
    }
}

#[test]
fn a_connection_that_is_closed_while_its_runtime_does_not_run_is_not_used_again() {
    let of_server = runtime_of_server();
    let serve = |stream: TcpStream, _| async move {
        let mut connection = h2::server::handshake(stream).await.unwrap();
        let (_, mut response) = connection.accept().await.unwrap().unwrap();
        response.send_response(Response::new(()), true).unwrap();
        let _ = tokio::time::timeout(Duration::from_millis(100), connection.accept()).await;
        Ok(())
    };
    let (address, connections) = of_server.block_on(server(serve)).unwrap();
    let transport = HyperTransport::new();
    let url = format!("http://{address}/");
    let runtime = runtime();
    for number in 1..=3 {
        let sent = runtime.block_on(send(&transport, &url, |_| ()));
        assert_eq!(sent.unwrap().status(), 200);
        assert_eq!(connections.load(Ordering::SeqCst), number);
        std::thread::sleep(Duration::from_millis(1_200));
    }
}
