//! Large bodies over hyper, which wait for the interim response `100 Continue`.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use http::Request;
use tinsmith::transport::{HyperTransport, TransportError, TransportErrorKind, TransportOptions};
use tinsmith::{Body, Transport};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{Notify, mpsc};

use crate::sockets::{OK, client, request, server};
use crate::support::LargeUpload;

const CONTINUE: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";
const FORBIDDEN: &str = "HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\n\r\n";
const FAILED: &[u8] = b"HTTP/1.1 417 Expectation Failed\r\ncontent-length: 0\r\n\r\n";
/// A wait that does not elapse.
const LONG: Duration = Duration::from_secs(60);
const LENGTH: usize = 4 * 1024 * 1024;

fn content() -> Vec<u8> {
    (0..LENGTH).map(|index| (index / 1000) as u8).collect()
}

/// Uploads a body that waits.
async fn upload(
    transport: &HyperTransport,
    url: &str,
    body: Body,
    wait: Duration,
) -> Result<http::Response<Body>, TransportError> {
    let mut options = TransportOptions::default();
    options.expect_continue = Some(wait);
    let request = Request::put(url).body(body).unwrap();
    transport.send(request, &options).await
}

/// True if nothing arrives for a while.
async fn is_silent(stream: &TcpStream) -> bool {
    let mut byte = [0];
    let arrives = stream.peek(&mut byte);
    let pause = Duration::from_millis(100);
    tokio::time::timeout(pause, arrives).await.is_err()
}

/// Reads a body, and checks its bytes.
async fn receive(stream: &mut TcpStream) -> std::io::Result<()> {
    let mut body = vec![0; LENGTH];
    stream.read_exact(&mut body).await?;
    assert!(body == content(), "another body arrived");
    Ok(())
}

