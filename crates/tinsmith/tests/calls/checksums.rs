//! Checksums of the bodies of requests and responses.

use bytes::Bytes;
use tinsmith::service::{
    FromResponse, HttpChecksum, Operation, OperationMetadata, RequestWriter, ResponseReader,
    ServiceMetadata,
};
use tinsmith::testing::{ScriptedResponse, ScriptedTransport, SentRequest};
use tinsmith::{
    Body, Call, ChecksumAlgorithm, ChecksumMismatch, ChecksumPolicy, ConfigBuilder, Error,
    ErrorKind, Handle,
};

use crate::signatures::hash;
use crate::support;

static STORE: ServiceMetadata = ServiceMetadata {
    protocol: &tinsmith::protocol::REST_JSON_1,
    name: "Store",
    signing_name: "store",
    endpoint_prefix: "store",
    body_hash_header: true,
    ..ServiceMetadata::DEFAULT
};

#[derive(Clone, Debug, Default)]
pub(crate) struct PutObject {
    pub(crate) algorithm: Option<String>,
    pub(crate) crc32c: Option<String>,
    pub(crate) encoding: Option<String>,
    pub(crate) length: Option<i64>,
    pub(crate) body: Option<Body>,
}

impl Operation for PutObject {
    type Output = Empty;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &STORE,
        name: "PutObject",
        method: "PUT",
        uri: "/object",
        http_checksum: Some(HttpChecksum {
            algorithm_header: Some("x-amz-sdk-checksum-algorithm"),
            has_streaming_input: true,
            ..HttpChecksum::DEFAULT
        }),
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.header("x-amz-sdk-checksum-algorithm", &self.algorithm);
        request.header("x-amz-checksum-crc32c", &self.crc32c);
        request.header("content-encoding", &self.encoding);
        request.header("content-length", &self.length);
        request.payload_stream(&self.body, "application/octet-stream");
    }
}

/// An operation whose requests always have a checksum.
#[derive(Clone, Debug)]
struct PutRules;

impl Operation for PutRules {
    type Output = Empty;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &STORE,
        name: "PutRules",
        method: "PUT",
        uri: "/rules",
        http_checksum: Some(HttpChecksum {
            algorithm_header: Some("x-amz-sdk-checksum-algorithm"),
            is_required: true,
            ..HttpChecksum::DEFAULT
        }),
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.payload_text(&"rules".to_owned(), "text/plain");
    }
}

#[derive(Clone, Debug, Default)]
struct GetObject {
    mode: Option<String>,
}

impl Operation for GetObject {
    type Output = Object;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &STORE,
        name: "GetObject",
        uri: "/object",
        streaming_output: true,
        http_checksum: Some(HttpChecksum {
            mode_header: Some("x-amz-checksum-mode"),
            response_algorithms: &[
                ChecksumAlgorithm::Crc64Nvme,
                ChecksumAlgorithm::Crc32,
                ChecksumAlgorithm::Crc32C,
                ChecksumAlgorithm::Sha256,
                ChecksumAlgorithm::Sha1,
            ],
            ..HttpChecksum::DEFAULT
        }),
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.header("x-amz-checksum-mode", &self.mode);
    }
}

/// An operation whose output is in memory.
#[derive(Clone, Debug, Default)]
struct GetReport;

impl Operation for GetReport {
    type Output = Report;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &STORE,
        name: "GetReport",
        uri: "/report",
        http_checksum: Some(HttpChecksum {
            response_algorithms: &[ChecksumAlgorithm::Crc32],
            ..HttpChecksum::DEFAULT
        }),
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, _request: &mut RequestWriter<'_>) {}
}

#[derive(Debug)]
pub(crate) struct Empty;

impl FromResponse for Empty {
    fn from_response(_response: &mut ResponseReader<'_>) -> Self {
        Self
    }
}

#[derive(Debug, Default)]
struct Object {
    body: Body,
}

impl FromResponse for Object {
    fn from_response(response: &mut ResponseReader<'_>) -> Self {
        let mut object = Self::default();
        response.payload_stream(&mut object.body);
        object
    }
}

#[derive(Debug, Default)]
struct Report {
    text: String,
}

impl FromResponse for Report {
    fn from_response(response: &mut ResponseReader<'_>) -> Self {
        let mut report = Self::default();
        response.payload_text(&mut report.text);
        report
    }
}

pub(crate) fn put(body: impl Into<Body>) -> PutObject {
    PutObject {
        body: Some(body.into()),
        ..PutObject::default()
    }
}

pub(crate) fn stream(chunks: &[&'static [u8]], length: impl Into<Option<u64>>) -> Body {
    let chunks: Vec<_> = chunks
        .iter()
        .map(|chunk| Ok::<_, Error>(Bytes::from_static(chunk)))
        .collect();
    Body::from_stream(futures::stream::iter(chunks), length.into())
}

pub(crate) fn call(config: ConfigBuilder) -> Call {
    Handle::new(&config.build(), &STORE).call()
}

pub(crate) fn header<'r>(sent: &'r SentRequest, name: &str) -> Option<&'r str> {
    let value = sent.request.headers().get(name)?;
    Some(value.to_str().unwrap())
}

