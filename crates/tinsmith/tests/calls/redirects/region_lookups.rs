//! The lookup of a region that an error does not name.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request};
use tinsmith::endpoint::{Expr, Property, Rule, RuleSet};
use tinsmith::preflight::{RegionLookup, RegionalRedirect};
use tinsmith::service::{Operation, OperationMetadata, RequestWriter, ServiceMetadata};
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
use tinsmith::{AttemptInfo, Body, Handle, Intercept};

use super::{
    CREATION, HeadBucket, Nothing, PutObject, REDIRECT, RULES, STORE, call, client, error, put,
    regions,
};
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
        || error(400, "IllegalLocationConstraintException", ""),
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
    assert_eq!(
        first.unwrap_err().to_string(),
        "PutObject: PermanentRedirect: no; the service names the region eu-west-1 (301, 1 attempt)"
    );
    put(&client, "b").await.unwrap();
    assert_eq!(regions(&script), ["us-west-2", "us-west-2", "eu-west-1"]);
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

/// It is in the header of the first response, or in the document, so that another region is not the cause. As in boto3, an error about the signature is none
/// of those that mean another region.
#[tokio::test]
async fn the_region_of_the_request_is_not_looked_up() {
    let header = "x-amz-bucket-region";
    let named = "the service names the region us-west-2, to which the request was sent";
    for (response, is_named) in [
        (
            ScriptedResponse::status(301).header(header, "us-west-2"),
            true,
        ),
        (
            error(301, "PermanentRedirect", "<Region>us-west-2</Region>"),
            true,
        ),
        (
            error(400, "IllegalLocationConstraintException", "").header(header, "us-west-2"),
            true,
        ),
        (
            error(400, "InvalidArgument", "").header(header, "us-west-2"),
            false,
        ),
        (error(400, "AuthorizationHeaderMalformed", ""), false),
    ] {
        let script = ScriptedTransport::new();
        script.respond(response);
        let error = put(&client(&script), "b").await.unwrap_err().to_string();
        assert_eq!(requests(&script), [sent("PUT", "/key", "us-west-2")]);
        assert_eq!(error.contains(named), is_named, "{error}");
    }
    // A HEAD request with an invalid header, such as a key of the customer.
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::status(400).header(header, "us-west-2"));
    let error = call(&client(&script)).send(HeadObject).await.unwrap_err();
    assert_eq!(requests(&script), [sent("HEAD", "/key", "us-west-2")]);
    assert!(error.to_string().contains(named), "{error}");
}

/// The second request was signed before the region was known.
#[tokio::test(start_paused = true)]
async fn requests_at_the_same_time_are_both_sent_to_the_other_region() {
    let other = || ScriptedResponse::status(403).header("x-amz-bucket-region", "eu-west-1");
    let second = Duration::from_secs(1);
    let unnamed = || ScriptedResponse::status(400);
    let ok = || ScriptedResponse::status(200);
    for (responses, lookups) in [
        // The second error arrives after the first lookup, which serves both calls, or during it.
        (
            vec![
                unnamed().after(second),
                unnamed().after(2 * second),
                other(),
                ok(),
                ok(),
            ],
            1,
        ),
        (
            vec![
                unnamed().after(second),
                unnamed().after(second),
                other().after(second),
                other().after(2 * second),
                ok(),
                ok(),
            ],
            2,
        ),
    ] {
        let script = ScriptedTransport::new();
        for response in responses {
            script.respond(response);
        }
        let client = client(&script);
        let send = async || call(&client).send(HeadObject).await;
        let (first, second) = tokio::join!(send(), send());
        first.unwrap();
        second.unwrap();
        let sent_to = |path, region| {
            let all = requests(&script);
            all.iter()
                .filter(|it| **it == sent("HEAD", path, region))
                .count()
        };
        assert_eq!(sent_to("/key", "us-west-2"), 2);
        assert_eq!(sent_to("/", "us-west-2"), lookups);
        assert_eq!(sent_to("/key", "eu-west-1"), 2);
        script.assert_finished();
    }
}

#[tokio::test]
async fn a_request_that_was_redirected_has_no_second_lookup() {
    let script = ScriptedTransport::new();
    script.respond(error(301, "PermanentRedirect", ""));
    script.respond(ScriptedResponse::status(403).header("x-amz-bucket-region", "eu-west-1"));
    script.respond(error(301, "PermanentRedirect", ""));
    let error = put(&client(&script), "b").await.unwrap_err();
    let expected = [
        sent("PUT", "/key", "us-west-2"),
        sent("HEAD", "/", "us-west-2"),
        sent("PUT", "/key", "eu-west-1"),
    ];
    assert_eq!(requests(&script), expected);
    assert_eq!(
        error.to_string(),
        "PutObject: PermanentRedirect: no (301, 2 attempts)"
    );
}

/// The operations of the requests that are signed, in their order.
#[derive(Clone, Debug, Default)]
struct Operations(Arc<Mutex<Vec<String>>>);

impl Intercept for Operations {
    fn before_sign(&self, _request: &mut Request<Body>, attempt: &AttemptInfo) {
        self.0.lock().unwrap().push(attempt.operation.to_owned());
    }
}

#[tokio::test]
async fn a_lookup_is_a_call_of_its_own_operation() {
    let script = ScriptedTransport::new();
    script.respond(error(301, "PermanentRedirect", ""));
    script.respond(ScriptedResponse::status(403).header("x-amz-bucket-region", "eu-west-1"));
    script.respond(ScriptedResponse::status(200));
    let operations = Operations::default();
    let config = config(&script).interceptor(operations.clone()).build();
    put(&Handle::new(&config, &STORE), "b").await.unwrap();
    let seen = operations.0.lock().unwrap().clone();
    assert_eq!(seen, ["PutObject", "HeadBucket", "PutObject"]);
    let sent = script.requests();
    let ids: Vec<_> = sent
        .iter()
        .map(|it| &it.headers()["amz-sdk-invocation-id"])
        .collect();
    assert_eq!(ids[0], ids[2]);
    assert_ne!(ids[0], ids[1]);
}

static SESSION_STORE: ServiceMetadata = ServiceMetadata {
    endpoint_rules: Some(&RuleSet {
        rules: &[Rule::Endpoint {
            conditions: &[],
            url: Expr::Template("https://store.{Region}.example.com"),
            headers: &[],
            properties: &[(
                "authSchemes",
                Property::List(&[Property::Record(&[(
                    "name",
                    Property::Value(Expr::Str("sigv4-other")),
                )])]),
            )],
        }],
        ..RULES
    }),
    ..STORE
};

const SESSION_REDIRECT: RegionalRedirect = RegionalRedirect {
    lookup: Some(&RegionLookup {
        operation: &OperationMetadata {
            service: &SESSION_STORE,
            ..*HeadBucket::METADATA
        },
        errors: &[],
    }),
    ..REDIRECT
};

/// Such as that of a directory bucket, which needs a session.
#[tokio::test]
async fn there_is_no_lookup_at_an_endpoint_with_another_signature() {
    let script = ScriptedTransport::new();
    script.respond(error(301, "PermanentRedirect", ""));
    let operations = Operations::default();
    let config = config(&script).interceptor(operations.clone()).build();
    let call = Handle::new(&config, &STORE).call();
    let call = call.with_preflight(&SESSION_REDIRECT);
    let body = Body::empty();
    let put = PutObject { bucket: "b", body };
    let error = call.send(put).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "PutObject: PermanentRedirect: no (301, 1 attempt)"
    );
    assert_eq!(*operations.0.lock().unwrap(), ["PutObject"]);
}
