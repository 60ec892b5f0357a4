//! Streams as bodies of requests, with their checksum in a trailer.

use bytes::Bytes;
use futures::StreamExt;
use tinsmith::testing::{ScriptedResponse, ScriptedTransport, SentRequest};
use tinsmith::{Body, ConfigBuilder, Error};

use crate::checksums::{PutObject, call, header, put, sent, stream};
use crate::support;

/// The parts of a body in the encoding `aws-chunked`.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Decoded {
    /// The sizes of the chunks, and their signatures.
    pub(crate) chunks: Vec<(usize, Option<String>)>,
    pub(crate) content: Vec<u8>,
    pub(crate) trailers: Vec<String>,
}

pub(crate) fn decoded(sent: &SentRequest) -> Decoded {
    decode(sent.request.body())
}

pub(crate) fn decode(mut body: &[u8]) -> Decoded {
    let mut decoded = Decoded::default();
    while decoded.chunks.last().is_none_or(|(size, _)| *size > 0) {
        let head = line(&mut body);
        let (size, signature) = match head.split_once(";chunk-signature=") {
            Some((size, signature)) => (size, Some(signature.to_owned())),
            None => (head, None),
        };
        let size = usize::from_str_radix(size, 16).unwrap();
        decoded.chunks.push((size, signature));
        if size > 0 {
            let (content, rest) = body.split_at(size);
            decoded.content.extend(content);
            body = rest.strip_prefix(b"\r\n").unwrap();
        }
    }
    loop {
        match line(&mut body) {
            "" => break,
            trailer => decoded.trailers.push(trailer.to_owned()),
        }
    }
    assert!(body.is_empty(), "{body:?}");
    decoded
}

/// Takes a line.
fn line<'b>(body: &mut &'b [u8]) -> &'b str {
    let end = body.windows(2).position(|pair| pair == b"\r\n").unwrap();
    let (line, rest) = body.split_at(end);
    *body = rest.strip_prefix(b"\r\n").unwrap();
    str::from_utf8(line).unwrap()
}

pub(crate) fn cleartext(config: ConfigBuilder) -> ConfigBuilder {
    config.endpoint_url("http://127.0.0.1:9000")
}

#[tokio::test]
async fn a_stream_over_tls_has_its_checksum_in_an_unsigned_trailer() {
    let sent = sent(|config| config, put(stream(&[b"hel", b"lo"], 5))).await;
    for (name, value) in [
        ("content-encoding", "aws-chunked"),
        ("content-length", "46"),
        ("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
        ("x-amz-decoded-content-length", "5"),
        ("x-amz-sdk-checksum-algorithm", "CRC32"),
        ("x-amz-trailer", "x-amz-checksum-crc32"),
    ] {
        assert_eq!(header(&sent, name), Some(value), "{name}");
    }
    let expected = "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n";
    assert_eq!(sent.body_text(), expected);
}

#[tokio::test]
async fn a_stream_over_cleartext_has_signed_chunks_and_a_signed_trailer() {
    let sent = sent(cleartext, put(stream(&[b"hello"], 5))).await;
    assert_eq!(
        header(&sent, "x-amz-content-sha256"),
        Some("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER")
    );
    let decoded = decoded(&sent);
    assert_eq!(decoded.content, b"hello");
}

#[tokio::test]
async fn the_announced_length_is_that_of_the_encoded_stream() {
    for size in [0, 1, 15, 16, 65_535, 65_536, 65_537, 131_072, 200_000] {
        for algorithm in ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] {
            for is_cleartext in [false, true] {
                let content: Vec<u8> = (0..=255).cycle().take(size).collect();
                let chunks: Vec<_> = content
                    .chunks(1_000)
                    .map(|chunk| Ok::<_, Error>(Bytes::copy_from_slice(chunk)))
                    .collect();
                let body = Body::from_stream(futures::stream::iter(chunks), Some(size as u64));
                let input = PutObject {
                    algorithm: Some(algorithm.to_owned()),
                    ..put(body)
                };
                let config = |config| match is_cleartext {
                    true => cleartext(config),
                    false => config,
                };
                let sent = sent(config, input).await;
                let length = sent.request.body().len().to_string();
                assert_eq!(
                    header(&sent, "content-length"),
                    Some(length.as_str()),
                    "{size}"
                );
                let decoded = decoded(&sent);
                assert!(decoded.content == content, "{size} bytes differ");
                let (last, whole) = decoded.chunks.split_last().unwrap();
                assert_eq!(last.0, 0);
                let sizes = whole.iter().rev().skip(1).map(|chunk| chunk.0);
                assert!(sizes.eq(std::iter::repeat_n(65_536, whole.len().saturating_sub(1))));
            }
        }
    }
}

