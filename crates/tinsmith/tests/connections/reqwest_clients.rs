//! The clients of the transport over reqwest: its own, and one of the caller.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tinsmith::transport::ReqwestTransport;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::sockets::{OK, client, request, server};
use crate::support::{LargeUpload, get_thing};

/// TLS without trusted authorities, since these tests make no connections over TLS.
#[expect(clippy::unwrap_used, reason = "a helper of tests")]
pub(crate) fn no_tls() -> rustls::ClientConfig {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider);
    let config = config.with_safe_default_protocol_versions().unwrap();
    config
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth()
}

#[tokio::test]
async fn a_client_of_the_user_s_brings_its_names_of_hosts_and_its_headers() {
    let serve = |mut stream: TcpStream, _| async move {
        let head = request(&mut stream).await?;
        let is_own =
            head.contains("\r\nhost: management.things.test:") && head.contains("\r\nx-own: 1\r\n");
        let response = if is_own {
            OK
        } else {
            "HTTP/1.1 400 Bad Request\r\n\r\n"
        };
        stream.write_all(response.as_bytes()).await
    };
    let (address, _) = server(serve).await.unwrap();
    let mut headers = http::HeaderMap::new();
    headers.insert("x-own", http::HeaderValue::from_static("1"));
    let own = reqwest::Client::builder()
        .resolve("management.things.test", address)
        .default_headers(headers)
        .tls_backend_preconfigured(no_tls())
        .build()
        .unwrap();
    let client = client(address, |config| {
        config
            .transport(ReqwestTransport::with_client(own))
            .endpoint_url(format!("http://things.test:{}", address.port()))
    });
    assert_eq!(get_thing(client.call()).await.unwrap().name, "anvil");
}

#[tokio::test]
async fn a_retry_on_a_connection_of_its_own_leaves_all_other_connections_in_the_pool() {
    const UNAVAILABLE: &str = "HTTP/1.1 503 Unavailable\r\ncontent-length: 0\r\n\r\n";
    // The second response on the first connection is an error.
    let serve = |mut stream: TcpStream, connection| async move {
        for number in 0.. {
            if request(&mut stream).await?.is_empty() {
                break;
            }
            let is_error = connection == 0 && number == 1;
            let response = if is_error { UNAVAILABLE } else { OK };
            stream.write_all(response.as_bytes()).await?;
        }
        Ok(())
    };
    let (address, connections) = server(serve).await.unwrap();
    let client = client(address, |config| config.transport(ReqwestTransport::new()));
    // As many connect timeouts as the transport keeps clients for.
    let call_with_each_timeout = async || {
        for seconds in 1..=8 {
            let timeout = Duration::from_secs(seconds);
            let call = client.call();
            let call = call.configure(|options| options.connect_timeout(timeout));
            get_thing(call).await.unwrap();
        }
    };
    call_with_each_timeout().await;
    assert_eq!(connections.load(Ordering::SeqCst), 8);
    for _ in 0..2 {
        call_with_each_timeout().await;
        assert_eq!(connections.load(Ordering::SeqCst), 9);
    }
}

/// reqwest has no access to interim responses.
#[tokio::test]
async fn a_large_body_follows_its_head_at_once() {
    const LENGTH: usize = 4 * 1024 * 1024;
    let serve = |mut stream: TcpStream, _| async move {
        let head = request(&mut stream).await?;
        assert!(!head.contains("expect"), "{head}");
        stream.read_exact(&mut vec![0; LENGTH]).await?;
        stream.write_all(OK.as_bytes()).await
    };
    let (address, _) = server(serve).await.unwrap();
    let client = client(address, |config| config.transport(ReqwestTransport::new()));
    let upload = LargeUpload(vec![0; LENGTH].into());
    assert_eq!(client.call().send(upload).await.unwrap().name, "anvil");
}
