//! Roles that are assumed with the token of an identity provider.

use tinsmith::testing::ScriptedResponse;
use tinsmith::transport::TransportErrorKind;

use super::fixture::{FIPS_HOSTS, Fixture, ask, assert_keys, sts, sts_error};

const OPERATION: &str = "AssumeRoleWithWebIdentity";

fn with_variables() -> Fixture {
    let fixture = Fixture::new().file("token", "web-token\n");
    let path = fixture.path("token");
    fixture
        .variable("AWS_WEB_IDENTITY_TOKEN_FILE", path.to_str().unwrap())
        .variable("AWS_ROLE_ARN", "arn")
}

#[tokio::test(start_paused = true)]
async fn variables_name_a_role_and_a_token() {
    let fixture = with_variables()
        .variable("AWS_ROLE_SESSION_NAME", "me")
        .respond(sts(OPERATION, "ROLE"));
    assert_keys(&fixture.credentials().await.unwrap(), "ROLE");
    assert_eq!(
        fixture.requests(),
        [
            "POST https://sts.us-west-2.amazonaws.com/ Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn&RoleSessionName=me&WebIdentityToken=web-token"
        ]
    );
    assert_eq!(fixture.header(0, "authorization"), None);
}

#[tokio::test(start_paused = true)]
async fn the_endpoint_for_fips_is_that_of_botocore_in_each_partition() {
    for (region, dual_stack, host) in FIPS_HOSTS {
        let fixture = with_variables().respond(sts(OPERATION, "ROLE"));
        let builder = fixture.builder().region(region).use_fips(true);
        let config = builder.use_dual_stack(dual_stack).load().await.unwrap();
        ask(&config.credentials_provider().unwrap()).await.unwrap();
        let expected = format!("POST https://sts{host}/ ");
        let sent = &fixture.requests()[0];
        assert!(sent.starts_with(&expected), "{sent}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_profile_names_a_role_and_a_token() {
    let fixture = Fixture::new()
        .file("token", "web-token")
        .config(
            "[default]\nrole_arn = arn\nrole_session_name = me\nduration_seconds = 900\nweb_identity_token_file = ~/token\n",
        )
        .respond(sts(OPERATION, "ROLE"));
    assert_keys(&fixture.credentials().await.unwrap(), "ROLE");
    let sent = &fixture.requests()[0];
    assert!(
        sent.ends_with("&RoleSessionName=me&DurationSeconds=900&WebIdentityToken=web-token"),
        "{sent}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_role_chain_may_start_with_a_token() {
    let fixture = Fixture::new()
        .file("token", "web-token")
        .config(
            "[default]\nrole_arn = A\nsource_profile = web\n[profile web]\nrole_arn = W\nweb_identity_token_file = ~/token\n",
        )
        .respond(sts(OPERATION, "WEB"))
        .respond(sts("AssumeRole", "ROLE"));
    assert_keys(&fixture.credentials().await.unwrap(), "ROLE");
    let authorization = fixture.header(1, "authorization").unwrap();
    assert!(authorization.contains("Credential=WEB/"), "{authorization}");
}

#[tokio::test(start_paused = true)]
async fn missing_settings_are_reported() {
    let problem = Fixture::new()
        .variable("AWS_WEB_IDENTITY_TOKEN_FILE", "/t")
        .problem()
        .await;
    assert_eq!(
        problem,
        "AWS_WEB_IDENTITY_TOKEN_FILE is set, but AWS_ROLE_ARN is not set"
    );
    for empty in ["", " \n"] {
        let problem = with_variables().file("token", empty).problem().await;
        assert!(problem.ends_with("token: the file is empty"), "{problem}");
    }
    let fixture = with_variables();
    std::fs::remove_file(fixture.path("token")).unwrap();
    let problem = fixture.problem().await;
    assert!(
        problem.starts_with("web identity token /") && problem.contains(": cannot be read: "),
        "{problem}"
    );
}

#[tokio::test(start_paused = true)]
async fn an_expired_token_is_reported_with_the_message_of_sts() {
    let fixture = with_variables().respond(sts_error(400, "ExpiredTokenException", "too late"));
    assert_eq!(
        fixture.problem().await,
        "AssumeRoleWithWebIdentity: ExpiredTokenException: too late (400, request id 1-2-3, 1 attempt)"
    );
}

#[tokio::test(start_paused = true)]
async fn an_identity_provider_that_was_not_reached_is_tried_again() {
    let fixture = with_variables()
        .respond(sts_error(400, "IDPCommunicationError", "try again"))
        .respond(sts(OPERATION, "ROLE"));
    assert_keys(&fixture.credentials().await.unwrap(), "ROLE");
}

#[tokio::test(start_paused = true)]
async fn invalid_and_absent_responses_are_reported() {
    let fixture = with_variables().respond(ScriptedResponse::status(200).body("web-token"));
    assert_eq!(
        fixture.problem().await,
        "AssumeRoleWithWebIdentity: invalid response: expected an element (at byte 0)"
    );
    let fixture = with_variables();
    for _ in 0..3 {
        let refused =
            ScriptedResponse::failure(TransportErrorKind::Connection, "connection refused");
        fixture.script.respond(refused);
    }
    assert_eq!(
        fixture.problem().await,
        "AssumeRoleWithWebIdentity: no response from sts.us-west-2.amazonaws.com: connection refused (3 attempts)"
    );
}
