//! The same requests signed by us and by aws-sigv4, whose HTTP half is used in tests alone.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation,
    SigningSettings, UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4::SigningParams;
use http::{HeaderName, HeaderValue, Method, Request};
use proptest::prelude::*;
use proptest::{collection, option, sample};

use super::super::{Placement, Signing, SigningKeys};
use crate::Body;

const REGION: &str = "us-west-2";
const SERVICE: &str = "deadline";

/// Pieces that paths and queries are put together from. None makes bytes that are no text: aws-sigv4 signs another character for these.
const PATH: [&str; 12] = [
    "/",
    "/",
    ".",
    "..",
    "a",
    "Z9",
    "-_~",
    "%20",
    "%2e",
    "%E2%82%AC",
    ":",
    "@+*'(),;=!$",
];
const QUERY: [&str; 14] = [
    "&",
    "&",
    "=",
    "=",
    "a",
    "b",
    "Z9",
    "-._~",
    "%20",
    "+",
    "%2F",
    "%C3%BC",
    "%-",
    "%zz*:/?@!$'(),;",
];
const HEADERS: [&str; 10] = [
    "accept",
    "content-type",
    "host",
    "authorization",
    "user-agent",
    "transfer-encoding",
    "x-amz-user-agent",
    "x-amz-checksum-mode",
    "x-amzn-trace-id",
    "x-thing",
];

fn pieces(of: &'static [&'static str], most: usize) -> impl Strategy<Value = String> {
    collection::vec(sample::select(of), 0..=most).prop_map(|pieces| pieces.concat())
}

/// A request as anybody could make it by hand.
fn requests() -> impl Strategy<Value = (Method, String, Vec<(&'static str, String)>, Vec<u8>)> {
    let method = sample::select(&[Method::GET, Method::POST, Method::DELETE]);
    let host = sample::select(&[
        "https://h.example",
        "https://h.example:443",
        "http://h.example:80",
        "http://[::1]:8080",
        "https://h.example:80",
    ]);
    let path = pieces(&PATH, 12).prop_map(|path| format!("/{path}"));
    let query = option::of(pieces(&QUERY, 14));
    let uri = (host, path, query).prop_map(|(host, path, query)| match query {
        Some(query) => format!("{host}{path}?{query}"),
        None => format!("{host}{path}"),
    });
    let headers = collection::vec(
        (
            sample::select(&HEADERS),
            " {0,3}[a-z,;\u{e9}]{0,4} {0,3}[a-z]{0,3} {0,2}",
        ),
        0..6,
    );
    (method, uri, headers, collection::vec(any::<u8>(), 0..80))
}

/// What aws-sigv4 makes of it: the signature and the names of the signed headers.
fn theirs(
    request: &Request<Body>,
    signing: &Signing<'_>,
    placement: Placement,
) -> Result<(String, String), String> {
    let identity = signing.credentials.clone().into();
    let mut settings = SigningSettings::default();
    if !signing.double_encoding {
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
    }
    match placement {
        Placement::Headers if !signing.signs_body => {
            settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        }
        Placement::Headers => {}
        Placement::Query(expires) => {
            settings.signature_location = SignatureLocation::QueryParams;
            settings.expires_in = Some(expires);
        }
    }
    let params = SigningParams::builder()
        .identity(&identity)
        .region(signing.region)
        .name(signing.service)
        .time(signing.time)
        .settings(settings)
        .build()
        .map_err(|error| error.to_string())?
        .into();
    let headers = request.headers().iter();
    let headers = headers.map(|(name, value)| {
        (
            name.as_str(),
            str::from_utf8(value.as_bytes()).unwrap_or("?"),
        )
    });
    let body = match request.body().as_bytes() {
        Some(bytes) if signing.signs_body => SignableBody::Bytes(bytes),
        _ => SignableBody::UnsignedPayload,
    };
    let signable = SignableRequest::new(
        request.method().as_str(),
        request.uri().to_string(),
        headers,
        body,
    )
    .map_err(|error| error.to_string())?;
    let (instructions, signature) = sign(signable, &params)
        .map_err(|error| error.to_string())?
        .into_parts();
    let (headers, query) = instructions.into_parts();
    let authorization = headers
        .iter()
        .find(|header| header.name() == "authorization");
    let names = match authorization {
        Some(header) => between(header.value(), "SignedHeaders=", ","),
        None => query
            .iter()
            .find(|(name, _)| *name == "X-Amz-SignedHeaders")
            .map(|(_, names)| names.to_string()),
    };
    Ok((signature, names.unwrap_or_default()))
}

fn ours(
    mut request: Request<Body>,
    signing: &Signing<'_>,
    placement: Placement,
) -> Result<(String, String), String> {
    signing.apply(&mut request, placement)?;
    let found = match placement {
        Placement::Headers => {
            let value = &request.headers()["authorization"];
            let text = String::from_utf8_lossy(value.as_bytes());
            (
                between(&text, "Signature=", "\n"),
                between(&text, "SignedHeaders=", ","),
            )
        }
        Placement::Query(_) => {
            let query = request.uri().query().unwrap_or_default();
            let names = between(query, "X-Amz-SignedHeaders=", "&");
            (
                between(query, "X-Amz-Signature=", "&"),
                names.map(|names| names.replace("%3B", ";")),
            )
        }
    };
    Ok((found.0.unwrap_or_default(), found.1.unwrap_or_default()))
}

/// What follows the last `start`, up to `end`.
fn between(text: &str, start: &str, end: &str) -> Option<String> {
    let (_, rest) = text.rsplit_once(start)?;
    rest.split(end).next().map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_request_is_signed_as_aws_sigv4_does(
        (method, uri, headers, body) in requests(),
        token in option::of("[A-Za-z0-9/+=]{1,40}"),
        presigned in any::<bool>(),
        double_encoding in any::<bool>(),
        signs_body in any::<bool>(),
        seconds in 0_u32..,
    ) {
        let mut request = Request::new(Body::from(body));
        *request.method_mut() = method;
        let Ok(uri) = uri.parse() else { return Err(TestCaseError::reject("not a URI")) };
        *request.uri_mut() = uri;
        for (name, value) in headers {
            let value = HeaderValue::try_from(value).map_err(|error| TestCaseError::fail(error.to_string()))?;
            request.headers_mut().append(HeaderName::from_static(name), value);
        }
        let credentials = Credentials::new("AKIDEXAMPLE", "secret/+=", token, None, "test");
        let keys = SigningKeys::default();
        let signing = Signing {
            credentials: &credentials,
            keys: &keys,
            service: SERVICE,
            region: REGION,
            time: SystemTime::UNIX_EPOCH + Duration::from_secs(seconds.into()),
            double_encoding,
            signs_body,
        };
        let placement = match presigned {
            true => Placement::Query(Duration::from_secs(900)),
            false => Placement::Headers,
        };
        prop_assert_eq!(theirs(&request, &signing, placement), ours(request, &signing, placement));
    }
}
