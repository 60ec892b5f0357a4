//! Event streams of inputs and outputs.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use serde_json::{Value, json};
use tinsmith_codegen::{Diagnostic, Generated, ServiceSpec, generate};

/// A service of this protocol with an operation whose output has an event stream and another member.
fn clock(protocol: &str, has_bindings: bool) -> Value {
    let bound = |id: &str, value: Value| match has_bindings {
        true => json!({ id: value }),
        false => json!({}),
    };
    let tick = json!({ "count": { "target": "smithy.api#Integer" } });
    let sound = json!({
        "rate": { "target": "smithy.api#Integer", "traits": { "smithy.api#eventHeader": {} } },
        "samples": { "target": "smithy.api#Blob", "traits": { "smithy.api#eventPayload": {} } },
    });
    let alarm = json!({
        "hour": { "target": "smithy.api#Byte", "traits": { "smithy.api#eventHeader": {} } },
        "name": { "target": "smithy.api#String" },
    });
    let member = |target: &str| json!({ "target": format!("com.example#{target}") });
    let structure = |members: Value| json!({ "type": "structure", "members": members });
    json!({ "smithy": "2.0", "shapes": {
        "com.example#Clock": {
            "type": "service", "version": "1", "operations": [member("Watch")],
            "traits": { "aws.api#service": { "sdkId": "Clock" }, "aws.auth#sigv4": { "name": "clock" }, protocol: {} },
        },
        "com.example#Watch": {
            "type": "operation", "input": member("WatchInput"), "output": member("WatchOutput"),
            "traits": bound("smithy.api#http", json!({ "method": "POST", "uri": "/watch" })),
        },
        "com.example#WatchInput": structure(json!({})),
        "com.example#WatchOutput": structure(json!({
            "zone": {
                "target": "smithy.api#String",
                "traits": bound("smithy.api#httpHeader", json!("x-zone")),
            },
            "events": {
                "target": "com.example#Events",
                "traits": bound("smithy.api#httpPayload", json!({})),
            },
        })),
        "com.example#Events": {
            "type": "union",
            "members": {
                "tick": member("Tick"), "sound": member("Sound"), "alarm": member("Alarm"),
                "broken": member("ClockBrokenException"),
            },
            "traits": { "smithy.api#streaming": {} },
        },
        "com.example#Tick": structure(tick),
        "com.example#Sound": structure(sound),
        "com.example#Alarm": structure(alarm),
        "com.example#ClockBrokenException": {
            "type": "structure", "members": { "message": { "target": "smithy.api#String" } },
            "traits": { "smithy.api#error": "server" },
        },
    } })
}

fn generated(model: &Value) -> Result<Generated, Vec<Diagnostic>> {
    let spec = ServiceSpec {
        crate_name: "tinsmith-clock".to_owned(),
        ..ServiceSpec::default()
    };
    generate(&model.to_string(), &spec)
}

/// Returns a file without its line breaks and indents.
fn file(generated: &Generated, path: &str) -> String {
    let mut files = generated.files.iter();
    let file = files.find(|file| file.path == path).expect("the file");
    let words: Vec<_> = file.text.split_whitespace().collect();
    words.join(" ")
}

#[test]
fn the_events_of_a_stream_have_a_table_and_its_exceptions_are_errors() {
    let generated = generated(&clock("aws.protocols#restJson1", true)).expect("a crate");
    let types = file(&generated, "src/types.rs");
    let table = "tinsmith::event_stream! { Events { Tick: \"tick\", \
        Sound: \"sound\" { rate: header \"rate\", samples: blob }, \
        Alarm: \"alarm\" rest { hour: header \"hour\" }, } \
        or { \"broken\": \"ClockBrokenException\", } }";
    assert!(types.contains(table), "{types}");
    assert!(!types.contains("Broken("), "{types}");
    let errors = file(&generated, "src/error.rs");
    assert!(errors.contains("ClockBroken(ClockBroken)"), "{errors}");
    let received = "shape! { deserialized ClockBroken {";
    assert!(errors.contains(received), "{errors}");
    let manifest = file(&generated, "Cargo.toml");
    assert!(manifest.contains("\"event-stream\""), "{manifest}");
}

