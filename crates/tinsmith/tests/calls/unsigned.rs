//! Requests without a signature, for resources that everyone may read.

use std::time::Duration;

use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, future};
use http::Request;
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
use tinsmith::{Config, Environment, ErrorKind, Signer};

use crate::checksums::{header, put, sent, stream};
use crate::chunked_bodies::decoded;
use crate::support::{GetThingInput, call, config, credentials, get_thing};

/// A provider that fails each call that loads its credentials.
#[derive(Debug)]
struct Unused;

impl ProvideCredentials for Unused {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let problem = "credentials are loaded for a request without a signature";
        future::ProvideCredentials::ready(Err(CredentialsError::not_loaded(problem)))
    }
}

fn script() -> ScriptedTransport {
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::json(200, "{}"));
    script
}

fn assert_unsigned<B>(request: &Request<B>) {
    for name in ["authorization", "x-amz-date", "x-amz-security-token"] {
        assert!(!request.headers().contains_key(name), "{name}");
    }
}

#[tokio::test]
async fn a_request_has_no_signature_and_loads_no_credentials() {
    let script = script();
    let config = config(&script).credentials(Unused).unsigned();
    get_thing(call(config.clone())).await.unwrap();
    assert_unsigned(&script.requests()[0]);
    let thing = GetThingInput::new("x");
    assert_unsigned(&call(config.clone()).sign(&thing).await.unwrap());
    let config = config.build();
    assert!(config.credentials_provider().is_none());
    let again = call(config.to_builder()).sign(&thing).await.unwrap();
    assert_unsigned(&again);
}

#[tokio::test]
async fn a_stream_has_its_checksum_without_a_signature() {
    let sent = sent(|config| config.unsigned(), put(stream(&[b"hello"], 5))).await;
    assert_unsigned(&sent.request);
    assert_eq!(header(&sent, "x-amz-trailer"), Some("x-amz-checksum-crc32"));
    assert_eq!(decoded(&sent).trailers, ["x-amz-checksum-crc32:NhCmhg=="]);
}

#[tokio::test]
async fn the_environment_adds_no_credentials() {
    let script = script();
    let environment = Environment::from_iter([
        ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
    ]);
    let config = Config::builder()
        .region("us-west-2")
        .transport(script.clone())
        .environment(environment)
        .unsigned();
    let config = config.load().await.unwrap();
    assert!(config.credentials_provider().is_none());
    get_thing(call(config.to_builder())).await.unwrap();
    assert_unsigned(&script.requests()[0]);
}

#[tokio::test]
async fn presigning_is_an_error_that_names_the_option() {
    let config = config(&ScriptedTransport::new()).unsigned();
    let presigned = call(config.clone()).presigned(GetThingInput::new("x"), Duration::from_secs(1));
    let request = Request::get("https://things.test/").body("").unwrap();
    let signer = Signer::new(&config.clone().build(), "things");
    for (error, operation) in [
        (presigned.await.unwrap_err(), Some("GetThing")),
        (signer.sign(request).await.unwrap_err(), None),
    ] {
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert_eq!(error.operation(), operation);
        let line = error.to_string();
        assert!(
            line.contains("`ConfigBuilder::unsigned` excludes presigned URLs"),
            "{line}"
        );
    }
}

#[tokio::test]
async fn later_credentials_and_those_of_a_call_sign() {
    let thing = GetThingInput::new("x");
    let unsigned = config(&ScriptedTransport::new()).unsigned();
    let of_call = call(unsigned.clone()).configure(|options| options.credentials(credentials()));
    let later = call(unsigned.credentials(credentials()));
    for call in [of_call, later] {
        let request = call.sign(&thing).await.unwrap();
        assert!(request.headers().contains_key("authorization"));
        call.presigned(thing.clone(), Duration::from_secs(1))
            .await
            .unwrap();
    }
}
