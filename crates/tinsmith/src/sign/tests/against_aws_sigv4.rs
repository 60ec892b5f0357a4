//! The same requests signed by us and by aws-sigv4, whose HTTP half is used in tests alone.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation,
    SigningParams, SigningSettings, UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;
#[cfg(feature = "sigv4a")]
use aws_sigv4::sign::v4a;
use http::{HeaderMap, Method, Request};
use proptest::prelude::*;
use proptest::{collection, option, sample};

use super::super::{Payload, Placement, Regions, Signing};
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
/// Without `x-amz-checksum-mode`, which aws-sigv4 leaves out of signatures in URLs. botocore does not.
const HEADERS: [&str; 13] = [
    "accept",
    "content-type",
    "host",
    "authorization",
    "user-agent",
    "transfer-encoding",
    "x-amz-user-agent",
    "x-amzn-trace-id",
    "x-thing",
    "x-amz-date",
    "x-amz-security-token",
    "x-amz-content-sha256",
    "x-amz-region-set",
];

fn pieces(of: &'static [&'static str], most: usize) -> impl Strategy<Value = String> {
    collection::vec(sample::select(of), 0..=most).prop_map(|pieces| pieces.concat())
}

/// Returns requests as `http::Request::builder` can make them.
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

/// Returns the parts of a request that a signature changes: its headers, and its query without regard to order.
fn signed<B>(request: &Request<B>) -> (HeaderMap, Vec<String>) {
    let query = request.uri().query().unwrap_or_default();
    let mut query: Vec<String> = query.split('&').map(str::to_owned).collect();
    query.sort();
    (request.headers().clone(), query)
}

/// Signs a request with aws-sigv4.
fn theirs(
    mut request: Request<Body>,
    signing: &Signing<'_>,
    placement: Placement,
) -> Result<(HeaderMap, Vec<String>), String> {
    let identity = signing.credentials.clone().into();
    let mut settings = SigningSettings::default();
    if !signing.double_encoding {
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
    }
    match placement {
        Placement::Headers if signing.payload != Payload::Signed => {
            settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        }
        Placement::Headers => {}
        Placement::Query(expires) => {
            settings.signature_location = SignatureLocation::QueryParams;
            settings.expires_in = Some(expires);
        }
    }
    let params: SigningParams<'_> = match signing.regions {
        Regions::One(region) => v4::SigningParams::builder()
            .identity(&identity)
            .region(region)
            .name(signing.service)
            .time(signing.time)
            .settings(settings)
            .build()
            .map_err(|error| error.to_string())?
            .into(),
        #[cfg(feature = "sigv4a")]
        Regions::Set(region_set) => v4a::SigningParams::builder()
            .identity(&identity)
            .region_set(region_set)
            .name(signing.service)
            .time(signing.time)
            .settings(settings)
            .build()
            .map_err(|error| error.to_string())?
            .into(),
    };
    let headers = request.headers().iter();
    let headers = headers.map(|(name, value)| {
        (
            name.as_str(),
            str::from_utf8(value.as_bytes()).unwrap_or("?"),
        )
    });
    let body = match request.body().as_bytes() {
        Some(bytes) if signing.payload.placeholder().is_none() => SignableBody::Bytes(bytes),
        _ if signing.payload == Payload::SignedChunks => {
            SignableBody::StreamingSignedPayloadTrailer
        }
        _ if signing.payload == Payload::UnsignedChunks => {
            SignableBody::StreamingUnsignedPayloadTrailer
        }
        _ => SignableBody::UnsignedPayload,
    };
    let signable = SignableRequest::new(
        request.method().as_str(),
        request.uri().to_string(),
        headers,
        body,
    )
    .map_err(|error| error.to_string())?;
    let (instructions, _) = sign(signable, &params)
        .map_err(|error| error.to_string())?
        .into_parts();
    instructions.apply_to_request_http1x(&mut request);
    Ok(signed(&request))
}

fn ours(
    mut request: Request<Body>,
    signing: &Signing<'_>,
    placement: Placement,
) -> Result<(HeaderMap, Vec<String>), String> {
    signing
        .apply(&mut request, placement)
        .map_err(|error| error.message().to_owned())?;
    Ok(signed(&request))
}

/// Returns the regions of signatures: one, and with the feature `sigv4a` also several.
fn regions() -> impl Strategy<Value = Regions<'static>> {
    sample::select(&[
        Regions::One(REGION),
        #[cfg(feature = "sigv4a")]
        Regions::Set("*"),
        #[cfg(feature = "sigv4a")]
        Regions::Set("us-east-1,eu-west-1"),
    ])
}

/// Returns payloads with the places of their signatures. A URL has no signature of a body that is sent with a hash or in chunks, and chunks are
/// signed for one region alone.
fn payloads(regions: Regions<'static>) -> impl Strategy<Value = (Payload, Placement)> {
    let in_url = Placement::Query(Duration::from_secs(900));
    let mut payloads = vec![
        (Payload::Signed, Placement::Headers),
        (Payload::Signed, in_url),
        (Payload::Unsigned, Placement::Headers),
        (Payload::Unsigned, in_url),
        (Payload::SignedWithHeader, Placement::Headers),
        (Payload::UnsignedChunks, Placement::Headers),
        (Payload::SignedChunks, Placement::Headers),
    ];
    let in_signed_parts = |payload: Payload| {
        let placeholder = payload.placeholder().unwrap_or_default();
        placeholder.starts_with("STREAMING-AWS4")
    };
    let has_one_region = matches!(regions, Regions::One(_));
    payloads.retain(|(payload, _)| has_one_region || !in_signed_parts(*payload));
    sample::select(payloads)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_request_is_signed_as_aws_sigv4_does(
        (method, uri, headers, body) in requests(),
        token in option::of("[A-Za-z0-9/+=]{1,40}"),
        double_encoding in any::<bool>(),
        (regions, (payload, placement)) in regions().prop_flat_map(|regions| (Just(regions), payloads(regions))),
        time in 0_u64..4_000_000_000_000,
    ) {
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let Ok(request) = request.body(()) else { return Err(TestCaseError::reject("not a URI")) };
        let request = || request.clone().map(|()| Body::from(body.clone()));
        let credentials = Credentials::new("AKIDEXAMPLE", "secret/+=", token, None, "test");
        let signing = Signing {
            credentials: &credentials,
            keys: None,
            service: SERVICE,
            regions,
            token: None,
            time: SystemTime::UNIX_EPOCH + Duration::from_millis(time),
            double_encoding,
            payload,
        };
        prop_assert_eq!(theirs(request(), &signing, placement), ours(request(), &signing, placement));
    }
}
