//! Steps of calls before their requests are assembled: discovered endpoints.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use futures::stream;
use tinsmith::endpoint::{Expr, Parameter, Rule, RuleSet};
use tinsmith::preflight::{DiscoverEndpoints, DiscoveredEndpoint, discover};
use tinsmith::service::{
    FromResponse, Operation, OperationMetadata, RequestWriter, ResponseReader, ServiceMetadata,
};
use tinsmith::testing::{ScriptedResponse, ScriptedTransport, TestTime};
use tinsmith::{Body, Call, Credentials, ErrorKind, Handle, Time};

use crate::support::{GetThingInput, SERVICE, config, start};

#[derive(Clone, Debug, Default)]
struct FindInput {
    operation: Option<String>,
    identifiers: Option<BTreeMap<String, String>>,
}

tinsmith::shape! { FindInput { operation: "Operation", identifiers: "Identifiers", } }

impl Operation for FindInput {
    type Output = FindOutput;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &SERVICE,
        name: "Find",
        method: "POST",
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.json(self);
    }
}

#[derive(Clone, Debug, Default)]
struct FindOutput {
    address: Option<String>,
    minutes: Option<i64>,
}

tinsmith::shape! { FindOutput { address: "address", minutes: "minutes", } }

impl FromResponse for FindOutput {
    fn from_response(response: &mut ResponseReader<'_>) -> Self {
        response.json()
    }
}

impl DiscoverEndpoints for FindInput {
    fn describe(&mut self, operation: &str, identifiers: BTreeMap<String, String>) {
        self.operation = Some(operation.to_owned());
        self.identifiers = Some(identifiers);
    }

    fn address(output: &FindOutput) -> Option<&str> {
        output.address.as_deref()
    }

    fn cache_period(output: &FindOutput) -> Option<i64> {
        output.minutes
    }
}

/// An input with a member that identifies the endpoint.
#[derive(Clone, Debug)]
struct ReadTable(&'static str);

impl Operation for ReadTable {
    type Output = FindOutput;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &SERVICE,
        name: "ReadTable",
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.endpoint_param("identifier:Table", &self.0);
    }
}

static DISCOVERED: DiscoveredEndpoint = DiscoveredEndpoint {
    discover: discover::<FindInput>,
    identifiers: &["Table"],
    error: "StaleEndpointException",
};