#[tokio::test]
async fn a_body_is_sent_when_it_is_requested_and_its_connection_is_used_again() {
    let serve = |mut stream: TcpStream, _| async move {
        while let head = request(&mut stream).await?
            && !head.is_empty()
        {
            assert!(head.contains("\r\nexpect: 100-continue\r\n"), "{head}");
            assert!(
                head.contains(&format!("\r\ncontent-length: {LENGTH}\r\n")),
                "{head}"
            );
            assert!(is_silent(&stream).await);
            let other = b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n";
            stream.write_all(other).await?;
            assert!(is_silent(&stream).await);
            stream.write_all(CONTINUE).await?;
            receive(&mut stream).await?;
            stream.write_all(OK.as_bytes()).await?;
        }
        Ok(())
    };
    let (address, connections) = server(serve).await.unwrap();
    let transport = HyperTransport::new();
    let url = format!("http://{address}/");
    let chunks = || futures::stream::iter([Ok::<_, std::io::Error>(content().into())]);
    for body in [
        Body::from(content()),
        Body::from_stream(chunks(), Some(LENGTH as u64)),
        Body::from(content()),
    ] {
        let response = upload(&transport, &url, body, LONG).await.unwrap();
        assert_eq!(response.into_body().collect().await.unwrap().len(), 16);
    }
    assert_eq!(connections.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_body_is_sent_after_the_wait_and_a_late_interim_response_has_no_effect() {
    let wait = Duration::from_millis(300);
    let serve = |mut stream: TcpStream, _| async move {
        while !request(&mut stream).await?.is_empty() {
            receive(&mut stream).await?;
            stream.write_all(CONTINUE).await?;
            stream.write_all(OK.as_bytes()).await?;
        }
        Ok(())
    };
    let (address, connections) = server(serve).await.unwrap();
    let transport = HyperTransport::new();
    for _ in 0..2 {
        let started = Instant::now();
        let url = format!("http://{address}/");
        let sent = upload(&transport, &url, content().into(), wait).await;
        assert_eq!(sent.unwrap().into_body().collect().await.unwrap().len(), 16);
        assert!(started.elapsed() >= wait);
    }
    assert_eq!(connections.load(Ordering::SeqCst), 1);
}

/// The wait elapses between the head of the response and its end.
#[tokio::test]
async fn a_body_is_never_sent_after_a_final_response_and_its_connection_is_closed() {
    let (arrived, mut all_arrived) = mpsc::unbounded_channel();
    let serve = move |mut stream: TcpStream, _| {
        let arrived = arrived.clone();
        async move {
            request(&mut stream).await?;
            stream.write_all(FORBIDDEN.as_bytes()).await?;
            tokio::time::sleep(Duration::from_millis(1500)).await;
            stream.write_all(b"no").await?;
            let mut rest = Vec::new();
            stream.read_to_end(&mut rest).await?;
            arrived.send(rest.len()).unwrap();
            Ok(())
        }
    };
    let (address, connections) = server(serve).await.unwrap();
    let transport = HyperTransport::new();
    for number in 1..=2 {
        let wait = Duration::from_secs(1);
        let url = format!("http://{address}/");
        let sent = upload(&transport, &url, content().into(), wait).await;
        let response = sent.unwrap();
        assert_eq!(response.status(), 403);
        assert_eq!(response.into_body().collect().await.unwrap(), "no");
        assert_eq!(all_arrived.recv().await, Some(0));
        assert_eq!(connections.load(Ordering::SeqCst), number);
    }
}

/// The thread of the call is busy from before the response until after the wait.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_response_that_arrives_before_the_wait_elapses_precedes_the_body() {
    let wait = Duration::from_secs(1);
    let (arrived, mut head_arrived) = mpsc::unbounded_channel();
    let (received, mut all_received) = mpsc::unbounded_channel();
    let (responded, has_responded) = std::sync::mpsc::channel();
    let is_busy = Arc::new(Notify::new());
    let awaits_busy = Arc::clone(&is_busy);
    let serve = move |mut stream: TcpStream, _| {
        let (arrived, received) = (arrived.clone(), received.clone());
        let (responded, is_busy) = (responded.clone(), Arc::clone(&awaits_busy));
        async move {
            request(&mut stream).await?;
            arrived.send(()).unwrap();
            is_busy.notified().await;
            stream.write_all(FORBIDDEN.as_bytes()).await?;
            responded.send(()).unwrap();
            stream.write_all(b"no").await?;
            let mut rest = Vec::new();
            stream.read_to_end(&mut rest).await?;
            received.send(rest.len()).map_err(std::io::Error::other)
        }
    };
    let (address, _) = server(serve).await.unwrap();
    let transport = HyperTransport::new();
    let url = format!("http://{address}/");
    let sending = async {
        let sent = upload(&transport, &url, content().into(), wait).await;
        let response = sent.unwrap();
        assert_eq!(response.status(), 403);
        assert_eq!(response.into_body().collect().await.unwrap(), "no");
    };
    let busy = async {
        head_arrived.recv().await.unwrap();
        is_busy.notify_one();
        has_responded.recv().unwrap();
        std::thread::sleep(wait);
    };
    tokio::join!(sending, busy);
    assert_eq!(all_received.recv().await, Some(0));
}

#[tokio::test]
async fn an_expectation_that_is_not_supported_is_omitted_and_the_unread_body_sent() {
    let serve = |mut stream: TcpStream, number| async move {
        let head = request(&mut stream).await?;
        assert!(head.starts_with("PUT /key HTTP/1.1\r\n"), "{head}");
        assert!(head.contains("\r\nx-amz-meta-a: b\r\n"), "{head}");
        let expects = head.contains("\r\nexpect: 100-continue\r\n");
        assert_eq!(expects, number == 0);
        if expects {
            return stream.write_all(FAILED).await;
        }
        receive(&mut stream).await?;
        stream.write_all(OK.as_bytes()).await
    };
    let (address, connections) = server(serve).await.unwrap();
    let chunks = futures::stream::iter([Ok::<_, std::io::Error>(content().into())]);
    let body = Body::from_stream(chunks, Some(LENGTH as u64));
    let mut options = TransportOptions::default();
    options.expect_continue = Some(LONG);
    let request = Request::put(format!("http://{address}/key")).header("x-amz-meta-a", "b");
    let request = request.body(body).unwrap();
    let sent = HyperTransport::new().send(request, &options).await;
    assert_eq!(sent.unwrap().status(), 200);
    assert_eq!(connections.load(Ordering::SeqCst), 2);
}

/// The body is partly sent then.
#[tokio::test]
async fn an_expectation_that_fails_after_the_wait_is_a_response() {
    let serve = |mut stream: TcpStream, _| async move {
        request(&mut stream).await?;
        stream.read_u8().await?;
        stream.write_all(FAILED).await?;
        stream.read_to_end(&mut Vec::new()).await.map(drop)
    };
    let (address, connections) = server(serve).await.unwrap();
    let transport = HyperTransport::new();
    let url = format!("http://{address}/");
    let wait = Duration::from_millis(50);
    let sent = upload(&transport, &url, content().into(), wait).await;
    assert_eq!(sent.unwrap().status(), 417);
    assert_eq!(connections.load(Ordering::SeqCst), 1);
}

/// A peer that responds while it reads the body.
#[tokio::test]
async fn a_response_does_not_end_a_body_that_was_requested() {
    let serve = |mut stream: TcpStream, _| async move {
        request(&mut stream).await?;
        stream.write_all(CONTINUE).await?;
        stream.read_u8().await?;
        stream
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n")
            .await?;
        stream.read_exact(&mut vec![0; LENGTH - 1]).await?;
        stream.write_all(b"done").await
    };
    let (address, _) = server(serve).await.unwrap();
    let url = format!("http://{address}/");
    let transport = HyperTransport::new();
    let sent = upload(&transport, &url, content().into(), LONG).await;
    assert_eq!(sent.unwrap().into_body().collect().await.unwrap(), "done");
}

#[tokio::test]
async fn a_connection_that_ends_while_a_body_waits_is_an_error() {
    let serve = |mut stream: TcpStream, _| async move { request(&mut stream).await.map(drop) };
    let (address, _) = server(serve).await.unwrap();
    let url = format!("http://{address}/");
    let transport = HyperTransport::new();
    let sent = upload(&transport, &url, content().into(), LONG).await;
    assert_eq!(sent.unwrap_err().kind(), TransportErrorKind::Connection);
}

#[tokio::test]
async fn a_throttled_upload_is_sent_again_without_its_first_body() {
    const SLOW_DOWN: &str =
        "HTTP/1.1 503 Slow Down\r\nx-amzn-errortype: SlowDown\r\ncontent-length: 0\r\n\r\n";
    let serve = |mut stream: TcpStream, number| async move {
        let head = request(&mut stream).await?;
        assert!(head.contains("\r\nexpect: 100-continue\r\n"), "{head}");
        let signed = head.split("SignedHeaders=").nth(1).unwrap();
        assert!(
            !signed.split(',').next().unwrap().contains("expect"),
            "{head}"
        );
        if number == 0 {
            stream.write_all(SLOW_DOWN.as_bytes()).await?;
            return stream.read_to_end(&mut Vec::new()).await.map(drop);
        }
        stream.write_all(CONTINUE).await?;
        receive(&mut stream).await?;
        stream.write_all(OK.as_bytes()).await
    };
    let (address, connections) = server(serve).await.unwrap();
    let client = client(address, |config| config);
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), content()).unwrap();
    let upload = LargeUpload(Body::from_path(file.path()).await.unwrap());
    assert_eq!(client.call().send(upload).await.unwrap().name, "anvil");
    assert_eq!(connections.load(Ordering::SeqCst), 2);
}
