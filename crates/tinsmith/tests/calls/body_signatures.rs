//! The ways in which signatures cover the bodies of requests with checksums.

use std::time::Duration;

use http::Request;
use http::header::AUTHORIZATION;
use tinsmith::service::{Checksum, Operation, OperationMetadata, RequestWriter};
use tinsmith::testing::ScriptedTransport;
use tinsmith::{AttemptInfo, Body, ChecksumPolicy, ConfigBuilder, ErrorKind, Intercept};

use crate::checksums::{PutObject, call, header, put, sent, stream};
use crate::chunked_bodies::{cleartext, decoded};
use crate::signatures::{hash, sign};
use crate::support;

const DATE: &str = "20231114T221320Z";
const SCOPE: &str = "20231114/us-west-2/store/aws4_request";

/// Returns the signature of a text by the credentials of the tests.
fn signature(text: &str) -> String {
    sign(support::credentials().secret_access_key(), SCOPE, text)
}

#[tokio::test]
async fn each_signature_of_a_chunk_covers_the_one_before_it() {
    const SIZES: [usize; 3] = [65_536, 65_536, 3];
    let content = vec![b'x'; SIZES.iter().sum()].leak();
    let sent = sent(cleartext, put(stream(&[content], content.len() as u64))).await;
    assert_eq!(header(&sent, "x-amz-date"), Some(DATE));
    let (_, seed) = header(&sent, AUTHORIZATION.as_str())
        .and_then(|value| value.split_once("Signature="))
        .unwrap();
    let mut prior = seed.to_owned();
    let decoded = decoded(&sent);
    let mut rest = &decoded.content[..];
    let mut sizes = Vec::new();
    for (size, found) in &decoded.chunks {
        let (chunk, others) = rest.split_at(*size);
        let (empty, hash) = (hash(b""), hash(chunk));
        let text = format!("AWS4-HMAC-SHA256-PAYLOAD\n{DATE}\n{SCOPE}\n{prior}\n{empty}\n{hash}");
        prior = signature(&text);
        assert_eq!(found.as_ref(), Some(&prior), "chunk {}", sizes.len());
        sizes.push(*size);
        rest = others;
    }
    assert_eq!(sizes, [&SIZES[..], &[0]].concat());
    let [checksum, found] = &decoded.trailers[..] else {
        panic!("{:?}", decoded.trailers);
    };
    let hash = hash(format!("{checksum}\n").as_bytes());
    let text = format!("AWS4-HMAC-SHA256-TRAILER\n{DATE}\n{SCOPE}\n{prior}\n{hash}");
    let expected = signature(&text);
    assert_eq!(*found, format!("x-amz-trailer-signature:{expected}"));
}

#[tokio::test]
async fn a_presigned_url_does_not_cover_the_body() {
    let script = ScriptedTransport::new();
    let call = call(support::config(&script));
    let expires = Duration::from_secs(60);
    let presigned = call.presigned(put("hello"), expires).await.unwrap();
    let parameters = presigned.uri.query().unwrap().split('&');
    let (found, mut signed): (Vec<_>, Vec<_>) =
        parameters.partition(|parameter| parameter.starts_with("X-Amz-Signature="));
    signed.sort_unstable();
    let names = signed
        .iter()
        .find_map(|parameter| parameter.strip_prefix("X-Amz-SignedHeaders="))
        .unwrap()
        .replace("%3B", ";");
    let headers: String = names
        .split(';')
        .map(|name| match name {
            "host" => format!("host:{}\n", presigned.uri.host().unwrap()),
            name => format!("{name}:{}\n", presigned.headers[name].to_str().unwrap()),
        })
        .collect();
    let query = signed.join("&");
    let canonical = format!("PUT\n/object\n{query}\n{headers}\n{names}\nUNSIGNED-PAYLOAD");
    let hash = hash(canonical.as_bytes());
    let expected = signature(&format!("AWS4-HMAC-SHA256\n{DATE}\n{SCOPE}\n{hash}"));
    assert_eq!(found, [format!("X-Amz-Signature={expected}")]);
}

/// An interceptor for stores that reject checksums.
#[derive(Debug)]
struct NoChecksum;

impl Intercept for NoChecksum {
    fn before_sign(&self, request: &mut Request<Body>, _attempt: &AttemptInfo) {
        request.headers_mut().remove("x-amz-checksum-crc32");
    }
}

