//! The token of a session as the bearer token of services.

use std::fs;
use std::time::Duration;

use futures_util::future::join_all;
use tinsmith::Handle;
use tinsmith::service::{
    Auth, BearerAuth, Operation, OperationMetadata, OptionalAuthSchemes, RequestWriter,
};
use tinsmith::testing::ScriptedResponse;

use super::super::fixture::{EXPIRATION, Fixture};
use super::{SESSION, SESSION_FILE, new_token, token};
use crate::support::{GetThingInput, GetThingOutput, SERVICE};

/// An operation of a service that takes bearer tokens.
#[derive(Clone, Debug)]
struct Borne;

impl Operation for Borne {
    type Output = GetThingOutput;
    const METADATA: &'static OperationMetadata = &OperationMetadata {
        auth: Auth::Http(&BearerAuth),
        uri: "/",
        host_prefix: "",
        ..*GetThingInput::METADATA
    };
    fn write(&self, _request: &mut RequestWriter<'_>) {}
}

/// An operation that takes a bearer token if there is one.
#[derive(Clone, Debug)]
struct OptionallyBorne;

impl Operation for OptionallyBorne {
    type Output = GetThingOutput;
    const METADATA: &'static OperationMetadata = &OperationMetadata {
        auth: Auth::Choice(&OptionalAuthSchemes(&[Auth::Http(&BearerAuth)])),
        ..*Borne::METADATA
    };
    fn write(&self, _request: &mut RequestWriter<'_>) {}
}

async fn client(fixture: &Fixture) -> Handle {
    let config = fixture.builder().load().await.unwrap();
    Handle::new(&config, &SERVICE)
}

/// Sends a request of a client with a bearer token, and returns its header.
async fn send(fixture: &Fixture, client: &Handle) -> Result<String, String> {
    let result = client.call().send(Borne).await;
    result.map_err(|error| error.to_string())?;
    let last = fixture.requests().len() - 1;
    Ok(fixture.header(last, "authorization").unwrap())
}

/// Sends a request of a new client with a bearer token, and returns its header.
async fn send_token(fixture: &Fixture) -> Result<String, String> {
    fixture.script.respond(ok());
    send(fixture, &client(fixture).await).await
}

fn ok() -> ScriptedResponse {
    ScriptedResponse::json(200, "{}")
}

/// The number of requests that renewed a token.
fn renewals(fixture: &Fixture) -> usize {
    let requests = fixture.requests();
    let is_renewal = |request: &&String| request.contains("oidc");
    requests.iter().filter(is_renewal).count()
}

#[tokio::test(start_paused = true)]
async fn the_token_of_a_session_is_the_bearer_token_of_services_without_another() {
    let valid = token("2023-11-15T00:00:00Z");
    let fixture = Fixture::new().config(SESSION).file(SESSION_FILE, &valid);
    assert_eq!(
        send_token(&fixture).await.unwrap(),
        "Bearer sso-access-token"
    );
    let fixture = fixture.variable("AWS_BEARER_TOKEN_THINGS", "own-token");
    assert_eq!(send_token(&fixture).await.unwrap(), "Bearer own-token");
    let renewed = Fixture::new()
        .config(SESSION)
        .file(SESSION_FILE, &token("2023-11-14T22:20:00Z"))
        .respond(new_token());
    assert_eq!(
        send_token(&renewed).await.unwrap(),
        "Bearer new-access-token"
    );
}

#[tokio::test(start_paused = true)]
async fn the_url_that_code_sets_for_all_services_gets_no_refresh_token() {
    let fixture = Fixture::new()
        .config(SESSION)
        .file(SESSION_FILE, &token("2023-11-14T22:20:00Z"))
        .respond(new_token())
        .respond(ok());
    let builder = fixture.builder().endpoint_url("https://gateway.example");
    let client = Handle::new(&builder.load().await.unwrap(), &SERVICE);
    assert_eq!(
        send(&fixture, &client).await.unwrap(),
        "Bearer new-access-token"
    );
    let requests = fixture.requests();
    let renewal = "POST https://oidc.eu-west-1.amazonaws.com/token ";
    assert!(requests[0].starts_with(renewal), "{requests:?}");
    let call = "https://gateway.example/";
    assert!(requests[1].contains(call), "{requests:?}");
}

