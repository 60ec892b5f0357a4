//! Timeouts. No test takes real time.

use std::time::Duration;

use crate::support::{GetThingInput, SERVICE, call, config, get_thing, start};
use aws_credential_types::provider::{ProvideCredentials, future};
use tinsmith::service::{
    FromResponse, Operation, OperationMetadata, RequestWriter, ResponseReader,
};
use tinsmith::testing::{ScriptedResponse, ScriptedTransport, TestTime};
use tinsmith::{Body, CallOptions, ConfigBuilder, Error, ErrorKind, Time};

const SECOND: Duration = Duration::from_secs(1);

fn ok() -> ScriptedResponse {
    ScriptedResponse::json(200, r#"{"name":"anvil"}"#)
}

async fn run(
    responses: Vec<ScriptedResponse>,
    set: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
) -> (Result<String, Error>, Duration) {
    let script = ScriptedTransport::new();
    for response in responses {
        script.respond(response);
    }
    let time = TestTime::starting_at(start());
    let result = get_thing(call(set(config(&script).time(time)))).await;
    (result.map(|output| output.name), time.elapsed())
}

#[tokio::test(start_paused = true)]
async fn a_silent_service_is_retried_after_the_read_timeout() {
    let (result, elapsed) = run(vec![ScriptedResponse::silence(), ok()], |config| {
        config.read_timeout(10 * SECOND)
    })
    .await;
    assert_eq!(
        (result.unwrap().as_str(), elapsed),
        ("anvil", 10 * SECOND + Duration::from_millis(50))
    );
}

#[tokio::test(start_paused = true)]
async fn the_default_read_timeout_is_a_minute() {
    let (result, elapsed) = run(vec![ScriptedResponse::silence()], |config| {
        config.max_attempts(1)
    })
    .await;
    let error = result.unwrap_err();
    assert_eq!((error.kind(), elapsed), (ErrorKind::Timeout, 60 * SECOND));
    assert_eq!(
        error.to_string(),
        "GetThing: waiting for the service's response took longer than 60s (1 attempt)"
    );
}

#[tokio::test(start_paused = true)]
async fn a_slow_body_is_read_as_long_as_bytes_keep_coming() {
    let slow = ScriptedResponse::json(200, r#"{"na"#)
        .pause(9 * SECOND)
        .body(r#"me":"#)
        .pause(9 * SECOND)
        .body(r#""anvil"}"#);
    let (result, elapsed) = run(vec![slow], |config| config.read_timeout(10 * SECOND)).await;
    assert_eq!((result.unwrap().as_str(), elapsed), ("anvil", 18 * SECOND));
}

#[tokio::test(start_paused = true)]
async fn a_body_that_falls_silent_is_a_timeout() {
    let silent = ScriptedResponse::json(200, r#"{"na"#)
        .pause(11 * SECOND)
        .body(r#"me":"anvil"}"#);
    let (result, elapsed) = run(vec![silent], |config| {
        config.read_timeout(10 * SECOND).max_attempts(1)
    })
    .await;
    let error = result.unwrap_err();
    assert_eq!(
        (error.kind(), error.status(), elapsed),
        (ErrorKind::Timeout, Some(200), 10 * SECOND)
    );
    assert!(
        error
            .to_string()
            .contains("the service sent no byte of the response's body for 10s"),
        "{error}"
    );
}

#[tokio::test(start_paused = true)]
async fn an_attempt_has_a_timeout() {
    let drip = || {
        ScriptedResponse::json(200, "{")
            .pause(4 * SECOND)
            .body(" ")
            .pause(4 * SECOND)
            .body("}")
    };
    let (result, elapsed) = run(vec![drip(), drip(), ok()], |config| {
        config.attempt_timeout(5 * SECOND)
    })
    .await;
    assert_eq!(
        (result.unwrap().as_str(), elapsed),
        ("anvil", 10 * SECOND + Duration::from_millis(150))
    );
    let (result, _) = run(vec![drip()], |config| {
        config.attempt_timeout(5 * SECOND).max_attempts(1)
    })
    .await;
    assert_eq!(
        result.unwrap_err().to_string(),
        "GetThing: an attempt took longer than 5s (1 attempt)"
    );
}

#[tokio::test(start_paused = true)]
async fn the_whole_call_has_a_timeout() {
    let throttled = || ScriptedResponse::error(400, "ThrottlingException", "").after(2 * SECOND);
    let (result, elapsed) = run(vec![throttled(), throttled(), ok()], |config| {
        config.operation_timeout(6 * SECOND)
    })
    .await;
    let error = result.unwrap_err();
    assert_eq!(elapsed, 6 * SECOND);
    assert_eq!(
        error.to_string(),
        "GetThing: the call took longer than 6s (2 attempts)"
    );
    assert!(error.is_retryable());
}

#[tokio::test(start_paused = true)]
async fn every_timeout_can_be_set_for_a_call_and_switched_off() {
    let script = ScriptedTransport::new();
    script
        .respond(ok().after(300 * SECOND))
        .respond(ScriptedResponse::silence());
    let client =
        crate::support::handle(config(&script).read_timeout(SECOND).connect_timeout(SECOND));
    let patient = client
        .call()
        .configure(|options| options.read_timeout(None).connect_timeout(2 * SECOND));
    assert_eq!(get_thing(patient).await.unwrap().name, "anvil");
    let hasty = client.call().configure(|options| {
        options
            .operation_timeout(SECOND / 2)
            .attempt_timeout(SECOND / 4)
            .max_attempts(1)
    });
    assert_eq!(
        get_thing(hasty).await.unwrap_err().kind(),
        ErrorKind::Timeout
    );
    let connect: Vec<_> = script
        .options()
        .iter()
        .map(|options| options.connect_timeout)
        .collect();
    assert_eq!(connect, [Some(2 * SECOND), Some(SECOND)]);
}

#[tokio::test(start_paused = true)]
async fn each_timeout_ends_a_call_by_itself_set_by_client_or_call() {
    type OfClient = fn(ConfigBuilder, Option<Duration>) -> ConfigBuilder;
    type OfCall = fn(CallOptions, Option<Duration>) -> CallOptions;
    let timeouts: [(OfClient, OfCall, &str); 3] = [
        (
            ConfigBuilder::operation_timeout,
            CallOptions::operation_timeout,
            "GetThing: the call took longer than 7s (1 attempt)",
        ),
        (
            ConfigBuilder::attempt_timeout,
            CallOptions::attempt_timeout,
            "GetThing: an attempt took longer than 7s (1 attempt)",
        ),
        (
            ConfigBuilder::read_timeout,
            CallOptions::read_timeout,
            "GetThing: waiting for the service's response took longer than 7s (1 attempt)",
        ),
    ];
    for (of_client, of_call, expected) in timeouts {
        // The client's timeout, which the call changes: longer, shorter, or the same.
        for (client, own) in [(30, Some(7)), (2, Some(7)), (7, None)] {
            let script = ScriptedTransport::new();
            script.respond(ScriptedResponse::silence());
            let time = TestTime::starting_at(start());
            let config = config(&script)
                .time(time)
                .read_timeout(None)
                .max_attempts(1);
            let call = call(of_client(config, Some(client * SECOND)));
            let call = call.configure(|options| match own {
                Some(own) => of_call(options, Some(own * SECOND)),
                None => options,
            });
            let error = get_thing(call).await.unwrap_err();
            assert_eq!(error.to_string(), expected);
            assert_eq!(time.elapsed(), 7 * SECOND, "{expected}");
        }
    }
}

/// An operation whose output is a stream.
#[derive(Clone, Debug)]
struct Download;

pub(crate) struct Downloaded(pub(crate) Body);

impl Operation for Download {
    type Output = Downloaded;
    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &SERVICE,
        name: "Download",
        streaming_output: true,
        ..OperationMetadata::DEFAULT
    };
    fn write(&self, _request: &mut RequestWriter<'_>) {}
}

impl FromResponse for Downloaded {
    fn from_response(response: &mut ResponseReader<'_>) -> Self {
        let mut body = Body::empty();
        response.payload_stream(&mut body);
        Self(body)
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_outlives_all_timeouts_but_the_read_timeout() {
    let script = ScriptedTransport::new();
    let drip = ScriptedResponse::status(200)
        .body("a")
        .pause(8 * SECOND)
        .body("b")
        .pause(8 * SECOND)
        .body("c");
    script.respond(drip.pause(11 * SECOND).body("d"));
    let config = config(&script)
        .read_timeout(10 * SECOND)
        .attempt_timeout(SECOND)
        .operation_timeout(SECOND);
    let mut body = call(config).send(Download).await.unwrap().0;
    let mut read = String::new();
    let error = loop {
        match body.try_next().await {
            Ok(Some(piece)) => read.push_str(std::str::from_utf8(&piece).unwrap()),
            Ok(None) => panic!("the body ended"),
            Err(error) => break error,
        }
    };
    assert_eq!(read, "abc");
    assert_eq!(
        error.to_string(),
        "the service sent no byte of the response's body for 10s"
    );
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_not_limited_in_length_but_an_error_is() {
    let script = ScriptedTransport::new();
    script
        .respond(ScriptedResponse::status(200).body("x".repeat(100)))
        .respond(ScriptedResponse::status(404).body("x".repeat(100)));
    let client = crate::support::handle(config(&script).max_response_bytes(10));
    assert_eq!(
        client
            .call()
            .send(Download)
            .await
            .unwrap()
            .0
            .collect()
            .await
            .unwrap()
            .len(),
        100
    );
    let error = client.call().send(Download).await.err().unwrap();
    assert_eq!(
        (error.kind(), error.status()),
        (ErrorKind::InvalidResponse, Some(404))
    );
}

#[test]
fn futures_of_calls_can_move_between_threads() {
    fn is_send(_: impl Send) {}
    let script = ScriptedTransport::new();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let _guard = runtime.enter();
    is_send(call(config(&script)).send(GetThingInput::new("t-1")));
    is_send(call(config(&script)).presigned(GetThingInput::new("t-1"), SECOND));
}

/// A provider that is slow.
#[derive(Debug)]
struct Slow(TestTime);

impl ProvideCredentials for Slow {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async {
            self.0.sleep(2 * SECOND).await;
            Ok(crate::support::credentials())
        })
    }
}

#[tokio::test(start_paused = true)]
async fn loading_credentials_is_no_part_of_an_attempt_but_of_the_call() {
    let attempt = |config: ConfigBuilder| config.attempt_timeout(SECOND);
    let operation = |config: ConfigBuilder| config.operation_timeout(SECOND);
    let slow = |config: ConfigBuilder| config.credentials(Slow(TestTime::starting_at(start())));
    let (result, elapsed) = run(vec![ok()], |config| slow(attempt(config))).await;
    assert_eq!((result.unwrap().as_str(), elapsed), ("anvil", 2 * SECOND));
    let (result, _) = run(vec![ok()], |config| slow(operation(config))).await;
    let words = result.unwrap_err().to_string();
    assert!(words.contains("the call took longer than 1s"), "{words}");
}
