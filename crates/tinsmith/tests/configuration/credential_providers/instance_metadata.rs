//! Credentials of Amazon EC2 instances.

use std::time::Duration;

use tinsmith::Config;
use tinsmith::credentials::InstanceMetadata;
use tinsmith::testing::ScriptedResponse;
use tinsmith::transport::TransportErrorKind;

use super::fixture::{
    EXPIRATION, Fixture, START, ask, assert_keys, expiration, keys_json, seconds,
};

const ROLES: &str = "latest/meta-data/iam/security-credentials/";

/// The responses of a metadata service to the three requests.
fn three(fixture: Fixture, keys: &str) -> Fixture {
    fixture
        .respond(ScriptedResponse::status(200).body("imds-token"))
        .respond(ScriptedResponse::status(200).body("render\n"))
        .respond(ScriptedResponse::json(200, keys.to_owned()))
}

async fn problem(fixture: &Fixture) -> String {
    let config = fixture.builder().build();
    let provider = InstanceMetadata::with_environment(&config, fixture.environment());
    ask(&provider).await.unwrap_err()
}

#[tokio::test(start_paused = true)]
async fn a_token_then_the_role_then_its_credentials_are_requested() {
    let fixture = three(Fixture::new(), &keys_json("INSTANCE"));
    assert_keys(&fixture.credentials().await.unwrap(), "INSTANCE");
    let host = "http://169.254.169.254";
    assert_eq!(
        fixture.requests(),
        [
            format!("PUT {host}/latest/api/token"),
            format!("GET {host}/{ROLES}"),
            format!("GET {host}/{ROLES}render")
        ]
    );
    assert!(
        fixture
            .header(0, "x-aws-ec2-metadata-token-ttl-seconds")
            .is_some()
    );
    for request in [1, 2] {
        let token = fixture.header(request, "x-aws-ec2-metadata-token");
        assert_eq!(token.as_deref(), Some("imds-token"));
    }
    assert!(
        fixture
            .script
            .options()
            .iter()
            .all(|options| options.direct)
    );
}

#[tokio::test(start_paused = true)]
async fn variables_say_where_the_service_is() {
    for (name, value, host) in [
        (
            "AWS_EC2_METADATA_SERVICE_ENDPOINT",
            "http://127.0.0.1:1338/",
            "http://127.0.0.1:1338/latest",
        ),
        (
            "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
            "ipv6",
            "http://[fd00:ec2::254]/latest",
        ),
        (
            "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
            "IPv4",
            "http://169.254.169.254/latest",
        ),
    ] {
        let fixture = three(Fixture::new().variable(name, value), &keys_json("INSTANCE"));
        fixture.credentials().await.unwrap();
        assert!(
            fixture.requests()[1].contains(host),
            "{:?}",
            fixture.requests()
        );
    }
}

#[tokio::test(start_paused = true)]
async fn invalid_settings_are_reported() {
    for (name, value, expected) in [
        (
            "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
            "IPv5",
            "\"IPv5\" set by AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE is neither `IPv4` nor `IPv6`",
        ),
        (
            "AWS_METADATA_SERVICE_TIMEOUT",
            "0",
            "\"0\" set by AWS_METADATA_SERVICE_TIMEOUT is not a number of at least 1",
        ),
        (
            "AWS_METADATA_SERVICE_NUM_ATTEMPTS",
            "many",
            "\"many\" set by AWS_METADATA_SERVICE_NUM_ATTEMPTS is not a number of at least 1",
        ),
        (
            "AWS_EC2_METADATA_SERVICE_ENDPOINT",
            "169.254.169.254",
            "the endpoint of the instance metadata is not a URL that begins with http:// or https://",
        ),
    ] {
        let fixture = Fixture::new().variable(name, value);
        assert_eq!(problem(&fixture).await, expected);
    }
}

