//! Credentials of containers.

use std::time::Duration;

use tinsmith::testing::ScriptedResponse;
use tinsmith::transport::TransportErrorKind;

use super::fixture::{Fixture, assert_keys, keys_json};

const RELATIVE: &str = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
const FULL: &str = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
const TOKEN: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
const TOKEN_FILE: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";

#[tokio::test(start_paused = true)]
async fn a_relative_uri_leads_to_the_address_of_ecs_past_all_proxies() {
    let fixture = Fixture::new()
        .variable(RELATIVE, "/v2/credentials/id?x=y")
        .respond(ScriptedResponse::json(200, keys_json("CONTAINER")));
    assert_keys(&fixture.credentials().await.unwrap(), "CONTAINER");
    assert_eq!(
        fixture.requests(),
        ["GET http://169.254.170.2/v2/credentials/id?x=y"]
    );
    assert_eq!(fixture.header(0, "authorization"), None);
    let options = fixture.script.options()[0];
    assert!(options.direct);
    assert_eq!(options.connect_timeout, Some(Duration::from_secs(2)));
}

#[tokio::test(start_paused = true)]
async fn a_full_uri_carries_a_token() {
    let fixture = Fixture::new()
        .variable(FULL, "http://169.254.170.23/v1/credentials")
        .variable(TOKEN, "container-token")
        .respond(ScriptedResponse::json(200, keys_json("CONTAINER")));
    assert_keys(&fixture.credentials().await.unwrap(), "CONTAINER");
    assert_eq!(
        fixture.header(0, "authorization").as_deref(),
        Some("container-token")
    );
}

#[tokio::test(start_paused = true)]
async fn a_token_file_goes_before_a_token_and_is_read_each_time() {
    let fixture = Fixture::new().file("token", "file-token\n");
    let path = fixture.path("token");
    let fixture = fixture
        .variable(FULL, "https://example.com/credentials")
        .variable(TOKEN, "container-token")
        .variable(TOKEN_FILE, path.to_str().unwrap())
        .respond(ScriptedResponse::json(200, keys_json("CONTAINER")))
        .respond(ScriptedResponse::json(200, keys_json("CONTAINER")));
    fixture.credentials().await.unwrap();
    assert_eq!(
        fixture.header(0, "authorization").as_deref(),
        Some("file-token")
    );
    let fixture = fixture.file("token", "renewed");
    fixture.credentials().await.unwrap();
    assert_eq!(
        fixture.header(1, "authorization").as_deref(),
        Some("renewed")
    );

    let fixture = fixture.file("token", "two\nlines");
    let problem = fixture.problem().await;
    assert!(
        problem.ends_with(
            "named by AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE has characters that a header cannot have"
        ),
        "{problem}"
    );
    std::fs::remove_file(fixture.path("token")).unwrap();
    let problem = fixture.problem().await;
    assert!(problem.starts_with("the file /"), "{problem}");
    assert!(problem.contains(" cannot be read: "), "{problem}");
}

#[tokio::test(start_paused = true)]
async fn only_trusted_hosts_get_requests_without_tls() {
    for uri in [
        "http://127.0.0.1/x",
        "http://127.8.9.10:8080/x",
        "http://[::1]:9/x",
        "http://localhost:80/x",
        "http://LOCALHOST/x",
        "http://169.254.170.2/x",
        "http://169.254.170.23/x",
        "http://[fd00:ec2::23]/x",
        "http://[fd00:ec2:0:0::23]/x",
        "https://example.com/x",
        "https://10.0.0.1/x",
    ] {
        let fixture = Fixture::new()
            .variable(FULL, uri)
            .respond(ScriptedResponse::json(200, keys_json("CONTAINER")));
        let credentials = fixture.credentials().await;
        assert!(credentials.is_ok(), "{uri}: {credentials:?}");
    }
    for (uri, expected) in [
        (
            "http://example.com/x",
            "has the host example.com; without https",
        ),
        ("http://169.254.169.254/x", "has the host 169.254.169.254; "),
        (
            "http://169.254.170.2.example.com/x",
            "has the host 169.254.170.2.example.com; ",
        ),
        (
            "http://localhost.example.com/x",
            "has the host localhost.example.com; ",
        ),
        (
            "http://127.0.0.1@example.com/x",
            "must not have user information",
        ),
        ("http://[fd00:ec2::254]/x", "has the host [fd00:ec2::254]; "),
        (
            "http://[::ffff:127.0.0.1]/x",
            "has the host [::ffff:127.0.0.1]; ",
        ),
        ("http://2130706433/x", "has the host 2130706433; "),
        ("ftp://localhost/x", "must start with http:// or https://"),
        ("/x", "has no host"),
        ("http://", "is not a URI"),
        ("http:// x", "is not a URI"),
    ] {
        let fixture = Fixture::new().variable(FULL, uri);
        let problem = fixture.problem().await;
        assert!(
            problem.starts_with(&format!("{FULL} {expected}")),
            "{uri}: {problem}"
        );
        assert_eq!(fixture.requests(), [""; 0]);
    }
    for uri in ["x", "@example.com/x", ".example.com", "/a b"] {
        let problem = Fixture::new().variable(RELATIVE, uri).problem().await;
        assert_eq!(
            problem,
            format!("{RELATIVE} is not a path that starts with `/`")
        );
    }
}