#[tokio::test(start_paused = true)]
async fn a_session_without_a_token_is_an_error_of_the_call_that_names_the_command_to_sign_in() {
    let fixture = Fixture::new().config(SESSION);
    let problem = send_token(&fixture).await.unwrap_err();
    assert!(
        problem.starts_with("GetThing: the SSO token ")
            && problem.ends_with("does not exist; sign in with `aws sso login --sso-session corp`"),
        "{problem}"
    );
    assert!(fixture.requests().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_session_that_is_set_up_wrongly_is_an_error_of_the_calls_that_need_its_token() {
    for (config, missing) in [
        (
            SESSION.replace("[sso-session corp]", "[sso-session corporate]"),
            "sso_start_url",
        ),
        (
            SESSION.replace("sso_region = eu-west-1\n", ""),
            "sso_region",
        ),
    ] {
        // The profile has other credentials, so that calls with a signature are not concerned.
        let config = config
            .replace("sso_account_id = 123456789012", "aws_access_key_id = KEYS")
            .replace("sso_role_name = Render", "aws_secret_access_key = x");
        let fixture = Fixture::new()
            .config(&config)
            .file(SESSION_FILE, &token("2023-11-15T00:00:00Z"));
        let client = client(&fixture).await;
        let problems = [
            client.call().send(Borne).await.map(drop),
            client.call().send(OptionallyBorne).await.map(drop),
        ];
        for problem in problems {
            let problem = problem.unwrap_err().to_string();
            let expected =
                format!("config line 2 names `[sso-session corp]`, which has no {missing}");
            assert!(
                problem.starts_with("GetThing: `sso_session` in /") && problem.ends_with(&expected),
                "{problem}"
            );
        }
        assert!(fixture.requests().is_empty());
        assert_eq!(fixture.credentials().await.unwrap().access_key_id(), "KEYS");
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_is_loaded_once_until_it_has_to_be_renewed() {
    let fixture = Fixture::new()
        .config(SESSION)
        .file(SESSION_FILE, &token(EXPIRATION))
        .respond(ok())
        .respond(ok());
    let client = client(&fixture).await;
    assert_eq!(
        send(&fixture, &client).await.unwrap(),
        "Bearer sso-access-token"
    );
    fs::remove_file(fixture.path(SESSION_FILE)).unwrap();
    assert_eq!(
        send(&fixture, &client).await.unwrap(),
        "Bearer sso-access-token"
    );
    tokio::time::advance(Duration::from_secs(50 * 60)).await;
    let fixture = fixture
        .file(SESSION_FILE, &token(EXPIRATION))
        .respond(new_token())
        .respond(ok());
    assert_eq!(
        send(&fixture, &client).await.unwrap(),
        "Bearer new-access-token"
    );
    assert_eq!(renewals(&fixture), 1);
}

#[tokio::test(start_paused = true)]
async fn calls_at_the_same_time_renew_a_token_once() {
    let fixture = Fixture::new()
        .config(SESSION)
        .file(SESSION_FILE, &token("2023-11-14T22:20:00Z"))
        .respond(new_token().after(Duration::from_secs(1)));
    let client = client(&fixture).await;
    for _ in 0..20 {
        fixture.script.respond(ok());
    }
    for result in join_all((0..20).map(|_| client.call().send(Borne))).await {
        result.unwrap();
    }
    assert_eq!(renewals(&fixture), 1);
    assert_eq!(fixture.requests().len(), 21);
}

#[tokio::test(start_paused = true)]
async fn calls_that_are_too_short_for_the_renewal_of_a_token_succeed_in_the_end() {
    let fixture = Fixture::new()
        .config(SESSION)
        .file(SESSION_FILE, &token("2023-11-14T22:20:00Z"))
        .respond(new_token().after(Duration::from_secs(1)));
    let client = client(&fixture).await;
    let call = || {
        let call = client.call();
        let limit = Duration::from_millis(300);
        call.configure(|options| options.operation_timeout(limit))
            .send(Borne)
    };
    for _ in 0..3 {
        assert_eq!(
            call().await.unwrap_err().to_string(),
            "GetThing: loading the bearer token for the call took longer than 300ms"
        );
    }
    fixture.script.respond(ok());
    call().await.unwrap();
    assert_eq!(renewals(&fixture), 1);
}

#[tokio::test(start_paused = true)]
async fn a_rejected_token_is_replaced_by_the_one_of_the_file_and_the_call_is_retried() {
    let valid = token("2023-11-15T00:00:00Z");
    let fixture = Fixture::new()
        .config(SESSION)
        .file(SESSION_FILE, &valid)
        .respond(ok());
    let client = client(&fixture).await;
    send(&fixture, &client).await.unwrap();
    let another = valid.replace("sso-access", "another-access");
    let fixture = fixture
        .file(SESSION_FILE, &another)
        .respond(ScriptedResponse::error(
            401,
            "UnauthorizedException",
            "expired",
        ))
        .respond(ok());
    assert_eq!(
        send(&fixture, &client).await.unwrap(),
        "Bearer another-access-token"
    );
    fixture
        .script
        .respond(ScriptedResponse::error(401, "UnauthorizedException", "no"));
    let problem = send(&fixture, &client).await.unwrap_err();
    assert!(problem.contains("UnauthorizedException: no"), "{problem}");
}

#[tokio::test(start_paused = true)]
async fn the_provider_of_tokens_shares_the_cache_of_the_clients() {
    use aws_credential_types::provider::token::ProvideToken;

    let fixture = Fixture::new()
        .config(SESSION)
        .file(SESSION_FILE, &token(EXPIRATION))
        .respond(ok());
    let config = fixture.builder().load().await.unwrap();
    let provider = config.token_provider().unwrap();
    assert_eq!(
        provider.provide_token().await.unwrap().token(),
        "sso-access-token"
    );
    fs::remove_file(fixture.path(SESSION_FILE)).unwrap();
    let client = Handle::new(&config, &SERVICE);
    send(&fixture, &client).await.unwrap();
}
