//! The cache of credentials and their renewal.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use crate::support::{config, get_thing, handle, start};
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials, future};
use futures::future::join_all;
use tinsmith::testing::{ScriptedResponse, ScriptedTransport, TestTime};
use tinsmith::{ErrorKind, Handle};

pub(crate) const MINUTE: Duration = Duration::from_secs(60);

/// A provider of numbered keys, each valid for an hour. A call takes a second.
#[derive(Clone, Debug)]
pub(crate) struct Numbered {
    loads: Arc<AtomicUsize>,
    /// The number of calls after which it fails.
    fails_from: usize,
    origin: tokio::time::Instant,
}

impl Numbered {
    fn failing_from(fails_from: usize) -> Self {
        Self {
            loads: Arc::default(),
            fails_from,
            origin: tokio::time::Instant::now(),
        }
    }

    pub(crate) fn loads(&self) -> usize {
        self.loads.load(Ordering::SeqCst)
    }

    async fn give(&self) -> provider::Result {
        let number = self.loads.fetch_add(1, Ordering::SeqCst) + 1;
        tokio::time::sleep(Duration::from_secs(1)).await;
        if number >= self.fails_from {
            return Err(CredentialsError::provider_error("the provider is down"));
        }
        let expiry: SystemTime = start() + self.origin.elapsed() + 60 * MINUTE;
        Ok(Credentials::new(
            format!("KEY{number}"),
            "secret",
            None,
            Some(expiry),
            "numbered",
        ))
    }
}

impl ProvideCredentials for Numbered {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.give())
    }
}

pub(crate) struct Fixture {
    pub(crate) client: Handle,
    pub(crate) script: ScriptedTransport,
    pub(crate) provider: Numbered,
}

impl Fixture {
    pub(crate) fn new(fails_from: usize) -> Self {
        Self::at(start(), fails_from)
    }

    /// Creates a client whose clock reads `now` when that of the provider reads [`start`].
    pub(crate) fn at(now: SystemTime, fails_from: usize) -> Self {
        let script = ScriptedTransport::new();
        let provider = Numbered::failing_from(fails_from);
        let client = handle(
            config(&script)
                .time(TestTime::starting_at(now))
                .credentials(provider.clone()),
        );
        Self {
            client,
            script,
            provider,
        }
    }