#[tokio::test(start_paused = true)]
async fn errors_and_redirects_are_reported() {
    for (response, expected) in [
        (
            ScriptedResponse::json(403, r#"{"code":"AccessDenied","message":"no such task"}"#),
            "status 403: AccessDenied: no such task",
        ),
        (
            ScriptedResponse::status(302).header("location", "http://example.com/"),
            "status 302",
        ),
        (
            ScriptedResponse::status(404).body("container-token"),
            "status 404",
        ),
        (
            ScriptedResponse::json(200, r#"{"SecretAccessKey":"hush"}"#),
            "no AccessKeyId",
        ),
    ] {
        let fixture = Fixture::new().variable(RELATIVE, "/x").respond(response);
        let problem = fixture.problem().await;
        assert_eq!(
            problem,
            format!("the container's endpoint 169.254.170.2: {expected}")
        );
        assert_eq!(fixture.requests().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn failures_are_tried_again_twice() {
    let fixture = Fixture::new()
        .variable(RELATIVE, "/x")
        .respond(ScriptedResponse::status(500))
        .respond(ScriptedResponse::failure(
            TransportErrorKind::Connection,
            "reset",
        ))
        .respond(ScriptedResponse::json(200, keys_json("CONTAINER")));
    assert_keys(&fixture.credentials().await.unwrap(), "CONTAINER");
    assert_eq!(fixture.time.elapsed(), Duration::from_secs(2));

    // The endpoint throttles, or its response is truncated.
    for (status, body) in [
        (429, "You have reached maximum request limit."),
        (200, r#"{"AccessKeyId":"hush"#),
        (200, ""),
    ] {
        let again = || ScriptedResponse::status(status).body(body);
        let fixture = Fixture::new()
            .variable(RELATIVE, "/x")
            .respond(again())
            .respond(again())
            .respond(ScriptedResponse::json(200, keys_json("CONTAINER")));
        assert_keys(&fixture.credentials().await.unwrap(), "CONTAINER");
        assert_eq!(fixture.time.elapsed(), Duration::from_secs(2));
        let fixture = Fixture::new().variable(RELATIVE, "/x");
        let fixture = (0..3).fold(fixture, |fixture, _| fixture.respond(again()));
        let problem = fixture.problem().await;
        let is_final =
            problem.ends_with(": status 429") || problem.contains("169.254.170.2: invalid JSON: ");
        assert!(is_final && !problem.contains("hush"), "{problem}");
        assert_eq!(fixture.script.responses_left(), 0);
    }

    let fixture = Fixture::new().variable(RELATIVE, "/x");
    for _ in 0..3 {
        fixture.script.respond(ScriptedResponse::silence());
    }
    assert_eq!(
        fixture.problem().await,
        "the container's endpoint 169.254.170.2: no response within 4s"
    );
    assert_eq!(fixture.time.elapsed(), Duration::from_secs(3 * 4 + 2));
}

#[tokio::test(start_paused = true)]
async fn an_endless_response_is_not_read_to_its_end() {
    let fixture = Fixture::new().variable(RELATIVE, "/x");
    for _ in 0..3 {
        let endless = ScriptedResponse::status(200).body(vec![b' '; 1_000_000]);
        fixture.script.respond(endless);
    }
    assert_eq!(
        fixture.problem().await,
        "the container's endpoint 169.254.170.2: the body is longer than 65536 bytes"
    );
}
