//! AWS's signing suite, through the signing path of calls.

mod against_aws_sigv4;
#[cfg(feature = "sigv4a")]
mod multi_region;

use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::sign::v4::{calculate_signature, generate_signing_key};
use http::{HeaderName, HeaderValue, Method, Request, Uri};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Payload, Placement, Regions, Signing};
use crate::{Body, Error, ErrorKind, Timestamp};

/// Cases that no client of this crate sends, with the reasons.
const SKIPPED: [(&str, &str); 1] = [(
    "post-sts-header-after",
    "leaves the session token out of the signature, which no service requires",
)];

fn suite() -> Option<Value> {
    let shared = std::env::var_os("TINSMITH_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let path = shared.join("conformance/sigv4.json");
    match std::fs::read(&path) {
        Ok(text) => Some(serde_json::from_slice(&text).expect("the suite is JSON")),
        Err(error) => {
            // Unlike what `println!` prints, this is seen although the test passes.
            let notice = format!(
                "SKIPPED: the signing suite is not at {}: {error}\n",
                path.display()
            );
            std::io::stderr()
                .write_all(notice.as_bytes())
                .expect("stderr takes a line");
            None
        }
    }
}

/// Parses a case's raw HTTP request, with an absolute URI.
fn request(raw: &str) -> Result<Request<Body>, String> {
    let (head, body) = raw.split_once("\n\n").unwrap_or((raw, ""));
    let mut lines = head.lines();
    let first = lines.next().ok_or("no request line")?;
    let (method, rest) = first.split_once(' ').ok_or("no method")?;
    let target = rest.strip_suffix(" HTTP/1.1").ok_or("no version")?;
    let mut headers: Vec<(&str, String)> = Vec::new();
    for line in lines.filter(|line| !line.is_empty()) {
        match (
            line.starts_with(' '),
            line.split_once(':'),
            headers.last_mut(),
        ) {
            (true, _, Some((_, value))) => *value = format!("{value} {}", line.trim()),
            (_, Some((name, value)), _) => headers.push((name, value.to_owned())),
            _ => return Err(format!("the header line {line:?} has no colon")),
        }
    }
    let host = headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("host"))
        .ok_or("no host")?
        .1
        .clone();
    // The values of labels and of the query are encoded before they are signed.
    let encoded: String = target
        .bytes()
        .map(|byte| {
            if byte == b' ' || !byte.is_ascii() {
                format!("%{byte:02X}")
            } else {
                char::from(byte).into()
            }
        })
        .collect();
    let mut request = Request::new(Body::from(body.to_owned()));
    *request.method_mut() =
        Method::from_bytes(method.as_bytes()).map_err(|error| error.to_string())?;
    *request.uri_mut() = format!("https://{}{encoded}", host.trim())
        .parse::<Uri>()
        .map_err(|error| error.to_string())?;
    for (name, value) in headers {
        // The transport writes `Host`, and signing the date.
        if !name.eq_ignore_ascii_case("host") && !name.eq_ignore_ascii_case("x-amz-date") {
            let name = HeaderName::try_from(name).map_err(|error| error.to_string())?;
            let value = HeaderValue::try_from(value).map_err(|error| error.to_string())?;
            request.headers_mut().append(name, value);
        }
    }
    Ok(request)
}

