//! The version of HTTP that a client of events in inputs agrees upon in the TLS handshake.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_credential_types::Credentials;
use futures::{StreamExt, stream};
use http::Response;
use tempfile::TempDir;
use tinsmith::{Config, ErrorKind};
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::certificates::{authority, server_config};
use crate::clock::{ConductInput, send_with, tick, ticked};
use crate::transports::over_transport;

/// A loopback server with TLS.
struct Server {
    listener: TcpListener,
    acceptor: TlsAcceptor,
    /// The folder of the certificate that the client trusts.
    _folder: TempDir,
}

impl Server {
    /// Starts a server that supports these protocols, and returns it with the settings of its client.
    async fn start(protocols: &[&str]) -> (Self, Config) {
        let folder = tempfile::tempdir().unwrap();
        let bundle = folder.path().join("ca.pem");
        let authority = authority("known");
        std::fs::write(&bundle, authority.pem()).unwrap();
        let mut tls = server_config(&authority);
        let names = protocols.iter().map(|name| name.as_bytes().to_vec());
        tls.alpn_protocols = names.collect();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let config = over_transport(Config::builder(), Some(&bundle))
            .region("us-west-2")
            .credentials(Credentials::new(
                "AKIDEXAMPLE",
                "secret",
                None,
                None,
                "test",
            ))
            .endpoint_url(format!("https://localhost:{port}"))
            .build();
        let server = Self {
            listener,
            acceptor: TlsAcceptor::from(Arc::new(tls)),
            _folder: folder,
        };
        (server, config)
    }

    /// Accepts a connection, and returns it with the protocol that the handshake has chosen.
    async fn accept(self) -> (TlsStream<TcpStream>, Option<String>) {
        let (socket, _) = self.listener.accept().await.unwrap();
        let stream = self.acceptor.accept(socket).await.unwrap();
        let (_, connection) = stream.get_ref();
        let protocol = connection.alpn_protocol();
        let protocol = protocol.map(|name| String::from_utf8(name.to_vec()).unwrap());
        (stream, protocol)
    }
}

/// Responds to a request over HTTP/2 with an event, and returns the protocol of the connection.
async fn respond(server: Server) -> Option<String> {
    let (stream, protocol) = server.accept().await;
    let mut connection = h2::server::handshake(stream).await.unwrap();
    let (request, mut response) = connection.accept().await.unwrap().unwrap();
    assert_eq!(request.version(), http::Version::HTTP_2);
    let head = Response::builder().header("content-type", "application/vnd.amazon.eventstream");
    let head = head.body(()).unwrap();
    let mut events = response.send_response(head, false).unwrap();
    events.send_data(tick(7).to_bytes(), true).unwrap();
    while connection.accept().await.is_some() {}
    protocol
}

#[tokio::test]
async fn a_peer_that_supports_http_2_over_tls_gets_it() {
    for protocols in [&["h2", "http/1.1"][..], &["h2"]] {
        let (server, config) = Server::start(protocols).await;
        let server = tokio::spawn(respond(server));
        let input = ConductInput::new(stream::iter([ticked(0)]));
        let output = send_with(&config, input, |options| options).await;
        let mut events = output.unwrap().events;
        assert_eq!(events.try_next().await.unwrap(), Some(ticked(7)));
        assert_eq!(events.try_next().await.unwrap(), None);
        drop((events, config));
        assert_eq!(server.await.unwrap().as_deref(), Some("h2"));
    }
}

#[tokio::test]
async fn a_peer_without_http_2_over_tls_gets_no_byte_and_the_error_names_its_version() {
    for (protocols, chosen) in [(&["http/1.1"][..], Some("http/1.1")), (&[], None)] {
        let (server, config) = Server::start(protocols).await;
        let server = tokio::spawn(async move {
            let (mut stream, protocol) = server.accept().await;
            let mut received = Vec::new();
            // The client may close the connection without the end of TLS.
            let _ = stream.read_to_end(&mut received).await;
            (received, protocol)
        });
        let taken = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&taken);
        let events = stream::iter([ticked(0)]).inspect(move |_| {
            count.fetch_add(1, Ordering::Relaxed);
        });
        let output = send_with(&config, ConductInput::new(events), |options| options).await;
        let error = output.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connection, "{error}");
        let expected = "the operation needs HTTP/2, but the connection has HTTP/1.1: ";
        assert!(error.to_string().contains(expected), "{error}");
        assert_eq!(error.attempts(), 1, "{error}");
        assert_eq!(taken.load(Ordering::Relaxed), 0);
        drop(config);
        let (received, protocol) = server.await.unwrap();
        assert!(received.is_empty(), "{}", received.escape_ascii());
        assert_eq!(protocol.as_deref(), chosen);
    }
}