fn found(host: &str) -> ScriptedResponse {
    ScriptedResponse::json(200, format!(r#"{{"address":"{host}","minutes":2}}"#))
}

fn done() -> ScriptedResponse {
    ScriptedResponse::json(200, "{}")
}

/// Returns the hosts that requests were sent to.
fn hosts(script: &ScriptedTransport) -> Vec<String> {
    let requests = script.requests();
    let hosts = requests.iter().map(|request| request.uri().host());
    hosts
        .map(|host| host.unwrap_or_default().to_owned())
        .collect()
}

const REGIONAL: &str = "things.us-west-2.amazonaws.com";

#[tokio::test(start_paused = true)]
async fn an_endpoint_is_discovered_once_until_it_expires() {
    let script = script([found("a.example"), done(), done()]);
    script.respond(found("https://b.example/base"));
    script.respond(done());
    let time = TestTime::starting_at(start());
    let config = config(&script).time(time).build();
    let call = Handle::new(&config, &SERVICE)
        .call()
        .with_preflight(&DISCOVERED);
    call.send_ref(&GetThingInput::new("t")).await.unwrap();
    time.sleep(Duration::from_secs(119)).await;
    call.send_ref(&GetThingInput::new("t")).await.unwrap();
    time.sleep(Duration::from_secs(1)).await;
    call.send_ref(&GetThingInput::new("t")).await.unwrap();
    let hosts = hosts(&script);
    assert_eq!(hosts[0], REGIONAL);
    assert_eq!(
        hosts[1..3],
        ["management.a.example", "management.a.example"]
    );
    assert_eq!(hosts[3..], [REGIONAL, "management.b.example"]);
    let requests = script.requests();
    assert_eq!(requests[4].uri().path(), "/base/things/t");
    let authorization = requests[1].headers()["authorization"].to_str().unwrap();
    assert!(
        authorization.contains("/us-west-2/things/"),
        "{authorization}"
    );
    assert_eq!(requests[0].body(), "{}");
}

#[tokio::test]
async fn each_value_of_an_identifier_has_its_endpoint() {
    let script = script([found("a.example"), done(), found("b.example"), done()]);
    script.respond(done());
    let call = call(&script, TestTime::starting_at(start()));
    for table in ["a", "b", "a"] {
        call.send_ref(&ReadTable(table)).await.unwrap();
    }
    let hosts = hosts(&script);
    assert_eq!(
        hosts,
        [REGIONAL, "a.example", REGIONAL, "b.example", "a.example"]
    );
    let body = script.requests()[0].body().clone();
    assert_eq!(
        body,
        r#"{"Operation":"ReadTable","Identifiers":{"Table":"a"}}"#
    );
}

#[tokio::test]
async fn an_outdated_endpoint_is_discovered_again_once() {
    let script = script([found("a.example"), stale(), found("b.example"), done()]);
    let call = call(&script, TestTime::starting_at(start()));
    call.send_ref(&ReadTable("t")).await.unwrap();
    assert_eq!(
        hosts(&script),
        [REGIONAL, "a.example", REGIONAL, "b.example"]
    );
    for response in [stale(), found("c.example"), stale()] {
        script.respond(response);
    }
    let error = call.send_ref(&ReadTable("t")).await.unwrap_err();
    assert_eq!(error.code(), Some("StaleEndpointException"));
    let hosts = hosts(&script);
    assert_eq!(hosts[4..], ["b.example", REGIONAL, "c.example"]);
}

#[tokio::test]
async fn the_repetition_after_an_outdated_endpoint_is_beyond_the_maximum_and_announced() {
    let script = script([found("a.example"), stale(), found("b.example"), done()]);
    let call = call(&script, TestTime::starting_at(start()));
    let call = call.configure(|options| options.max_attempts(1));
    call.send(ReadTable("t")).await.unwrap();
    let requests = script.requests();
    let announced = |index: usize| requests[index].headers()["amz-sdk-request"].clone();
    assert_eq!(announced(1), "attempt=1; max=1");
    assert_eq!(announced(3), "attempt=2; max=2");
}

#[tokio::test]
async fn discovery_is_left_out_for_an_endpoint_of_the_caller_and_not_cached_for_a_call_s_credentials()
 {
    let script = ScriptedTransport::new();
    script.respond(done());
    let own = config(&script).endpoint_url("https://own.example").build();
    let call = Handle::new(&own, &SERVICE)
        .call()
        .with_preflight(&DISCOVERED);
    call.send_ref(&ReadTable("t")).await.unwrap();
    script.respond(stale());
    call.send(ReadTable("t")).await.unwrap_err();
    assert_eq!(hosts(&script), ["own.example"; 2], "sent once each");

    let script = self::script([found("a.example"), done(), found("b.example"), done()]);
    let call = self::call(&script, TestTime::starting_at(start()));
    let keys = Credentials::new("OTHER", "secret", None, None, "test");
    let call = call.configure(|options| options.credentials(keys));
    call.send_ref(&ReadTable("t")).await.unwrap();
    call.send_ref(&ReadTable("t")).await.unwrap();
    assert_eq!(hosts(&script)[1..], ["a.example", REGIONAL, "b.example"]);
}

#[tokio::test]
async fn a_discovery_without_endpoints_or_with_an_invalid_one_is_an_error() {
    for (response, expected) in [
        (
            done(),
            "ReadTable: the service returned no endpoint for the operation",
        ),
        (
            found("a b"),
            "ReadTable: the discovered endpoint \"https://a b\" is not a URL",
        ),
        (
            found("http://a.example"),
            "ReadTable: the discovered endpoint \"http://a.example\" has no `https` URL",
        ),
    ] {
        let script = script([response]);
        let call = call(&script, TestTime::starting_at(start()));
        let error = call.send(ReadTable("t")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Endpoint);
        assert_eq!(error.to_string(), expected);
    }
}

/// The rules require a parameter with the name of an identifier.
static RULES: RuleSet = RuleSet {
    parameters: &[Parameter {
        name: "Table",
        built_in: None,
        required: true,
        default: None,
    }],
    rules: &[Rule::Endpoint {
        conditions: &[],
        url: Expr::Template("https://{Table}.example.com"),
        headers: &[],
        properties: &[],
    }],
};

static SERVICE_WITH_RULES: ServiceMetadata = ServiceMetadata {
    endpoint_rules: Some(&RULES),
    ..SERVICE
};

/// An input with an identifier and a parameter of the rules with its name.
#[derive(Clone, Debug)]
struct ReadTableByRules;

impl Operation for ReadTableByRules {
    type Output = FindOutput;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &SERVICE_WITH_RULES,
        name: "ReadTable",
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.endpoint_param("Table", &"regional");
        request.endpoint_param("identifier:Table", &"t");
    }
}

#[tokio::test]
async fn an_identifier_does_not_hide_the_parameter_of_the_rules_with_its_name() {
    let script = script([found("a.example"), done()]);
    let config = config(&script).build();
    let call = Handle::new(&config, &SERVICE_WITH_RULES).call();
    let call = call.with_preflight(&DISCOVERED);
    call.send(ReadTableByRules).await.unwrap();
    assert_eq!(hosts(&script), [REGIONAL, "a.example"]);
    let body = script.requests()[0].body().clone();
    assert!(body.ends_with(br#""Identifiers":{"Table":"t"}}"#.as_slice()));
}

fn busy(seconds: u64) -> ScriptedResponse {
    let busy = ScriptedResponse::error(429, "BusyException", "a job is running");
    busy.header("Retry-After", seconds.to_string())
}

fn stale() -> ScriptedResponse {
    ScriptedResponse::json(400, r#"{"__type":"StaleEndpointException"}"#)
}

fn script(responses: impl IntoIterator<Item = ScriptedResponse>) -> ScriptedTransport {
    let script = ScriptedTransport::new();
    for response in responses {
        script.respond(response);
    }
    script
}

fn call(script: &ScriptedTransport, time: TestTime) -> Call {
    let config = config(script).time(time).build();
    Handle::new(&config, &SERVICE)
        .call()
        .with_preflight(&DISCOVERED)
}

#[tokio::test(start_paused = true)]
async fn an_expired_endpoint_is_used_for_another_minute_if_the_discovery_fails() {
    let denied = || ScriptedResponse::error(403, "AccessDeniedException", "not now");
    let script = script([found("a.example"), done(), denied(), done(), done()]);
    for response in [found("http://plain.example"), done(), found("b.example")] {
        script.respond(response);
    }
    script.respond(done());
    let time = TestTime::starting_at(start());
    let call = call(&script, time);
    for seconds in [0, 120, 59, 1, 60] {
        time.sleep(Duration::from_secs(seconds)).await;
        call.send_ref(&ReadTable("t")).await.unwrap();
    }
    let expected = [
        [REGIONAL, "a.example"].as_slice(),
        &[REGIONAL, "a.example"],
        &["a.example"],
        &[REGIONAL, "a.example"],
        &[REGIONAL, "b.example"],
    ];
    assert_eq!(hosts(&script), expected.concat());
    script.respond(denied());
    let error = call.send(ReadTable("u")).await.unwrap_err();
    assert_eq!(error.code(), Some("AccessDeniedException"));
}

#[tokio::test(start_paused = true)]
async fn a_retry_after_the_endpoint_has_expired_discovers_another() {
    let script = script([found("a.example"), busy(130), found("b.example"), done()]);
    let call = call(&script, TestTime::starting_at(start()));
    let call = call.configure(|options| options.wait_out_throttling(Duration::from_secs(600)));
    call.send(ReadTable("t")).await.unwrap();
    let sent = hosts(&script);
    assert_eq!(sent, [REGIONAL, "a.example", REGIONAL, "b.example"]);
    let requests = script.requests();
    let id = |index: usize| requests[index].headers()["amz-sdk-invocation-id"].clone();
    assert_eq!(id(1), id(3), "both are attempts of one call");
    assert_eq!(requests[3].headers()["amz-sdk-request"], "attempt=2; max=4");
}

/// An input whose body is a stream.
#[derive(Clone, Debug)]
struct Upload;

impl Operation for Upload {
    type Output = FindOutput;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &SERVICE,
        name: "Upload",
        method: "PUT",
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.endpoint_param("identifier:Table", &"t");
        let chunks = stream::iter([Ok::<_, std::io::Error>(Bytes::from("rows"))]);
        let body = Body::from_stream(chunks, None);
        request.payload_stream(&Some(body), "application/octet-stream");
    }
}

#[tokio::test]
async fn a_streamed_body_is_sent_once_and_an_outdated_endpoint_is_forgotten() {
    let script = script([found("a.example"), stale(), found("b.example"), done()]);
    let call = call(&script, TestTime::starting_at(start()));
    let error = call.send_ref(&Upload).await.unwrap_err();
    assert_eq!(error.code(), Some("StaleEndpointException"));
    assert_eq!(hosts(&script), [REGIONAL, "a.example"]);
    call.send(Upload).await.unwrap();
    assert_eq!(hosts(&script)[2..], [REGIONAL, "b.example"]);
    assert_eq!(script.requests()[3].body(), "rows");
}

#[tokio::test(start_paused = true)]
async fn an_endpoint_of_a_call_s_own_credentials_is_that_of_its_attempts_alone() {
    let failing = || ScriptedResponse::status(503);
    let script = script([found("a.example"), done(), found("b.example"), failing()]);
    for response in [stale(), found("c.example"), failing(), done(), done()] {
        script.respond(response);
    }
    let call = call(&script, TestTime::starting_at(start()));
    call.send_ref(&ReadTable("t")).await.unwrap();
    let keys = Credentials::new("OTHER", "secret", None, None, "test");
    let own = call.clone();
    let own = own.configure(|options| options.credentials(keys).max_attempts(9));
    own.send(ReadTable("t")).await.unwrap();
    call.send(ReadTable("t")).await.unwrap();
    let expected = [
        [REGIONAL, "a.example"].as_slice(),
        &[REGIONAL, "b.example", "b.example"],
        &[REGIONAL, "c.example", "c.example"],
        &["a.example"],
    ];
    assert_eq!(hosts(&script), expected.concat());
}

#[tokio::test(start_paused = true)]
async fn throttling_of_discovery_and_of_the_request_is_waited_out_for_one_maximum_time() {
    let rounds = [
        vec![busy(40), found("a.example"), busy(40), busy(40)],
        vec![
            found("a.example"),
            busy(40),
            stale(),
            found("b.example"),
            busy(40),
            busy(40),
        ],
    ];
    for responses in rounds {
        let script = script(responses);
        let time = TestTime::starting_at(start());
        let call = call(&script, time);
        let call = call.configure(|options| options.wait_out_throttling(Duration::from_secs(60)));
        let error = call.send(ReadTable("t")).await.unwrap_err();
        assert_eq!(error.code(), Some("BusyException"));
        assert_eq!(time.elapsed().as_secs(), 59);
    }
}
