//! Text from outside that is endless, moves a terminal's cursor or forges lines: into every entrance, and only escaped and shortened in errors
//! and logs.

use std::error::Error as StdError;
use std::sync::OnceLock;

use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
use tinsmith::{Document, Error};

use crate::credential_providers::{Fixture, ROLE_PROFILE, SSO_FILE, SSO_PROFILE, SSO_TOKEN};
use crate::support::{ServiceError, call, config, get_thing};

/// A right-to-left override, a sequence that clears a terminal, a zero-width space, and text without a line break.
pub(crate) const LINE: &str = "\u{202e}\u{1b}[2J\u{9b}31m\u{200b}\u{7}forged";

/// The beginning of each hostile text as errors and logs show it.
pub(crate) const ESCAPED: &str = r"\u{202e}\u{1b}[2J\u{9b}31m\u{200b}\u{7}forged";

/// The same in text that is JSON.
const ESCAPED_JSON: &str = r"\u{202e}\u001b[2J\u{9b}31m\u{200b}\u0007forged";

/// The same with line breaks, and four megabytes more.
pub(crate) fn hostile() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| {
        format!(
            "{LINE}\r\nERROR forged line\u{2028}{}",
            "x".repeat(4_000_000)
        )
    })
}

/// The longest text that an error shows: a few texts of 4,000 characters, some of them escaped.
const LIMIT: usize = 100_000;

#[track_caller]
pub(crate) fn is_harmless(shown: &str, entrance: &str) {
    assert!(shown.len() < LIMIT, "{entrance}: {} bytes", shown.len());
    let harmful = shown.chars().find(|character| {
        let is_bidirectional = matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        is_bidirectional || (character.is_control() && *character != '\n')
    });
    assert_eq!(harmful, None, "{entrance}: {shown:.500}");
}