pub(crate) async fn sent(
    config: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
    input: PutObject,
) -> SentRequest {
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::status(200));
    let call = call(config(support::config(&script)));
    call.send(input).await.unwrap();
    script.sent_requests().remove(0)
}

#[tokio::test]
async fn a_request_has_the_crc32_of_its_body_by_default_and_the_hash_that_is_signed() {
    let cleartext = |config: ConfigBuilder| config.endpoint_url("http://127.0.0.1:9000");
    let sent = sent(cleartext, put("hello")).await;
    assert_eq!(header(&sent, "x-amz-checksum-crc32"), Some("NhCmhg=="));
    assert_eq!(header(&sent, "x-amz-sdk-checksum-algorithm"), Some("CRC32"));
    assert_eq!(
        header(&sent, "x-amz-content-sha256"),
        Some("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824")
    );
    assert_eq!(header(&sent, "content-encoding"), None);
    let signed = header(&sent, "authorization").unwrap();
    assert!(signed.contains("x-amz-checksum-crc32;x-amz-content-sha256"));
    assert_eq!(sent.body_text(), "hello");
}

#[tokio::test]
async fn the_caller_chooses_the_algorithm() {
    for (algorithm, name, expected) in [
        ("CRC32", "crc32", "NhCmhg=="),
        ("crc32c", "crc32c", "mnG7TA=="),
        ("CRC64NVME", "crc64nvme", "M3eFcAZSQlc="),
        ("SHA1", "sha1", "qvTGHdzF6KLavt4PO0gs2a6pQ00="),
        (
            "SHA256",
            "sha256",
            "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=",
        ),
    ] {
        let input = PutObject {
            algorithm: Some(algorithm.to_owned()),
            ..put("hello")
        };
        let sent = sent(|config| config, input).await;
        let found = header(&sent, &format!("x-amz-checksum-{name}"));
        assert_eq!(found, Some(expected), "{algorithm}");
    }
}

#[tokio::test]
async fn an_unknown_algorithm_is_an_error_unless_the_caller_has_the_checksum() {
    let script = ScriptedTransport::new();
    let input = PutObject {
        algorithm: Some("MD4".to_owned()),
        ..put("hello")
    };
    let error = call(support::config(&script)).send(input.clone()).await;
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    let message = error.to_string();
    assert!(message.contains("\"MD4\" is not supported"), "{message}");
    let input = PutObject {
        crc32c: Some("mnG7TA==".to_owned()),
        ..input
    };
    let sent = sent(|config| config, input).await;
    assert_eq!(header(&sent, "x-amz-checksum-crc32c"), Some("mnG7TA=="));
}

#[tokio::test]
async fn a_checksum_of_the_caller_is_sent_alone_and_without_an_encoding_of_the_stream() {
    for body in ["hello".into(), stream(&[b"hello"], 5)] {
        let input = PutObject {
            crc32c: Some("mnG7TA==".to_owned()),
            ..put(body)
        };
        let sent = sent(|config| config, input).await;
        assert_eq!(header(&sent, "x-amz-checksum-crc32c"), Some("mnG7TA=="));
        assert_eq!(header(&sent, "x-amz-checksum-crc32"), None);
        assert_eq!(header(&sent, "x-amz-trailer"), None);
        assert_eq!(sent.body_text(), "hello");
    }
}

#[tokio::test]
async fn checksums_can_be_limited_to_operations_that_require_them() {
    let when_required =
        |config: ConfigBuilder| config.request_checksum_calculation(ChecksumPolicy::WhenRequired);
    let plain = sent(when_required, put(stream(&[b"hello"], 5))).await;
    assert_eq!(header(&plain, "x-amz-sdk-checksum-algorithm"), None);
    assert_eq!(
        header(&plain, "x-amz-content-sha256"),
        Some("UNSIGNED-PAYLOAD")
    );
    assert_eq!(plain.body_text(), "hello");
    let chosen = PutObject {
        algorithm: Some("CRC32C".to_owned()),
        ..put("hello")
    };
    let chosen = sent(when_required, chosen).await;
    assert_eq!(header(&chosen, "x-amz-checksum-crc32c"), Some("mnG7TA=="));
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::status(200));
    let call = call(when_required(support::config(&script)));
    call.send(PutRules).await.unwrap();
    let required = script.sent_requests().remove(0);
    for (name, value) in [
        ("x-amz-checksum-crc32", "iZqZPA=="),
        ("x-amz-sdk-checksum-algorithm", "CRC32"),
    ] {
        assert_eq!(header(&required, name), Some(value));
    }
    // Its body is no stream in the model, so that the signature covers it.
    assert_eq!(
        header(&required, "x-amz-content-sha256"),
        Some(hash(b"rules").as_str())
    );
}

