//! Proxies that environment variables name, over sockets. The transport reads the variables of its process, so each client runs in a
//! process of its own.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, Mutex};

use crate::support::{GetThingInput, SERVICE};
use crate::transports::over_transport;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tempfile::TempDir;
use tinsmith::credentials::InstanceMetadata;
use tinsmith::{Config, Credentials, Handle, ProvideCredentials};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// The secret that the child process has and must not print.
const SECRETS: [&str; 6] = [
    "secret-access-key",
    "session-token",
    "Signature=",
    "password-of-the-proxy",
    "cGFzc3dvcmQ",
    "AWS4-HMAC",
];

/// Heads of requests, in the order in which they came.
type Heads = Arc<Mutex<Vec<String>>>;

/// A proxy that responds for every service, rejects requests, or opens tunnels to this address.
#[derive(Clone, Copy)]
enum Manner {
    Responds,
    Rejects,
    Tunnels(SocketAddr),
}

async fn read_head(wire: &mut (impl AsyncRead + Unpin)) -> io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(wire.read_u8().await?);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

async fn respond(wire: &mut (impl AsyncWrite + Unpin), name: &str) -> io::Result<()> {
    let body = format!(r#"{{"name":"{name}"}}"#);
    let length = body.len();
    let response = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{body}");
    wire.write_all(response.as_bytes()).await?;
    wire.flush().await
}

/// Creates a server of plain HTTP whose response has its name, and which records the heads of requests.
async fn listen(name: &'static str, manner: Manner) -> (SocketAddr, Heads) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let heads = Heads::default();
    let kept = Arc::clone(&heads);
    let serve = move |mut stream: TcpStream| {
        let heads = Arc::clone(&heads);
        async move {
            loop {
                let head = read_head(&mut stream).await?;
                let is_tunnel = head.starts_with("CONNECT ");
                heads.lock().unwrap().push(head);
                match manner {
                    Manner::Tunnels(to) if is_tunnel => {
                        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
                        let mut peer = TcpStream::connect(to).await?;
                        tokio::io::copy_bidirectional(&mut stream, &mut peer).await?;
                        return Ok::<_, io::Error>(());
                    }
                    Manner::Rejects => {
                        let rejection = "HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n";
                        stream.write_all(rejection.as_bytes()).await?;
                    }
                    _ => respond(&mut stream, name).await?,
                }
            }
        }
    };
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream));
        }
    });
    (address, kept)
}

/// Creates a server of TLS with a certificate for `things.test`. Returns the directory with its authority, too.
async fn listen_with_tls() -> (SocketAddr, Heads, TempDir) {
    let directory = tempfile::tempdir().unwrap();
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    std::fs::write(directory.path().join("ca.pem"), issuer.pem()).unwrap();
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(["management.things.test".to_owned()]).unwrap();
    let certificate = params.signed_by(&key, &issuer).unwrap();
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
    let address = listener.local_addr().unwrap();
    let heads = Heads::default();
    let kept = Arc::clone(&heads);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, heads) = (acceptor.clone(), Arc::clone(&heads));
            tokio::spawn(async move {
                let mut stream = acceptor.accept(stream).await?;
                let head = read_head(&mut stream).await?;
                heads.lock().unwrap().push(head);
                respond(&mut stream, "over TLS").await
            });
        }
    });
    (address, kept, directory)
}

/// Returns the output of a client with these variables that calls this URL.
async fn child(url: &str, variables: &[(&str, &str)]) -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["proxies::a_client", "--exact", "--ignored", "--nocapture"]);
    for scheme in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"] {
        command.env_remove(scheme);
        command.env_remove(scheme.to_lowercase());
    }
    command.env("THINGS_URL", url);
    command.envs(variables.iter().copied());
    let run = tokio::task::spawn_blocking(move || command.output());
    let output = run.await.unwrap().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}");
    said
}

#[tokio::test]
#[ignore = "is run by the other tests, in an environment of their making"]
async fn a_client() {
    let variable = |name: &str| std::env::var(name).ok();
    let token = Some("session-token".to_owned());
    let keys = Credentials::new("AKID", "secret-access-key", token, None, "test");
    let config = Config::builder()
        .region("us-west-2")
        .credentials(keys)
        .endpoint_url(variable("THINGS_URL").unwrap())
        .jitter(0.0);
    let bundle = variable("THINGS_BUNDLE").map(PathBuf::from);
    let config = over_transport(config, bundle.as_deref()).build();
    if variable("THINGS_METADATA").is_some() {
        let found = InstanceMetadata::new(&config).provide_credentials().await;
        println!("metadata: {found:?}");
        return;
    }
    let client = Handle::new(&config, &SERVICE);
    match client.call().send(GetThingInput::new("t-1")).await {
        Ok(output) => println!("response: {}", output.name),
        Err(error) => println!("error: {error} {error:#?} {:#?}", error.get_ref()),
    }
}

#[track_caller]
fn hides_secrets(said: &str) {
    for secret in SECRETS {
        assert!(!said.contains(secret), "{secret} shows in {said}");
    }
}

