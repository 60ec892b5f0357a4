//! Requests for a resource that is in another region than that of the client.

mod region_lookups;

use bytes::Bytes;
use http::Request;
use tinsmith::endpoint::{BuiltIn, Expr, Parameter, Property, Rule, RuleSet};
use tinsmith::preflight::{RegionLookup, RegionalRedirect};
use tinsmith::service::{
    FromResponse, Operation, OperationMetadata, RequestWriter, ResponseReader, ServiceMetadata,
};
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
use tinsmith::{Body, Call, Error, ErrorKind, Handle};

use crate::support::config;

static STORE: ServiceMetadata = ServiceMetadata {
    protocol: &tinsmith::protocol::REST_XML_NO_ERROR_WRAPPING,
    name: "Store",
    signing_name: "store",
    endpoint_rules: Some(&RULES),
    classify_success: Some(tinsmith::protocol::classify_document),
    ..ServiceMetadata::DEFAULT
};

const RULES: RuleSet = RuleSet {
    parameters: &[
        Parameter {
            name: "Region",
            built_in: Some(BuiltIn::Region),
            required: true,
            default: None,
        },
        Parameter {
            name: "Bucket",
            built_in: None,
            required: false,
            default: None,
        },
    ],
    rules: &[Rule::Endpoint {
        conditions: &[],
        url: Expr::Template("https://store.{Region}.example.com"),
        headers: &[],
        properties: &[(
            "authSchemes",
            Property::List(&[Property::Record(&[
                ("name", Property::Value(Expr::Str("sigv4"))),
                ("signingRegion", Property::Value(Expr::Ref("Region"))),
            ])]),
        )],
    }],
};

const REDIRECT: RegionalRedirect = RegionalRedirect {
    parameter: "Bucket",
    header: "x-amz-bucket-region",
    element: "Region",
    creates_resource: false,
    lookup: Some(&RegionLookup {
        operation: HeadBucket::METADATA,
        errors: &["IllegalLocationConstraintException"],
    }),
};

const CREATION: RegionalRedirect = RegionalRedirect {
    creates_resource: true,
    ..REDIRECT
};

#[derive(Clone, Debug)]
struct PutObject {
    bucket: &'static str,
    body: Body,
}

#[derive(Clone, Debug, PartialEq)]
struct Nothing;

impl FromResponse for Nothing {
    fn from_response(_response: &mut ResponseReader<'_>) -> Self {
        Self
    }
}

impl Operation for PutObject {
    type Output = Nothing;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &STORE,
        name: "PutObject",
        method: "PUT",
        uri: "/key",
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.endpoint_param("Bucket", &Some(self.bucket.to_owned()));
        request.payload_stream(&Some(self.body.clone()), "application/octet-stream");
    }
}

#[derive(Clone, Debug)]
struct HeadBucket;

impl Operation for HeadBucket {
    type Output = Nothing;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &STORE,
        name: "HeadBucket",
        method: "HEAD",
        uri: "/",
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.endpoint_param("Bucket", &Some("b".to_owned()));
    }
}

fn client(script: &ScriptedTransport) -> Handle {
    Handle::new(&config(script).max_attempts(1).build(), &STORE)
}

fn call(client: &Handle) -> Call {
    client.call().with_preflight(&REDIRECT)
}

async fn put(client: &Handle, bucket: &'static str) -> Result<Nothing, Error> {
    let body = Body::from("content");
    call(client).send(PutObject { bucket, body }).await
}

fn error(status: u16, code: &str, rest: &str) -> ScriptedResponse {
    let body = format!("<Error><Code>{code}</Code><Message>no</Message>{rest}</Error>");
    ScriptedResponse::json(status, body)
}

fn redirect() -> ScriptedResponse {
    error(301, "PermanentRedirect", "").header("x-amz-bucket-region", "eu-west-1")
}

/// Returns the region of the host of each request, which is that of its signature.
fn regions(script: &ScriptedTransport) -> Vec<String> {
    let region = |request: &Request<Bytes>| {
        let host = request.uri().host().unwrap().to_owned();
        let region = host.split('.').nth(1).unwrap().to_owned();
        let signature = request.headers()["authorization"].to_str().unwrap();
        assert!(signature.contains(&format!("/{region}/store/")));
        region
    };
    script.requests().iter().map(region).collect()
}

