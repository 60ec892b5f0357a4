//! The transports, against sockets on loopback. Faults on the wire are in `faults`.

use std::error::Error as _;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

#[cfg(feature = "http2")]
use crate::support::GetThingOutput;
use crate::support::{Upload, credentials, get_thing, handle};
use crate::transports::over_transport;
#[cfg(feature = "http2")]
use tinsmith::Body;
use tinsmith::credentials::InstanceMetadata;
#[cfg(feature = "http2")]
use tinsmith::service::{Operation, OperationMetadata, RequestWriter};
use tinsmith::{Config, ConfigBuilder, Environment, Error, ErrorKind, Handle, ProvideCredentials};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub(crate) const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 16\r\n\r\n{\"name\":\"anvil\"}";

/// Creates a server that passes each connection to `serve`, with its number, and counts them.
pub(crate) async fn server<F>(
    serve: impl Fn(TcpStream, usize) -> F + Send + Sync + 'static,
) -> std::io::Result<(SocketAddr, Arc<AtomicUsize>)>
where
    F: Future<Output = std::io::Result<()>> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let connections = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&connections);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, count.fetch_add(1, Ordering::SeqCst)));
        }
    });
    Ok((address, connections))
}

/// Reads one request without a body and returns its head.
pub(crate) async fn request(stream: &mut TcpStream) -> std::io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return Ok(String::new()),
        }
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

/// Creates a server that sends `first` to its first connection and closes it, and serves later ones.
async fn once_bad(first: &'static str) -> std::io::Result<SocketAddr> {
    let serve = move |mut stream: TcpStream, number| async move {
        request(&mut stream).await?;
        stream
            .write_all(if number == 0 { first } else { OK }.as_bytes())
            .await
    };
    Ok(server(serve).await?.0)
}

pub(crate) fn client(
    address: SocketAddr,
    set: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
) -> Handle {
    let config = over_transport(Config::builder(), None)
        .region("us-west-2")
        .credentials(credentials())
        .endpoint_url(format!("http://{address}"));
    handle(set(config.jitter(0.0)))
}

#[expect(clippy::panic, reason = "a helper of tests")]
async fn once(address: SocketAddr) -> Error {
    match get_thing(client(address, |config| config.max_attempts(1)).call()).await {
        Err(error) => error,
        Ok(output) => panic!("{output:?}"),
    }
}

#[tokio::test]
async fn a_request_arrives_signed_and_its_connection_is_used_again() {
    let serve = |mut stream: TcpStream, _| async move {
        loop {
            let head = request(&mut stream).await?;
            if head.is_empty() {
                return Ok(());
            }
            assert!(head.starts_with("GET /things/t-1 HTTP/1.1\r\n"), "{head}");
            assert!(
                head.contains("authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/"),
                "{head}"
            );
            assert!(head.contains("\r\nhost: 127.0.0.1:"), "{head}");
            stream.write_all(OK.as_bytes()).await?;
        }
    };
    let (address, connections) = server(serve).await.unwrap();
    let client = client(address, |config| config);
    for _ in 0..3 {
        assert_eq!(get_thing(client.call()).await.unwrap().name, "anvil");
    }
    assert_eq!(connections.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn ten_megabytes_of_html_are_an_invalid_response_in_a_short_line() {
    let serve = |mut stream: TcpStream, _| async move {
        request(&mut stream).await?;
        let html = "<html> spam ".repeat(900_000);
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\n\r\n",
            html.len()
        );
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(html.as_bytes()).await
    };
    let (address, _) = server(serve).await.unwrap();
    let error = once(address).await;
    assert_eq!(
        (error.kind(), error.status()),
        (ErrorKind::InvalidResponse, Some(200))
    );
    assert!(
        error.to_string().len() < 400 && error.to_string().contains("<html> spam"),
        "{error}"
    );
}

#[tokio::test]
async fn tls_is_set_up_for_https_only_and_an_invalid_bundle_is_reported_with_its_path() {
    let address = once_bad(OK).await.unwrap();
    let bundle = "/nonexistent/bundle.pem";
    let plain = client(address, |config| {
        over_transport(config, Some(bundle.as_ref()))
    });
    assert_eq!(get_thing(plain.call()).await.unwrap().name, "anvil");
    let tls = plain
        .call()
        .configure(|options| options.endpoint_url("https://localhost:1"));
    let error = get_thing(tls).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connection, 1));
    assert!(
        error
            .to_string()
            .contains("the CA bundle /nonexistent/bundle.pem set by the code cannot be used"),
        "{error}"
    );
}

#[tokio::test]
async fn a_dead_metadata_service_is_given_up_at_once_and_a_mute_one_within_two_seconds() {
    let serve = |mut stream: TcpStream, _| async move {
        request(&mut stream).await?;
        request(&mut stream).await.map(drop)
    };
    let (mute, connections) = server(serve).await.unwrap();
    let closed = "127.0.0.1:1".parse().unwrap();
    // The last number leaves room for a loaded host.
    for (address, problem, least, most) in [
        (closed, "Connection refused", 0, 2),
        (mute, "no response within 2s", 2, 10),
    ] {
        let endpoint = format!("http://{address}");
        let name = "AWS_EC2_METADATA_SERVICE_ENDPOINT";
        let environment = Environment::from_iter([(name.to_owned(), endpoint)]);
        let config = over_transport(Config::builder(), None).build();
        let metadata = InstanceMetadata::with_environment(&config, environment);
        let started = Instant::now();
        let error = metadata.provide_credentials().await.unwrap_err();
        let elapsed = started.elapsed().as_secs();
        assert!((least..most).contains(&elapsed), "{elapsed} s");
        let said = error.source().unwrap().to_string();
        assert!(said.contains(problem), "{said}");
    }
    assert_eq!(
        connections.load(Ordering::SeqCst),
        1,
        "it receives one connection"
    );
}

