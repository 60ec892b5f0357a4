//! The canonical request, from which client and service compute the same signature.

use std::borrow::Cow;
use std::str;
use std::time::Duration;

use http::{Request, Uri};

use crate::Body;
use crate::codec::text::{decode_form, encode_bytes, encode_path, is_unreserved};

/// The header that a user of a presigned URL need not send.
const UNSIGNED_IN_QUERY: &str = "x-amz-user-agent";

/// The place of the signature in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Placement {
    /// The signature is in headers.
    Headers,
    /// The signature is in the query of a URL that expires after this time.
    Query(Duration),
}

/// The headers that a signature covers.
pub(super) struct SignedHeaders {
    /// The names, sorted and separated by semicolons.
    pub(super) names: String,
    /// A line for each header.
    lines: String,
}

impl SignedHeaders {
    /// Collects the headers of a request, and its `Host`, which the transport adds.
    pub(super) fn from_request(
        request: &Request<Body>,
        placement: Placement,
    ) -> Result<Self, String> {
        let is_signed = |name: &str| {
            let is_optional = placement != Placement::Headers && name == UNSIGNED_IN_QUERY;
            !is_optional && !is_unsigned(name)
        };
        let headers = request.headers();
        let mut names = Vec::new();
        let of_request = headers.keys().map(|name| name.as_str());
        for name in of_request.filter(|name| is_signed(name)) {
            insert_sorted(&mut names, name);
        }
        if !headers.contains_key("host") {
            insert_sorted(&mut names, "host");
        }
        let mut lines = String::new();
        for name in &names {
            let mut values = headers.get_all(*name).iter().peekable();
            lines.push_str(name);
            lines.push(':');
            if values.peek().is_none() {
                lines.push_str(&host(request.uri())?);
            }
            while let Some(value) = values.next() {
                let value = str::from_utf8(value.as_bytes())
                    .map_err(|_| format!("the header {name} is not UTF-8"))?;
                push_trimmed(value, &mut lines);
                if values.peek().is_some() {
                    lines.push(',');
                }
            }
            lines.push('\n');
        }
        Ok(Self {
            names: names.join(";"),
            lines,
        })
    }
}

/// True if a header concerns one connection alone, is changed by proxies or is added after signing. The list is that of botocore.
fn is_unsigned(name: &str) -> bool {
    matches!(
        name,
        "authorization"
            | "connection"
            | "expect"
            | "keep-alive"
            | "proxy-authenticate"
            | "proxy-authorization"
            | "te"
            | "trailer"
            | "transfer-encoding"
            | "upgrade"
            | "user-agent"
            | "x-amzn-trace-id"
    )
}

/// Returns the canonical request. `payload` is the hash of the body, or the text in place of it.
pub(super) fn text(
    request: &Request<Body>,
    double_encoding: bool,
    headers: &SignedHeaders,
    payload: &str,
) -> String {
    let uri = request.uri();
    let mut text = String::with_capacity(1024);
    text.push_str(request.method().as_str());
    text.push('\n');
    match uri.path() {
        "" => text.push('/'),
        path if double_encoding => encode_path(&normalize_path(path), &mut text),
        path => text.push_str(path),
    }
    text.push('\n');
    push_query(uri.query().unwrap_or_default(), &mut text);
    for part in ["\n", &headers.lines, "\n", &headers.names, "\n", payload] {
        text.push_str(part);
    }
    text
}

/// Returns the `Host` that HTTP clients send: in lower case, and without the port that is the scheme's default.
fn host(uri: &Uri) -> Result<Cow<'_, str>, String> {
    let (Some(scheme), Some(host)) = (uri.scheme_str(), uri.host()) else {
        return Err(
            "a request is signed for a host: make its URL absolute, or set a header `host`"
                .to_owned(),
        );
    };
    let host = if host.bytes().any(|byte| byte.is_ascii_uppercase()) {
        host.to_ascii_lowercase().into()
    } else {
        Cow::from(host)
    };
    Ok(match (scheme, uri.port_u16()) {
        (_, None) | ("http", Some(80)) | ("https", Some(443)) => host,
        (_, Some(port)) => format!("{host}:{port}").into(),
    })
}

/// Appends a header's value without the white space around it, which is not transmitted, and with sequences of spaces collapsed.
fn push_trimmed(value: &str, out: &mut String) {
    let value = value.trim_matches([' ', '\t']);
    if !value.contains("  ") {
        return out.push_str(value);
    }
    let words = value.split(' ').filter(|word| !word.is_empty());
    for (index, word) in words.enumerate() {
        if index > 0 {
            out.push(' ');
        }
        out.push_str(word);
    }
}

/// Removes dot segments ([RFC 3986, section 5.2.4](https://www.rfc-editor.org/rfc/rfc3986#section-5.2.4)) and empty ones from a path.
fn normalize_path(path: &str) -> Cow<'_, str> {
    if !path.contains('.') && !path.contains("//") {
        return path.into();
    }
    let mut segments = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()),
            _ => segments.push(segment),
        }
    }
    let is_folder = matches!(path.rsplit('/').next(), Some("" | "." | ".."));
    let end = if is_folder && !segments.is_empty() {
        "/"
    } else {
        ""
    };
    ["/", &segments.join("/"), end].concat().into()
}

/// Appends the query parameters, encoded in one way and sorted.
fn push_query(query: &str, out: &mut String) {
    let parameters = query.split('&').filter(|parameter| !parameter.is_empty());
    let mut sorted = Vec::new();
    for parameter in parameters {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        insert_sorted(&mut sorted, (reencode(name), reencode(value)));
    }
    for (index, (name, value)) in sorted.iter().enumerate() {
        if index > 0 {
            out.push('&');
        }
        for part in [name, "=", value] {
            out.push_str(part);
        }
    }
}

/// Inserts a value into a sorted list. A request has few headers and parameters; the sorting of the standard library is about 9 KB of code for each type.
fn insert_sorted<T: Ord>(list: &mut Vec<T>, value: T) {
    let index = list.partition_point(|other| *other <= value);
    list.insert(index, value);
}

/// Encodes a text of a query in the canonical way, however it was encoded.
fn reencode(text: &str) -> Cow<'_, str> {
    if is_unreserved(text) {
        return text.into();
    }
    let mut encoded = String::with_capacity(text.len());
    encode_bytes(&decode_form(text), &mut encoded);
    encoded.into()
}