#[tokio::test]
async fn a_request_is_sent_again_to_the_region_that_an_error_names() {
    let header = "x-amz-bucket-region";
    for response in [
        redirect(),
        error(301, "PermanentRedirect", "<Region>eu-west-1</Region>"),
        error(307, "TemporaryRedirect", "").header(header, "eu-west-1"),
        error(
            400,
            "AuthorizationHeaderMalformed",
            "<Region>eu-west-1</Region>",
        ),
        error(400, "IllegalLocationConstraintException", "").header(header, "eu-west-1"),
        // The responses of HEAD requests have no body.
        ScriptedResponse::status(301).header(header, "eu-west-1"),
        ScriptedResponse::status(400).header(header, "eu-west-1"),
    ] {
        let script = ScriptedTransport::new();
        script.respond(response);
        script.respond(ScriptedResponse::status(200));
        put(&client(&script), "b").await.unwrap();
        assert_eq!(regions(&script), ["us-west-2", "eu-west-1"]);
        let requests = script.requests();
        assert_eq!(requests[1].body(), "content");
    }
}

#[tokio::test]
async fn a_stream_that_can_be_opened_again_is_sent_to_the_other_region() {
    let script = ScriptedTransport::new();
    script.respond(redirect());
    script.respond(ScriptedResponse::status(200));
    let open = || futures::stream::iter([Ok::<_, Error>(Bytes::from("content"))]);
    let body = Body::from_repeatable(open, Some(7));
    let client = client(&script);
    call(&client)
        .send(PutObject { bucket: "b", body })
        .await
        .unwrap();
    assert_eq!(regions(&script), ["us-west-2", "eu-west-1"]);
    for request in script.requests() {
        assert_eq!(request.body(), "content");
    }
}

#[tokio::test]
async fn the_region_of_a_bucket_is_remembered() {
    let script = ScriptedTransport::new();
    script.respond(redirect());
    let client = client(&script);
    for bucket in ["b", "b", "c", "b"] {
        script.respond(ScriptedResponse::status(200));
        put(&client, bucket).await.unwrap();
    }
    let expected = [
        "us-west-2",
        "eu-west-1",
        "eu-west-1",
        "us-west-2",
        "eu-west-1",
    ];
    assert_eq!(regions(&script), expected);
    // Presigned requests have it, too.
    let body = Body::empty();
    let presigned = call(&client).presigned(
        PutObject { bucket: "b", body },
        std::time::Duration::from_secs(60),
    );
    let uri = presigned.await.unwrap().uri;
    assert_eq!(uri.host(), Some("store.eu-west-1.example.com"));
}

/// Another service whose resources have the same parameter.
static ARCHIVE: ServiceMetadata = ServiceMetadata {
    protocol: &tinsmith::protocol::REST_XML_NO_ERROR_WRAPPING,
    name: "Archive",
    signing_name: "store",
    endpoint_rules: Some(&RULES),
    ..ServiceMetadata::DEFAULT
};

#[derive(Clone, Debug)]
struct ReadArchive(&'static str);

impl Operation for ReadArchive {
    type Output = Nothing;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &ARCHIVE,
        name: "ReadArchive",
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.endpoint_param("Bucket", &Some(self.0.to_owned()));
    }
}

#[tokio::test]
async fn the_region_of_a_bucket_is_remembered_for_its_service_alone() {
    let script = ScriptedTransport::new();
    script.respond(redirect());
    for _ in 0..2 {
        script.respond(ScriptedResponse::status(200));
    }
    let client = client(&script);
    put(&client, "b").await.unwrap();
    call(&client).send(ReadArchive("b")).await.unwrap();
    assert_eq!(regions(&script), ["us-west-2", "eu-west-1", "us-west-2"]);
}