#[test]
fn an_output_takes_its_stream_last_and_its_other_members_from_headers_or_the_first_event() {
    let stream =
        "output.events.receive::<Json>(response, <WatchInput as Operation>::METADATA); output";
    for (protocol, has_bindings, first) in [
        (
            "aws.protocols#restJson1",
            true,
            "let mut output = Self::default(); response.header(\"x-zone\", &mut output.zone);",
        ),
        (
            "aws.protocols#awsJson1_1",
            false,
            "let mut output: Self = initial_response::<Json, _>(response);",
        ),
    ] {
        let generated = generated(&clock(protocol, has_bindings)).expect("a crate");
        let operation = file(&generated, "src/operation/watch.rs");
        let steps = format!("{first} {stream}");
        assert!(operation.contains(&steps), "{operation}");
        assert!(operation.contains("pub events: EventStream<Events>,"));
        assert!(operation.contains("streaming_output: true,"));
        let waits = operation.contains("initial_response: Some(receive_initial_response),");
        assert_eq!(waits, !has_bindings, "{operation}");
    }
}

#[test]
fn the_documentation_of_send_lists_exceptions_of_the_output_s_stream_apart_from_errors_of_responses()
 {
    let only_there = |stream: &str| {
        let mut model = clock("aws.protocols#restJson1", true);
        let shapes = &mut model["shapes"];
        shapes["com.example#Watch"]["errors"] = json!([{ "target": "com.example#Late" }]);
        shapes["com.example#Late"] = json!({
            "type": "structure", "members": {}, "traits": { "smithy.api#error": "client" },
        });
        let member =
            json!({ "target": "com.example#Events", "traits": { "smithy.api#httpPayload": {} } });
        shapes[format!("com.example#Watch{stream}")]["members"] = json!({ "events": member });
        if stream == "Input" {
            shapes["com.example#WatchOutput"]["members"] = json!({});
        }
        let generated = generated(&model).expect("a crate");
        file(&generated, "src/operation/watch.rs").replace("/// ", "")
    };
    let of_response = "or if it is an error. The modeled errors are: - [`Late`]";
    let of_stream =
        "The event stream of the output may end with one of these errors: - [`ClockBroken`]";
    let output = only_there("Output");
    assert!(output.contains(of_response), "{output}");
    assert!(output.contains(of_stream), "{output}");
    assert_eq!(output.matches("[`ClockBroken`]").count(), 1, "{output}");
    let input = only_there("Input");
    assert!(input.contains(of_response), "{input}");
    assert!(!input.contains("[`ClockBroken`]"), "{input}");
}

#[test]
fn the_codec_of_events_is_that_of_the_protocol() {
    let generated = generated(&clock("smithy.protocols#rpcv2Cbor", false)).expect("a crate");
    let operation = file(&generated, "src/operation/watch.rs");
    assert!(
        operation.contains("initial_response::<Cbor, _>(response)"),
        "{operation}"
    );
    let manifest = file(&generated, "Cargo.toml");
    let features = "features = [\"cbor\", \"event-stream\"]";
    assert!(manifest.contains(features), "{manifest}");
}

#[test]
fn a_crate_without_event_streams_does_not_enable_their_feature() {
    let mut model = clock("aws.protocols#restJson1", true);
    model["shapes"]["com.example#WatchOutput"]["members"]["events"] = json!(null);
    let members = model["shapes"]["com.example#WatchOutput"]["members"].as_object_mut();
    members.expect("members").remove("events");
    let generated = generated(&model).expect("a crate");
    assert!(!file(&generated, "Cargo.toml").contains("event-stream"));
}

#[test]
fn a_protocol_without_event_streams_rejects_them_by_name() {
    let problems = generated(&clock("aws.protocols#awsQuery", false)).expect_err("a fault");
    assert_eq!(
        problems[0].to_string(),
        "com.example#Watch: cannot be generated: its output is an event stream (`com.example#Events`), which the protocol awsQuery does not have"
    );
}

/// Returns the service with the events in the input of its operation, too.
fn conducted_clock(protocol: &str, has_bindings: bool) -> Value {
    let mut model = clock(protocol, has_bindings);
    let members = model["shapes"]["com.example#WatchOutput"]["members"].clone();
    model["shapes"]["com.example#WatchInput"]["members"] = members;
    model
}

