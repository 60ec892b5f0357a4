//! The differences between the requests and values of this SDK and of boto3 that are intended, each with its reason.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tinsmith::Timestamp;

use crate::recorder::Request;

/// Headers that describe the program that sends the request, or its connection.
const AGENT_HEADERS: [&str; 7] = [
    "accept",
    "accept-encoding",
    "amz-sdk-invocation-id",
    "amz-sdk-request",
    "connection",
    "user-agent",
    "x-amz-user-agent",
];

/// Headers that depend on the bytes of a body.
const BODY_HEADERS: [&str; 3] = [
    "content-length",
    "x-amz-checksum-crc32",
    "x-amz-content-sha256",
];

/// Listings, for which boto3 requests and decodes percent-encoded keys, since its parser rejects references to control characters. Ours reads them.
const LISTINGS: [&str; 3] = ["ListObjects", "ListObjectsV2", "ListObjectVersions"];

/// Returns the request line of boto3 without what this SDK does not send.
pub(crate) fn their_line(line: &str, ours: &str, operation: &str) -> String {
    if !LISTINGS.contains(&operation) || ours.contains("encoding-type=url") {
        return line.to_owned();
    }
    line.replace("?encoding-type=url&", "?")
        .replace("?encoding-type=url", "")
        .replace("&encoding-type=url", "")
}

/// Returns our headers that are compared.
///
/// - `content-type` is that of the protocol (restXml), which the official SDKs send, too. It is compared if the caller set it.
pub(crate) fn our_headers(
    ours: &Request,
    theirs: &Request,
    operation: &str,
) -> BTreeMap<String, String> {
    let mut headers = headers(ours, theirs, operation);
    if theirs.header("content-type").is_none() {
        headers.remove("content-type");
    }
    headers
}

/// Returns the headers of boto3 that are compared.
///
/// - boto3 expects `100 Continue` before it sends a body from a file. This SDK expects it for large bodies, over hyper alone.
/// - The model of boto3 has a member for the algorithm of `PutBucketOwnershipControls`, which the published model lacks.
/// - `DELETE` without a body has no length: RFC 9110, section 8.6, requests it of methods that expect a body.
pub(crate) fn their_headers(
    theirs: &Request,
    ours: &Request,
    operation: &str,
) -> BTreeMap<String, String> {
    let mut headers = headers(theirs, ours, operation);
    headers.remove("expect");
    if theirs.line.starts_with("DELETE ") {
        headers.remove("content-length");
    }
    if operation == "PutBucketOwnershipControls" {
        headers.remove("x-amz-sdk-checksum-algorithm");
    }
    headers
}

/// Returns the headers of a request that are compared with those of another one.
///
/// - The signature is left out, because boto3 signs headers of its agent. The server of `stores` verifies it.
/// - This SDK signs `content-length` and `content-type`, too.
/// - The headers of a body are left out if the spelling of empty elements differs.
fn headers(request: &Request, other: &Request, operation: &str) -> BTreeMap<String, String> {
    let mut headers = BTreeMap::new();
    for (name, value) in &request.headers {
        let is_agent = AGENT_HEADERS.contains(&name.as_str());
        let is_of_body = BODY_HEADERS.contains(&name.as_str()) && request.body != other.body;
        if !is_agent && !is_of_body {
            headers.insert(name.clone(), value.clone());
        }
    }
    if let Some(value) = headers.get_mut("authorization") {
        let (signed, _) = value.split_once(", Signature=").unwrap();
        let (scope, names) = signed.split_once("SignedHeaders=").unwrap();
        let is_compared = |name: &&str| {
            !AGENT_HEADERS.contains(name)
                && !["content-length", "content-type"].contains(name)
                && (operation != "PutBucketOwnershipControls"
                    || *name != "x-amz-sdk-checksum-algorithm")
        };
        let names: Vec<&str> = names.split(';').filter(is_compared).collect();
        *value = format!("{scope}SignedHeaders={}", names.join(";"));
    }
    headers
}

/// Returns a body with one spelling of empty elements. Both are the same XML.
pub(crate) fn body(body: &str) -> String {
    let mut normalized = body.to_owned();
    while let Some(at) = normalized.find("></") {
        let name = normalized[..at]
            .rfind('<')
            .map(|open| &normalized[open + 1..at]);
        let name = name
            .and_then(|tag| tag.split(' ').next())
            .unwrap_or_default();
        let end = format!("></{name}>");
        if name.is_empty() || name.starts_with('/') || !normalized[at..].starts_with(&end) {
            break;
        }
        normalized.replace_range(at..at + end.len(), " />");
    }
    normalized
}

/// Makes values equal whose difference is intended.
///
/// - The code of an error without a body is its status in boto3. Here it is the modeled error with that status.
/// - The type of an object without one is that of the request, which the protocol sets.
/// - The model of boto3 has integers for the markers of parts, and more members of objects without their content.
/// - boto3 removes the encoding that it requested, and adds a text to `Expires`, which may be no date.
pub(crate) fn change_values(ours: &mut Value, theirs: &mut Value, operation: &str) {
    if is_status(theirs["error"].as_str()) && ours["error"].is_string() {
        theirs["error"] = ours["error"].clone();
    }
    if theirs["ContentType"] == "binary/octet-stream"
        && ours["ContentType"] == "application/octet-stream"
    {
        theirs["ContentType"] = ours["ContentType"].clone();
    }
    for member in ["ExpiresString", "TagCount"] {
        if ours.get(member).is_none() && theirs.is_object() {
            theirs.as_object_mut().unwrap().remove(member);
        }
    }
    change_times(ours, theirs);
    for marker in ["PartNumberMarker", "NextPartNumberMarker"] {
        if let Some(number) = theirs[marker].as_i64() {
            theirs[marker] = number.to_string().into();
        }
    }
    if LISTINGS.contains(&operation) && ours.get("EncodingType").is_none() && theirs.is_object() {
        theirs.as_object_mut().unwrap().remove("EncodingType");
    }
}

/// True if the code is the status of the response, which has no body then.
pub(crate) fn is_status(code: Option<&str>) -> bool {
    code.is_some_and(|code| code.parse::<u16>().is_ok())
}

/// Replaces each of our timestamps by its seconds since 1970, as the script with boto3 prints it.
fn change_times(ours: &mut Value, theirs: &Value) {
    match (ours, theirs) {
        (ours, Value::Object(members)) if members.contains_key("seconds") => {
            let seconds = match &*ours {
                Value::String(text) => text.parse().ok().map(Timestamp::seconds),
                value => value.as_i64(),
            };
            *ours = json!({ "seconds": seconds });
        }
        (Value::Object(ours), Value::Object(theirs)) => {
            for (name, member) in ours {
                change_times(member, theirs.get(name).unwrap_or(&Value::Null));
            }
        }
        (Value::Array(ours), Value::Array(theirs)) => {
            for (ours, theirs) in ours.iter_mut().zip(theirs) {
                change_times(ours, theirs);
            }
        }
        _ => {}
    }
}
