//! Calls with secrets in all their parts that can have some.

use std::time::Duration;

use tinsmith::service::{Auth, BearerAuth, Operation, OperationMetadata, RequestWriter};
use tinsmith::transport::ReqwestTransport;
use tinsmith::{Config, ConfigBuilder, Credentials, Handle};

use crate::server::{Fault, Server};
use crate::support::{GetThingInput, GetThingOutput, SERVICE};

/// The secrets, none of which may be shown anywhere.
const SECRETS: [&str; 8] = [
    "secret-access-key",
    "session-token",
    "Signature=",
    "note-of-the-input",
    "header-of-the-call",
    "bearer-token",
    "password-of-the-proxy",
    "cGFzc3dvcmQ",
];

/// Fails if a text shows a secret.
#[track_caller]
pub(crate) fn hides_secrets(shown: &str) {
    for secret in SECRETS {
        let line = shown.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "{secret} shows in {line:?}");
    }
}

/// An operation with a bearer token.
#[derive(Clone, Debug)]
struct Borne(GetThingInput);

impl Operation for Borne {
    type Output = GetThingOutput;
    const METADATA: &'static OperationMetadata = &OperationMetadata {
        name: "Borne",
        auth: Auth::Http(&BearerAuth),
        host_prefix: "",
        ..*GetThingInput::METADATA
    };
    fn write(&self, request: &mut RequestWriter<'_>) {
        self.0.write(request);
    }
}

/// An operation with a sensitive output.
#[derive(Clone, Debug)]
struct Sealed(GetThingInput);

impl Operation for Sealed {
    type Output = GetThingOutput;
    const METADATA: &'static OperationMetadata = &OperationMetadata {
        name: "Sealed",
        sensitive_output: true,
        ..*GetThingInput::METADATA
    };
    fn write(&self, request: &mut RequestWriter<'_>) {
        self.0.write(request);
    }
}

fn config(server: &Server) -> ConfigBuilder {
    let token = Some("session-token".to_owned());
    Config::builder()
        .region("us-west-2")
        .credentials(Credentials::new(
            "AKIDEXAMPLE",
            "secret-access-key",
            token,
            None,
            "test",
        ))
        .bearer_token("bearer-token")
        .endpoint_url(format!("http://{}", server.address()))
        .read_timeout(Duration::from_millis(100))
        .jitter(0.0)
}

/// Makes calls that succeed and calls that fail in many ways, and returns everything that they print.
pub(crate) async fn say_everything() -> String {
    let mut said = String::new();
    let server = Server::start().await.unwrap();
    let client = Handle::new(&config(&server).build(), &SERVICE);
    let input = GetThingInput {
        secret_note: Some("note-of-the-input".to_owned()),
        ..GetThingInput::new("t-1")
    };
    let call = || {
        let name = http::HeaderName::from_static("x-secret");
        let value = http::HeaderValue::from_static("header-of-the-call");
        client
            .call()
            .configure(|options| options.header(name, value))
    };
    said += &format!("{client:#?} {:#?}", call());
    assert!(call().send(input.clone()).await.is_ok());
    assert!(call().send(Borne(input.clone())).await.is_ok());
    let presigned = call()
        .presigned(input.clone(), Duration::from_secs(60))
        .await
        .unwrap();
    assert!(
        presigned.uri.to_string().contains("session-token"),
        "it is there to be shown"
    );
    said += &format!("{presigned:#?}");
    for fault in [
        Fault::sends_nothing().then_resets(),
        Fault::sends_nothing().then_is_silent(),
        Fault::sends("garbage").then_closes(),
        Fault::sends("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{").then_closes(),
        Fault::responds("200 OK", r#"{"name":{"session-token":1}}"#),
        Fault::responds("200 OK", r#"{"name":"session-token"#),
        Fault::responds("307 Moved\r\nlocation: http://127.0.0.1:1/", ""),
        Fault::responds("403 Forbidden\r\nx-amzn-errortype: NotFoundException", "{}"),
        Fault::responds("503 Unavailable", ""),
    ] {
        server.breaks(fault);
        let error = call().send(Sealed(input.clone())).await.unwrap_err();
        said += &format!("{error} {error:#?} {:#?}", error.get_ref());
    }
    server.heals();
    said += &through_a_proxy(&server, &input).await;
    said
}

/// Calls through a proxy with a password. The server acts as the proxy.
async fn through_a_proxy(server: &Server, input: &GetThingInput) -> String {
    let mut said = String::new();
    let url = format!("http://user:password-of-the-proxy@{}", server.address());
    let own = reqwest::Client::builder().proxy(reqwest::Proxy::all(url).unwrap());
    let roots = rustls::RootCertStore::empty();
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let own = own.tls_backend_preconfigured(tls).build().unwrap();
    let config = config(server).transport(ReqwestTransport::with_client(own));
    let client = Handle::new(&config.build(), &SERVICE);
    assert!(client.call().send(input.clone()).await.is_ok());
    server.breaks(Fault::responds("407 Proxy Authentication Required", ""));
    for url in ["http://things.test", "https://things.test"] {
        let call = client.call().configure(|options| options.endpoint_url(url));
        let error = call.send(input.clone()).await.unwrap_err();
        said += &format!("{error} {error:#?} {:#?}", error.get_ref());
    }
    server.heals();
    said
}
