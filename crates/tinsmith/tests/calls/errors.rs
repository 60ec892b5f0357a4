//! The errors of failed calls.

use std::time::Duration;

use crate::support::{GetThingInput, ServiceError, call, config, get_thing};
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
use tinsmith::transport::TransportErrorKind;
use tinsmith::{Config, Credentials, Error, ErrorKind};

#[expect(clippy::unwrap_used, reason = "a helper of tests")]
async fn error_of(response: ScriptedResponse) -> Error {
    let script = ScriptedTransport::new();
    script.respond(response.header("x-amzn-requestid", "id-1"));
    get_thing(call(config(&script).max_attempts(1)))
        .await
        .unwrap_err()
}

#[tokio::test(start_paused = true)]
async fn a_modeled_error_can_be_matched() {
    let body = r#"{"message":"no such thing","resourceId":"t-1"}"#;
    let error = error_of(
        ScriptedResponse::json(404, body)
            .header("x-amzn-errortype", "things#NotFoundException:http://x"),
    )
    .await;
    assert_eq!(error.kind(), ErrorKind::Service);
    match error.service_error() {
        Some(ServiceError::NotFound(not_found)) => assert_eq!(not_found.resource_id, "t-1"),
        other => panic!("{other:?}"),
    }
    assert_eq!(
        error.to_string(),
        "GetThing: NotFoundException: no such thing (404, request id id-1, 1 attempt)"
    );
    assert_eq!(
        (error.operation(), error.code(), error.status()),
        (Some("GetThing"), Some("NotFoundException"), Some(404))
    );
    assert!(
        std::error::Error::source(&error).is_none(),
        "Display is complete"
    );
}

#[tokio::test(start_paused = true)]
async fn a_main_that_returns_the_error_prints_its_line() {
    let error = error_of(ScriptedResponse::error(403, "AccessDeniedException", "no")).await;
    assert_eq!(format!("{error:?}"), error.to_string());
    assert!(format!("{error:#?}").starts_with("Error {\n    kind: Service,"));
}