#[tokio::test]
async fn http_proxy_takes_requests_in_the_clear() {
    for variable in ["HTTP_PROXY", "http_proxy", "ALL_PROXY"] {
        let (proxy, heads) = listen("the proxy", Manner::Responds).await;
        let url = format!("http://user:password-of-the-proxy@{proxy}");
        let said = child("http://things.test", &[(variable, &url)]).await;
        assert!(said.contains("response: the proxy"), "{said}");
        let head = heads.lock().unwrap().concat();
        assert!(
            head.starts_with("GET http://management.things.test/things/t-1 HTTP/1.1\r\n"),
            "{head}"
        );
        // user:password-of-the-proxy
        let password = "proxy-authorization: Basic dXNlcjpwYXNzd29yZC1vZi10aGUtcHJveHk=\r\n";
        assert!(head.contains(password), "{head}");
        assert!(head.contains("host: management.things.test\r\n"), "{head}");
    }
}

#[tokio::test]
async fn https_proxy_makes_tunnels_and_sees_nothing_of_a_request() {
    let (service, requests, authority) = listen_with_tls().await;
    let bundle = authority.path().join("ca.pem");
    let bundle = ("THINGS_BUNDLE", bundle.to_str().unwrap());
    let (proxy, heads) = listen("the proxy", Manner::Tunnels(service)).await;
    let url = format!("http://user:password-of-the-proxy@{proxy}");
    let said = child("https://things.test", &[("HTTPS_PROXY", &url), bundle]).await;
    assert!(said.contains("response: over TLS"), "{said}");
    let head = heads.lock().unwrap().concat();
    assert!(
        head.starts_with("CONNECT management.things.test:443 HTTP/1.1\r\n"),
        "{head}"
    );
    assert!(
        head.to_lowercase().contains("proxy-authorization: basic "),
        "{head}"
    );
    assert!(
        !head.contains("AWS4-HMAC") && !head.contains("session-token"),
        "{head}"
    );
    let request = requests.lock().unwrap().concat();
    assert!(
        request.contains("authorization: AWS4-HMAC-SHA256 "),
        "{request}"
    );
    assert!(
        !request.to_lowercase().contains("proxy-authorization"),
        "{request}"
    );
}

#[tokio::test]
async fn a_proxy_cannot_pass_itself_off_as_the_service() {
    let (_, _, authority) = listen_with_tls().await;
    let (imposter, requests, _other) = listen_with_tls().await;
    let bundle = authority.path().join("ca.pem");
    let bundle = ("THINGS_BUNDLE", bundle.to_str().unwrap());
    let (proxy, _) = listen("the proxy", Manner::Tunnels(imposter)).await;
    let url = format!("http://{proxy}");
    let said = child("https://things.test", &[("HTTPS_PROXY", &url), bundle]).await;
    assert!(said.contains("invalid peer certificate"), "{said}");
    assert!(requests.lock().unwrap().is_empty());
    hides_secrets(&said);
}

#[tokio::test]
async fn no_proxy_names_hosts_that_are_reached_directly() {
    let (service, _) = listen("the service", Manner::Responds).await;
    let (proxy, heads) = listen("the proxy", Manner::Responds).await;
    let by_address = format!("http://{service}");
    let by_name = format!("http://localhost:{}", service.port());
    let proxy = format!("http://{proxy}");
    for (url, hosts, who) in [
        (&by_address, "127.0.0.1", "the service"),
        (&by_address, "things.test, 127.0.0.0/8", "the service"),
        (&by_name, "localhost", "the service"),
        (&by_name, "*", "the service"),
        (&by_address, "things.test", "the proxy"),
        (&by_name, "", "the proxy"),
    ] {
        let said = child(url, &[("HTTP_PROXY", &proxy), ("NO_PROXY", hosts)]).await;
        assert!(
            said.contains(&format!("response: {who}")),
            "{hosts}: {said}"
        );
    }
    assert_eq!(heads.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn errors_of_proxies_carry_no_credentials() {
    let (rejecting, _) = listen("no proxy", Manner::Rejects).await;
    let closed = "127.0.0.1:1".parse().unwrap();
    for (url, proxy, expected) in [
        ("http://things.test", rejecting, "407"),
        (
            "https://things.test",
            rejecting,
            "error: GetThing: no response from management.things.test",
        ),
        ("http://things.test", closed, "Connection refused"),
        ("https://things.test", closed, "Connection refused"),
    ] {
        let proxy = format!("http://user:password-of-the-proxy@{proxy}");
        let said = child(url, &[("HTTP_PROXY", &proxy), ("HTTPS_PROXY", &proxy)]).await;
        assert!(said.contains("error: GetThing: "), "{said}");
        assert!(said.contains(expected), "{said}");
        hides_secrets(&said);
    }
}

#[tokio::test]
async fn the_metadata_service_is_reached_without_a_proxy() {
    let (proxy, heads) = listen("the proxy", Manner::Responds).await;
    let proxy = format!("http://{proxy}");
    let variables = [
        ("HTTP_PROXY", proxy.as_str()),
        ("THINGS_METADATA", "yes"),
        ("AWS_EC2_METADATA_DISABLED", "false"),
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:1"),
    ];
    let said = child("http://things.test", &variables).await;
    assert!(said.contains("metadata: Err("), "{said}");
    assert!(said.contains("Connection refused"), "{said}");
    assert!(heads.lock().unwrap().is_empty());
}
