//! Text from outside that is endless, moves a terminal's cursor or forges lines: into every entrance, and in no error and no log.

use std::error::Error as StdError;
use std::io;
use std::sync::OnceLock;

use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
use tinsmith::transport::{TransportError, TransportErrorKind, TransportOptions};
use tinsmith::{Body, BoxFuture, ConfigBuilder, Document, Error, Transport};

use crate::credential_providers::Fixture;
use crate::log::Log;
use crate::support::{ServiceError, call, config, get_thing};

/// A right-to-left override, a sequence that clears a terminal, a zero-width space, and text without a line break.
const LINE: &str = "\u{202e}\u{1b}[2J\u{9b}31m\u{200b}\u{7}forged";

/// The same with line breaks, and twenty megabytes more.
fn hostile() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| {
        format!(
            "{LINE}\r\nERROR forged line\u{2028}{}",
            "x".repeat(20_000_000)
        )
    })
}

/// The longest text that an error shows: a few texts of 4,000 characters, some of them escaped.
const LIMIT: usize = 100_000;

#[track_caller]
fn is_harmless(shown: &str, entrance: &str) {
    assert!(shown.len() < LIMIT, "{entrance}: {} bytes", shown.len());
    let harmful = shown.chars().find(|character| {
        let is_bidirectional = matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        is_bidirectional || (character.is_control() && *character != '\n')
    });
    assert_eq!(harmful, None, "{entrance}: {shown:.500}");
}

