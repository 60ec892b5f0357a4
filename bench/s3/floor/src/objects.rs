//! The calls.

use aws_sigv4::http_request::SignableBody;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::Deserialize;

use crate::chunked::{ChunkedBody, encoded_length};
use crate::client::{Client, Result};
use crate::content::GeneratedBody;

const CHECKSUM: &str = "x-amz-checksum-crc32";

/// A downloaded object.
pub(crate) struct Object {
    response: reqwest::Response,
    checksum: Option<String>,
    crc: crc32fast::Hasher,
}

// Timestamps stay text, since the floor does not parse them.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(dead_code, reason = "the floor reads all members")]
pub(crate) struct ListedObject {
    key: Option<String>,
    last_modified: Option<String>,
    #[serde(rename = "ETag")]
    e_tag: Option<String>,
    #[serde(default)]
    checksum_algorithm: Vec<String>,
    checksum_type: Option<String>,
    size: Option<i64>,
    storage_class: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(dead_code, reason = "the floor reads all members")]
pub(crate) struct ListObjectsOutput {
    is_truncated: Option<bool>,
    #[serde(default)]
    pub(crate) contents: Vec<ListedObject>,
    name: Option<String>,
    prefix: Option<String>,
    max_keys: Option<i32>,
    key_count: Option<i32>,
    continuation_token: Option<String>,
    next_continuation_token: Option<String>,
    start_after: Option<String>,
}

pub(crate) async fn get_object(client: &Client, bucket: &str, key: &str) -> Result<Object> {
    let target = format!("/{bucket}/{key}?x-id=GetObject");
    let headers = [("x-amz-checksum-mode", "ENABLED")];
    let signed = client.sign("GET", &target, &headers, SignableBody::empty())?;
    let response = client.send(signed, reqwest::Body::default()).await?;
    let checksum = match response.headers().get(CHECKSUM) {
        Some(checksum) => Some(checksum.to_str()?.to_owned()),
        None => None,
    };
    Ok(Object {
        response,
        checksum,
        crc: crc32fast::Hasher::new(),
    })
}

impl Object {
    /// Returns the next bytes; `None` at the end, if the checksum is right.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>> {
        let chunk = self.response.chunk().await?;
        match &chunk {
            Some(chunk) => self.crc.update(chunk),
            None => compare(self.checksum.as_deref(), self.crc.clone())?,
        }
        Ok(chunk)
    }

    pub(crate) async fn collect(mut self) -> Result<Bytes> {
        let bytes = self.response.bytes().await?;
        self.crc.update(&bytes);
        compare(self.checksum.as_deref(), self.crc)?;
        Ok(bytes)
    }
}

fn compare(expected: Option<&str>, crc: crc32fast::Hasher) -> Result<()> {
    let found = encode(crc);
    if expected.is_some_and(|expected| expected != found) {
        return Err("the object has another checksum".into());
    }
    Ok(())
}

fn encode(crc: crc32fast::Hasher) -> String {
    STANDARD.encode(crc.finalize().to_be_bytes())
}

pub(crate) async fn put_object(
    client: &Client,
    bucket: &str,
    key: &str,
    content: Bytes,
) -> Result<()> {
    let target = format!("/{bucket}/{key}?x-id=PutObject");
    let mut crc = crc32fast::Hasher::new();
    crc.update(&content);
    let checksum = encode(crc);
    let headers = [
        ("content-type", "application/octet-stream"),
        ("x-amz-sdk-checksum-algorithm", "CRC32"),
        (CHECKSUM, &checksum),
    ];
    let signed = client.sign("PUT", &target, &headers, SignableBody::Bytes(&content))?;
    client.send(signed, content.into()).await?.bytes().await?;
    Ok(())
}

/// Uploads an object whose content is generated while it is sent.
pub(crate) async fn put_generated_object(
    client: &Client,
    bucket: &str,
    key: &str,
    size: usize,
) -> Result<()> {
    let target = format!("/{bucket}/{key}?x-id=PutObject");
    let headers = [
        ("content-encoding", "aws-chunked"),
        ("content-length", &encoded_length(size).to_string()),
        ("content-type", "application/octet-stream"),
        ("x-amz-decoded-content-length", &size.to_string()),
        ("x-amz-sdk-checksum-algorithm", "CRC32"),
        ("x-amz-trailer", CHECKSUM),
    ];
    let body = SignableBody::StreamingSignedPayloadTrailer;
    let signed = client.sign("PUT", &target, &headers, body)?;
    let body = ChunkedBody::new(GeneratedBody::new(size), size, client, &signed)?;
    let response = client.send(signed, reqwest::Body::wrap(body)).await?;
    response.bytes().await?;
    Ok(())
}

pub(crate) async fn list_objects(
    client: &Client,
    bucket: &str,
    prefix: &str,
) -> Result<ListObjectsOutput> {
    let prefix = prefix.replace('/', "%2F");
    let target = format!("/{bucket}?list-type=2&max-keys=1000&prefix={prefix}");
    let signed = client.sign("GET", &target, &[], SignableBody::empty())?;
    let response = client.send(signed, reqwest::Body::default()).await?;
    let body = response.bytes().await?;
    Ok(quick_xml::de::from_str(str::from_utf8(&body)?)?)
}