#[tokio::test]
async fn a_stream_of_unknown_length_has_its_checksum_in_a_trailer_too() {
    let sent = sent(|config| config, put(stream(&[b"hel", b"lo"], None))).await;
    assert_eq!(header(&sent, "content-length"), None);
    assert_eq!(header(&sent, "x-amz-decoded-content-length"), None);
    assert_eq!(decoded(&sent).trailers, ["x-amz-checksum-crc32:NhCmhg=="]);
}

#[tokio::test]
async fn a_length_that_the_caller_sets_is_that_of_a_stream_of_unknown_length() {
    for is_cleartext in [false, true] {
        let config = |config| match is_cleartext {
            true => cleartext(config),
            false => config,
        };
        let input = |length| PutObject {
            length: Some(length),
            ..put(stream(&[b"hel", b"lo"], None))
        };
        let sent = sent(config, input(5)).await;
        let length = sent.request.body().len().to_string();
        assert_eq!(header(&sent, "content-length"), Some(length.as_str()));
        assert_eq!(header(&sent, "x-amz-decoded-content-length"), Some("5"));
        assert_eq!(decoded(&sent).content, b"hello");
        let script = ScriptedTransport::new();
        script.respond(ScriptedResponse::status(200));
        let call = call(config(support::config(&script)));
        let error = call.send(input(6)).await.unwrap_err().to_string();
        assert!(error.contains("ends after 5 of 6 bytes"), "{error}");
    }
}

#[tokio::test]
async fn a_stream_is_sent_before_its_end_if_all_bytes_of_its_length_are_read() {
    const LARGE: &[u8] = &[b'x'; 65_536];
    for content in [&b"hello"[..], LARGE, b""] {
        let chunks = futures::stream::iter([Ok::<_, Error>(Bytes::from_static(content))]);
        let chunks = chunks.chain(futures::stream::pending());
        let body = Body::from_stream(chunks, Some(content.len() as u64));
        let sent = sent(|config| config, put(body)).await;
        assert_eq!(decoded(&sent).content, content);
    }
}

#[tokio::test]
async fn a_request_that_is_not_signed_yet_announces_no_checksum_of_its_stream() {
    let script = ScriptedTransport::new();
    let call = call(support::config(&script));
    for algorithm in [None, Some("SHA1".to_owned())] {
        let input = PutObject {
            algorithm,
            ..put(stream(&[b"hello"], 5))
        };
        let built = call.build(&input).unwrap();
        for name in ["x-amz-sdk-checksum-algorithm", "x-amz-trailer"] {
            assert!(!built.headers().contains_key(name), "{name}");
        }
        let signed = call.sign_request(&input, built).await.unwrap();
        let name = input.algorithm.as_deref().unwrap_or("CRC32");
        assert_eq!(signed.headers()["x-amz-sdk-checksum-algorithm"], name);
        assert!(signed.headers().contains_key("x-amz-trailer"));
    }
}

#[tokio::test]
async fn a_stream_is_encoded_once_if_it_is_signed_again() {
    let script = ScriptedTransport::new();
    let call = call(support::config(&script));
    let input = put(stream(&[b"hello"], 5));
    let signed = call.sign(&input).await.unwrap();
    let again = call.sign_request(&input, signed).await.unwrap();
    assert_eq!(again.headers()["content-encoding"], "aws-chunked");
    let body = again.into_body().collect().await.unwrap();
    assert_eq!(
        body,
        "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n"
    );
}

#[tokio::test]
async fn the_encoding_of_the_caller_precedes_that_of_the_stream() {
    let input = PutObject {
        encoding: Some("gzip".to_owned()),
        ..put(stream(&[b"hello"], 5))
    };
    let sent = sent(|config| config, input).await;
    assert_eq!(header(&sent, "content-encoding"), Some("gzip,aws-chunked"));
}

#[tokio::test]
async fn a_stream_that_is_shorter_or_longer_than_announced_is_an_error() {
    for (length, expected) in [
        (6, "the body ends after 5 of 6 bytes"),
        (4, "the body is longer than its announced length of 4 bytes"),
    ] {
        let script = ScriptedTransport::new();
        script.respond(ScriptedResponse::status(200));
        let call = call(support::config(&script));
        let error = call
            .send(put(stream(&[b"hello"], length)))
            .await
            .unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
}
