//! The one text of a request that client and service sign.

use std::borrow::Cow;
use std::str;

use http::{Request, Uri};

use super::Placement;
use crate::Body;
use crate::codec::text::{decode_form, encode_bytes, encode_path, is_unreserved};

/// Headers that proxies change, or that come after signing.
const UNSIGNED: [&str; 4] = [
    "authorization",
    "transfer-encoding",
    "user-agent",
    "x-amzn-trace-id",
];
/// Headers that whoever uses a URL need not send.
const UNSIGNED_IN_QUERY: [&str; 2] = ["x-amz-checksum-mode", "x-amz-user-agent"];

/// The headers that a signature covers.
pub(super) struct SignedHeaders {
    /// Their names, sorted, with semicolons between them.
    pub(super) names: String,
    /// A line for each of them.
    lines: String,
}

impl SignedHeaders {
    /// Those of a request, and its `Host`, which the transport writes.
    pub(super) fn of(request: &Request<Body>, placement: Placement) -> Result<Self, String> {
        let is_signed = |name: &str| {
            let stays_out = placement != Placement::Headers && UNSIGNED_IN_QUERY.contains(&name);
            !stays_out && !UNSIGNED.contains(&name)
        };
        let headers = request.headers();
        let mut names: Vec<&str> = headers
            .keys()
            .map(|name| name.as_str())
            .filter(|name| is_signed(name))
            .collect();
        if !headers.contains_key("host") {
            names.push("host");
        }
        names.sort_unstable();
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

/// The canonical request. `payload` is the hash of the body, or what stands for it.
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
        path if double_encoding => encode_path(&without_dots(path), &mut text),
        path => text.push_str(path),
    }
    text.push('\n');
    push_query(uri.query().unwrap_or_default(), &mut text);
    for part in ["\n", &headers.lines, "\n", &headers.names, "\n", payload] {
        text.push_str(part);
    }
    text
}

/// What HTTP clients send as `Host`: in lower case, and the port of the scheme goes without saying.
fn host(uri: &Uri) -> Result<Cow<'_, str>, String> {
    let (Some(scheme), Some(host)) = (uri.scheme_str(), uri.host()) else {
        return Err(
            "a request is signed for a host: its URL must be absolute, or a header `host` set"
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

/// A header's value without spaces and tabs around it, which do not arrive, and with one space for several within.
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

/// A path freed of dot segments ([RFC 3986, section 5.2.4](https://www.rfc-editor.org/rfc/rfc3986#section-5.2.4)) and of empty ones.
fn without_dots(path: &str) -> Cow<'_, str> {
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

/// The parameters, encoded alike and sorted.
fn push_query(query: &str, out: &mut String) {
    let parameters = query.split('&').filter(|parameter| !parameter.is_empty());
    let mut parameters: Vec<(Cow<'_, str>, Cow<'_, str>)> = parameters
        .map(|parameter| {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            (encoded_alike(name), encoded_alike(value))
        })
        .collect();
    parameters.sort_unstable();
    for (index, (name, value)) in parameters.iter().enumerate() {
        if index > 0 {
            out.push('&');
        }
        for part in [name, "=", value] {
            out.push_str(part);
        }
    }
}

/// A text of a query, however it was encoded.
fn encoded_alike(text: &str) -> Cow<'_, str> {
    if is_unreserved(text) {
        return text.into();
    }
    let mut encoded = String::with_capacity(text.len());
    encode_bytes(&decode_form(text), &mut encoded);
    encoded.into()
}
