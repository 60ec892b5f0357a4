//! Steps of calls before their requests are assembled: discovered endpoints.

use std::collections::BTreeMap;
use std::time::Duration;

use tinsmith::endpoint::{Expr, Parameter, Rule, RuleSet};
use tinsmith::preflight::{DiscoverEndpoints, DiscoveredEndpoint, discover};
use tinsmith::service::{
    FromResponse, Operation, OperationMetadata, RequestWriter, ResponseReader, ServiceMetadata,
};
use tinsmith::testing::{ScriptedResponse, ScriptedTransport, TestTime};
use tinsmith::{Credentials, ErrorKind, Handle, Time};

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
    let script = ScriptedTransport::new();
    script.respond(found("a.example"));
    script.respond(done());
    script.respond(done());
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
    let script = ScriptedTransport::new();
    for host in ["a.example", "b.example"] {
        script.respond(found(host));
        script.respond(done());
    }
    script.respond(done());
    let config = config(&script).build();
    let call = Handle::new(&config, &SERVICE)
        .call()
        .with_preflight(&DISCOVERED);
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
    let stale = || ScriptedResponse::json(400, r#"{"__type":"StaleEndpointException"}"#);
    let script = ScriptedTransport::new();
    for response in [found("a.example"), stale(), found("b.example"), done()] {
        script.respond(response);
    }
    let config = config(&script).build();
    let call = Handle::new(&config, &SERVICE)
        .call()
        .with_preflight(&DISCOVERED);
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
async fn discovery_is_left_out_for_an_endpoint_of_the_caller_and_not_cached_for_a_call_s_credentials()
 {
    let script = ScriptedTransport::new();
    script.respond(done());
    let own = config(&script).endpoint_url("https://own.example").build();
    let call = Handle::new(&own, &SERVICE)
        .call()
        .with_preflight(&DISCOVERED);
    call.send_ref(&ReadTable("t")).await.unwrap();
    script.respond(ScriptedResponse::json(
        400,
        r#"{"__type":"StaleEndpointException"}"#,
    ));
    call.send(ReadTable("t")).await.unwrap_err();
    assert_eq!(hosts(&script), ["own.example"; 2], "sent once each");

    let script = ScriptedTransport::new();
    for host in ["a.example", "b.example"] {
        script.respond(found(host));
        script.respond(done());
    }
    let config = config(&script).build();
    let call = Handle::new(&config, &SERVICE)
        .call()
        .with_preflight(&DISCOVERED);
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
        let script = ScriptedTransport::new();
        script.respond(response);
        let config = config(&script).build();
        let call = Handle::new(&config, &SERVICE)
            .call()
            .with_preflight(&DISCOVERED);
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
    let script = ScriptedTransport::new();
    script.respond(found("a.example"));
    script.respond(done());
    let config = config(&script).build();
    let call = Handle::new(&config, &SERVICE_WITH_RULES).call();
    let call = call.with_preflight(&DISCOVERED);
    call.send(ReadTableByRules).await.unwrap();
    assert_eq!(hosts(&script), [REGIONAL, "a.example"]);
    let body = script.requests()[0].body().clone();
    assert!(body.ends_with(br#""Identifiers":{"Table":"t"}}"#.as_slice()));
}
