//! Operations that need HTTP/2, with a client of the caller or over TLS.

use std::sync::Arc;

use tinsmith::transport::ReqwestTransport;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::certificates::{authority, server_config};
use crate::faults::http2::{Http2Server, follow, is_whole};
use crate::faults::table::client;
use crate::reqwest_clients::no_tls;

/// Checks that the versions of the client are the problem, for a server with HTTP/2.
async fn needs_another_client(own: reqwest::ClientBuilder) {
    let server = Http2Server::start([]).await;
    let own = own.tls_backend_preconfigured(no_tls()).build().unwrap();
    let transport = ReqwestTransport::with_client(own);
    let client = client(format!("http://{}", server.address), |config| {
        config.transport(transport)
    });
    let error = follow(&client).await.unwrap_err();
    let expected =
        "the connection of the `reqwest::Client` has HTTP/1.1: create it without `http1_only`";
    assert!(error.to_string().contains(expected), "{error}");
    assert_eq!((error.attempts(), error.is_retryable()), (1, false));
}

#[tokio::test]
async fn a_client_of_the_caller_without_http2_is_named() {
    needs_another_client(reqwest::Client::builder().http1_only()).await;
    needs_another_client(reqwest::Client::builder()).await;
}

#[tokio::test]
async fn a_client_of_the_caller_with_http2_is_used() {
    let server = Http2Server::start([]).await;
    let own = reqwest::Client::builder().http2_prior_knowledge();
    let own = own.tls_backend_preconfigured(no_tls()).build().unwrap();
    let transport = ReqwestTransport::with_client(own);
    let client = client(format!("http://{}", server.address), |config| {
        config.transport(transport)
    });
    is_whole(&client).await;
}

#[tokio::test]
async fn a_frame_of_an_invalid_size_from_a_peer_with_http2_is_a_lost_connection() {
    let authority = authority("known");
    let folder = tempfile::tempdir().unwrap();
    let bundle = folder.path().join("ca.pem");
    std::fs::write(&bundle, authority.pem()).unwrap();
    let mut settings = server_config(&authority);
    settings.alpn_protocols = vec![b"h2".to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(settings));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!(
        "https://localhost:{}",
        listener.local_addr().unwrap().port()
    );
    tokio::spawn(async move {
        let mut kept = Vec::new();
        while let Ok((socket, _)) = listener.accept().await {
            let mut socket = acceptor.accept(socket).await.unwrap();
            let mut preface = [0; 24];
            socket.read_exact(&mut preface).await.unwrap();
            // The head of a frame: its length, its type and flags, and its stream.
            let head = [0xff, 0xff, 0xff, 4, 0, 0, 0, 0, 0];
            socket.write_all(&head).await.unwrap();
            socket.flush().await.unwrap();
            kept.push(socket);
        }
    });
    let client = client(url, |config| config.ca_bundle(bundle));
    let error = follow(&client).await.unwrap_err();
    assert!(
        error.to_string().contains("frame with invalid size"),
        "{error}"
    );
    assert_eq!((error.attempts(), error.is_retryable()), (3, true));
}