const UNAVAILABLE: &str = "HTTP/1.1 503 Unavailable\r\ncontent-length: 0\r\n\r\n";

/// The length of a body that transports get in pieces.
const LARGE: usize = 4 * 1024 * 1024 + 1;

fn large() -> Vec<u8> {
    (0..LARGE).map(|index| (index % 251) as u8).collect()
}

#[tokio::test]
async fn a_large_body_in_memory_arrives_with_its_length_and_again_in_a_retry() {
    let serve = |mut stream: TcpStream, number| async move {
        let head = request(&mut stream).await?;
        assert!(head.contains("\r\ncontent-length: 4194305\r\n"), "{head}");
        assert!(!head.contains("transfer-encoding"), "{head}");
        let mut body = vec![0; LARGE];
        stream.read_exact(&mut body).await?;
        assert!(body == large(), "other bytes");
        let response = if number == 0 { UNAVAILABLE } else { OK };
        stream.write_all(response.as_bytes()).await
    };
    let (address, connections) = server(serve).await.unwrap();
    let client = client(address, |config| config);
    let output = client.call().send(Upload(large().into())).await.unwrap();
    assert_eq!(output.name, "anvil");
    assert_eq!(connections.load(Ordering::SeqCst), 2);
}

/// The input of an operation that needs HTTP/2.
#[cfg(feature = "http2")]
#[derive(Clone, Debug)]
struct MultiplexedUpload(Body);

#[cfg(feature = "http2")]
impl Operation for MultiplexedUpload {
    type Output = GetThingOutput;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        name: "MultiplexedUpload",
        http2: true,
        ..*Upload::METADATA
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.payload_stream(&Some(self.0.clone()), "application/octet-stream");
    }
}

#[cfg(feature = "http2")]
#[tokio::test]
async fn a_large_body_in_memory_arrives_over_http2_with_its_length() {
    let serve = |stream: TcpStream, _| async move {
        let mut connection = h2::server::handshake(stream).await.unwrap();
        let (request, mut response) = connection.accept().await.unwrap().unwrap();
        // The connection makes progress only while it is polled.
        tokio::spawn(async move { while connection.accept().await.is_some() {} });
        assert_eq!(request.headers()["content-length"], LARGE.to_string());
        let mut body = request.into_body();
        let mut received = Vec::new();
        while let Some(chunk) = body.data().await {
            let chunk = chunk.unwrap();
            received.extend_from_slice(&chunk);
            body.flow_control().release_capacity(chunk.len()).unwrap();
        }
        assert!(received == large(), "other bytes");
        let head = http::Response::new(());
        let mut sent = response.send_response(head, false).unwrap();
        sent.send_data(r#"{"name":"anvil"}"#.into(), true).unwrap();
        Ok(())
    };
    let (address, _) = server(serve).await.unwrap();
    let client = client(address, |config| config);
    let upload = MultiplexedUpload(large().into());
    assert_eq!(client.call().send(upload).await.unwrap().name, "anvil");
}

/// Serves requests on one connection, with the same response.
pub(crate) async fn respond(stream: &mut TcpStream, response: &str) -> std::io::Result<()> {
    while !request(stream).await?.is_empty() {
        stream.write_all(response.as_bytes()).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_retry_after_a_transient_error_does_not_use_the_connection_that_failed() {
    // All requests on the first connection fail, as on one to a broken host behind a load balancer.
    let serve = |mut stream, number| async move {
        let response = if number == 0 { UNAVAILABLE } else { OK };
        respond(&mut stream, response).await
    };
    let (address, connections) = server(serve).await.unwrap();
    let config = over_transport(Config::builder(), None)
        .region("us-west-2")
        .credentials(credentials())
        .endpoint_url(format!("http://{address}"))
        .jitter(0.0);
    let handle = handle(config);
    let output = get_thing(handle.call()).await.unwrap();
    assert_eq!(output.name, "anvil");
    assert_eq!(connections.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_retry_after_throttling_keeps_its_connection() {
    const THROTTLED: &str = "HTTP/1.1 429 Slow Down\r\ncontent-length: 0\r\n\r\n";
    let serve = |mut stream: TcpStream, _| async move {
        request(&mut stream).await?;
        stream.write_all(THROTTLED.as_bytes()).await?;
        respond(&mut stream, OK).await
    };
    let (address, connections) = server(serve).await.unwrap();
    let config = over_transport(Config::builder(), None)
        .region("us-west-2")
        .credentials(credentials())
        .endpoint_url(format!("http://{address}"))
        .jitter(0.0);
    get_thing(handle(config).call()).await.unwrap();
    assert_eq!(connections.load(Ordering::SeqCst), 1);
}
