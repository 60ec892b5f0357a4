//! The lookup of a region that an error does not name.

use bytes::Bytes;
use http::{HeaderName, HeaderValue};
use tinsmith::service::{Operation, OperationMetadata, RequestWriter};
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
use tinsmith::{Body, Handle};

use super::{CREATION, Nothing, PutObject, STORE, call, client, error, put, regions};
use crate::support::config;

/// The methods, paths and regions of the requests.
fn requests(script: &ScriptedTransport) -> Vec<(String, String, String)> {
    let sent = script.requests();
    let sent = sent.iter().zip(regions(script));
    sent.map(|(request, region)| {
        let path = request.uri().path_and_query().unwrap().to_string();
        (request.method().to_string(), path, region)
    })
    .collect()
}

fn sent(method: &str, path: &str, region: &str) -> (String, String, String) {
    (method.to_owned(), path.to_owned(), region.to_owned())
}

/// As in botocore, the region of a bucket is in the header of the response to a HEAD request of any status.
#[tokio::test]
async fn the_region_that_an_error_does_not_name_is_looked_up() {
    let unnamed: [fn() -> ScriptedResponse; 6] = [
        || error(301, "PermanentRedirect", ""),
        || error(307, "TemporaryRedirect", ""),
        || error(400, "AuthorizationHeaderMalformed", ""),
        || error(301, "x", "<Region>a.example.com/</Region>"),
        || error(301, "x", "").header("x-amz-bucket-region", ""),
        || ScriptedResponse::status(301),
    ];
    for unnamed in unnamed {
        for status in [200, 301, 307, 400, 403] {
            let script = ScriptedTransport::new();
            script.respond(unnamed());
            script.respond(
                ScriptedResponse::status(status).header("x-amz-bucket-region", "eu-west-1"),
            );
            for _ in 0..2 {
                script.respond(ScriptedResponse::status(200));
            }
            let client = client(&script);
            for _ in 0..2 {
                put(&client, "b").await.unwrap();
            }
            let expected = [
                sent("PUT", "/key", "us-west-2"),
                sent("HEAD", "/", "us-west-2"),
                sent("PUT", "/key", "eu-west-1"),
                // The region is remembered.
                sent("PUT", "/key", "eu-west-1"),
            ];
            assert_eq!(requests(&script), expected, "{status}");
            let lookup = &script.requests()[1];
            assert!(lookup.body().is_empty());
            assert!(lookup.headers().contains_key("user-agent"));
        }
    }
}

#[tokio::test]
async fn a_lookup_without_another_region_leaves_the_error() {
    let header = "x-amz-bucket-region";
    for response in [
        // The region of the request, no region, one that is invalid, and no response of the service.
        ScriptedResponse::status(200).header(header, "us-west-2"),
        ScriptedResponse::status(404),
        ScriptedResponse::status(301).header(header, "a.example.com/"),
        ScriptedResponse::status(503),
    ] {
        let script = ScriptedTransport::new();
        script.respond(error(301, "PermanentRedirect", ""));
        script.respond(response);
        let error = put(&client(&script), "b").await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "PutObject: PermanentRedirect: no (301, 1 attempt)"
        );
        let expected = [
            sent("PUT", "/key", "us-west-2"),
            sent("HEAD", "/", "us-west-2"),
        ];
        assert_eq!(requests(&script), expected);
    }
}

/// It has no header of the call.
#[tokio::test(start_paused = true)]
async fn a_lookup_is_retried() {
    let script = ScriptedTransport::new();
    script.respond(error(301, "PermanentRedirect", ""));
    script.respond(ScriptedResponse::status(503));
    script.respond(ScriptedResponse::status(403).header("x-amz-bucket-region", "eu-west-1"));
    script.respond(ScriptedResponse::status(200));
    let client = Handle::new(&config(&script).build(), &STORE);
    let call = call(&client).configure(|options| {
        options.header(
            HeaderName::from_static("x-own"),
            HeaderValue::from_static("a"),
        )
    });
    let body = Body::from("content");
    call.send(PutObject { bucket: "b", body }).await.unwrap();
    let expected = ["PUT", "HEAD", "HEAD", "PUT"];
    let methods = script.requests();
    let methods: Vec<_> = methods.iter().map(|it| it.method().as_str()).collect();
    assert_eq!(methods, expected);
    let has_own: Vec<_> = script
        .requests()
        .iter()
        .map(|it| it.headers().contains_key("x-own"))
        .collect();
    assert_eq!(has_own, [true, false, false, true]);
}

/// The region of the client is the one where a bucket is to be created, and a stream that cannot be opened again is not sent there.
#[tokio::test]
async fn a_lookup_sends_no_other_request_than_an_error_that_names_the_region() {
    let unnamed = || error(301, "PermanentRedirect", "");
    let script = ScriptedTransport::new();
    script.respond(unnamed());
    let create = client(&script).call().with_preflight(&CREATION);
    let body = Body::empty();
    create
        .send(PutObject { bucket: "b", body })
        .await
        .unwrap_err();
    assert_eq!(requests(&script), [sent("PUT", "/key", "us-west-2")]);

    let script = ScriptedTransport::new();
    script.respond(unnamed());
    script.respond(ScriptedResponse::status(403).header("x-amz-bucket-region", "eu-west-1"));
    script.respond(ScriptedResponse::status(200));
    let client = client(&script);
    let chunk: Result<_, std::io::Error> = Ok("content");
    let stream = futures::stream::iter([chunk.map(Bytes::from)]);
    let body = Body::from_stream(stream, None);
    let first = call(&client).send(PutObject { bucket: "b", body }).await;
    assert_eq!(first.unwrap_err().attempts(), 1);
    put(&client, "b").await.unwrap();
    assert_eq!(regions(&script), ["us-west-2", "us-west-2", "eu-west-1"]);
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

#[derive(Clone, Debug)]
struct HeadObject;

impl Operation for HeadObject {
    type Output = Nothing;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &STORE,
        name: "HeadObject",
        method: "HEAD",
        uri: "/key",
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.endpoint_param("Bucket", &Some("b".to_owned()));
    }
}

/// The error of a HEAD request has no code: 400 may be that of another region.
#[tokio::test]
async fn the_region_of_a_head_request_is_looked_up_unless_it_is_the_lookup() {
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::status(400));
    script.respond(ScriptedResponse::status(400).header("x-amz-bucket-region", "eu-west-1"));
    script.respond(ScriptedResponse::status(200));
    call(&client(&script)).send(HeadObject).await.unwrap();
    let expected = [
        sent("HEAD", "/key", "us-west-2"),
        sent("HEAD", "/", "us-west-2"),
        sent("HEAD", "/key", "eu-west-1"),
    ];
    assert_eq!(requests(&script), expected);

    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::status(400));
    call(&client(&script)).send(HeadBucket).await.unwrap_err();
    assert_eq!(requests(&script), [sent("HEAD", "/", "us-west-2")]);
}
