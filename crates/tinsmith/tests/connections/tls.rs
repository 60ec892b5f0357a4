//! TLS by the feature that is chosen: `rustls`, `native-tls`, or none.

use tinsmith::{Config, Error, ErrorKind};

async fn get(config: tinsmith::ConfigBuilder, url: &str) -> Result<String, Error> {
    let config = config
        .region("us-west-2")
        .credentials(crate::support::credentials())
        .endpoint_url(url)
        .max_attempts(1);
    let thing = crate::support::get_thing(crate::support::call(config)).await?;
    Ok(thing.name)
}

#[cfg(any(feature = "hyper", feature = "rustls", feature = "native-tls"))]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod some {
    use std::sync::Arc;

    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;
    use tokio_rustls::TlsAcceptor;

    use super::*;
    use crate::certificates::{Authority, authority, server_config};
    use crate::transports::over_transport;

    /// Creates a server for `localhost` that responds to every request with a thing, and returns its URL.
    async fn server(authority: &Authority) -> String {
        let acceptor = TlsAcceptor::from(Arc::new(server_config(authority)));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let Ok(mut stream) = acceptor.accept(stream).await else {
                    continue;
                };
                let mut request = [0; 4096];
                if stream.read(&mut request).await.is_ok() {
                    let body = r#"{"name":"lamp"}"#;
                    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}", body.len());
                    let response = format!("{head}\r\nconnection: close\r\n\r\n{body}");
                    let _ = stream.write_all(response.as_bytes()).await;
                    let _ = stream.shutdown().await;
                }
            }
        });
        format!("https://localhost:{port}")
    }

    #[tokio::test]
    async fn a_bundle_may_have_a_byte_order_mark_and_the_labels_of_openssl() {
        let folder = tempfile::tempdir().unwrap();
        let bundle = folder.path().join("ca.pem");
        let known = authority("known");
        let trusted = known
            .pem()
            .replace(" CERTIFICATE-", " TRUSTED CERTIFICATE-");
        let url = server(&known).await;
        for pem in [format!("\u{feff}{}", known.pem()), trusted] {
            std::fs::write(&bundle, pem).unwrap();
            let config = over_transport(Config::builder(), Some(&bundle));
            assert_eq!(get(config, &url).await.unwrap(), "lamp");
        }
    }

    #[tokio::test]
    async fn a_server_of_a_known_authority_is_reached_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let bundle = folder.path().join("ca.pem");
        let known = authority("known");
        std::fs::write(&bundle, known.pem()).unwrap();
        let config = || over_transport(Config::builder(), Some(&bundle));
        let url = server(&known).await;
        assert_eq!(get(config(), &url).await.unwrap(), "lamp");

        let url = server(&authority("unknown")).await;
        let error = get(config(), &url).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connection, "{error}");
        assert!(error.to_string().contains("certificate"), "{error}");
        // The system does not trust it either.
        let config = over_transport(Config::builder(), None);
        let error = get(config, &url).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connection, "{error}");
    }
}

#[cfg(all(
    feature = "reqwest",
    not(any(feature = "hyper", feature = "rustls", feature = "native-tls"))
))]
#[tokio::test]
async fn without_tls_an_https_url_names_the_features_that_bring_it() {
    let error = get(Config::builder(), "https://localhost:1").await;
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connection);
    let expected = "GetThing: no response from localhost:1: https needs the feature `rustls` or `native-tls` (1 attempt)";
    assert_eq!(error.to_string(), expected);
}

#[cfg(not(any(feature = "hyper", feature = "reqwest")))]
#[tokio::test]
async fn without_any_transport_a_call_names_the_feature_that_brings_one() {
    let error = get(Config::builder(), "https://localhost:1").await;
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connection);
    let expected = "GetThing: no transport: set one by `Config::builder().transport(..)`, or enable the feature `reqwest` or `hyper` (1 attempt)";
    assert_eq!(error.to_string(), expected);
}

#[cfg(all(any(feature = "hyper", feature = "rustls"), target_os = "linux"))]
#[test]
fn certificates_that_cannot_be_read_are_an_error_that_names_the_variable() {
    for (variable, value) in [
        ("SSL_CERT_FILE", "/no/such/file"),
        ("SSL_CERT_FILE", "/dev/null"),
        ("SSL_CERT_DIR", "/no/such/directory"),
    ] {
        let output = std::process::Command::new(std::env::current_exe().unwrap())
            .args([
                "tls::an_https_url_prints_its_error",
                "--exact",
                "--ignored",
                "--nocapture",
            ])
            .env_remove("SSL_CERT_FILE")
            .env_remove("SSL_CERT_DIR")
            .env(variable, value)
            .output()
            .unwrap();
        let printed = String::from_utf8_lossy(&output.stdout);
        let expected =
            format!("the certificate authorities of the system (set by {variable}) cannot be used");
        assert!(printed.contains(&expected), "{variable}={value}: {printed}");
    }
}

#[cfg(all(any(feature = "hyper", feature = "rustls"), target_os = "linux"))]
#[tokio::test]
#[ignore = "is run by the test before, in an environment of its making"]
async fn an_https_url_prints_its_error() {
    let config = crate::transports::over_transport(Config::builder().max_attempts(1), None);
    let error = get(config, "https://127.0.0.1:1").await;
    println!("{}", error.unwrap_err());
}
