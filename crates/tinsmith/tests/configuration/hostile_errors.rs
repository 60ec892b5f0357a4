//! Hostile text in the errors of the caller's own transports and providers, and in logs.

use std::io;

use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
use tinsmith::transport::{TransportError, TransportErrorKind, TransportOptions};
use tinsmith::{Body, BoxFuture, ConfigBuilder, Document, Transport};

use crate::credential_providers::Fixture;
use crate::hostile_text::{ESCAPED, LINE, check, check_error, hostile, is_harmless};
use crate::log::Log;
use crate::support::{call, config, get_thing};

#[tokio::test(start_paused = true)]
async fn transports_and_providers_of_the_caller() {
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::failure(
        TransportErrorKind::Connection,
        hostile(),
    ));
    let broken = || io::Error::other(hostile());
    let error = get_thing(call(config(&script).max_attempts(1))).await;
    check_error(&error.unwrap_err(), "a transport", ESCAPED);
    let shown = check(
        &TransportError::new(TransportErrorKind::Connection, broken()),
        "an error of a transport",
    );
    assert!(shown.contains(ESCAPED), "{shown:.500}");
    let body = config(&ScriptedTransport::new()).transport(BrokenBody);
    let error = get_thing(call(body.max_attempts(1))).await;
    check_error(&error.unwrap_err(), "a body", ESCAPED);
    let failing = |builder: ConfigBuilder| {
        builder.credentials(aws_credential_types::provider::SharedCredentialsProvider::new(Failing))
    };
    let of_config = call(failing(config(&ScriptedTransport::new())));
    check_error(
        &get_thing(of_config).await.unwrap_err(),
        "a provider",
        ESCAPED,
    );
    let of_call =
        call(config(&ScriptedTransport::new())).configure(|options| options.credentials(Failing));
    check_error(
        &get_thing(of_call).await.unwrap_err(),
        "a provider of a call",
        ESCAPED,
    );
}

/// A transport whose responses break off with an error that is hostile.
#[derive(Debug)]
struct BrokenBody;

impl Transport for BrokenBody {
    fn send(
        &self,
        _request: http::Request<Body>,
        _options: &TransportOptions,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        let error = io::Error::other(hostile());
        let chunks = futures::stream::iter([Err::<bytes::Bytes, _>(error)]);
        let response = http::Response::new(Body::from_stream(chunks, None));
        Box::pin(std::future::ready(Ok(response)))
    }
}

/// A provider whose error is hostile.
#[derive(Debug)]
struct Failing;

impl tinsmith::ProvideCredentials for Failing {
    fn provide_credentials<'a>(
        &'a self,
    ) -> aws_credential_types::provider::future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let error =
            aws_credential_types::provider::error::CredentialsError::provider_error(hostile());
        aws_credential_types::provider::future::ProvideCredentials::ready(Err(error))
    }
}

#[tokio::test(start_paused = true)]
async fn logs() {
    let log = Log::default();
    let guard = crate::subscriber::subscribe(log.subscriber());
    let script = ScriptedTransport::new();
    let code = hostile().get(..900_000).unwrap_or_default();
    let body = Document::object([("code", Document::from(code))]).to_json();
    script.respond(
        ScriptedResponse::json(500, body).header("x-amzn-requestid", "x".repeat(1_000_000)),
    );
    script.respond(ScriptedResponse::json(200, "{}"));
    get_thing(call(config(&script))).await.unwrap();
    let _ = config(&script).profile(hostile()).build();
    // A directory in place of a file, of a name that is hostile and may be the name of a file.
    let fixture = Fixture::new();
    let directory = fixture.path(LINE);
    std::fs::create_dir(&directory).unwrap();
    let fixture = fixture.variable("AWS_CONFIG_FILE", directory.to_str().unwrap());
    fixture.builder().load().await.unwrap();
    drop(guard);
    let text = log.text();
    for event in ["cannot be read and counts as absent", "retrying"] {
        let line = text.lines().find(|line| line.contains(event));
        // The log quotes a text and doubles its backslashes.
        let line = line.map(|line| line.replace(r"\\", r"\"));
        assert!(
            line.as_ref().is_some_and(|line| line.contains(ESCAPED)),
            "{event}: {line:?}"
        );
    }
    for line in text.lines() {
        is_harmless(line, "a log");
    }
}
