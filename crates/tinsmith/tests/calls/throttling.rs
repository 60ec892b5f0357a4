//! The option to wait out throttling.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::support::{GetThingInput, config, handle, start};
use tinsmith::CallOptions;
use tinsmith::testing::{ScriptedResponse, ScriptedTransport, TestTime};

const MINUTE: Duration = Duration::from_secs(60);

fn ok() -> ScriptedResponse {
    ScriptedResponse::json(200, r#"{"name":"anvil"}"#)
}

fn busy() -> ScriptedResponse {
    ScriptedResponse::error(429, "BusyException", "a job is running")
}

/// Makes a call that waits for a minute, and returns the name or the error, the milliseconds, and what is left of the quota.
async fn run(responses: impl IntoIterator<Item = ScriptedResponse>) -> (String, u128, usize) {
    let script = ScriptedTransport::new();
    for response in responses {
        script.respond(response);
    }
    let time = TestTime::starting_at(start());
    let client = handle(config(&script).time(time));
    let call = client
        .call()
        .configure(|options| options.wait_out_throttling(MINUTE));
    let result = call.send(GetThingInput::new("1")).await;
    let outcome = result.map_or_else(|error| error.to_string(), |output| output.name);
    (outcome, time.elapsed().as_millis(), client.retry_quota())
}

#[tokio::test(start_paused = true)]
async fn throttling_that_is_waited_out_counts_neither_as_attempts_nor_against_the_quota() {
    let responses = (0..6).map(|_| busy()).chain([ok()]);
    // The backoff is 1, 2, 4, 8 and 16 seconds, and then no more than 20.
    let (outcome, millis, quota) = run(responses).await;
    assert_eq!((outcome.as_str(), millis, quota), ("anvil", 51_000, 500));
}

#[tokio::test(start_paused = true)]
async fn the_largest_number_of_attempts_does_not_overflow() {
    let script = ScriptedTransport::new();
    script
        .respond(busy())
        .respond(ScriptedResponse::status(503))
        .respond(ok());
    let client = handle(config(&script).time(TestTime::starting_at(start())));
    let call = client.call().configure(|options| {
        let options = options.max_attempts(u32::MAX);
        options.wait_out_throttling(MINUTE)
    });
    assert_eq!(
        call.send(GetThingInput::new("1")).await.unwrap().name,
        "anvil"
    );
}

#[tokio::test(start_paused = true)]
async fn the_delay_that_the_service_requests_is_kept() {
    let (outcome, millis, _) = run([busy().header("Retry-After", "42"), ok()]).await;
    assert_eq!((outcome.as_str(), millis), ("anvil", 42_000));
}

#[tokio::test(start_paused = true)]
async fn when_the_time_is_up_the_error_is_the_last_response() {
    let (outcome, millis, quota) = run((0..20).map(|_| busy())).await;
    assert_eq!(
        outcome,
        "GetThing: BusyException: a job is running (429, 8 attempts)"
    );
    assert_eq!((millis, quota), (59_000, 500));
}

#[tokio::test(start_paused = true)]
async fn other_failures_keep_their_own_retries() {
    let failing = || ScriptedResponse::status(503);
    let (outcome, _, quota) = run([busy(), failing(), busy(), failing(), failing(), ok()]).await;
    assert_eq!(
        outcome,
        "GetThing: the response is an error without a code (503, 5 attempts)"
    );
    assert_eq!(quota, 500 - 14 - 14);
}

/// An event of throttling: number, seconds, the error, and the seconds to the next request.
type Shown = (u32, u64, String, Option<u64>);

async fn watch(options: fn(CallOptions) -> CallOptions, busy_responses: usize) -> Vec<Shown> {
    let script = ScriptedTransport::new();
    for response in (0..busy_responses).map(|_| busy()).chain([ok()]) {
        script.respond(response);
    }
    let shown = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&shown);
    let call = handle(config(&script)).call().configure(options);
    let call = call.configure(|options| {
        options.on_throttling(move |event| {
            sink.lock().unwrap().push((
                event.number,
                event.elapsed.as_secs(),
                event.error.to_string(),
                event.delay.map(|delay| delay.as_secs()),
            ));
        })
    });
    let _ = call.send(GetThingInput::new("1")).await;
    std::mem::take(&mut shown.lock().unwrap())
}

#[tokio::test(start_paused = true)]
async fn a_call_that_waits_has_an_event_for_each_response() {
    let shown = watch(|options| options.wait_out_throttling(MINUTE), 3).await;
    let error = |attempts| format!("GetThing: BusyException: a job is running (429, {attempts})");
    assert_eq!(
        shown,
        [
            (1, 0, error("1 attempt"), Some(1)),
            (2, 1, error("2 attempts"), Some(2)),
            (3, 3, error("3 attempts"), Some(4)),
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn the_response_that_ends_the_wait_is_shown_too() {
    let shown = watch(|options| options.wait_out_throttling(MINUTE), 20).await;
    let next: Vec<_> = shown.iter().map(|(.., next)| *next).collect();
    let waits = [1, 2, 4, 8, 16, 20, 8].map(Some);
    assert_eq!(next, [waits.as_slice(), &[None]].concat());
}

#[tokio::test(start_paused = true)]
async fn a_call_that_does_not_wait_has_no_events() {
    assert_eq!(watch(|options| options, 2).await, []);
}
