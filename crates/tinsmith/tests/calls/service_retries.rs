//! Defaults of retries that services have, and operations that wait for work.

use std::time::Duration;

use tinsmith::service::{
    FromResponse, Operation, OperationMetadata, RequestWriter, ResponseReader, RetryDefaults,
    ServiceMetadata,
};
use tinsmith::testing::{ScriptedResponse, ScriptedTransport, TestTime};
use tinsmith::{ConfigBuilder, Error, Handle};

use crate::support::{config, start};

static QUEUE: ServiceMetadata = ServiceMetadata {
    protocol: &tinsmith::protocol::REST_JSON_1,
    name: "queue",
    signing_name: "queue",
    endpoint_prefix: "queue",
    retries: RetryDefaults::new(4, 25),
    ..ServiceMetadata::DEFAULT
};

#[derive(Debug)]
struct Nothing;

impl FromResponse for Nothing {
    fn from_response(_response: &mut ResponseReader<'_>) -> Self {
        Self
    }
}

#[derive(Clone, Debug)]
struct Send;

impl Operation for Send {
    type Output = Nothing;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &QUEUE,
        name: "Send",
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, _request: &mut RequestWriter<'_>) {}
}

#[derive(Clone, Debug)]
struct Receive;

impl Operation for Receive {
    type Output = Nothing;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &QUEUE,
        name: "Receive",
        long_poll: true,
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, _request: &mut RequestWriter<'_>) {}
}

/// Makes a call whose attempts fail all with this response, and returns its error and the milliseconds that it took.
async fn run(
    response: fn() -> ScriptedResponse,
    configure: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
) -> (Error, u128) {
    let script = ScriptedTransport::new();
    (0..10).for_each(|_| _ = script.respond(response()));
    let time = TestTime::starting_at(start());
    let config = configure(config(&script).time(time)).build();
    let error = Handle::new(&config, &QUEUE).call().send(Send).await;
    (error.unwrap_err(), time.elapsed().as_millis())
}

fn transient() -> ScriptedResponse {
    ScriptedResponse::status(503)
}

fn throttled() -> ScriptedResponse {
    ScriptedResponse::error(400, "ThrottlingException", "slow down")
}

#[tokio::test(start_paused = true)]
async fn a_service_has_a_number_of_attempts_and_a_first_delay_of_its_own() {
    let (error, millis) = run(transient, |config| config).await;
    assert_eq!((error.attempts(), millis), (4, 25 + 50 + 100));
    let (error, millis) = run(throttled, |config| config).await;
    assert_eq!((error.attempts(), millis), (4, 1_000 + 2_000 + 4_000));
}

#[tokio::test(start_paused = true)]
async fn what_the_configuration_sets_takes_precedence_over_the_defaults_of_a_service() {
    let (error, millis) = run(transient, |config| config.max_attempts(3)).await;
    assert_eq!((error.attempts(), millis), (3, 25 + 50));
    let backoff = Duration::from_millis(200);
    let (error, millis) = run(transient, |config| config.initial_backoff(backoff)).await;
    assert_eq!((error.attempts(), millis), (4, 200 + 400 + 800));
    // Settings that go through a builder again are not fixed by that.
    let (error, _) = run(transient, |config| config.build().to_builder()).await;
    assert_eq!(error.attempts(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_poll_without_quota_fails_after_the_delay_of_the_retry() {
    let script = ScriptedTransport::new();
    let time = TestTime::starting_at(start());
    let config = config(&script).max_attempts(100).time(time).build();
    let client = Handle::new(&config, &QUEUE);
    (0..38).for_each(|_| _ = script.respond(transient()));
    // The first call takes all quota, and the last delay of its retries is the longest.
    let error = client.call().send(Receive).await.unwrap_err();
    assert_eq!(error.attempts(), 36);
    for (is_poll, expected) in [(true, 25), (false, 0)] {
        let before = time.elapsed();
        let error = match is_poll {
            true => client.call().send(Receive).await.unwrap_err(),
            false => client.call().send(Send).await.unwrap_err(),
        };
        assert!(error.is_retry_quota_exhausted(), "{error}");
        assert_eq!((time.elapsed() - before).as_millis(), expected);
    }
}
