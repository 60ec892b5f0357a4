//! The connections of HTTP/1.1 of the transport over hyper, and the requests on them.

use std::sync::atomic::Ordering;
use std::time::Duration;

use futures::FutureExt;
use futures::future::join_all;
use http::{Method, Request};
use tinsmith::transport::{HyperTransport, TransportOptions};
use tinsmith::{Body, Transport};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

use crate::sockets::{OK, client, request, respond, server};
use crate::support::get_thing;

/// Sends a request without a body.
async fn send(transport: &HyperTransport, url: &str) -> http::Response<Body> {
    let request = Request::get(url).body(Body::empty()).unwrap();
    let sent = transport.send(request, &TransportOptions::default()).await;
    sent.unwrap()
}

#[tokio::test]
async fn the_path_of_a_request_is_sent_unchanged() {
    let (heads, mut sent) = mpsc::unbounded_channel();
    let serve = move |mut stream: TcpStream, _| {
        let heads = heads.clone();
        async move {
            while let head = request(&mut stream).await?
                && !head.is_empty()
            {
                heads.send(head).unwrap();
                stream.write_all(OK.as_bytes()).await?;
            }
            Ok(())
        }
    };
    let (address, _) = server(serve).await.unwrap();
    let transport = HyperTransport::new();
    for path in [
        "/a/../b",
        "/./a/.//..",
        "/%2e%2E/%41%c3%a9",
        "/a?b=c/../d&e=%20+'",
        "//a//",
        "/",
    ] {
        send(&transport, &format!("http://{address}{path}")).await;
        let head = sent.recv().await.unwrap();
        assert!(
            head.starts_with(&format!("GET {path} HTTP/1.1\r\n")),
            "{head}"
        );
        assert!(head.contains(&format!("\r\nhost: {address}\r\n")), "{head}");
    }
}

#[tokio::test]
async fn bodies_have_their_length_or_chunks() {
    let (heads, mut sent) = mpsc::unbounded_channel();
    let serve = move |mut stream: TcpStream, _| {
        let heads = heads.clone();
        async move {
            let head = request(&mut stream).await?;
            heads.send(head.clone()).unwrap();
            let length = if head.contains("content-length: 4") {
                4
            } else {
                14
            };
            if head.contains("content-length: 4") || head.contains("chunked") {
                stream.read_exact(&mut vec![0; length]).await?;
            }
            stream.write_all(OK.as_bytes()).await
        }
    };
    let (address, _) = server(serve).await.unwrap();
    let transport = HyperTransport::new();
    let chunks = || futures::stream::iter([Ok::<_, std::io::Error>("body".into())]);
    for (method, body, framing) in [
        (Method::GET, Body::empty(), None),
        (Method::PUT, Body::from("body"), Some("content-length: 4")),
        (
            Method::PUT,
            Body::from_stream(chunks(), Some(4)),
            Some("content-length: 4"),
        ),
        (
            Method::PUT,
            Body::from_stream(chunks(), None),
            Some("transfer-encoding: chunked"),
        ),
    ] {
        let request = Request::builder()
            .method(method)
            .uri(format!("http://{address}/"));
        let options = TransportOptions::default();
        let sent_request = transport.send(request.body(body).unwrap(), &options);
        assert_eq!(sent_request.await.unwrap().status(), 200);
        let head = sent.recv().await.unwrap();
        for header in ["content-length: 4", "transfer-encoding: chunked"] {
            assert_eq!(head.contains(header), framing == Some(header), "{head}");
        }
    }
}

