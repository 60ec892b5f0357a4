//! Protocol tests of event streams.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use serde_json::{Value, json};
use tinsmith_codegen::{Generated, ServiceSpec, generate};

/// A frame in base64. Its content does not matter here.
const FRAME: &str = "AAAAEAAAAAAF6aWp";

/// Returns a service with an operation that has events in both directions, and these test cases.
fn clock(cases: Value, response_cases: Value) -> Value {
    let structure = |members: Value| json!({ "type": "structure", "members": members });
    let message = |member: Value| {
        structure(json!({
            "zone": { "target": "smithy.api#String", "traits": { "smithy.api#httpHeader": "x-zone" } },
            "events": member,
        }))
    };
    let events = json!({ "target": "a#Events", "traits": { "smithy.api#httpPayload": {} } });
    json!({ "smithy": "2.0", "shapes": {
        "a#Clock": {
            "type": "service", "version": "1", "operations": [{ "target": "a#Watch" }],
            "traits": { "aws.auth#sigv4": { "name": "clock" }, "aws.protocols#restJson1": {} },
        },
        "a#Watch": {
            "type": "operation", "input": { "target": "a#WatchInput" }, "output": { "target": "a#WatchOutput" },
            "traits": {
                "smithy.api#http": { "method": "POST", "uri": "/watch" },
                "smithy.test#eventStreamTests": cases,
                "smithy.test#httpResponseTests": response_cases,
            },
        },
        "a#WatchInput": message(events.clone()),
        "a#WatchOutput": message(events),
        "a#Events": {
            "type": "union", "members": { "tick": { "target": "a#Tick" } },
            "traits": { "smithy.api#streaming": {} },
        },
        "a#Tick": structure(json!({
            "at": { "target": "smithy.api#Timestamp" },
            "span": { "target": "a#Span" },
        })),
        "a#Span": structure(json!({ "end": { "target": "smithy.api#Timestamp" } })),
    } })
}

fn case(properties: Value) -> Value {
    let mut case = json!({ "id": "Case", "protocol": "aws.protocols#restJson1" });
    let properties = properties.as_object().cloned().unwrap_or_default();
    case.as_object_mut().expect("an object").extend(properties);
    json!([case])
}

fn event(direction: &str, properties: Value) -> Value {
    let mut event = json!({ "type": direction, "bytes": FRAME, "params": { "tick": {} } });
    let properties = properties.as_object().cloned().unwrap_or_default();
    event.as_object_mut().expect("an object").extend(properties);
    event
}

/// Returns the generated protocol tests without line breaks and indents, or the problems.
fn tests(model: &Value) -> Result<String, String> {
    let spec = ServiceSpec {
        crate_name: "tinsmith-clock".to_owned(),
        ..ServiceSpec::default()
    };
    match generate(&model.to_string(), &spec) {
        Ok(Generated { files, .. }) => {
            let mut files = files.into_iter();
            let file = files.find(|file| file.path == "tests/protocol.rs");
            Ok(file.expect("tests").text.split_whitespace().collect())
        }
        Err(problems) => Err(problems.iter().map(ToString::to_string).collect()),
    }
}

fn stream_tests(properties: Value) -> Result<String, String> {
    tests(&clock(case(properties), json!([])))
}

fn response_tests(properties: Value) -> Result<String, String> {
    tests(&clock(json!([]), case(properties)))
}

#[test]
fn timestamps_of_events_keep_their_fractions_at_every_depth() {
    let tick = json!({
        "at": "2018-01-09T20:51:21.5Z",
        "span": { "end": 1_515_531_081.25 },
    });
    let text = stream_tests(json!({
        "events": [event("response", json!({ "params": { "tick": tick } }))],
    }));
    let text = text.expect("tests");
    for timestamp in [
        "Timestamp::new(1515531081,500000000)",
        "Timestamp::new(1515531081,250000000)",
    ] {
        assert!(text.contains(timestamp), "{text}");
    }
}

#[test]
fn a_case_with_parts_in_both_directions_has_a_test_of_each() {
    let text = stream_tests(json!({
        "initialRequest": { "method": "POST", "uri": "/watch" },
        "events": [event("request", json!({})), event("response", json!({}))],
    }));
    let text = text.expect("tests");
    for name in [
        "fncase_request()",
        "fncase_sent_events()",
        "fncase_events()",
    ] {
        assert!(text.contains(name), "{name}: {text}");
    }
}

#[test]
fn an_unmodeled_error_in_a_stream_has_the_code_of_its_header() {
    let headers = json!({
        ":message-type": { "string": "error" },
        ":error-code": { "string": "internal-error" },
    });
    let text = stream_tests(json!({
        "events": [event("response", json!({ "headers": headers, "params": null }))],
        "expectation": { "failure": {} },
    }));
    let text = text.expect("tests");
    assert!(text.contains("check_failure("), "{text}");
    assert!(text.contains("Some(\"internal-error\")"), "{text}");
}

#[test]
fn cases_whose_events_cannot_be_checked_are_rejected() {
    let failure = json!({ "failure": {} });
    for (events, expectation, problem) in [
        (
            json!([event("response", json!({ "bytes": "A*==" }))]),
            Value::Null,
            "its `bytes` is not base64 with padding",
        ),
        (
            json!([event("request", json!({ "bytes": "YWJjZA" }))]),
            Value::Null,
            "its `bytes` is not base64 with padding",
        ),
        (
            json!([event("response", json!({ "bytes": null }))]),
            failure.clone(),
            "it has an event without `bytes`",
        ),
        (
            json!([event("both", json!({}))]),
            Value::Null,
            "it has an event whose `type` is neither `request` nor `response`",
        ),
        (
            json!([event("request", json!({}))]),
            failure,
            "it expects a failure of events that the client sends",
        ),
    ] {
        let mut properties = json!({ "events": events });
        if !expectation.is_null() {
            properties["expectation"] = expectation;
        }
        let problems = stream_tests(properties).expect_err("a problem");
        assert_eq!(
            problems,
            format!("a#Watch: protocol test `Case`: {problem}")
        );
    }
}

#[test]
fn a_response_with_a_stream_is_compared_by_its_other_members() {
    let text = response_tests(json!({
        "code": 201, "headers": { "x-zone": "UTC" }, "body": FRAME, "params": { "zone": "UTC" },
    }));
    let text = text.expect("tests");
    for part in [
        "fncase_response()",
        "EventStreamTest{id:\"Case\",status:201,",
        &format!("frames:&[\"{FRAME}\"]"),
        "check_output(",
        "|output:&mutWatchOutput|&mutoutput.events",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("ResponseTest"), "{text}");
    for (properties, problem) in [
        (
            json!({ "code": 200, "body": "not frames" }),
            "its `body` is not base64 with padding",
        ),
        (
            json!({ "code": 200, "params": { "events": [] } }),
            "it has a value of the event stream `events`, whose events are a part of `smithy.test#eventStreamTests`",
        ),
    ] {
        let problems = response_tests(properties).expect_err("a problem");
        assert_eq!(
            problems,
            format!("a#Watch: protocol test `Case`: {problem}")
        );
    }
}
