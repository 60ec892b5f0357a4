//! Retries of failed attempts: their conditions, delays and costs.

use std::time::Duration;

use crate::support::{call, config, get_thing, handle, start};
use tinsmith::testing::{ScriptedResponse, ScriptedTransport, TestTime};
use tinsmith::transport::TransportErrorKind;
use tinsmith::{Error, ErrorKind, RetryMode};

fn ok() -> ScriptedResponse {
    ScriptedResponse::json(200, r#"{"name":"anvil"}"#)
}

fn transient() -> ScriptedResponse {
    ScriptedResponse::status(503)
}

fn throttled() -> ScriptedResponse {
    ScriptedResponse::error(400, "ThrottlingException", "slow down")
}

/// Makes one call with the longest delays, and returns its result, the number of attempts and the milliseconds it took.
async fn run(responses: Vec<ScriptedResponse>) -> (Result<String, Error>, usize, u128) {
    let script = ScriptedTransport::new();
    for response in responses {
        script.respond(response);
    }
    let time = TestTime::starting_at(start());
    let result = get_thing(call(config(&script).time(time))).await;
    (
        result.map(|output| output.name),
        script.requests().len(),
        time.elapsed().as_millis(),
    )
}

#[tokio::test(start_paused = true)]
async fn a_success_at_once_is_one_attempt() {
    let (result, attempts, millis) = run(vec![ok()]).await;
    assert_eq!(
        (result.unwrap().as_str(), attempts, millis),
        ("anvil", 1, 0)
    );
}

#[tokio::test(start_paused = true)]
async fn transient_failures_are_retried_after_50_and_100_milliseconds() {
    let (result, attempts, millis) = run(vec![transient(), transient(), ok()]).await;
    assert_eq!(
        (result.unwrap().as_str(), attempts, millis),
        ("anvil", 3, 150)
    );
}

#[tokio::test(start_paused = true)]
async fn throttling_is_retried_after_1_and_2_seconds() {
    let (result, attempts, millis) = run(vec![throttled(), throttled(), ok()]).await;
    assert_eq!(
        (result.unwrap().as_str(), attempts, millis),
        ("anvil", 3, 3_000)
    );
}

#[tokio::test(start_paused = true)]
async fn the_first_and_the_longest_backoff_are_those_of_the_configuration() {
    let script = ScriptedTransport::new();
    for response in [throttled(), transient(), throttled(), transient(), ok()] {
        script.respond(response);
    }
    let time = TestTime::starting_at(start());
    let config = config(&script)
        .max_attempts(5)
        .initial_backoff(Duration::from_millis(30))
        .max_backoff(Duration::from_millis(100));
    let config = config.build().to_builder().time(time);
    get_thing(call(config)).await.unwrap();
    assert_eq!(time.elapsed().as_millis(), 30 + 60 + 100 + 100);
}

#[tokio::test(start_paused = true)]
async fn the_third_failure_is_returned() {
    let (result, attempts, _) = run(vec![transient(), throttled(), transient()]).await;
    let error = result.unwrap_err();
    assert_eq!(
        (attempts, error.attempts(), error.status()),
        (3, 3, Some(503))
    );
    assert!(error.is_retryable() && !error.is_throttling() && !error.is_retry_quota_exhausted());
}

#[tokio::test(start_paused = true)]
async fn transient_and_throttling_failures_alone_are_retried() {
    let broken = |kind| ScriptedResponse::failure(kind, "broken");
    for (is_retried, response) in [
        (true, ScriptedResponse::status(500)),
        (true, ScriptedResponse::status(502)),
        (true, ScriptedResponse::status(504)),
        (true, ScriptedResponse::status(429)),
        (
            true,
            ScriptedResponse::error(400, "RequestTimeoutException", ""),
        ),
        (
            true,
            ScriptedResponse::error(400, "PriorRequestNotComplete", ""),
        ),
        (true, ScriptedResponse::error(400, "SlowDown", "")),
        (
            true,
            ScriptedResponse::error(429, "BusyException", "modeled as throttling"),
        ),
        (true, broken(TransportErrorKind::Connection)),
        (true, broken(TransportErrorKind::Timeout)),
        (true, ScriptedResponse::json(200, "{").disconnect()),
        (
            false,
            ScriptedResponse::error(
                429,
                "TooManyThingsException",
                "modeled as an error like any other",
            ),
        ),
        (false, ScriptedResponse::error(404, "NotFoundException", "")),
        (false, ScriptedResponse::error(400, "SomethingElse", "")),
        (false, ScriptedResponse::status(501)),
        (false, ScriptedResponse::status(403)),
        (false, ScriptedResponse::status(302)),
        (false, ScriptedResponse::json(200, "{")),
        (false, broken(TransportErrorKind::Unsendable)),
    ] {
        let shown = format!("{response:?}");
        let (result, attempts, _) = run(vec![response, ok()]).await;
        assert_eq!(
            (result.is_ok(), attempts),
            (is_retried, if is_retried { 2 } else { 1 }),
            "{shown}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn each_code_has_the_delay_and_the_cost_of_its_class() {
    let throttling = "Throttling ThrottlingException ThrottledException RequestThrottledException \
        TooManyRequestsException ProvisionedThroughputExceededException TransactionInProgressException \
        RequestLimitExceeded BandwidthLimitExceeded LimitExceededException RequestThrottled SlowDown \
        PriorRequestNotComplete EC2ThrottledException BusyException";
    let transient = "RequestTimeout RequestTimeoutException OutageException";
    for (codes, millis, cost) in [(throttling, 1_000, 5), (transient, 50, 14)] {
        for code in codes.split_whitespace() {
            let script = ScriptedTransport::new();
            script
                .respond(ScriptedResponse::error(400, code, ""))
                .respond(ScriptedResponse::error(404, "NotFoundException", ""));
            let time = TestTime::starting_at(start());
            let client = handle(config(&script).time(time));
            get_thing(client.call()).await.unwrap_err();
            assert_eq!(time.elapsed().as_millis(), millis, "{code}");
            assert_eq!(client.retry_quota(), 500 - cost, "{code}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_service_can_ask_for_up_to_five_seconds_more() {
    for (name, value, millis) in [
        ("x-amz-retry-after", "30", 50),
        ("x-amz-retry-after", "2500", 2_500),
        ("x-amz-retry-after", "60000", 5_050),
        ("x-amz-retry-after", "soon", 50),
        ("x-amz-retry-after", "-5", 50),
        ("retry-after", "3", 3_000),
        ("retry-after", "300", 5_050),
    ] {
        let (result, _, waited) = run(vec![transient().header(name, value), ok()]).await;
        assert!(result.is_ok());
        assert_eq!(waited, millis, "{name}: {value}");
    }
}

#[tokio::test(start_paused = true)]
async fn every_attempt_is_signed_afresh_under_one_invocation_id() {
    let script = ScriptedTransport::new();
    script.respond(throttled()).respond(ok());
    get_thing(call(config(&script).time(TestTime::starting_at(start()))))
        .await
        .unwrap();
    let requests = script.requests();
    let header = |n: usize, name: &str| requests[n].headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header(0, "amz-sdk-request"), "attempt=1; max=3");
    assert_eq!(header(1, "amz-sdk-request"), "attempt=2; max=3");
    assert_eq!(
        header(0, "amz-sdk-invocation-id"),
        header(1, "amz-sdk-invocation-id")
    );
    assert_eq!(
        (header(0, "x-amz-date"), header(1, "x-amz-date")),
        ("20231114T221320Z".into(), "20231114T221321Z".into())
    );
    assert_ne!(header(0, "authorization"), header(1, "authorization"));
    let signed = "SignedHeaders=host;x-amz-date;x-amz-security-token,";
    let authorization = header(0, "authorization");
    assert!(authorization.contains(signed), "{authorization}");
}

#[tokio::test(start_paused = true)]
async fn attempts_can_be_set_for_a_client_and_for_a_call() {
    let script = ScriptedTransport::new();
    (0..6).for_each(|_| _ = script.respond(transient()));
    let client = handle(config(&script).max_attempts(5));
    assert_eq!(get_thing(client.call()).await.unwrap_err().attempts(), 5);
    let once = client.call().configure(|options| options.max_attempts(0));
    assert_eq!(get_thing(once).await.unwrap_err().attempts(), 1);
}

#[tokio::test(start_paused = true)]
async fn retries_take_from_the_quota_and_successes_give_back() {
    let script = ScriptedTransport::new();
    let client = handle(config(&script));
    script
        .respond(transient())
        .respond(throttled())
        .respond(transient());
    get_thing(client.call()).await.unwrap_err();
    assert_eq!(client.retry_quota(), 500 - 14 - 5);
    script.respond(transient()).respond(ok());
    get_thing(client.call()).await.unwrap();
    assert_eq!(client.retry_quota(), 500 - 14 - 5);
    script
        .respond(transient())
        .respond(throttled())
        .respond(ok());
    get_thing(client.call()).await.unwrap();
    assert_eq!(client.retry_quota(), 500 - 14 - 5 - 14);
    script.respond(ok());
    get_thing(client.call()).await.unwrap();
    assert_eq!(client.retry_quota(), 500 - 14 - 5 - 14 + 1);
}

#[tokio::test(start_paused = true)]
async fn without_quota_there_is_no_retry_and_the_error_reports_it() {
    let script = ScriptedTransport::new();
    let client = handle(config(&script).max_attempts(100));
    (0..36).for_each(|_| _ = script.respond(transient()));
    let error = get_thing(client.call()).await.unwrap_err();
    assert_eq!(
        (error.attempts(), client.retry_quota()),
        (36, 500 - 35 * 14)
    );
    assert!(error.is_retry_quota_exhausted());
    assert!(
        error
            .to_string()
            .ends_with("(503, 36 attempts, retry quota exhausted)"),
        "{error}"
    );
    script.respond(ScriptedResponse::error(404, "NotFoundException", "gone"));
    assert!(
        !get_thing(client.call())
            .await
            .unwrap_err()
            .is_retry_quota_exhausted()
    );
}

#[tokio::test(start_paused = true)]
async fn a_wrong_clock_is_corrected_once_and_for_all_calls() {
    let script = ScriptedTransport::new();
    let client = handle(config(&script).time(TestTime::starting_at(start())));
    let rejected = || {
        ScriptedResponse::error(403, "SignatureDoesNotMatch", "")
            .header("date", "Tue, 14 Nov 2023 23:13:20 GMT")
    };
    script.respond(rejected()).respond(ok()).respond(ok());
    get_thing(client.call()).await.unwrap();
    get_thing(client.call()).await.unwrap();
    let dates: Vec<_> = script
        .requests()
        .iter()
        .map(|request| request.headers()["x-amz-date"].clone())
        .collect();
    assert_eq!(
        dates,
        ["20231114T221320Z", "20231114T231320Z", "20231114T231320Z"]
    );
    assert_eq!(client.retry_quota(), 500);
}

#[tokio::test(start_paused = true)]
async fn calls_in_flight_while_the_clock_is_corrected_are_retried_too() {
    let script = ScriptedTransport::new();
    let client = handle(config(&script).time(TestTime::starting_at(start())));
    for _ in 0..3 {
        script.respond(
            ScriptedResponse::error(403, "RequestTimeTooSkewed", "")
                .header("date", "Tue, 14 Nov 2023 23:13:20 GMT")
                .after(Duration::from_millis(10)),
        );
    }
    (0..3).for_each(|_| _ = script.respond(ok()));
    let calls = (0..3).map(|_| get_thing(client.call()));
    for result in futures::future::join_all(calls).await {
        assert_eq!(result.unwrap().name, "anvil");
    }
    assert_eq!(script.requests().len(), 6);
}

#[tokio::test(start_paused = true)]
async fn every_code_of_a_wrong_clock_corrects_it_forwards_and_backwards() {
    let codes = "RequestTimeTooSkewed RequestExpired RequestInTheFuture InvalidSignatureException \
        SignatureDoesNotMatch AuthFailure";
    for code in codes.split_whitespace() {
        for (date, signed) in [
            ("Tue, 14 Nov 2023 22:03:20 GMT", "20231114T220320Z"),
            ("Tue, 14 Nov 2023 22:23:20 GMT", "20231114T222320Z"),
        ] {
            let script = ScriptedTransport::new();
            let rejected = ScriptedResponse::error(403, code, "").header("date", date);
            script.respond(rejected).respond(ok());
            get_thing(call(config(&script))).await.unwrap();
            assert_eq!(
                script.requests()[1].headers()["x-amz-date"],
                signed,
                "{code}"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_date_in_the_last_second_of_the_calendar_is_accepted_and_stops_no_call() {
    let script = ScriptedTransport::new();
    let client = handle(config(&script).time(TestTime::starting_at(start())));
    let rejected = ScriptedResponse::error(403, "RequestTimeTooSkewed", "");
    script.respond(rejected.header("date", "Fri, 31 Dec 9999 23:59:59 GMT"));
    script.respond(ok()).respond(ok());
    get_thing(client.call()).await.unwrap();
    tokio::time::sleep(Duration::from_secs(5)).await;
    get_thing(client.call()).await.unwrap();
    for request in &script.requests()[1..] {
        assert_eq!(request.headers()["x-amz-date"], "99991231T235959Z");
    }
}

#[tokio::test(start_paused = true)]
async fn a_correct_clock_is_not_corrected() {
    let script = ScriptedTransport::new();
    let client = handle(config(&script).time(TestTime::starting_at(start())));
    script.respond(
        ScriptedResponse::error(403, "SignatureDoesNotMatch", "")
            .header("date", "Tue, 14 Nov 2023 22:14:20 GMT"),
    );
    let error = get_thing(client.call()).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Service, 1));
}

#[tokio::test(start_paused = true)]
async fn a_clock_is_corrected_once_a_call() {
    let script = ScriptedTransport::new();
    let client = handle(config(&script).time(TestTime::starting_at(start())));
    for date in [
        "Tue, 14 Nov 2023 23:13:20 GMT",
        "Wed, 15 Nov 2023 03:13:20 GMT",
    ] {
        script
            .respond(ScriptedResponse::error(403, "RequestTimeTooSkewed", "").header("date", date));
    }
    assert_eq!(get_thing(client.call()).await.unwrap_err().attempts(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_call_dropped_while_it_waits_leaves_the_client_usable() {
    let script = ScriptedTransport::new();
    let client = handle(config(&script));
    script.respond(throttled()).respond(ok());
    let dropped = tokio::time::timeout(Duration::from_millis(10), get_thing(client.call())).await;
    assert!(dropped.is_err());
    assert_eq!(get_thing(client.call()).await.unwrap().name, "anvil");
}

/// Polls a call `polls` times, drops it, and makes another one. True if the first one was finished by then.
async fn dropped_after(polls: usize, mode: RetryMode) -> bool {
    let script = ScriptedTransport::new();
    let client = handle(config(&script).retry_mode(mode));
    let slow = Duration::from_millis(10);
    script
        .respond(throttled().after(slow))
        .respond(ScriptedResponse::json(200, "{").pause(slow).disconnect())
        .respond(ok().after(slow));
    let mut call = Box::pin(get_thing(client.call()));
    let mut finished = false;
    for _ in 0..polls {
        finished = finished || futures::poll!(&mut call).is_ready();
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    drop(call);
    script.respond(ok());
    assert!(get_thing(client.call()).await.is_ok(), "{polls}");
    finished
}

#[tokio::test(start_paused = true)]
async fn a_call_can_be_dropped_at_any_point() {
    for mode in [RetryMode::Standard, RetryMode::Adaptive] {
        let mut polls = 0;
        while !dropped_after(polls, mode).await {
            polls += 1;
        }
        assert!(polls > 50, "the waits between attempts were polled, too");
    }
}

#[tokio::test(start_paused = true)]
async fn in_adaptive_mode_a_throttled_client_slows_down() {
    let time_of_calls = async |mode| {
        let script = ScriptedTransport::new();
        let time = TestTime::starting_at(start());
        let client = handle(config(&script).time(time).retry_mode(mode));
        script.respond(throttled()).respond(ok());
        get_thing(client.call()).await.unwrap();
        (0..20).for_each(|_| _ = script.respond(ok()));
        for _ in 0..20 {
            get_thing(client.call()).await.unwrap();
        }
        time.elapsed()
    };
    assert_eq!(
        time_of_calls(RetryMode::Standard).await,
        Duration::from_secs(1)
    );
    let adaptive = time_of_calls(RetryMode::Adaptive).await;
    assert!(adaptive > Duration::from_secs(4), "{adaptive:?}");
}
