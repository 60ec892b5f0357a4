//! Requests and forms that are signed for others. The expected ones are those of boto3, as `xtask/tests/peers/boto3_presigning.py` prints them.

use std::time::{Duration, SystemTime};

use http::header::{CONTENT_LENGTH, HeaderName, HeaderValue};
use http::{Method, Request, Uri};
use tinsmith::service::{Operation, OperationMetadata, RequestWriter, ServiceMetadata};
use tinsmith::testing::{ScriptedTransport, TestTime};
use tinsmith::{Body, Config, Credentials, ErrorKind, Handle, PostPolicy, Signer};

use crate::support::{GetThingInput, GetThingOutput, Upload, call, config};

/// The URLs, each in a line, those of Amazon S3 before that of a request with a form, and then the forms of Amazon S3.
const BY_BOTO3: &str = include_str!("presigned_by_boto3.txt");

/// The number of the URLs of Amazon S3.
const URLS: usize = 13;

/// The time of the signatures: 2023-11-14T22:13:20Z.
fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000)
}

fn credentials(token: Option<&str>, expiry: Option<SystemTime>) -> Credentials {
    Credentials::new(
        "AKIDEXAMPLE",
        "secret",
        token.map(str::to_owned),
        expiry,
        "test",
    )
}

/// Returns the signer of objects in a region. The keys of `eu-west-1` are temporary, except those for other servers.
fn signer(region: &str, is_temporary: bool) -> Signer {
    let token = is_temporary.then_some("to/k+en=");
    let config = Config::builder()
        .region(region)
        .credentials(credentials(token, None))
        .time(TestTime::starting_at(now()));
    Signer::new(&config.build(), "s3")
        .path_as_is()
        .unsigned_payload()
}

#[tokio::test]
async fn urls_are_those_of_boto3() {
    type Headers<'a> = &'a [(&'a str, &'a str)];
    let upload = [
        ("content-type", "text/plain"),
        ("x-amz-meta-name", "x  y"),
        ("x-amz-server-side-encryption", "AES256"),
    ];
    let range = [("range", "bytes=0-1"), ("x-amz-checksum-mode", "ENABLED")];
    let checksum = [("x-amz-checksum-crc32", "AAAAAA==")];
    let length = [("content-length", "123")];
    let requests: [(&str, u64, Headers<'_>); URLS] = [
        ("GET", 900, &[]),
        ("PUT", 1, &[]),
        ("GET", 604_800, &[]),
        ("GET", 900, &[]),
        ("PUT", 900, &upload),
        ("GET", 900, &range),
        ("PUT", 900, &checksum),
        ("PUT", 900, &length),
        ("PUT", 900, &[]),
        ("HEAD", 900, &[]),
        ("DELETE", 900, &[]),
        ("GET", 900, &[]),
        ("GET", 900, &[]),
    ];
    for (expected, (method, seconds, headers)) in BY_BOTO3.lines().zip(requests) {
        let (unsigned, _) = expected.split_once("X-Amz-Algorithm=").unwrap();
        let unsigned = unsigned.trim_end_matches(['?', '&']);
        let mut request = Request::builder().method(method).uri(unsigned);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (_, region) = expected.split_once("%2F20231114%2F").unwrap();
        let (region, _) = region.split_once("%2Fs3").unwrap();
        let is_temporary = expected.contains("X-Amz-Security-Token");
        let presigned = signer(region, is_temporary)
            .presign(request.body("").unwrap(), Duration::from_secs(seconds))
            .await
            .unwrap();
        assert_eq!(presigned.uri().to_string(), expected);
    }
}

static STS: ServiceMetadata = ServiceMetadata {
    protocol: &tinsmith::protocol::AWS_QUERY,
    name: "STS",
    signing_name: "sts",
    endpoint_prefix: "sts",
    version: "2011-06-15",
    ..ServiceMetadata::DEFAULT
};

#[derive(Clone, Debug, Default)]
struct GetCallerIdentity {
    /// No member of the service.
    policy: Option<String>,
}

tinsmith::shape! { GetCallerIdentity { policy: "Policy" } }

impl Operation for GetCallerIdentity {
    type Output = GetThingOutput;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &STS,
        name: "GetCallerIdentity",
        method: "POST",
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.aws_form(self);
    }
}