#[test]
fn an_input_takes_events_and_its_operation_needs_http2() {
    for (protocol, has_bindings, codec) in [
        ("aws.protocols#awsJson1_1", false, "Json"),
        ("aws.protocols#restJson1", true, "Json"),
        ("smithy.protocols#rpcv2Cbor", false, "Cbor"),
    ] {
        let generated = generated(&conducted_clock(protocol, has_bindings)).expect("a crate");
        let operation = file(&generated, "src/operation/watch.rs");
        assert!(
            operation.contains("pub events: Option<EventInput<Events>>,"),
            "{operation}"
        );
        let setter = "pub fn events(mut self, value: impl Into<EventInput<Events>>) -> Self {";
        assert!(operation.contains(setter), "{operation}");
        let step = format!("request.events::<{codec}, _>(&self.events);");
        assert!(operation.contains(&step), "{operation}");
        assert!(operation.contains("http2: true,"), "{operation}");
        let manifest = file(&generated, "Cargo.toml");
        assert!(manifest.contains("\"http2\""), "{manifest}");
        let types = file(&generated, "src/types.rs");
        let exception = "\"broken\": \"ClockBrokenException\" as<ServiceError> ClockBroken";
        assert!(types.contains(exception), "{types}");
        let errors = file(&generated, "src/error.rs");
        let sent_and_received = "shape! { ClockBroken {";
        assert!(errors.contains(sent_and_received), "{errors}");
    }
}

#[test]
fn an_exception_names_the_errors_by_their_path_beside_a_shape_of_the_same_name() {
    let mut model = conducted_clock("aws.protocols#restJson1", true);
    model["shapes"]["com.example#ServiceError"] = json!({ "type": "structure", "members": {} });
    model["shapes"]["com.example#Tick"]["members"]["error"] =
        json!({ "target": "com.example#ServiceError" });
    let types = file(&generated(&model).expect("a crate"), "src/types.rs");
    let exception =
        "\"broken\": \"ClockBrokenException\" as<crate::error::ServiceError> ClockBroken";
    assert!(types.contains(exception), "{types}");
}

#[test]
fn the_document_of_an_event_has_no_member_that_is_a_header_or_the_payload() {
    let generated = generated(&conducted_clock("aws.protocols#restJson1", true)).expect("a crate");
    let types: String = file(&generated, "src/types.rs")
        .split_whitespace()
        .collect();
    for table in [
        "Alarm{name:\"name\"}and{hour:\"hour\"}",
        "Sound{}and{rate:\"rate\",samples:\"samples\"}",
    ] {
        assert!(types.contains(table), "{table}: {types}");
    }
}

#[test]
fn an_operation_whose_events_go_one_way_needs_http2_only_where_the_service_has_nothing_else() {
    let protocol = "aws.protocols#restJson1";
    for (versions, is_needed) in [
        (json!({ "eventStreamHttp": [] }), false),
        (json!({ "eventStreamHttp": ["h2", "http/1.1"] }), false),
        (json!({ "eventStreamHttp": ["h2"] }), true),
        (json!({ "http": ["h2"] }), true),
        (json!({ "http": ["h2", "http/1.1"] }), false),
        (
            json!({ "http": ["h2"], "eventStreamHttp": ["http/1.1"] }),
            false,
        ),
    ] {
        let mut model = clock(protocol, true);
        model["shapes"]["com.example#Clock"]["traits"][protocol] = versions.clone();
        let generated = generated(&model).expect("a crate");
        let operation = file(&generated, "src/operation/watch.rs");
        assert_eq!(operation.contains("http2: true"), is_needed, "{versions}");
    }
}

#[test]
fn events_in_inputs_are_rejected_where_their_documents_are_xml() {
    let model = conducted_clock("aws.protocols#restXml", true);
    let problems = generated(&model).expect_err("a fault");
    assert_eq!(
        problems[0].to_string(),
        "com.example#Watch: cannot be generated: its input is an event stream (`com.example#Events`), which the protocol restXml does not have"
    );
}
