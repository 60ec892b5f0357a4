//! The canonical form of a request: one spelling for all requests that mean the same.

use sha2::{Digest, Sha256};

use crate::encoding::{hex, percent_decode, percent_encode, raw_query};
use crate::request::RecordedRequest;

/// The canonical request, from its path and query in their canonical forms.
pub(super) fn request(
    request: &RecordedRequest,
    path: &str,
    query: &str,
    signed_headers: &[String],
) -> String {
    let headers: String = signed_headers
        .iter()
        .map(|name| format!("{name}:{}\n", header_values(request, name)))
        .collect();
    format!(
        "{}\n{path}\n{query}\n{headers}\n{}\n{}",
        request.method,
        signed_headers.join(";"),
        hex(&Sha256::digest(&request.body)),
    )
}

/// Takes `.` and `..` out of a path and makes one slash of many.
pub(super) fn normalized_path(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                kept.pop();
            }
            _ => kept.push(segment),
        }
    }
    let is_folder = path.ends_with('/') || path.ends_with("/.") || path.ends_with("/..");
    let end = if is_folder && !kept.is_empty() {
        "/"
    } else {
        ""
    };
    format!("/{}{end}", kept.join("/"))
}

/// Encodes the path as it was sent, which makes `%2F` into `%252F`: every service but S3 signs paths encoded twice.
pub(super) fn encoded_path(path: &str) -> String {
    let segments: Vec<_> = path
        .split('/')
        .map(|segment| percent_encode(segment.as_bytes()))
        .collect();
    segments.join("/")
}

/// The query without the parameters `left_out`, encoded the one way and sorted by name, then by value.
pub(super) fn query(query: &str, left_out: &[&str]) -> String {
    let recode = |text| percent_encode(&percent_decode(text));
    let mut pairs: Vec<_> = raw_query(query)
        .map(|(name, value)| (recode(name), recode(value)))
        .filter(|(name, _)| !left_out.contains(&name.as_str()))
        .collect();
    pairs.sort();
    let pairs: Vec<_> = pairs
        .into_iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    pairs.join("&")
}

/// All values of a header, without spaces around them and with single spaces inside, joined with commas.
fn header_values(request: &RecordedRequest, name: &str) -> String {
    let values: Vec<_> = request
        .headers
        .iter()
        .filter(|(header, _)| header == name)
        .map(|(_, value)| value.split_ascii_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    values.join(",")
}
