//! A call of S3.

use serde::Deserialize;

use crate::client::{Client, Request, Result};

// Timestamps stay text, since the floor does not parse them.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(dead_code, reason = "the floor reads all members")]
pub(crate) struct Object {
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
    pub(crate) contents: Vec<Object>,
    name: Option<String>,
    prefix: Option<String>,
    max_keys: Option<i32>,
    key_count: Option<i32>,
    continuation_token: Option<String>,
    next_continuation_token: Option<String>,
    start_after: Option<String>,
}

pub(crate) async fn list_objects(
    client: &Client,
    bucket: &str,
    prefix: &str,
) -> Result<ListObjectsOutput> {
    let prefix = prefix.replace('/', "%2F");
    let request = Request {
        service: "s3",
        method: "GET",
        target: format!("/{bucket}?list-type=2&max-keys=1000&prefix={prefix}"),
        headers: &[],
        body: Vec::new(),
    };
    let body = client.send(request).await?;
    Ok(quick_xml::de::from_str(str::from_utf8(&body)?)?)
}
