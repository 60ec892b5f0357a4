//! Credentials that a service rejects, and their renewal.

use std::time::Duration;

use futures::future::join_all;
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};

use crate::credentials::{Fixture, MINUTE};
use crate::support::{config, get_thing, handle};

/// The error codes of a service that rejects credentials.
fn rejection(code: &str) -> ScriptedResponse {
    ScriptedResponse::error(
        403,
        code,
        "The security token included in the request is expired",
    )
}

#[tokio::test(start_paused = true)]
async fn credentials_that_a_service_rejects_are_renewed_for_the_next_attempt() {
    for code in [
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidClientTokenId",
        "UnrecognizedClientException",
    ] {
        let fixture = Fixture::new(usize::MAX);
        assert_eq!(fixture.keys(1).await, ["KEY1"]);
        fixture.script.respond(rejection(code));
        assert_eq!(fixture.keys(1).await, ["KEY1", "KEY2"], "{code}");
        assert_eq!(fixture.keys(1).await, ["KEY2"], "{code}");
        assert_eq!(fixture.client.retry_quota(), 500, "{code}");
    }
}

#[tokio::test(start_paused = true)]
async fn many_calls_whose_credentials_are_rejected_renew_them_once() {
    let fixture = Fixture::new(usize::MAX);
    fixture.keys(1).await;
    for _ in 0..20 {
        let rejection = rejection("ExpiredTokenException").after(Duration::from_millis(100));
        fixture.script.respond(rejection);
    }
    let keys = fixture.keys(20).await;
    assert_eq!(keys, [vec!["KEY1"; 20], vec!["KEY2"; 20]].concat());
    assert_eq!(fixture.provider.loads(), 2);
}

#[tokio::test(start_paused = true)]
async fn credentials_that_one_service_rejected_serve_others_while_they_are_renewed() {
    let fixture = Fixture::new(usize::MAX);
    fixture.keys(1).await;
    fixture
        .script
        .respond(rejection("ExpiredTokenException"))
        .respond(ScriptedResponse::json(200, r#"{"name":"x"}"#));
    let others = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let before = tokio::time::Instant::now();
        assert_eq!(fixture.keys(3).await, vec!["KEY1"; 3]);
        assert_eq!(before.elapsed(), Duration::ZERO);
    };
    let (rejected, ()) = tokio::join!(get_thing(fixture.client.call()), others);
    rejected.unwrap();
    assert_eq!(fixture.provider.loads(), 2);
    assert_eq!(fixture.keys(1).await, ["KEY2"]);
}

#[tokio::test(start_paused = true)]
async fn the_error_of_rejected_credentials_has_the_reason_why_there_are_no_others() {
    let fixture = Fixture::new(2);
    fixture.keys(1).await;
    (0..2).for_each(|_| _ = fixture.script.respond(rejection("ExpiredTokenException")));
    let calls = (0..2).map(|_| get_thing(fixture.client.call()));
    for result in join_all(calls).await {
        assert_eq!(
            result.unwrap_err().to_string(),
            "GetThing: ExpiredTokenException: The security token included in the request is expired \
             (403, 1 attempt, no other credentials: the provider is down)"
        );
    }
    assert_eq!(fixture.provider.loads(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_call_without_an_attempt_left_leaves_the_renewal_to_the_next() {
    let fixture = Fixture::new(usize::MAX);
    fixture.keys(1).await;
    fixture.script.respond(rejection("ExpiredTokenException"));
    let call = fixture
        .client
        .call()
        .configure(|options| options.max_attempts(1));
    let error = get_thing(call).await.unwrap_err();
    assert_eq!(
        (error.code(), error.attempts()),
        (Some("ExpiredTokenException"), 1)
    );
    assert_eq!(fixture.provider.loads(), 1);
    assert_eq!(fixture.keys(1).await, ["KEY2"]);
}

#[tokio::test(start_paused = true)]
async fn rejected_credentials_without_others_end_the_call_and_the_provider_is_called_once_a_minute()
{
    // The provider fails, so the old credentials stay. Another service may accept them.
    let fixture = Fixture::new(2);
    fixture.keys(1).await;
    for (minutes, loads) in [(0, 2), (0, 2), (2, 3)] {
        tokio::time::advance(minutes * MINUTE).await;
        fixture.script.respond(rejection("ExpiredTokenException"));
        let error = get_thing(fixture.client.call()).await.unwrap_err();
        assert_eq!(
            (error.code(), error.attempts()),
            (Some("ExpiredTokenException"), 1)
        );
        assert_eq!(fixture.provider.loads(), loads);
    }
    assert_eq!(fixture.keys(1).await, ["KEY1"]);
}

#[tokio::test(start_paused = true)]
async fn new_credentials_are_tried_once_a_call_only() {
    let fixture = Fixture::new(usize::MAX);
    fixture.keys(1).await;
    (0..2).for_each(|_| _ = fixture.script.respond(rejection("ExpiredTokenException")));
    let error = get_thing(fixture.client.call()).await.unwrap_err();
    assert_eq!(
        (error.code(), error.attempts()),
        (Some("ExpiredTokenException"), 2)
    );
}

#[tokio::test(start_paused = true)]
async fn keys_without_an_expiry_that_stay_the_same_are_rejected_once() {
    let script = ScriptedTransport::new();
    script.respond(rejection("UnrecognizedClientException"));
    let error = get_thing(handle(config(&script)).call()).await.unwrap_err();
    assert_eq!(error.attempts(), 1);
    assert_eq!(script.requests().len(), 1);
}