/// A bucket is deleted in one region and created in another one.
#[tokio::test]
async fn a_region_that_is_outdated_is_replaced() {
    let script = ScriptedTransport::new();
    let other = || error(301, "PermanentRedirect", "<Region>us-east-2</Region>");
    let responses = [redirect(), ScriptedResponse::status(200), other()];
    for response in responses {
        script.respond(response);
    }
    script.respond(ScriptedResponse::status(200));
    let client = client(&script);
    for _ in 0..2 {
        put(&client, "b").await.unwrap();
    }
    let expected = ["us-west-2", "eu-west-1", "eu-west-1", "us-east-2"];
    assert_eq!(regions(&script), expected);
}

/// The region of the client is the one where a bucket is to be created, also if a former one with its name was elsewhere.
#[tokio::test]
async fn a_resource_is_created_in_the_region_of_the_client() {
    let create = async |client: &Handle| {
        let body = Body::empty();
        let call = client.call().with_preflight(&CREATION);
        call.send(PutObject { bucket: "b", body }).await
    };
    let script = ScriptedTransport::new();
    script.respond(redirect());
    for _ in 0..3 {
        script.respond(ScriptedResponse::status(200));
    }
    let remembering = client(&script);
    put(&remembering, "b").await.unwrap();
    create(&remembering).await.unwrap();
    put(&remembering, "b").await.unwrap();
    let expected = ["us-west-2", "eu-west-1", "us-west-2", "us-west-2"];
    assert_eq!(regions(&script), expected);

    let code = "IllegalLocationConstraintException";
    for rejection in [
        redirect(),
        error(400, code, "<Region>eu-west-1</Region>"),
        error(400, code, "").header("x-amz-bucket-region", "eu-west-1"),
    ] {
        let script = ScriptedTransport::new();
        script.respond(rejection);
        let error = create(&client(&script)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Service);
        assert_eq!(regions(&script), ["us-west-2"], "{error}");
    }
}

#[tokio::test]
async fn a_redirect_is_followed_once() {
    let script = ScriptedTransport::new();
    script.respond(redirect());
    script.respond(error(
        301,
        "PermanentRedirect",
        "<Region>us-east-2</Region>",
    ));
    let error = put(&client(&script), "b").await.unwrap_err();
    assert_eq!(regions(&script), ["us-west-2", "eu-west-1"]);
    assert_eq!(
        error.to_string(),
        "PutObject: PermanentRedirect: no; the service names the region us-east-2 (301, 2 attempts)"
    );
}

#[tokio::test]
async fn another_stream_is_not_sent_again_but_the_region_is_remembered() {
    let script = ScriptedTransport::new();
    script.respond(redirect());
    script.respond(ScriptedResponse::status(200));
    let client = client(&script);
    let chunk: Result<_, std::io::Error> = Ok("content");
    let stream = futures::stream::iter([chunk.map(Bytes::from)]);
    let body = Body::from_stream(stream, None);
    let first = call(&client).send(PutObject { bucket: "b", body }).await;
    let error = first.unwrap_err();
    assert_eq!(error.attempts(), 1);
    let message = error.to_string();
    assert!(message.contains("names the region eu-west-1"), "{message}");
    put(&client, "b").await.unwrap();
    assert_eq!(regions(&script), ["us-west-2", "eu-west-1"]);
}

#[tokio::test]
async fn other_errors_are_no_redirects() {
    let header = "x-amz-bucket-region";
    for (bucket, response) in [
        // The region is that of the request.
        (
            "b",
            error(400, "InvalidArgument", "").header(header, "us-west-2"),
        ),
        // Another status: the bucket is that of someone else, for example.
        (
            "b",
            error(403, "AccessDenied", "").header(header, "eu-west-1"),
        ),
        ("b", error(404, "NoSuchKey", "<Region>eu-west-1</Region>")),
        // No region, and no error of those that mean another one.
        ("b", error(400, "InvalidArgument", "")),
        ("b", ScriptedResponse::status(400)),
        // The ARN has the region.
        (
            "arn:aws:s3:us-west-2:123456789012:accesspoint:a",
            redirect(),
        ),
    ] {
        let script = ScriptedTransport::new();
        script.respond(response);
        let error = put(&client(&script), bucket).await.unwrap_err();
        assert_ne!(error.kind(), ErrorKind::Endpoint);
        assert_eq!(regions(&script), ["us-west-2"], "{error}");
    }
}