    /// Makes `calls` calls at once and returns the keys that signed them.
    pub(crate) async fn keys(&self, calls: usize) -> Vec<String> {
        let before = self.script.requests().len();
        (0..calls).for_each(|_| {
            _ = self
                .script
                .respond(ScriptedResponse::json(200, r#"{"name":"x"}"#))
        });
        join_all((0..calls).map(|_| get_thing(self.client.call()))).await;
        let key = |request: &http::Request<_>| {
            let text = request.headers()["authorization"]
                .to_str()
                .unwrap_or_default();
            text.split_once("Credential=")
                .and_then(|(_, text)| Some(text.split_once('/')?.0.to_owned()))
                .unwrap_or_default()
        };
        self.script
            .requests()
            .iter()
            .skip(before)
            .map(key)
            .collect()
    }
}

#[tokio::test(start_paused = true)]
async fn one_caller_loads_and_all_get_the_credentials() {
    let fixture = Fixture::new(usize::MAX);
    assert_eq!(fixture.keys(20).await, vec!["KEY1"; 20]);
    assert_eq!(fixture.keys(20).await, vec!["KEY1"; 20]);
    assert_eq!(fixture.provider.loads(), 1);
}

#[tokio::test(start_paused = true)]
async fn one_failure_is_returned_to_all_callers_that_waited_for_it() {
    let fixture = Fixture::new(1);
    let before = tokio::time::Instant::now();
    let calls = (0..20).map(|_| get_thing(fixture.client.call()));
    for result in join_all(calls).await {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert_eq!(error.to_string(), "GetThing: the provider is down");
    }
    assert_eq!(fixture.provider.loads(), 1);
    assert_eq!(before.elapsed(), Duration::from_secs(1));
    // A later call loads again.
    get_thing(fixture.client.call()).await.unwrap_err();
    assert_eq!(fixture.provider.loads(), 2);
}

#[tokio::test(start_paused = true)]
async fn from_15_minutes_before_expiry_on_one_caller_renews_and_the_others_go_on() {
    let fixture = Fixture::new(usize::MAX);
    fixture.keys(1).await;
    tokio::time::advance(44 * MINUTE).await;
    assert_eq!(fixture.keys(1).await, ["KEY1"]);
    tokio::time::advance(2 * MINUTE).await;
    let mut keys = fixture.keys(3).await;
    keys.sort();
    assert_eq!(keys, ["KEY1", "KEY1", "KEY2"]);
    assert_eq!(fixture.provider.loads(), 2);
}

#[tokio::test(start_paused = true)]
async fn from_10_minutes_before_expiry_on_everybody_waits_for_the_new_ones() {
    let fixture = Fixture::new(usize::MAX);
    fixture.keys(1).await;
    tokio::time::advance(51 * MINUTE).await;
    assert_eq!(fixture.keys(3).await, vec!["KEY2"; 3]);
    assert_eq!(fixture.provider.loads(), 2);
}

#[tokio::test(start_paused = true)]
async fn old_ones_are_used_while_valid_if_renewing_fails_and_the_provider_is_left_in_peace_for_a_minute()
 {
    let fixture = Fixture::new(2);
    fixture.keys(1).await;
    tokio::time::advance(52 * MINUTE).await;
    assert_eq!(fixture.keys(1).await, ["KEY1"]);
    assert_eq!(fixture.keys(5).await, vec!["KEY1"; 5]);
    assert_eq!(fixture.provider.loads(), 2);
    tokio::time::advance(2 * MINUTE).await;
    assert_eq!(fixture.keys(1).await, ["KEY1"]);
    assert_eq!(fixture.provider.loads(), 3);
    tokio::time::advance(10 * MINUTE).await;
    let error = get_thing(fixture.client.call()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert_eq!(error.to_string(), "GetThing: the provider is down");
}

#[tokio::test(start_paused = true)]
async fn a_caller_that_gives_up_leaves_the_loading_to_the_others() {
    let fixture = Fixture::new(usize::MAX);
    let (hasty, patient) = tokio::join!(
        tokio::time::timeout(Duration::from_millis(500), get_thing(fixture.client.call())),
        fixture.keys(2),
    );
    assert!(hasty.is_err());
    assert_eq!(patient, vec!["KEY1"; 2]);
    assert_eq!(fixture.provider.loads(), 1);
}

#[tokio::test(start_paused = true)]
async fn after_a_caller_that_gave_up_one_failure_is_returned_to_all_others() {
    let fixture = Fixture::new(1);
    let before = tokio::time::Instant::now();
    let calls = || (0..19).map(|_| get_thing(fixture.client.call()));
    let (hasty, patient) = tokio::join!(
        tokio::time::timeout(Duration::from_millis(500), get_thing(fixture.client.call())),
        join_all(calls()),
    );
    assert!(hasty.is_err());
    for result in patient {
        let error = result.unwrap_err();
        assert_eq!(error.to_string(), "GetThing: the provider is down");
    }
    assert_eq!(fixture.provider.loads(), 1);
    assert_eq!(before.elapsed(), Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn calls_that_are_too_short_for_the_provider_succeed_in_the_end_and_ask_it_once() {
    let fixture = Fixture::new(usize::MAX);
    let call = || {
        let call = fixture.client.call();
        let limit = Duration::from_millis(300);
        get_thing(call.configure(|options| options.operation_timeout(limit)))
    };
    // Time passes between the calls, while no call waits.
    for _ in 0..2 {
        let error = call().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout);
        assert_eq!(
            error.to_string(),
            "GetThing: loading credentials for the call took longer than 300ms"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    fixture
        .script
        .respond(ScriptedResponse::json(200, r#"{"name":"x"}"#));
    call().await.unwrap();
    assert_eq!(fixture.provider.loads(), 1);
}

/// A provider of numbered keys, valid for an hour from the request. A call takes a second.
#[derive(Clone, Debug, Default)]
struct Dated(Arc<AtomicUsize>);

impl ProvideCredentials for Dated {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let number = self.0.fetch_add(1, Ordering::SeqCst) + 1;
        let expiry = match number {
            1 => start() + 60 * MINUTE,
            _ => start() + 24 * 60 * MINUTE,
        };
        future::ProvideCredentials::new(async move {
            tokio::time::sleep(Duration::from_secs(1)).await;
            let key = format!("KEY{number}");
            Ok(Credentials::new(key, "secret", None, Some(expiry), "dated"))
        })
    }
}

#[tokio::test(start_paused = true)]
async fn credentials_that_expired_while_no_call_waited_are_loaded_again() {
    let script = ScriptedTransport::new();
    let provider = Dated::default();
    let config = config(&script)
        .time(TestTime::starting_at(start()))
        .credentials(provider.clone());
    let client = handle(config);
    let hasty = tokio::time::timeout(Duration::from_millis(500), get_thing(client.call()));
    assert!(hasty.await.is_err());
    // The response arrives after a second, but is read by the next call only.
    tokio::time::sleep(2 * 60 * MINUTE).await;
    script.respond(ScriptedResponse::json(200, r#"{"name":"x"}"#));
    script.respond(ScriptedResponse::json(200, r#"{"name":"x"}"#));
    for _ in 0..2 {
        get_thing(client.call()).await.unwrap();
    }
    assert_eq!(provider.0.load(Ordering::SeqCst), 2);
    for request in script.requests() {
        let signature = request.headers()["authorization"].to_str().unwrap();
        assert!(signature.contains("Credential=KEY2/"), "{signature}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_of_abandoned_loading_is_not_that_of_the_next_caller() {
    let fixture = Fixture::new(1);
    let hasty = tokio::time::timeout(Duration::from_millis(500), get_thing(fixture.client.call()));
    assert!(hasty.await.is_err());
    let error = get_thing(fixture.client.call()).await.unwrap_err();
    assert_eq!(error.to_string(), "GetThing: the provider is down");
    assert_eq!(fixture.provider.loads(), 2);
}

/// A provider that panics at its first call.
#[derive(Clone, Debug, Default)]
struct Panicking(Arc<AtomicUsize>);

impl ProvideCredentials for Panicking {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async {
            let loads = self.0.fetch_add(1, Ordering::SeqCst);
            assert!(loads > 0, "the provider panics");
            Ok(Credentials::new("KEY", "secret", None, None, "panicking"))
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_panics_fails_its_call_and_no_other() {
    let script = ScriptedTransport::new();
    let client = handle(config(&script).credentials(Panicking::default()));
    let error = get_thing(client.call()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert_eq!(
        error.to_string(),
        "GetThing: the credentials provider panicked"
    );
    script.respond(ScriptedResponse::json(200, r#"{"name":"x"}"#));
    get_thing(client.call()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_fast_by_more_than_a_lifetime_costs_one_question_a_minute() {
    let fixture = Fixture::at(start() + 120 * MINUTE, usize::MAX);
    let before = tokio::time::Instant::now();
    assert_eq!(fixture.keys(20).await, vec!["KEY1"; 20]);
    assert_eq!(fixture.keys(20).await, vec!["KEY1"; 20]);
    assert_eq!(before.elapsed(), Duration::from_secs(1));
    tokio::time::advance(MINUTE).await;
    assert_eq!(fixture.keys(20).await, vec!["KEY2"; 20]);
    assert_eq!(fixture.provider.loads(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_was_given_past_its_expiry_is_not_kept_beyond_a_failure() {
    let fixture = Fixture::at(start() + 120 * MINUTE, 2);
    assert_eq!(fixture.keys(1).await, ["KEY1"]);
    tokio::time::advance(MINUTE).await;
    for loads in [2, 3] {
        let error = get_thing(fixture.client.call()).await.unwrap_err();
        assert_eq!(error.to_string(), "GetThing: the provider is down");
        assert_eq!(fixture.provider.loads(), loads);
    }
}

#[tokio::test(start_paused = true)]
async fn clients_of_one_configuration_share_credentials() {
    let script = ScriptedTransport::new();
    let provider = Numbered::failing_from(usize::MAX);
    let config = config(&script)
        .time(TestTime::starting_at(start()))
        .credentials(provider.clone())
        .build();
    for client in [config.to_builder(), config.to_builder().max_attempts(1)] {
        script.respond(ScriptedResponse::json(200, r#"{"name":"x"}"#));
        get_thing(handle(client).call()).await.unwrap();
    }
    assert_eq!(provider.loads(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_call_can_bring_its_own() {
    let fixture = Fixture::new(usize::MAX);
    fixture
        .script
        .respond(ScriptedResponse::json(200, r#"{"name":"x"}"#));
    let call = fixture
        .client
        .call()
        .configure(|options| options.credentials(crate::support::credentials()));
    get_thing(call).await.unwrap();
    assert_eq!(fixture.provider.loads(), 0);
}