/// Checks an error and its sources, and returns what they show.
#[track_caller]
pub(crate) fn check(error: &(dyn StdError + 'static), entrance: &str) -> String {
    let mut next = Some(error);
    let mut shown = String::new();
    while let Some(error) = next {
        for line in [format!("{error}"), format!("{error:?}")] {
            is_harmless(&line, entrance);
            assert!(!line.contains('\n'), "{entrance}: {line:.500}");
        }
        is_harmless(&format!("{error:#?}"), entrance);
        shown += &format!("{error}\n");
        next = error.source();
    }
    shown
}

/// Checks all that an error shows, which includes `expected`: the text has reached its place in it.
#[track_caller]
pub(crate) fn check_error(error: &Error, entrance: &str, expected: &str) {
    let mut shown = check(error, entrance);
    if let Some(inner) = error.get_ref() {
        shown += &check(inner, entrance);
    }
    if let Some(modeled) = error.service_error::<ServiceError>() {
        is_harmless(&modeled.to_string(), entrance);
    }
    assert!(shown.contains(expected), "{entrance}: {shown:.500}");
}

/// Loads settings, and sends a request with them. The settings are wrong somewhere, and the error shows `expected`.
async fn check_settings(fixture: &Fixture, entrance: &str, expected: &str) {
    let config = match fixture.builder().load().await {
        Ok(config) => config,
        Err(error) => return check_error(&error, entrance, expected),
    };
    let error = get_thing(call(config.to_builder())).await.unwrap_err();
    check_error(&error, entrance, expected);
    let provider = config.credentials_provider().unwrap();
    let provided = tinsmith::ProvideCredentials::provide_credentials(&provider).await;
    if let Err(error) = provided {
        check(&error, entrance);
    }
    // The provider may send more requests than there are responses.
    fixture.script.take_unexpected_requests();
}

#[tokio::test(start_paused = true)]
async fn variables() {
    for (name, expected) in [
        ("AWS_PROFILE", ESCAPED),
        ("AWS_CONFIG_FILE", ESCAPED),
        ("AWS_SHARED_CREDENTIALS_FILE", ESCAPED),
        ("AWS_MAX_ATTEMPTS", ESCAPED),
        ("AWS_RETRY_MODE", ESCAPED),
        ("AWS_USE_FIPS_ENDPOINT", ESCAPED),
        ("AWS_ENDPOINT_URL", ESCAPED),
        ("AWS_ENDPOINT_URL_THING_SERVICE", ESCAPED),
        (
            "AWS_ACCESS_KEY_ID",
            "AWS_ACCESS_KEY_ID: the access key id has a line break",
        ),
        ("AWS_WEB_IDENTITY_TOKEN_FILE", ESCAPED),
        (
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is not a path",
        ),
        (
            "AWS_CONTAINER_CREDENTIALS_FULL_URI",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI is not a URI",
        ),
        (
            "AWS_EC2_METADATA_SERVICE_ENDPOINT",
            "the endpoint of the instance metadata is not a URL",
        ),
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", ESCAPED),
        ("AWS_METADATA_SERVICE_TIMEOUT", ESCAPED),
        ("AWS_METADATA_SERVICE_NUM_ATTEMPTS", ESCAPED),
    ] {
        let fixture = Fixture::new()
            .variable("AWS_SECRET_ACCESS_KEY", "x")
            .variable("AWS_ROLE_ARN", "arn")
            .variable(name, hostile());
        check_settings(&fixture, name, expected).await;
    }
    let fixture = Fixture::new()
        .variable("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost/")
        .variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", hostile());
    check_settings(&fixture, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", ESCAPED).await;
    let region = config(&ScriptedTransport::new()).region(hostile());
    let error = get_thing(call(region)).await.unwrap_err();
    check_error(&error, "region", ESCAPED);
}

#[tokio::test(start_paused = true)]
async fn shared_files() {
    for (text, expected) in [
        (
            hostile().to_owned(),
            "config: line 1 precedes the first section",
        ),
        (
            format!("[default]\n{}", hostile()),
            "config: line 2 is neither a section nor `key = value`",
        ),
    ] {
        check_settings(&Fixture::new().config(&text), "a file", expected).await;
    }
    let long = format!("{LINE}{}", "x".repeat(2_000_000));
    for (lines, expected) in [
        ("retry_mode = @", ESCAPED),
        ("endpoint_url = @", ESCAPED),
        ("role_arn = @", "needs a source_profile"),
        ("role_arn = arn\nsource_profile = @", ESCAPED),
        ("role_arn = arn\ncredential_source = @", ESCAPED),
        (
            "role_arn = arn\nsource_profile = default\nduration_seconds = @",
            ESCAPED,
        ),
        ("web_identity_token_file = @\nrole_arn = arn", ESCAPED),
        (
            "sso_session = @\nsso_account_id = 1\nsso_role_name = r",
            ESCAPED,
        ),
        ("login_session = @", "the login token "),
        ("credential_process = @", ESCAPED),
        ("credential_process = '@", "a quote in it has no end"),
        (
            "ec2_metadata_service_endpoint = @",
            "the endpoint of the instance metadata is not a URL",
        ),
        ("ec2_metadata_service_endpoint_mode = @", ESCAPED),
    ] {
        let config = format!("[default]\n{}\n", lines.replace('@', &long));
        check_settings(&Fixture::new().config(&config), lines, expected).await;
    }
}

// Programs run by the real clock.
#[cfg(unix)]
#[tokio::test]
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
    for (entrance, output, of_output, of_errors) in [
        ("text", hostile().to_owned(), "invalid JSON: ", ESCAPED),
        (
            "a long document",
            document.to_json(),
            "invalid JSON: cut short (at byte 65536)",
            ESCAPED_JSON,
        ),
        (
            "a document",
            short.to_json(),
            &format!("no AccessKeyId: {ESCAPED}"),
            ESCAPED_JSON,
        ),
    ] {
        let fixture = Fixture::new().file("output", &output);
        let path = fixture.path("output");
        let path = path.display();
        for (command, expected) in [
            (format!("cat {path}"), of_output),
            (format!("cat {path} >&2 && false ; exit 1"), of_errors),
        ] {
            let config = format!("[default]\ncredential_process = {command}\n");
            let fixture = Fixture::new().config(&config);
            check_settings(&fixture, entrance, expected).await;
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
    // Each response, and what the errors about it show: of a container, of an instance, of STS and of IAM Identity Center.
    let responses = |text: &str| {
        [
            (
                200,
                text.to_owned(),
                [
                    "the container's endpoint localhost: invalid JSON",
                    "invalid JSON",
                    "AssumeRole: invalid response: expected an element (at byte 0)",
                    "GetRoleCredentials: invalid response",
                ],
            ),
            (
                200,
                document(text),
                [
                    ESCAPED,
                    ESCAPED,
                    "AssumeRole: invalid response: expected an element (at byte 0)",
                    "GetRoleCredentials: the response has no accessKeyId",
                ],
            ),
            (
                400,
                document(text),
                [
                    ESCAPED,
                    "status 400 for /latest/meta-data/iam/security-credentials/render",
                    "AssumeRole: the response is an error without a code",
                    ESCAPED,
                ],
            ),
            (
                400,
                sts(text),
                [
                    "the container's endpoint localhost: status 400",
                    "status 400 for /latest/meta-data/iam/security-credentials/render",
                    ESCAPED,
                    ESCAPED,
                ],
            ),
        ]
    };
    // The endpoints of the machine itself may send 64 KiB.
    let long = hostile().get(..20_000).unwrap_or_default();
    for text in [&format!("{LINE}\r\nforged"), long] {
        for (status, body, expected) in responses(text) {
            for ((source, fixture), expected) in sources().into_iter().zip(expected) {
                let entrance = format!("{source} {status} {body:.20}");
                let response = || ScriptedResponse::status(status).body(body.clone());
                // The endpoints of the machine itself are tried three times.
                let fixture = (0..3).fold(fixture, |fixture, _| fixture.respond(response()));
                check_settings(&fixture, &entrance, expected).await;
            }
        }
    }
    for (status, body, _) in responses(hostile()) {
        let expected = [
            "the body is longer than 65536 bytes",
            "the body is longer than 65536 bytes",
            "AssumeRole: ",
            "GetRoleCredentials: ",
        ];
        for ((source, fixture), expected) in sources().into_iter().zip(expected) {
            let entrance = format!("{source} {status} {body:.20}");
            let fixture = (0..3).fold(fixture, |fixture, _| {
                fixture.respond(ScriptedResponse::status(status).body(body.clone()))
            });
            check_settings(&fixture, &entrance, expected).await;
        }
    }
}

/// Settings for each source of credentials by a response: the next one has them.
fn sources() -> [(&'static str, Fixture); 4] {
    let container =
        Fixture::new().variable("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost/");
    let instance = Fixture::new()
        .respond(ScriptedResponse::status(200).body("imds-token"))
        .respond(ScriptedResponse::status(200).body("render"));
    [
        ("a container", container),
        ("an instance", instance),
        ("STS", Fixture::new().config(ROLE_PROFILE)),
        (
            "IAM Identity Center",
            Fixture::new().config(SSO_PROFILE).file(SSO_FILE, SSO_TOKEN),
        ),
    ]
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
            check_error(&error.unwrap_err(), entrance, ESCAPED);
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
    check_error(&error.unwrap_err(), "headers", "GetThing: xxxx");
}