/// True if the path has percent-encoded characters. Nearly the whole suite encodes these once.
fn has_encoded_path(request: &Request<Body>) -> bool {
    request.uri().path().contains('%')
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

/// Signs a case and returns its signature.
fn signature(case: &Value, placement: Placement) -> Result<String, String> {
    let context = &case["context"];
    let keys = &context["credentials"];
    let credentials = Credentials::new(
        text(keys, "access_key_id").unwrap_or_default(),
        text(keys, "secret_access_key").unwrap_or_default(),
        text(keys, "token").map(str::to_owned),
        None,
        "suite",
    );
    let mut request = request(text(case, "request").unwrap_or_default())?;
    if placement == Placement::Headers && context["sign_body"] == true {
        // An operation that carries its body's hash has set the header before it is signed.
        let canonical = text(case, "header-canonical-request").unwrap_or_default();
        let hash = canonical.lines().last().unwrap_or_default();
        let hash = HeaderValue::from_str(hash).map_err(|error| error.to_string())?;
        request.headers_mut().insert("x-amz-content-sha256", hash);
    }
    let time: Timestamp = text(context, "timestamp")
        .unwrap_or_default()
        .parse()
        .map_err(|_| "no timestamp")?;
    let signing = Signing {
        credentials: &credentials,
        keys: None,
        service: text(context, "service").unwrap_or_default(),
        regions: Regions::One(text(context, "region").unwrap_or_default()),
        token: None,
        time: SystemTime::from(time),
        double_encoding: context["normalize"] == true && !has_encoded_path(&request),
        payload: Payload::Signed,
    };
    signing
        .apply(&mut request, placement)
        .map_err(|error| error.message().to_owned())?;
    let signed = match placement {
        Placement::Headers => {
            let header = request
                .headers()
                .get("authorization")
                .and_then(|value| value.to_str().ok());
            header.unwrap_or_default().to_owned()
        }
        Placement::Query(_) => request.uri().query().unwrap_or_default().to_owned(),
    };
    let (_, signature) = signed.rsplit_once("Signature=").ok_or("no signature")?;
    Ok(signature.split('&').next().unwrap_or_default().to_owned())
}

/// Signs a request, and its canonical request separately. The two older cases have only a canonical request, whose path is encoded twice.
fn double_encoded(case: &Value) -> Result<(String, String), String> {
    let canonical = text(case, "header-canonical-request").unwrap_or_default();
    let date = canonical
        .lines()
        .find_map(|line| line.strip_prefix("x-amz-date:"))
        .ok_or("no date")?;
    let parts =
        [0..4, 4..6, 6..8, 9..11, 11..13, 13..15].map(|range| date.get(range).unwrap_or_default());
    let [year, month, day, hour, minute, second] = parts;
    let time: Timestamp = format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z")
        .parse()
        .map_err(|_| "no timestamp")?;
    let time = SystemTime::from(time);
    let credentials = Credentials::new("AKIDEXAMPLE", "secret", None, None, "suite");
    let (service, region) = ("execute-api", "us-east-1");
    let mut request = request(text(case, "request").unwrap_or_default())?;
    Signing {
        credentials: &credentials,
        keys: None,
        service,
        regions: Regions::One(region),
        token: None,
        time,
        double_encoding: true,
        payload: Payload::Signed,
    }
    .apply(&mut request, Placement::Headers)
    .map_err(|error| error.message().to_owned())?;
    let hash: String = Sha256::digest(canonical)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let to_sign = format!(
        "AWS4-HMAC-SHA256\n{date}\n{year}{month}{day}/{region}/{service}/aws4_request\n{hash}"
    );
    let expected = calculate_signature(
        generate_signing_key("secret", time, region, service),
        to_sign.as_bytes(),
    );
    let header = request.headers()["authorization"]
        .to_str()
        .map_err(|error| error.to_string())?;
    Ok((
        header
            .rsplit_once("Signature=")
            .map_or("", |(_, signature)| signature)
            .to_owned(),
        expected,
    ))
}

#[test]
fn the_suite_of_aws_passes_in_headers_and_in_queries() {
    let Some(suite) = suite() else { return };
    let cases = suite["cases"].as_object().expect("cases by name");
    let (mut passed, mut skipped, mut failed) = (0, Vec::new(), Vec::new());
    for (name, case) in cases {
        if let Some((_, reason)) = SKIPPED.iter().find(|(skipped, _)| skipped == name) {
            skipped.push(format!("{name}: {reason}"));
            continue;
        }
        if case["context"].is_null() {
            match double_encoded(case) {
                Ok((signature, expected)) if signature == expected => passed += 1,
                outcome => failed.push(format!("{name}: {outcome:?}")),
            }
            continue;
        }
        let expires = Duration::from_secs(
            case["context"]["expiration_in_seconds"]
                .as_u64()
                .unwrap_or(3_600),
        );
        for (form, placement) in [
            ("header", Placement::Headers),
            ("query", Placement::Query(expires)),
        ] {
            let Some(expected) = text(case, &format!("{form}-signature")) else {
                continue;
            };
            match signature(case, placement) {
                Ok(signature) if signature == expected => passed += 1,
                outcome => failed.push(format!(
                    "{name} ({form}): expected {expected}, got {outcome:?}"
                )),
            }
        }
    }
    println!(
        "signing suite: {passed} passed, {} failed, {} cases skipped",
        failed.len(),
        skipped.len()
    );
    skipped.iter().for_each(|line| println!("skipped {line}"));
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// Signs a request of this URL and these headers; the value of `authorization`, or why there is none.
fn authorization(
    uri: &str,
    headers: &[(&'static str, &'static str)],
    credentials: &Credentials,
) -> Result<String, Error> {
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = uri.parse().expect("a URI");
    for (name, value) in headers {
        let (name, value) = (
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
        request.headers_mut().append(name, value);
    }
    let signing = Signing {
        credentials,
        keys: None,
        service: "things",
        regions: Regions::One("us-west-2"),
        token: None,
        time: SystemTime::UNIX_EPOCH,
        double_encoding: true,
        payload: Payload::Signed,
    };
    signing.apply(&mut request, Placement::Headers)?;
    let value = &request.headers()["authorization"];
    Ok(String::from_utf8_lossy(value.as_bytes()).into_owned())
}

fn usual() -> Credentials {
    Credentials::new("AKIDEXAMPLE", "secret", None, None, "test")
}

#[test]
fn what_does_not_arrive_as_written_is_signed_as_it_arrives() {
    let signed = |uri, headers: &[_]| {
        authorization(uri, headers, &usual()).expect("nothing is wrong with it")
    };
    for (uri, arrives_as) in [
        ("https://h.example:443/", "https://h.example/"),
        ("http://h.example:80/", "http://h.example/"),
        ("https://H.Example/", "https://h.example/"),
        ("http://h.example:08080/", "http://h.example:8080/"),
        ("https://h.example", "https://h.example/"),
        ("https://h.example/?b=1&a=%7e", "https://h.example/?a=~&b=1"),
        (
            "https://h.example/?a=+%c3%bc",
            "https://h.example/?a=%20%C3%BC",
        ),
        ("https://h.example/?a", "https://h.example/?a="),
    ] {
        assert_eq!(signed(uri, &[]), signed(arrives_as, &[]), "{uri}");
    }
    assert_ne!(
        signed("https://h.example:80/", &[]),
        signed("https://h.example/", &[])
    );
    let (uri, plain) = ("https://h.example/", [("x-thing", "a b")]);
    assert_eq!(
        signed(uri, &[("x-thing", "\t a  b \t")]),
        signed(uri, &plain)
    );
    assert_ne!(signed(uri, &[("x-thing", "a\tb")]), signed(uri, &plain));
    assert_eq!(signed("/", &[("host", "h.example")]), signed(uri, &[]));
}

#[test]
fn bytes_that_are_no_text_stay_what_they_are() {
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = Uri::from_static("https://h.example/?a=%ff%FE&b=%&c=%4&d=%zz");
    let headers = super::SignedHeaders::from_request(&request, Placement::Headers).expect("a host");
    let text = super::canonical::text(&request, true, &headers, "hash");
    assert_eq!(
        text,
        "GET\n/\na=%FF%FE&b=%25&c=%254&d=%25zz\nhost:h.example\n\nhost\nhash"
    );
}

#[test]
fn a_request_that_cannot_be_signed_is_reported_with_its_problem() {
    let error_of = |uri, credentials| {
        authorization(uri, &[], &credentials)
            .expect_err("the request or the credentials are invalid")
    };
    let token = Credentials::new(
        "AKIDEXAMPLE",
        "secret",
        Some("token\n".to_owned()),
        None,
        "test",
    );
    let id = Credentials::new("AKIDEXAMPLE\n", "secret", None, None, "test");
    let secret = Credentials::new("AKIDEXAMPLE", "secret\r\n", None, None, "test");
    for (error, expected_kind, expected) in [
        (
            error_of("/things/1", usual()),
            ErrorKind::InvalidInput,
            "a request is signed for a host: make its URL absolute, or set a header `host`",
        ),
        (
            error_of("https://h.example/", token),
            ErrorKind::Credentials,
            "the session token holds a line break or another control character: set it without one",
        ),
        (
            error_of("https://h.example/", id),
            ErrorKind::Credentials,
            "the access key id holds a line break or another control character: set it without one",
        ),
        (
            error_of("https://h.example/", secret),
            ErrorKind::Credentials,
            "the secret access key holds a line break or another control character: set it without one",
        ),
    ] {
        assert_eq!((error.kind(), error.message()), (expected_kind, expected));
    }
}
