//! Steps of calls before their requests are assembled: discovered endpoints, and copies between regions.

use std::collections::BTreeMap;
use std::time::Duration;

use tinsmith::preflight::{
    CopySource, DiscoverEndpoints, DiscoveredEndpoint, RegionCopy, discover,
};
use tinsmith::service::{
    FromResponse, Operation, OperationMetadata, RequestWriter, ResponseReader, ServiceMetadata,
};
use tinsmith::testing::{ScriptedResponse, ScriptedTransport, TestTime};
use tinsmith::{Call, Config, Credentials, ErrorKind, Handle, Time};

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
        request.endpoint_param("Table", &self.0);
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
    call.send(ReadTable("t")).await.unwrap();
    assert_eq!(hosts(&script), ["own.example"]);

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

#[derive(Clone, Debug, Default)]
struct CopySnapshot {
    description: Option<String>,
    destination_region: Option<String>,
    presigned_url: Option<String>,
    source_region: Option<String>,
    source_snapshot_id: Option<String>,
}

tinsmith::shape! { CopySnapshot {
    description: "Description",
    destination_region: "DestinationRegion",
    presigned_url: "PresignedUrl",
    source_region: "SourceRegion",
    source_snapshot_id: "SourceSnapshotId",
} }

static EC2: ServiceMetadata = ServiceMetadata {
    protocol: &tinsmith::protocol::EC2_QUERY,
    name: "EC2",
    signing_name: "ec2",
    endpoint_prefix: "ec2",
    version: "2016-11-15",
    ..ServiceMetadata::DEFAULT
};

impl Operation for CopySnapshot {
    type Output = Empty;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &EC2,
        name: "CopySnapshot",
        method: "POST",
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.ec2_form(self);
    }
}

#[derive(Clone, Debug, Default)]
struct CopyDbSnapshot {
    source: Option<String>,
    target: Option<String>,
}

tinsmith::shape! { CopyDbSnapshot {
    source: "SourceDBSnapshotIdentifier",
    target: "TargetDBSnapshotIdentifier",
} }

static RDS: ServiceMetadata = ServiceMetadata {
    protocol: &tinsmith::protocol::AWS_QUERY,
    name: "RDS",
    signing_name: "rds",
    endpoint_prefix: "rds",
    version: "2014-10-31",
    ..ServiceMetadata::DEFAULT
};

impl Operation for CopyDbSnapshot {
    type Output = Empty;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &RDS,
        name: "CopyDBSnapshot",
        method: "POST",
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.aws_form(self);
    }
}

#[derive(Clone, Debug, Default)]
struct Empty;

impl FromResponse for Empty {
    fn from_response(_response: &mut ResponseReader<'_>) -> Self {
        Self
    }
}

fn call(service: &'static ServiceMetadata, copy: &'static RegionCopy) -> Call {
    let config = Config::builder().region("us-west-2");
    let keys = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI", None, None, "test");
    let config = config
        .credentials(keys)
        .time(TestTime::starting_at(start()));
    Handle::new(&config.build(), service)
        .call()
        .with_preflight(copy)
}

/// Returns the fields of the form that a call sends.
async fn form<O: Operation>(call: &Call, input: &O) -> BTreeMap<String, String> {
    let request = call.sign(input).await.unwrap();
    let body = request.body().as_bytes().unwrap();
    url::form_urlencoded::parse(body).into_owned().collect()
}

static COPY_SNAPSHOT: RegionCopy = RegionCopy {
    source: CopySource::Region("SourceRegion"),
    destination: Some("DestinationRegion"),
    url: "PresignedUrl",
};

/// The host, the fields and the signature are those of boto3 1.43.11 at the same time.
#[tokio::test]
async fn a_copy_between_regions_has_the_presigned_url_of_boto3() {
    let input = CopySnapshot {
        description: Some("a b/c".to_owned()),
        destination_region: Some("elsewhere".to_owned()),
        source_region: Some("eu-west-1".to_owned()),
        source_snapshot_id: Some("snap-1".to_owned()),
        ..CopySnapshot::default()
    };
    let form = form(&call(&EC2, &COPY_SNAPSHOT), &input).await;
    assert_eq!(form["DestinationRegion"], "us-west-2");
    assert_eq!(form["SourceRegion"], "eu-west-1");
    let url: url::Url = form["PresignedUrl"].parse().unwrap();
    assert_eq!(url.host_str(), Some("ec2.eu-west-1.amazonaws.com"));
    let query: BTreeMap<_, _> = url.query_pairs().into_owned().collect();
    let expected = [
        ("Action", "CopySnapshot"),
        ("Description", "a b/c"),
        ("DestinationRegion", "us-west-2"),
        ("SourceRegion", "eu-west-1"),
        ("SourceSnapshotId", "snap-1"),
        ("Version", "2016-11-15"),
        ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
        (
            "X-Amz-Credential",
            "AKIDEXAMPLE/20231114/eu-west-1/ec2/aws4_request",
        ),
        ("X-Amz-Date", "20231114T221320Z"),
        ("X-Amz-Expires", "3600"),
        (
            "X-Amz-Signature",
            "632bfe6752da99fc6fae1d74b1c923abcfee9ff9f16fa2be6bcaf9c389a1bbd8",
        ),
        ("X-Amz-SignedHeaders", "host"),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(query, BTreeMap::from(expected));
}

#[tokio::test]
async fn a_copy_by_arn_is_presigned_in_the_region_of_the_arn_alone() {
    static COPY: RegionCopy = RegionCopy {
        source: CopySource::Arn("SourceDBSnapshotIdentifier"),
        destination: None,
        url: "PreSignedUrl",
    };
    let input = |source: &str| CopyDbSnapshot {
        source: Some(source.to_owned()),
        target: Some("t".to_owned()),
    };
    let call = call(&RDS, &COPY);
    let arn = "arn:aws-us-gov:rds:us-gov-west-1:111122223333:snapshot:s";
    let there = form(&call, &input(arn)).await;
    let url = &there["PreSignedUrl"];
    assert!(
        url.starts_with("https://rds.us-gov-west-1.amazonaws.com/?"),
        "{url}"
    );
    let signature = "e59695c2542efeab8cab2338b88d8c4dcf65259cd19902fe48f858ddcc246ef6";
    assert!(url.ends_with(signature), "{url}");
    assert!(url.contains("&DestinationRegion=us-west-2&"), "{url}");
    assert!(!there.contains_key("DestinationRegion"));
    for local in ["s", "arn:aws:rds:us-west-2:111122223333:snapshot:s"] {
        let here = form(&call, &input(local)).await;
        assert!(!here.contains_key("PreSignedUrl"), "{local}");
    }
}

#[tokio::test]
async fn a_presigned_url_of_the_caller_stays() {
    let input = CopySnapshot {
        presigned_url: Some("https://own.example".to_owned()),
        source_region: Some("eu-west-1".to_owned()),
        ..CopySnapshot::default()
    };
    let form = form(&call(&EC2, &COPY_SNAPSHOT), &input).await;
    assert_eq!(form["PresignedUrl"], "https://own.example");
    assert!(!form.contains_key("DestinationRegion"));
}
