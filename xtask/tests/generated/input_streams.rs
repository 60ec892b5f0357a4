//! Event streams of inputs in each protocol that has them, in compiled programs.

use serde_json::{Value, json};

use super::Generated;

/// The events of awsJson1_1, after an initial request.
const IN_JSON: &str = r#"POST / zone: 
initial-request application/x-amz-json-1.1 {"zone":"UTC"}
tick application/x-amz-json-1.1 {"count":1}
sound application/octet-stream {rate: 8} \x01\xff
alarm application/x-amz-json-1.1 {hour: 7} {"name":"school"}
received UTC: Tick(Tick { count: Some(2) })
"#;

/// The events of rpcv2Cbor, after an initial request.
const IN_CBOR: &str = r#"POST /service/Clock/operation/Watch zone: 
initial-request application/cbor \xbfdzonecUTC\xff
tick application/cbor \xbfecount\x01\xff
sound application/octet-stream {rate: 8} \x01\xff
alarm application/cbor {hour: 7} \xbfdnamefschool\xff
received UTC: Tick(Tick { count: Some(2) })
"#;

/// The events of restJson1, beside a member in a header.
const WITH_BINDINGS: &str = r#"POST /watch zone: UTC
tick application/json {"count":1}
sound application/octet-stream {rate: 8} \x01\xff
alarm application/json {hour: 7} {"name":"school"}
received UTC: Tick(Tick { count: Some(2) })
"#;

/// A service with an operation that has events in both directions beside another member.
fn clock(protocol: &str, has_bindings: bool) -> String {
    let bound = |id: &str, value: Value| match has_bindings {
        true => json!({ id: value }),
        false => json!({}),
    };
    let member = |target: &str| json!({ "target": format!("a#{target}") });
    let structure = |members: Value| json!({ "type": "structure", "members": members });
    let message = structure(json!({
        "zone": { "target": "smithy.api#String", "traits": bound("smithy.api#httpHeader", json!("x-zone")) },
        "events": { "target": "a#Events", "traits": bound("smithy.api#httpPayload", json!({})) },
    }));
    let header =
        |target: &str| json!({ "target": target, "traits": { "smithy.api#eventHeader": {} } });
    let model = json!({ "smithy": "2.0", "shapes": {
        "a#Clock": {
            "type": "service", "version": "1", "operations": [member("Watch")],
            "traits": { protocol: {} },
        },
        "a#Watch": {
            "type": "operation", "input": member("WatchInput"), "output": member("WatchOutput"),
            "traits": bound("smithy.api#http", json!({ "method": "POST", "uri": "/watch" })),
        },
        "a#WatchInput": message,
        "a#WatchOutput": message,
        "a#Events": {
            "type": "union",
            "members": {
                "tick": member("Tick"), "sound": member("Sound"), "alarm": member("Alarm"),
                "broken": member("ClockBrokenException"),
            },
            "traits": { "smithy.api#streaming": {} },
        },
        "a#Tick": structure(json!({ "count": { "target": "smithy.api#Integer" } })),
        "a#Sound": structure(json!({
            "rate": header("smithy.api#Integer"),
            "samples": { "target": "smithy.api#Blob", "traits": { "smithy.api#eventPayload": {} } },
        })),
        "a#Alarm": structure(json!({
            "hour": header("smithy.api#Byte"),
            "name": { "target": "smithy.api#String" },
        })),
        "a#ClockBrokenException": {
            "type": "structure", "members": { "message": { "target": "smithy.api#String" } },
            "traits": { "smithy.api#error": "server" },
        },
    } });
    model.to_string()
}

/// Generates the client of a protocol and returns what its program prints. The program names the crate, so that its clients share a build folder
/// and must not be compiled at the same time.
fn printed(protocol: &str, has_bindings: bool) -> String {
    let client = Generated::new("clock-client", &clock(protocol, has_bindings));
    client.example("input_streams", include_str!("input_streams_program.rs"));
    client.run("input_streams")
}

#[test]
#[ignore = "compiles further clients: bash .ci/generated"]
fn events_of_inputs_are_sent_as_each_protocol_says() {
    assert_eq!(printed("aws.protocols#awsJson1_1", false), IN_JSON);
    assert_eq!(printed("smithy.protocols#rpcv2Cbor", false), IN_CBOR);
    assert_eq!(printed("aws.protocols#restJson1", true), WITH_BINDINGS);
}