#[tokio::test]
async fn a_url_of_a_form_is_that_of_boto3_and_the_whole_request() {
    let expected = BY_BOTO3.lines().nth(URLS).unwrap();
    let config = Config::builder()
        .region("us-west-2")
        .credentials(credentials(Some("to/k+en="), None))
        .time(TestTime::starting_at(now()));
    let client = Handle::new(&config.build(), &STS);
    let time = Duration::from_secs(60);
    let presigned = client.call().presigned(GetCallerIdentity::default(), time);
    let presigned = presigned.await.unwrap();
    assert_eq!(presigned.uri.to_string(), expected);
    assert_eq!(
        (presigned.method, presigned.headers.len()),
        (Method::GET, 0)
    );
    assert_eq!(presigned.body, Body::empty());
    // The token of Amazon EKS.
    let call = client.call().configure(|options| {
        let name = HeaderName::from_static("x-k8s-aws-id");
        options.header(name, HeaderValue::from_static("cluster"))
    });
    let token = call
        .presigned(GetCallerIdentity::default(), time)
        .await
        .unwrap();
    let query = token.uri.query().unwrap();
    assert!(query.contains("&X-Amz-SignedHeaders=host%3Bx-k8s-aws-id&"));
    assert_eq!(token.headers["x-k8s-aws-id"], "cluster");
    // A request that is sent has its form as the body.
    let signed = client
        .call()
        .sign(&GetCallerIdentity::default())
        .await
        .unwrap();
    assert_eq!(
        (signed.method(), signed.uri().query()),
        (&Method::POST, None)
    );
    let form = signed.body().as_bytes().unwrap();
    assert_eq!(form, "Action=GetCallerIdentity&Version=2011-06-15");
}

#[tokio::test]
async fn a_form_that_is_too_long_for_a_url_is_an_invalid_input() {
    let client = Handle::new(&config(&ScriptedTransport::new()).build(), &STS);
    let input = GetCallerIdentity {
        policy: Some("a".repeat(65_536)),
    };
    let presigned = client.call().presigned(input, Duration::from_secs(60));
    let error = presigned.await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(
        error.to_string().contains("too long for a presigned URL"),
        "{error}"
    );
}

#[tokio::test]
async fn a_body_in_another_format_is_sent_with_the_url() {
    let upload = Upload("{}".into());
    let call = call(config(&ScriptedTransport::new()));
    let presigned = call.presigned(upload, Duration::from_secs(60));
    let presigned = presigned.await.unwrap();
    assert_eq!(presigned.method, Method::POST);
    assert_eq!(presigned.body, Body::from("{}"));
    assert_eq!(
        presigned.headers["content-type"],
        "application/octet-stream"
    );
}

/// The sender of a presigned upload adds the body, whose length the signature limits.
#[tokio::test]
async fn a_presigned_request_without_a_body_keeps_the_length_that_the_caller_set() {
    let presigned = async |input: Upload| {
        let call = call(config(&ScriptedTransport::new()));
        let call = call.configure(|options| options.header(CONTENT_LENGTH, 123.into()));
        call.presigned(input, Duration::from_secs(60))
            .await
            .unwrap()
    };
    let empty = presigned(Upload(Body::default())).await;
    assert_eq!(empty.headers["content-length"], "123");
    let query = empty.uri.query().unwrap();
    assert!(query.contains("SignedHeaders=content-length%3B"), "{query}");
    // The length of a body of the caller is known.
    let full = presigned(Upload("{}".into())).await;
    assert_eq!(full.headers["content-length"], "2");
}