#[tokio::test(start_paused = true)]
async fn the_fields_of_an_error_include_the_details_of_its_line() {
    let page = || ScriptedResponse::status(502).body("<html>bad gateway</html>");
    for (response, field) in [
        (page(), r#"excerpt: "<html>bad gateway</html>""#),
        (
            page().header("content-encoding", "br"),
            r#"content_encoding: "br""#,
        ),
        (page(), "quota_exhausted: false"),
    ] {
        let fields = format!("{:#?}", error_of(response).await);
        assert!(fields.contains(field), "{fields}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_unmodeled_error_keeps_its_code() {
    let error = error_of(ScriptedResponse::json(
        403,
        r#"{"__type":"AccessDeniedException","Message":"no"}"#,
    ))
    .await;
    assert_eq!(
        (error.code(), error.message(), error.is_retryable()),
        (Some("AccessDeniedException"), "no", false)
    );
    assert!(error.service_error::<ServiceError>().is_none());
}

#[tokio::test(start_paused = true)]
async fn throttling_is_reported_with_the_time_to_wait() {
    let error = error_of(
        ScriptedResponse::error(429, "BusyException", "later").header("retry-after", "30"),
    )
    .await;
    assert!(error.is_throttling() && error.is_retryable());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(30)));
    let Some(ServiceError::Busy(busy)) = error.service_error() else {
        panic!("{error:?}")
    };
    assert_eq!(busy.retry_after_seconds, Some(30));
}

#[tokio::test(start_paused = true)]
async fn invalid_responses_are_reported_with_status_request_id_and_their_beginning() {
    for (response, message) in [
        (
            ScriptedResponse::status(200).body("<html>\r\n  <h1>Welcome\u{1b}[2J"),
            r#"GetThing: the response cannot be deserialized: expected an object (at byte 0): "<html> <h1>Welcome\u{1b}[2J" (200, request id id-1, 1 attempt)"#,
        ),
        (
            ScriptedResponse::json(200, r#"{"name":"anv"#),
            r#"(at byte 12): "{\"name\":\"anv" (200, request id id-1, 1 attempt)"#,
        ),
        (
            ScriptedResponse::json(200, r#"{"name":5}"#),
            r#"(at byte 8): "{\"name\":5}" (200, request id id-1, 1 attempt)"#,
        ),
        (
            ScriptedResponse::status(502).body("<html>Bad Gateway</html>"),
            r#"GetThing: the response is an error without a code: "<html>Bad Gateway</html>" (502, request id id-1, 1 attempt)"#,
        ),
        (
            ScriptedResponse::status(500),
            "GetThing: the response is an error without a code (500, request id id-1, 1 attempt)",
        ),
        (
            ScriptedResponse::status(302).header("location", "http://evil"),
            "GetThing: the response is a redirect, which is not followed (302, request id id-1, 1 attempt)",
        ),
    ] {
        let error = error_of(response).await;
        assert_eq!(error.kind(), ErrorKind::InvalidResponse);
        let shown = error.to_string();
        assert!(
            shown.ends_with(message),
            "{shown}\nshould end with\n{message}"
        );
        assert!(!shown.contains(char::is_control), "{shown:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn ten_megabytes_of_html_become_one_short_line() {
    let error = error_of(
        ScriptedResponse::status(200).body(format!("<html>{}", "spam ".repeat(2_000_000))),
    )
    .await;
    assert_eq!(error.kind(), ErrorKind::InvalidResponse);
    assert!(error.to_string().len() < 500, "{}", error.to_string().len());
}

#[tokio::test(start_paused = true)]
async fn a_response_beyond_the_limit_is_not_read_to_its_end() {
    let script = ScriptedTransport::new();
    script.respond((0..100).fold(ScriptedResponse::status(200), |response, _| {
        response.body("x".repeat(1_000))
    }));
    let error = get_thing(call(config(&script).max_response_bytes(4_096)))
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::InvalidResponse, 1)
    );
    assert_eq!(
        error.to_string(),
        format!(
            "GetThing: the body is longer than 4096 bytes: \"{}…\" (200, 1 attempt)",
            "x".repeat(200)
        )
    );
}

#[tokio::test(start_paused = true)]
async fn failures_of_the_connection_are_reported_in_full() {
    let error = error_of(ScriptedResponse::failure(
        TransportErrorKind::Connection,
        "connection refused",
    ))
    .await;
    assert_eq!(
        (error.kind(), error.status()),
        (ErrorKind::Connection, None)
    );
    assert_eq!(
        error.to_string(),
        "GetThing: no response from management.things.us-west-2.amazonaws.com: connection refused (1 attempt)"
    );
    assert!(error.get_ref().is_some());
    let error = error_of(ScriptedResponse::json(200, "{").disconnect()).await;
    assert_eq!(
        error.to_string(),
        r#"GetThing: the connection was closed: "{" (200, request id id-1, 1 attempt)"#
    );
}

#[tokio::test(start_paused = true)]
async fn an_invalid_input_lists_every_problem_and_nothing_is_sent() {
    let script = ScriptedTransport::new();
    let error = call(config(&script))
        .send(GetThingInput::default())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(error.problems().len(), 1, "{error}");
    assert!(error.to_string() == "GetThing: id: must be set", "{error}");
    assert!(script.requests().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_request_beyond_the_script_fails_readably() {
    let script = ScriptedTransport::new();
    let error = get_thing(call(config(&script))).await.unwrap_err();
    assert_eq!(script.take_unexpected_requests().len(), 1);
    assert_eq!(
        error.to_string(),
        "GetThing: no response from management.things.us-west-2.amazonaws.com: unexpected request 1: GET https://management.things.us-west-2.amazonaws.com/things/t-1; \
         the script has no response left (1 attempt)"
    );
}

#[tokio::test(start_paused = true)]
async fn a_missing_region_or_missing_credentials_are_reported_with_the_places_that_were_searched() {
    let script = ScriptedTransport::new();
    let error = get_thing(call(Config::builder().transport(script.clone())))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Endpoint);
    assert!(
        error
            .to_string()
            .starts_with("GetThing: no region is set; looked at `Config::builder().region(..)`"),
        "{error}"
    );
    let error = get_thing(call(
        Config::builder()
            .region("us-west-2")
            .transport(script.clone()),
    ))
    .await
    .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(
        error
            .to_string()
            .starts_with("GetThing: no credentials: none are set by `Config::builder()"),
        "{error}"
    );
    assert!(script.requests().is_empty());
}

#[test]
fn a_response_received_by_other_means_can_be_parsed() {
    let response = |status: u16, body: &'static str| {
        http::Response::builder()
            .status(status)
            .body(body.into())
            .unwrap()
    };
    let output =
        tinsmith::Call::parse::<GetThingInput>(response(200, r#"{"name":"anvil"}"#)).unwrap();
    assert_eq!(output.name, "anvil");
    let error =
        tinsmith::Call::parse::<GetThingInput>(response(404, r#"{"code":"NotFoundException"}"#))
            .unwrap_err();
    assert_eq!(error.to_string(), "GetThing: NotFoundException (404)");
}

#[test]
fn an_error_is_as_small_as_a_pointer() {
    assert_eq!(size_of::<Error>(), size_of::<usize>());
}

#[tokio::test(start_paused = true)]
async fn keys_with_a_line_break_are_an_error_that_names_the_part_and_its_origin() {
    for (id, secret, token, part) in [
        ("AKID\n", "s", None, "the access key id"),
        ("AKID", "s\n", None, "the secret access key"),
        ("AKID", "s", Some("t\r\n"), "the session token"),
    ] {
        let script = ScriptedTransport::new();
        let keys = || Credentials::new(id, secret, token.map(str::to_owned), None, "test");
        let of_config = call(config(&script).credentials(keys()));
        let of_call = call(config(&script)).configure(|options| options.credentials(keys()));
        for (call, origin) in [
            (of_config, "the provider of the configuration"),
            (of_call, "the options of the call"),
        ] {
            let expected = format!(
                "GetThing: credentials from {origin}: {part} holds a line break or another control character: set it without one"
            );
            let presigned = call
                .clone()
                .presigned(GetThingInput::new("t"), Duration::from_secs(60))
                .await;
            assert_eq!(presigned.unwrap_err().to_string(), expected);
            let error = get_thing(call).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Credentials);
            assert_eq!(error.to_string(), expected);
        }
        assert!(script.requests().is_empty());
    }
}