/// Checks an error and its sources.
#[track_caller]
fn check(error: &(dyn StdError + 'static), entrance: &str) {
    let mut next = Some(error);
    while let Some(error) = next {
        for line in [format!("{error}"), format!("{error:?}")] {
            is_harmless(&line, entrance);
            assert!(!line.contains('\n'), "{entrance}: {line:.500}");
        }
        is_harmless(&format!("{error:#?}"), entrance);
        next = error.source();
    }
}

#[track_caller]
fn check_error(error: &Error, entrance: &str) {
    check(error, entrance);
    if let Some(inner) = error.get_ref() {
        check(inner, entrance);
    }
    if let Some(modeled) = error.service_error::<ServiceError>() {
        is_harmless(&modeled.to_string(), entrance);
    }
}

/// Loads settings, and sends a request with them. The settings are wrong somewhere.
async fn check_settings(fixture: &Fixture, entrance: &str) {
    let config = match fixture.builder().load().await {
        Ok(config) => config,
        Err(error) => return check_error(&error, entrance),
    };
    let error = get_thing(call(config.to_builder())).await.unwrap_err();
    check_error(&error, entrance);
    let provider = config.credentials_provider().unwrap();
    let provided = tinsmith::ProvideCredentials::provide_credentials(&provider).await;
    if let Err(error) = provided {
        check(&error, entrance);
    }
}

#[tokio::test(start_paused = true)]
async fn variables() {
    for name in [
        "AWS_PROFILE",
        "AWS_CONFIG_FILE",
        "AWS_SHARED_CREDENTIALS_FILE",
        "AWS_MAX_ATTEMPTS",
        "AWS_RETRY_MODE",
        "AWS_USE_FIPS_ENDPOINT",
        "AWS_ENDPOINT_URL",
        "AWS_ENDPOINT_URL_THINGS",
        "AWS_ACCESS_KEY_ID",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "AWS_EC2_METADATA_SERVICE_ENDPOINT",
        "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
        "AWS_METADATA_SERVICE_TIMEOUT",
        "AWS_METADATA_SERVICE_NUM_ATTEMPTS",
    ] {
        let fixture = Fixture::new()
            .variable("AWS_SECRET_ACCESS_KEY", "x")
            .variable("AWS_ROLE_ARN", "arn")
            .variable(name, hostile());
        check_settings(&fixture, name).await;
    }
    let fixture = Fixture::new()
        .variable("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost/")
        .variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", hostile());
    check_settings(&fixture, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE").await;
    let region = config(&ScriptedTransport::new()).region(hostile());
    let error = get_thing(call(region)).await.unwrap_err();
    check_error(&error, "region");
}

#[tokio::test(start_paused = true)]
async fn shared_files() {
    for text in [hostile().to_owned(), format!("[default]\n{}", hostile())] {
        check_settings(&Fixture::new().config(&text), "a file").await;
    }
    let long = format!("{LINE}{}", "x".repeat(2_000_000));
    for lines in [
        "retry_mode = @",
        "endpoint_url = @",
        "role_arn = @",
        "role_arn = arn\nsource_profile = @",
        "role_arn = arn\ncredential_source = @",
        "role_arn = arn\nsource_profile = default\nduration_seconds = @",
        "web_identity_token_file = @\nrole_arn = arn",
        "sso_session = @\nsso_account_id = 1\nsso_role_name = r",
        "login_session = @",
        "credential_process = @",
        "credential_process = '@",
        "ec2_metadata_service_endpoint = @",
        "ec2_metadata_service_endpoint_mode = @",
    ] {
        let config = format!("[default]\n{}\n", lines.replace('@', &long));
        check_settings(&Fixture::new().config(&config), lines).await;
    }
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn output_of_processes() {
    let document = Document::object([
        ("Version", Document::from(1)),
        ("Code", hostile().into()),
        ("Message", hostile().into()),
    ]);
    let short = Document::object([
        ("Version", Document::from(1)),
        ("Code", LINE.into()),
        ("Message", format!("{LINE}\r\nforged").into()),
    ]);
    for (entrance, output) in [
        ("text", hostile().to_owned()),
        ("a long document", document.to_json()),
        ("a document", short.to_json()),
    ] {
        let fixture = Fixture::new().file("output", &output);
        let path = fixture.path("output");
        let path = path.display();
        for command in [
            format!("cat {path}"),
            format!("cat {path} >&2 && false ; exit 1"),
        ] {
            let config = format!("[default]\ncredential_process = {command}\n");
            let home = fixture.path("");
            let fixture = Fixture::new()
                .config(&config)
                .variable("UNUSED_HOME", &home.display().to_string());
            check_settings(&fixture, entrance).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn responses_with_credentials() {
    let document = |text: &str| {
        let members = [("Code", text.into()), ("Message", Document::from(text))];
        Document::object(members).to_json()
    };
    let sts = |text: &str| {
        format!(
            "<ErrorResponse><Error><Code>{text}</Code><Message>{text}</Message></Error></ErrorResponse>"
        )
    };
    for text in [hostile().to_owned(), format!("{LINE}\r\nforged")] {
        for (status, body) in [
            (200, text.clone()),
            (200, document(&text)),
            (400, document(&text)),
            (400, sts(&text)),
        ] {
            let entrance = format!("{status} {body:.20}");
            let respond = |fixture: Fixture| {
                (0..12).fold(fixture, |fixture, _| {
                    fixture.respond(ScriptedResponse::status(status).body(body.clone()))
                })
            };
            let container =
                Fixture::new().variable("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost/");
            check_settings(&respond(container), &entrance).await;
            check_settings(&respond(Fixture::new()), &entrance).await;
            let role = "[default]\nrole_arn = arn\nsource_profile = base\n\
                        [profile base]\naws_access_key_id = a\naws_secret_access_key = b\n";
            check_settings(&respond(Fixture::new().config(role)), &entrance).await;
            let session = "[default]\nsso_start_url = u\nsso_region = r\nsso_account_id = 1\nsso_role_name = r\n";
            let token = r#"{"accessToken":"t","expiresAt":"2030-01-01T00:00:00Z"}"#;
            // SHA-1 of the start URL.
            let file = ".aws/sso/cache/51e69892ab49df85c6230ccc57f8e1d1606caccc.json";
            let sso = Fixture::new().config(session).file(file, token);
            check_settings(&respond(sso), &entrance).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn responses_of_services() {
    let members = |code: &str, message: &str| {
        Document::object(
            [("code", code), ("message", message)].map(|(name, text)| (name, Document::from(text))),
        )
        .to_json()
    };
    let short = format!("{LINE}\r\nforged");
    let long = hostile().get(..900_000).unwrap_or_default();
    for text in [&short, long] {
        for (entrance, response) in [
            ("code", ScriptedResponse::json(400, members(text, "m"))),
            ("message", ScriptedResponse::json(400, members("c", text))),
            (
                "message of a modeled error",
                ScriptedResponse::json(404, members("NotFoundException", text)),
            ),
            ("body", ScriptedResponse::status(200).body(text.to_owned())),
            (
                "body of an error",
                ScriptedResponse::status(500).body(text.to_owned()),
            ),
            (
                "name of a member",
                ScriptedResponse::json(
                    200,
                    format!(r#"{{"{}":}}"#, text.replace(['\r', '\n'], "")),
                ),
            ),
        ] {
            let script = ScriptedTransport::new();
            script.respond(response);
            let error = get_thing(call(config(&script).max_attempts(1))).await;
            if let Err(error) = error {
                check_error(&error, entrance);
            }
        }
    }
    let script = ScriptedTransport::new();
    let long = "x".repeat(1_000_000);
    script.respond(
        ScriptedResponse::status(400)
            .header("x-amzn-errortype", &long)
            .header("x-amzn-requestid", &long)
            .header("content-encoding", &long),
    );
    let error = get_thing(call(config(&script).max_attempts(1))).await;
    check_error(&error.unwrap_err(), "headers");
}

#[tokio::test(start_paused = true)]
async fn transports_and_providers_of_the_caller() {
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::failure(
        TransportErrorKind::Connection,
        hostile(),
    ));
    let broken = || io::Error::other(hostile());
    let error = get_thing(call(config(&script).max_attempts(1))).await;
    check_error(&error.unwrap_err(), "a transport");
    check(
        &TransportError::new(TransportErrorKind::Connection, broken()),
        "an error of a transport",
    );
    let body = config(&ScriptedTransport::new()).transport(BrokenBody);
    let error = get_thing(call(body.max_attempts(1))).await;
    check_error(&error.unwrap_err(), "a body");
    let failing = |builder: ConfigBuilder| {
        builder.credentials(aws_credential_types::provider::SharedCredentialsProvider::new(Failing))
    };
    let of_config = call(failing(config(&ScriptedTransport::new())));
    check_error(&get_thing(of_config).await.unwrap_err(), "a provider");
    let of_call =
        call(config(&ScriptedTransport::new())).configure(|options| options.credentials(Failing));
    check_error(
        &get_thing(of_call).await.unwrap_err(),
        "a provider of a call",
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
    let guard = tracing::subscriber::set_default(log.subscriber());
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
    assert!(
        text.contains("cannot be read and counts as absent"),
        "{text:.2000}"
    );
    assert!(text.contains("retrying"), "{text:.2000}");
    for line in text.lines() {
        is_harmless(line, "a log");
    }
}