#[tokio::test]
async fn forms_are_those_of_boto3() {
    let plain = PostPolicy::new().equals("bucket", "bucket");
    let policies = [
        plain.clone().field("key", "key"),
        plain.field("key", "uploads/${filename}"),
        PostPolicy::new()
            .field("acl", "private")
            .field("Content-Type", "text/é")
            .starts_with("x-amz-meta-name", "")
            .content_length(1..=1000)
            .equals("bucket", "bucket")
            .field("key", "k \"é😀\\"),
    ];
    let expected: Vec<&str> = BY_BOTO3.lines().skip(URLS + 1).collect();
    assert_eq!(expected.len(), policies.len());
    for (expected, policy) in expected.into_iter().zip(policies) {
        let (url, fields): (String, serde_json::Map<_, _>) =
            serde_json::from_str(expected).unwrap();
        let is_temporary = fields.contains_key("x-amz-security-token");
        let region = url.split('.').nth(2).unwrap();
        let post = signer(region, is_temporary)
            .presign_post(url.parse().unwrap(), policy, Duration::from_secs(900))
            .await
            .unwrap();
        assert_eq!(post.uri.to_string(), url);
        assert_eq!(post.expires_at, now() + Duration::from_secs(900));
        let ours: serde_json::Map<_, _> = post
            .fields
            .into_iter()
            .map(|(name, value)| (name, value.into()))
            .collect();
        assert_eq!(ours, fields);
    }
}

#[tokio::test]
async fn the_expiry_is_from_a_second_to_seven_days() {
    const DAYS: u64 = 7 * 24 * 60 * 60;
    for (time, is_valid) in [
        (Duration::ZERO, false),
        (Duration::from_millis(999), false),
        (Duration::from_secs(1), true),
        (Duration::from_secs(DAYS), true),
        (Duration::from_secs(DAYS) + Duration::from_nanos(1), false),
        (Duration::MAX, false),
    ] {
        let signer = signer("eu-west-1", true);
        let uri = Uri::from_static("https://bucket.s3.eu-west-1.amazonaws.com/");
        let get = Request::get(&uri).body("").unwrap();
        let thing = call(config(&ScriptedTransport::new()));
        let results = [
            signer.presign(get, time).await.map(drop),
            signer
                .presign_post(uri, PostPolicy::new(), time)
                .await
                .map(drop),
            thing
                .presigned(GetThingInput::new("x"), time)
                .await
                .map(drop),
        ];
        for result in results {
            let Err(error) = result else {
                assert!(is_valid, "{time:?}");
                continue;
            };
            assert!(!is_valid, "{error}");
            assert_eq!(error.kind(), ErrorKind::InvalidInput);
            let problem =
                format!("a presigned request can last from 1 second to 7 days, not {time:?}");
            assert_eq!(error.problems(), [problem]);
        }
    }
}

/// A service rejects the signature of credentials that have expired, regardless of the time in the URL.
#[tokio::test]
async fn credentials_that_expire_earlier_end_a_presigned_request() {
    const HOUR: Duration = Duration::from_secs(3600);
    for (expiry, expected) in [
        (None, now() + HOUR),
        (Some(now() + 2 * HOUR), now() + HOUR),
        (Some(now() + HOUR / 2), now() + HOUR / 2),
    ] {
        let config = config(&ScriptedTransport::new())
            .credentials(credentials(Some("token"), expiry))
            .time(TestTime::starting_at(now()));
        let signer = Signer::new(&config.clone().build(), "s3");
        let presigned = call(config).presigned(GetThingInput::new("x"), HOUR);
        assert_eq!(presigned.await.unwrap().expires_at, Some(expected));
        let uri = Uri::from_static("https://bucket.s3.us-west-2.amazonaws.com/");
        let post = signer.presign_post(uri, PostPolicy::new(), HOUR);
        assert_eq!(post.await.unwrap().expires_at, expected);
    }
}

#[tokio::test]
async fn a_form_shows_no_signature() {
    let uri = Uri::from_static("https://bucket.s3.eu-west-1.amazonaws.com/secret-path");
    let policy = PostPolicy::new().field("key", "secret-key");
    let signer = signer("eu-west-1", true);
    let post = signer.presign_post(uri, policy, Duration::from_secs(60));
    let shown = format!("{:?}", post.await.unwrap());
    assert_eq!(
        shown,
        r#"PresignedPost { host: Some("bucket.s3.eu-west-1.amazonaws.com"), .. }"#
    );
}
