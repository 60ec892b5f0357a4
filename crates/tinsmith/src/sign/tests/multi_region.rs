//! Signatures for several regions that are rejected.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use http::Request;

use super::super::{Payload, Placement, Regions, Signing};
use crate::{Body, Error, ErrorKind};

fn apply(payload: Payload, region_set: &str) -> Result<String, Error> {
    let credentials = Credentials::new("AKIDEXAMPLE", "secret", None, None, "test");
    let signing = Signing {
        credentials: &credentials,
        keys: None,
        service: "things",
        regions: Regions::Set(region_set),
        token: None,
        time: SystemTime::UNIX_EPOCH,
        double_encoding: true,
        payload,
    };
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = "https://h.example/".parse().expect("a URI");
    let signature = signing.apply(&mut request, Placement::Headers);
    // Nothing of a rejected request is signed.
    assert_eq!(
        signature.is_ok(),
        request.headers().contains_key("authorization")
    );
    signature
}

#[test]
fn a_set_of_regions_that_is_no_header_is_rejected() {
    assert!(apply(Payload::Signed, "*").is_ok());
    let error = apply(Payload::Signed, "a\nb").expect_err("no header");
    assert_eq!(error.kind(), ErrorKind::Endpoint);
    let problem = error.message();
    assert!(
        problem.starts_with("the regions \"a\\nb\" of the endpoint: "),
        "{problem}"
    );
}

#[cfg(feature = "event-stream")]
#[test]
fn events_are_rejected() {
    let error = apply(Payload::Events, "*").expect_err("not signed");
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(
        error.message(),
        "an event stream is not signed for several regions (sigv4a): use a regional endpoint"
    );
}

#[cfg(feature = "checksums")]
#[test]
fn signed_chunks_are_rejected_and_unsigned_ones_are_not() {
    let error = apply(Payload::SignedChunks, "*").expect_err("not signed");
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(
        error.message(),
        "a stream in signed chunks is not signed for several regions (sigv4a): use https without `payload_signing_enabled`, or a body from memory"
    );
    assert!(apply(Payload::UnsignedChunks, "*").is_ok());
}