/// As in botocore, a body without a checksum of the client and one in cleartext stay signed.
#[tokio::test]
async fn a_signature_over_tls_does_not_cover_a_body_with_a_checksum() {
    let unsigned = "UNSIGNED-PAYLOAD";
    let hash = hash(b"hello");
    let of_caller = PutObject {
        crc32c: Some("mnG7TA==".to_owned()),
        ..put("hello")
    };
    let named_by_caller = |algorithm: &str| PutObject {
        algorithm: Some(algorithm.to_owned()),
        ..of_caller.clone()
    };
    let [named, unknown] = ["CRC32C", "MD4"].map(named_by_caller);
    let chosen = PutObject {
        algorithm: Some("SHA1".to_owned()),
        ..put("hello")
    };
    let tls: fn(ConfigBuilder) -> ConfigBuilder = |config| config;
    let enabled: fn(ConfigBuilder) -> ConfigBuilder = |config| config.payload_signing_enabled(true);
    let disabled: fn(ConfigBuilder) -> ConfigBuilder =
        |config| cleartext(config).payload_signing_enabled(false);
    let without: fn(ConfigBuilder) -> ConfigBuilder =
        |config| config.request_checksum_calculation(ChecksumPolicy::WhenRequired);
    let removed: fn(ConfigBuilder) -> ConfigBuilder = |config| config.interceptor(NoChecksum);
    for (config, input, expected) in [
        (tls, put("hello"), unsigned),
        (tls, chosen, unsigned),
        (tls, of_caller, &hash),
        (tls, named, &hash),
        (tls, unknown, &hash),
        (without, put("hello"), &hash),
        (removed, put("hello"), &hash),
        (cleartext, put("hello"), &hash),
        (enabled, put("hello"), &hash),
        (disabled, put("hello"), unsigned),
    ] {
        let sent = sent(config, input).await;
        assert_eq!(header(&sent, "x-amz-content-sha256"), Some(expected));
        assert_eq!(sent.body_text(), "hello");
    }
}

#[tokio::test]
async fn the_chunks_of_a_stream_are_signed_as_the_setting_says() {
    let enabled: fn(ConfigBuilder) -> ConfigBuilder = |config| config.payload_signing_enabled(true);
    let disabled: fn(ConfigBuilder) -> ConfigBuilder =
        |config| cleartext(config).payload_signing_enabled(false);
    for (config, is_signed, expected) in [
        (enabled, true, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"),
        (disabled, false, "STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
    ] {
        let sent = sent(config, put(stream(&[b"hello"], 5))).await;
        assert_eq!(header(&sent, "x-amz-content-sha256"), Some(expected));
        let decoded = decoded(&sent);
        assert_eq!(decoded.content, b"hello");
        let signed = decoded
            .chunks
            .iter()
            .all(|(_, signature)| signature.is_some());
        assert_eq!(signed, is_signed);
    }
}

/// The input of an operation that needs the tree hash of its body.
#[derive(Clone, Debug)]
struct UploadArchive(Body);

impl Operation for UploadArchive {
    type Output = support::GetThingOutput;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        name: "UploadArchive",
        checksum: Some(Checksum::TREE_HASH),
        ..*support::Upload::METADATA
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.payload_stream(&Some(self.0.clone()), "application/octet-stream");
    }
}

#[tokio::test]
async fn a_stream_without_the_tree_hash_that_its_request_needs_is_not_sent() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let file = Body::from_path(file.path()).await.unwrap();
    for body in [
        file,
        stream(&[b"archive"], 7),
        Body::from("archive").with_progress(drop),
    ] {
        let script = ScriptedTransport::new();
        let call = support::call(support::config(&script));
        let error = call.send(UploadArchive(body)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        let problem = "UploadArchive: the body is a file or another stream, whose tree hash";
        assert!(error.to_string().starts_with(problem), "{error}");
        assert!(script.requests().is_empty());
    }
    let call = support::call(support::config(&ScriptedTransport::new()));
    let signed = call.sign(&UploadArchive("archive".into())).await.unwrap();
    let expected = hash(b"archive");
    for name in ["x-amz-sha256-tree-hash", "x-amz-content-sha256"] {
        assert_eq!(signed.headers()[name], expected);
    }
}