#[tokio::test(start_paused = true)]
async fn the_password_of_an_endpoint_is_not_shown() {
    for url in [
        "http://user:hush@169.254.169.254",
        "http://user:hush@169.254.169.254/path?token=hush",
        "https://user:hu%sh@169.254.169.254:port/hush",
        "user:hush@169.254.169.254",
    ] {
        let of_variable = Fixture::new().variable("AWS_EC2_METADATA_SERVICE_ENDPOINT", url);
        let of_profile = Fixture::new().config(&format!(
            "[default]\nec2_metadata_service_endpoint = {url}\n"
        ));
        for fixture in [of_variable, of_profile] {
            let credentials = fixture.problem().await;
            assert!(fixture.requests().is_empty());
            let config = Config::builder().environment(fixture.environment());
            let config = config.transport(fixture.script.clone()).load().await;
            let region = crate::support::get_thing(crate::support::call(
                config
                    .unwrap()
                    .to_builder()
                    .credentials(crate::support::credentials()),
            ));
            let region = region.await.unwrap_err();
            let shown = format!("{credentials} {region} {region:#?} {:#?}", region.get_ref());
            assert!(
                shown.contains("the endpoint of the instance metadata"),
                "{shown}"
            );
            assert!(
                !shown.contains("hush") && !shown.contains("hu%sh"),
                "{shown}"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn it_can_be_turned_off() {
    let fixture = Fixture::new().variable("AWS_EC2_METADATA_DISABLED", "TRUE");
    assert_eq!(
        problem(&fixture).await,
        "no credentials: instance metadata is disabled by AWS_EC2_METADATA_DISABLED"
    );
    assert_eq!(fixture.requests(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn where_nothing_listens_it_is_given_up_at_once() {
    let refused =
        || ScriptedResponse::failure(TransportErrorKind::Connection, "connection refused");
    let place = "no credentials: instance metadata at http://169.254.169.254";
    let fixture = Fixture::new().respond(refused());
    assert_eq!(
        problem(&fixture).await,
        format!("{place}: connection refused")
    );
    let fixture = Fixture::new().respond(ScriptedResponse::silence());
    assert_eq!(
        problem(&fixture).await,
        format!("{place}: no response within 2s")
    );
    assert_eq!(fixture.time.elapsed(), Duration::from_secs(2));
}

#[tokio::test(start_paused = true)]
async fn attempts_and_time_out_can_be_set() {
    let fixture = Fixture::new()
        .variable("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "2")
        .variable("AWS_METADATA_SERVICE_TIMEOUT", "3")
        .respond(ScriptedResponse::silence());
    let fixture = three(fixture, &keys_json("INSTANCE"));
    assert_keys(&fixture.credentials().await.unwrap(), "INSTANCE");
    assert_eq!(fixture.time.elapsed(), Duration::from_secs(6 + 1));
    let limit = fixture.script.options()[0].connect_timeout;
    assert_eq!(limit, Some(Duration::from_secs(3)));
}

#[tokio::test(start_paused = true)]
async fn error_responses_are_reported() {
    let token = || ScriptedResponse::status(200).body("imds-token");
    let role = || ScriptedResponse::status(200).body("render");
    let hush = || ScriptedResponse::json(200, "hush");
    let place = "no credentials: instance metadata at http://169.254.169.254";
    for (responses, expected) in [
        (
            vec![ScriptedResponse::status(403)],
            "the service is disabled (403)",
        ),
        (
            vec![ScriptedResponse::status(404)],
            "no token of version 2 (status 404)",
        ),
        (
            vec![ScriptedResponse::status(200).body("a\nb")],
            "its token has characters that a header cannot have",
        ),
        (
            vec![token(), ScriptedResponse::status(404)],
            "the instance has no role",
        ),
        (
            vec![token(), ScriptedResponse::status(200)],
            "the instance has no role",
        ),
        (
            vec![token(), role(), ScriptedResponse::status(401)],
            "status 401 for /latest/meta-data/iam/security-credentials/render",
        ),
        (
            vec![
                token(),
                role(),
                ScriptedResponse::json(
                    200,
                    r#"{"Code":"AssumeRoleUnauthorizedAccess","Message":"no trust"}"#,
                ),
            ],
            "AssumeRoleUnauthorizedAccess: no trust",
        ),
        (
            vec![token(), role(), hush(), hush(), hush()],
            "invalid JSON: expected an object (at byte 0)",
        ),
    ] {
        let fixture = responses.into_iter().fold(Fixture::new(), Fixture::respond);
        assert_eq!(problem(&fixture).await, format!("{place}: {expected}"));
        assert_eq!(fixture.script.responses_left(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn failures_are_tried_again() {
    let fixture = Fixture::new().respond(ScriptedResponse::status(503));
    assert_keys(
        &three(fixture, &keys_json("INSTANCE"))
            .credentials()
            .await
            .unwrap(),
        "INSTANCE",
    );
    let fixture = Fixture::new()
        .respond(ScriptedResponse::status(200).body("imds-token"))
        .respond(ScriptedResponse::status(500))
        .respond(ScriptedResponse::silence())
        .respond(ScriptedResponse::status(200).body("render"))
        .respond(ScriptedResponse::json(200, keys_json("INSTANCE")));
    assert_keys(&fixture.credentials().await.unwrap(), "INSTANCE");
    // The service throttles, and its credentials are truncated.
    let fixture = Fixture::new()
        .respond(ScriptedResponse::status(429))
        .respond(ScriptedResponse::status(429))
        .respond(ScriptedResponse::status(200).body("imds-token"))
        .respond(ScriptedResponse::status(429))
        .respond(ScriptedResponse::status(200).body("render"))
        .respond(ScriptedResponse::status(429))
        .respond(ScriptedResponse::json(200, r#"{"Code":"Succ"#))
        .respond(ScriptedResponse::json(200, keys_json("INSTANCE")));
    let start = tokio::time::Instant::now();
    assert_keys(&fixture.credentials().await.unwrap(), "INSTANCE");
    assert_eq!(start.elapsed(), Duration::from_secs(5));
    let fixture = (0..3).fold(Fixture::new(), |fixture, _| {
        fixture.respond(ScriptedResponse::status(429))
    });
    let problem = problem(&fixture).await;
    assert!(
        problem.ends_with(": status 429 for the request for a token"),
        "{problem}"
    );
    assert_eq!(fixture.requests().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn credentials_that_expired_are_used_on_for_a_while() {
    let expired = keys_json("INSTANCE").replace(EXPIRATION, "2023-11-14T22:00:00Z");
    let fixture = three(Fixture::new(), &expired);
    let credentials = fixture.credentials().await.unwrap();
    assert_eq!(credentials.access_key_id(), "INSTANCE");
    assert_eq!(credentials.expiry(), Some(seconds(START + 25 * 60)));
}

#[tokio::test(start_paused = true)]
async fn the_last_credentials_are_used_on_while_the_service_fails() {
    let fixture = three(Fixture::new(), &keys_json("OLD"));
    let config = fixture.builder().load().await.unwrap();
    let provider = config.credentials_provider().unwrap();
    assert_keys(&ask(&provider).await.unwrap(), "OLD");
    // Half an hour after their expiration the service is still unreachable.
    tokio::time::sleep(Duration::from_secs(90 * 60)).await;
    fixture.script.respond(ScriptedResponse::silence());
    let credentials = ask(&provider).await.unwrap();
    assert_eq!(credentials.access_key_id(), "OLD");
    assert!(credentials.expiry() > Some(expiration()));
    // A later request succeeds, and its credentials are used.
    tokio::time::sleep(Duration::from_secs(11 * 60)).await;
    let fixture = three(fixture, &keys_json("NEW").replace("2023", "2024"));
    assert_eq!(ask(&provider).await.unwrap().access_key_id(), "NEW");
    assert_eq!(fixture.script.responses_left(), 0);
}