#[tokio::test]
async fn connect_timeouts_share_a_connection_and_a_retry_adds_one() {
    const UNAVAILABLE: &str = "HTTP/1.1 503 Unavailable\r\ncontent-length: 0\r\n\r\n";
    // The third response on the first connection is an error.
    let serve = |mut stream: TcpStream, connection| async move {
        for number in 0.. {
            if request(&mut stream).await?.is_empty() {
                break;
            }
            let is_error = connection == 0 && number == 2;
            let response = if is_error { UNAVAILABLE } else { OK };
            stream.write_all(response.as_bytes()).await?;
        }
        Ok(())
    };
    let (address, connections) = server(serve).await.unwrap();
    let client = client(address, |config| config.transport(HyperTransport::new()));
    for seconds in 1..=8 {
        let timeout = Duration::from_secs(seconds);
        let call = client.call();
        let call = call.configure(|options| options.connect_timeout(timeout));
        get_thing(call).await.unwrap();
    }
    assert_eq!(connections.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_connection_without_requests_is_closed_and_its_task_ends() {
    let (closed, mut is_closed) = mpsc::unbounded_channel();
    let serve = move |mut stream: TcpStream, _| {
        let closed = closed.clone();
        async move {
            respond(&mut stream, OK).await?;
            closed.send(()).unwrap();
            Ok(())
        }
    };
    let (address, connections) = server(serve).await.unwrap();
    let tasks = || {
        tokio::runtime::Handle::current()
            .metrics()
            .num_alive_tasks()
    };
    let before = tasks();
    let client = client(address, |config| config.transport(HyperTransport::new()));
    for _ in 0..2 {
        get_thing(client.call()).await.unwrap();
        tokio::time::pause();
        tokio::time::sleep(Duration::from_secs(80)).await;
        tokio::time::resume();
        assert!(is_closed.try_recv().is_err());
    }
    assert_eq!(connections.load(Ordering::SeqCst), 1);
    tokio::time::pause();
    tokio::time::sleep(Duration::from_secs(91)).await;
    tokio::time::resume();
    is_closed.recv().await.unwrap();
    tokio::task::yield_now().await;
    assert_eq!(tasks(), before);
    get_thing(client.call()).await.unwrap();
    assert_eq!(connections.load(Ordering::SeqCst), 2);
    drop(client);
    is_closed.recv().await.unwrap();
    tokio::task::yield_now().await;
    assert_eq!(tasks(), before);
}

#[tokio::test]
async fn a_body_that_is_not_read_closes_its_connection_and_one_that_is_keeps_it() {
    let serve = |mut stream: TcpStream, _| async move { respond(&mut stream, OK).await };
    let (address, connections) = server(serve).await.unwrap();
    let transport = HyperTransport::new();
    let url = format!("http://{address}/");
    for _ in 0..3 {
        let response = send(&transport, &url).await;
        assert_eq!(response.into_body().collect().await.unwrap().len(), 16);
    }
    assert_eq!(connections.load(Ordering::SeqCst), 1);
    drop(send(&transport, &url).await);
    send(&transport, &url).await;
    assert_eq!(connections.load(Ordering::SeqCst), 2);
}

#[test]
fn the_connections_of_a_runtime_that_has_ended_are_not_used() {
    let runtime = || {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        builder.enable_all().build().unwrap()
    };
    let of_server = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let serve = |mut stream: TcpStream, _| async move { respond(&mut stream, OK).await };
    let (address, connections) = of_server.block_on(server(serve)).unwrap();
    let client = client(address, |config| config.transport(HyperTransport::new()));
    for number in 1..=3 {
        runtime().block_on(async {
            for _ in 0..2 {
                get_thing(client.call()).await.unwrap();
            }
        });
        assert_eq!(connections.load(Ordering::SeqCst), number);
    }
}

#[tokio::test]
async fn a_request_on_a_connection_that_is_closed_meanwhile_is_sent_on_another() {
    // The reads of so many closed connections use up the budget of a task of tokio, so that the next one is taken for open, and its end
    // is read only when the request is in it.
    const CONNECTIONS: usize = 140;
    let (close, is_closing) = tokio::sync::watch::channel(false);
    let serve = move |mut stream: TcpStream, number| {
        let mut is_closing = is_closing.clone();
        async move {
            if number >= CONNECTIONS {
                return respond(&mut stream, OK).await;
            }
            request(&mut stream).await?;
            stream.write_all(OK.as_bytes()).await?;
            let _ = is_closing.wait_for(|is_closing| *is_closing).await;
            Ok(())
        }
    };
    let (address, connections) = server(serve).await.unwrap();
    let transport = HyperTransport::new();
    let url = format!("http://{address}/");
    let responses = join_all((0..CONNECTIONS).map(|_| send(&transport, &url))).await;
    for response in responses {
        response.into_body().collect().await.unwrap();
    }
    assert_eq!(connections.load(Ordering::SeqCst), CONNECTIONS);
    close.send(true).unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let sent = tokio::time::timeout(Duration::from_secs(20), send(&transport, &url)).await;
    assert_eq!(sent.unwrap().status(), 200);
    assert_eq!(connections.load(Ordering::SeqCst), CONNECTIONS + 1);
}

#[test]
fn a_connection_expires_while_its_runtime_does_not_run() {
    let of_server = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let serve = |mut stream: TcpStream, _| async move { respond(&mut stream, OK).await };
    let (address, connections) = of_server.block_on(server(serve)).unwrap();
    let client = client(address, |config| config.transport(HyperTransport::new()));
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build().unwrap();
    for (seconds, expected) in [(0, 1), (80, 1), (91, 2)] {
        runtime.block_on(async {
            tokio::time::pause();
            // Nothing else runs in between, because it is polled once.
            let _ = tokio::time::advance(Duration::from_secs(seconds)).now_or_never();
            tokio::time::resume();
            get_thing(client.call()).await.unwrap();
        });
        assert_eq!(connections.load(Ordering::SeqCst), expected);
    }
}
