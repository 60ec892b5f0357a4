//! Peers with invalid certificates.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tempfile::TempDir;
use tinsmith::{ConfigBuilder, Handle};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::table::{self, get};
use crate::server::{Fault, Server, Wire};

impl Wire for TlsStream<TcpStream> {
    fn will_reset(&self) -> io::Result<()> {
        self.get_ref().0.set_zero_linger()
    }
}

/// A certificate authority, and a directory with its certificate.
struct Authority(CertifiedIssuer<'static, KeyPair>, TempDir);

impl Authority {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let name = directory.path().display().to_string();
        params.distinguished_name.push(DnType::CommonName, name);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        std::fs::write(directory.path().join("ca.pem"), issuer.pem()).unwrap();
        Self(issuer, directory)
    }

    /// Creates a client that trusts no other authority.
    fn client(&self, server: &Server, set: impl FnOnce(ConfigBuilder) -> ConfigBuilder) -> Handle {
        let bundle = self.1.path().join("ca.pem");
        let url = format!("https://{}", server.address());
        table::client_of_authorities(url, Some(&bundle), set)
    }

    /// Creates a server with a certificate for this name.
    async fn server(&self, name: &str, set: impl FnOnce(&mut CertificateParams)) -> Server {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        set(&mut params);
        let certificate = params.signed_by(&key, &self.0).unwrap();
        let chain: Vec<CertificateDer<'static>> = vec![certificate.der().clone()];
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Server::over(listener, move |stream, plan| {
            let acceptor = acceptor.clone();
            async move { plan.serve(acceptor.accept(stream).await?).await }
        })
        .unwrap()
    }
}

#[tokio::test]
async fn the_peer_has_the_right_name() {
    let authority = Authority::new();
    let server = authority.server("127.0.0.1", |_| {}).await;
    let client = authority.client(&server, |config| config);
    for _ in 0..3 {
        assert_eq!(get(&client, "t-1").await.unwrap(), "t-1");
    }
    row!().succeeds(server.requests() / 3);
    assert_eq!(server.connections(), 1);
}

/// Checks that a client sends nothing to an imposter, and succeeds with the real server afterwards.
async fn rejects_imposter(
    row: table::Row,
    client: Handle,
    imposter: Server,
    authority: &Authority,
) {
    let error = get(&client, "t-1").await.unwrap_err();
    row.matches(&error);
    assert_eq!(imposter.requests(), 0);
    let server = authority.server("127.0.0.1", |_| {}).await;
    let url = format!("https://{}", server.address());
    let call = client.call().configure(|options| options.endpoint_url(url));
    let output = call.send(crate::support::GetThingInput::new("t-2")).await;
    assert_eq!(output.unwrap().name, "t-2");
}

#[tokio::test]
async fn the_peer_has_a_wrong_name() {
    let authority = Authority::new();
    let imposter = authority.server("elsewhere.example", |_| {}).await;
    let client = authority.client(&imposter, |config| config);
    rejects_imposter(row!(), client, imposter, &authority).await;
}

#[tokio::test]
async fn the_peers_authority_is_unknown() {
    let authority = Authority::new();
    let imposter = Authority::new().server("127.0.0.1", |_| {}).await;
    let client = authority.client(&imposter, |config| config);
    rejects_imposter(row!(), client, imposter, &authority).await;
}

#[tokio::test]
async fn the_peers_certificate_has_expired() {
    let authority = Authority::new();
    let expired = |params: &mut CertificateParams| {
        params.not_before = date_time_ymd(2001, 1, 1);
        params.not_after = date_time_ymd(2002, 1, 1);
    };
    let imposter = authority.server("127.0.0.1", expired).await;
    let client = authority.client(&imposter, |config| config);
    rejects_imposter(row!(), client, imposter, &authority).await;
}

#[tokio::test]
async fn the_peer_does_not_speak_tls() {
    let authority = Authority::new();
    let imposter = Server::start().await.unwrap();
    imposter.breaks(
        Fault::sends("HTTP/1.1 400 Bad Request\r\n\r\n")
            .at_once()
            .then_closes(),
    );
    let client = authority.client(&imposter, |config| config);
    row!().matches(&get(&client, "t-1").await.unwrap_err());
    assert_eq!(imposter.requests(), 3);
}

#[tokio::test]
async fn the_peer_falls_silent_in_the_handshake() {
    let authority = Authority::new();
    let imposter = Server::start().await.unwrap();
    imposter.breaks(Fault::sends_nothing().at_once().then_is_silent());
    let client = authority.client(&imposter, |config| {
        config.connect_timeout(Duration::from_millis(100))
    });
    row!().matches(&get(&client, "t-1").await.unwrap_err());
    assert_eq!(imposter.connections(), 3);
}

#[tokio::test]
async fn an_encrypted_body_is_cut_off() {
    // Without a length, only the peer's `close_notify` distinguishes the end of the body from a truncation by an attacker.
    let authority = Authority::new();
    let server = authority.server("127.0.0.1", |_| {}).await;
    let client = authority.client(&server, |config| config);
    server.breaks(Fault::sends("HTTP/1.1 200 OK\r\n\r\n{\"name\":\"t-1\"}").then_closes());
    row!().matches(&get(&client, "t-1").await.unwrap_err());
    server.heals();
    assert_eq!(get(&client, "t-2").await.unwrap(), "t-2");
}