#[tokio::test]
async fn a_built_request_has_the_checksum_and_a_presigned_one_does_not() {
    let script = ScriptedTransport::new();
    let call = call(support::config(&script));
    let built = call.build(&put("hello")).unwrap();
    assert_eq!(built.headers()["x-amz-checksum-crc32"], "NhCmhg==");
    let signed = call.sign(&put("hello")).await.unwrap();
    assert_eq!(signed.headers()["x-amz-checksum-crc32"], "NhCmhg==");
    let expires = std::time::Duration::from_secs(60);
    for (algorithm, body) in [
        (None, "hello".into()),
        (Some("SHA1"), "hello".into()),
        (Some("CRC32"), stream(&[b"hello"], 5)),
    ] {
        let input = PutObject {
            algorithm: algorithm.map(str::to_owned),
            ..put(body)
        };
        let presigned = call.clone().presigned(input, expires).await.unwrap();
        for name in presigned.headers.keys() {
            assert!(!name.as_str().contains("checksum"), "{name}");
        }
        let query = presigned.uri.query().unwrap();
        assert!(query.contains("X-Amz-Signature="), "{query}");
        assert!(!query.contains("checksum"), "{query}");
    }
    let with_checksum = PutObject {
        algorithm: Some("CRC32C".to_owned()),
        crc32c: Some("mnG7TA==".to_owned()),
        ..put("hello")
    };
    let presigned = call.presigned(with_checksum, expires).await.unwrap();
    assert_eq!(presigned.headers["x-amz-checksum-crc32c"], "mnG7TA==");
    assert_eq!(presigned.headers["x-amz-sdk-checksum-algorithm"], "CRC32C");
}

#[tokio::test]
async fn a_response_with_another_checksum_is_an_error_before_the_end_of_its_body() {
    for (name, value) in [
        ("crc32", "NhCmhg=="),
        ("crc32c", "mnG7TA=="),
        ("crc64nvme", "M3eFcAZSQlc="),
        ("sha1", "qvTGHdzF6KLavt4PO0gs2a6pQ00="),
        ("sha256", "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="),
    ] {
        let header = format!("x-amz-checksum-{name}");
        let script = ScriptedTransport::new();
        for [first, second] in [["hel", "lo"], ["hel", "lp"]] {
            let response = ScriptedResponse::status(200).header(&header, value);
            script.respond(response.body(first).body(second));
        }
        let call = call(support::config(&script));
        let right = call.clone().send(GetObject::default()).await.unwrap().body;
        assert_eq!(right.collect().await.unwrap(), "hello", "{name}");
        let mut wrong = call.send(GetObject::default()).await.unwrap().body;
        assert_eq!(wrong.try_next().await.unwrap().unwrap(), "hel");
        // The length of the body is not known, so that the end decides.
        assert_eq!(wrong.try_next().await.unwrap().unwrap(), "lp");
        let error = wrong.try_next().await.unwrap_err();
        let mismatch: &ChecksumMismatch = error.get_ref().downcast_ref().unwrap();
        assert_eq!(mismatch.expected(), value);
        assert!(error.to_string().contains("does not have the checksum"));
        assert_eq!(Error::from(error).kind(), ErrorKind::InvalidResponse);
        assert!(wrong.try_next().await.unwrap().is_none());
        let requests = script.requests();
        assert_eq!(requests[0].headers()["x-amz-checksum-mode"], "ENABLED");
    }
}

#[tokio::test]
async fn the_checksum_of_several_parts_is_not_that_of_the_body() {
    let script = ScriptedTransport::new();
    let composite = ScriptedResponse::status(200).header("x-amz-checksum-crc32", "AAAAAA==-3");
    script.respond(composite.body("hello"));
    let call = call(support::config(&script));
    let body = call.send(GetObject::default()).await.unwrap().body;
    assert_eq!(body.collect().await.unwrap(), "hello");
}

#[tokio::test]
async fn the_validation_of_responses_can_be_limited_to_inputs_that_request_it() {
    let wrong = || {
        let response = ScriptedResponse::status(200).header("x-amz-checksum-crc32", "AAAAAA==");
        response.body("hello")
    };
    let script = ScriptedTransport::new();
    script.respond(wrong()).respond(wrong()).respond(wrong());
    let config =
        support::config(&script).response_checksum_validation(ChecksumPolicy::WhenRequired);
    let call = call(config);
    let body = call.clone().send(GetObject::default()).await.unwrap().body;
    assert_eq!(body.collect().await.unwrap(), "hello");
    let report = call.clone().send(GetReport).await.unwrap();
    assert_eq!(report.text, "hello");
    let mode = Some("ENABLED".to_owned());
    let body = call.send(GetObject { mode }).await.unwrap().body;
    assert!(body.collect().await.is_err());
    let requests = script.requests();
    assert!(!requests[0].headers().contains_key("x-amz-checksum-mode"));
}

#[tokio::test]
async fn a_response_in_memory_with_a_wrong_checksum_is_received_once_more() {
    let script = ScriptedTransport::new();
    let response = || ScriptedResponse::status(200).header("x-amz-checksum-crc32", "NhCmhg==");
    script.respond(response().body("hellp"));
    script.respond(response().body("hello"));
    let call = call(support::config(&script));
    assert_eq!(call.clone().send(GetReport).await.unwrap().text, "hello");
    for _ in 0..3 {
        script.respond(response().body("hellp"));
    }
    let error = call.send(GetReport).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::InvalidResponse, 3)
    );
}
