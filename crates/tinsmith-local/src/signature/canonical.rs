//! The canonical request: one text for all equivalent requests.

use sha2::{Digest, Sha256};

use crate::http::{RecordedRequest, percent_decode, percent_encode, query_pairs};

/// Returns the canonical request of `request`, with a canonical path and query.
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
        hex::encode(Sha256::digest(&request.body)),
    )
}

/// Removes `.` and `..` segments and duplicate slashes from a path.
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

/// Encodes the path as sent, so that `%2F` becomes `%252F`: all services but S3 sign paths that are encoded twice.
pub(super) fn encoded_path(path: &str) -> String {
    let segments: Vec<_> = path
        .split('/')
        .map(|segment| percent_encode(segment.as_bytes()))
        .collect();
    segments.join("/")
}

/// Returns the query without the parameters `omitted`, with the canonical encoding, sorted by name, then by value.
pub(super) fn query(query: &str, omitted: &[&str]) -> String {
    let recode = |text| percent_encode(&percent_decode(text));
    let mut pairs: Vec<_> = query_pairs(query)
        .map(|(name, value)| (recode(name), recode(value)))
        .filter(|(name, _)| !omitted.contains(&name.as_str()))
        .collect();
    pairs.sort();
    let pairs: Vec<_> = pairs
        .into_iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    pairs.join("&")
}

/// Returns all values of a header, trimmed, with single spaces inside, joined with commas.
fn header_values(request: &RecordedRequest, name: &str) -> String {
    let values: Vec<_> = request
        .headers
        .iter()
        .filter(|(header, _)| header == name)
        .map(|(_, value)| value.split_ascii_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    values.join(",")
}
