use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::*;

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

/// AWS's documented example: listing IAM users on 30 August 2015.
fn list_users() -> RecordedRequest {
    parse(
        "GET /?Action=ListUsers&Version=2010-05-08 HTTP/1.1\n\
         Host: iam.amazonaws.com\n\
         Content-Type: application/x-www-form-urlencoded; charset=utf-8\n\
         X-Amz-Date: 20150830T123600Z\n\
         Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, \
         SignedHeaders=content-type;host;x-amz-date, \
         Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7\n\n",
    )
}

fn identity(token: Option<&str>) -> Identity {
    Identity {
        access_key_id: "AKIDEXAMPLE".to_owned(),
        secret_access_key: SECRET.to_owned(),
        session_token: token.map(str::to_owned),
        region: "us-east-1".to_owned(),
    }
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse_basic(text).unwrap()
}

/// Reads a request as the test suite writes it: bare line feeds, folded header lines, paths with spaces.
fn parse(text: &str) -> RecordedRequest {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let (first, headers) = head.split_once('\n').unwrap_or((head, ""));
    let first = first.strip_suffix(" HTTP/1.1").unwrap_or(first);
    let (method, target) = first.split_once(' ').unwrap();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let unfolded = headers.replace("\n ", " ");
    let headers = unfolded
        .lines()
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    RecordedRequest {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers,
        body: body.as_bytes().to_vec(),
    }
}

#[test]
fn the_documented_example_is_accepted() {
    let verdict = identity(None).verify(&list_users(), "iam", at("20150830T123700Z"));
    assert_eq!(verdict, Ok(()));
}

#[test]
fn a_change_anywhere_in_the_request_is_noticed() {
    let now = at("20150830T123600Z");
    let changes: [fn(&mut RecordedRequest); 5] = [
        |request| request.method = "POST".to_owned(),
        |request| request.path = "/x".to_owned(),
        |request| request.query.push_str("&MaxItems=1"),
        |request| request.body.push(b' '),
        |request| {
            request.headers.iter_mut().for_each(|(name, value)| {
                if name == "content-type" {
                    value.push('x');
                }
            })
        },
    ];
    for change in changes {
        let mut request = list_users();
        change(&mut request);
        let verdict = identity(None).verify(&request, "iam", now);
        assert!(
            matches!(verdict, Err(Denied::SignatureDoesNotMatch { .. })),
            "{verdict:?}"
        );
    }
}

#[test]
fn another_key_token_secret_region_or_service_has_its_own_code() {
    let now = at("20150830T123600Z");
    let code = |identity: Identity, service: &str| {
        identity
            .verify(&list_users(), service, now)
            .unwrap_err()
            .code()
    };
    let other_key = Identity {
        access_key_id: "AKIDOTHER".to_owned(),
        ..identity(None)
    };
    let other_secret = Identity {
        secret_access_key: "x".to_owned(),
        ..identity(None)
    };
    let other_region = Identity {
        region: "us-west-2".to_owned(),
        ..identity(None)
    };
    assert_eq!(code(other_key, "iam"), "UnrecognizedClientException");
    assert_eq!(
        code(identity(Some("token")), "iam"),
        "UnrecognizedClientException"
    );
    assert_eq!(code(other_secret, "iam"), "InvalidSignatureException");
    assert_eq!(code(other_region, "iam"), "InvalidSignatureException");
    assert_eq!(
        code(identity(None), "deadline"),
        "InvalidSignatureException"
    );
}

#[test]
fn five_minutes_of_skew_are_allowed_and_a_second_more_is_not() {
    let verdict = |now: &str| identity(None).verify(&list_users(), "iam", at(now));
    assert_eq!(verdict("20150830T123100Z"), Ok(()));
    assert_eq!(verdict("20150830T124100Z"), Ok(()));
    assert!(matches!(
        verdict("20150830T123059Z"),
        Err(Denied::NotYetCurrent { .. })
    ));
    assert!(matches!(
        verdict("20150830T124101Z"),
        Err(Denied::Expired { .. })
    ));
}

#[test]
fn a_header_that_must_be_signed_and_is_not_is_named() {
    let mut request = list_users();
    request
        .headers
        .push(("x-amz-target".to_owned(), "elsewhere".to_owned()));
    let verdict = identity(None).verify(&request, "iam", at("20150830T123600Z"));
    assert_eq!(
        verdict,
        Err(Denied::UnsignedHeader("x-amz-target".to_owned()))
    );
}

#[test]
fn half_a_signature_is_incomplete_and_none_is_missing() {
    let now = at("20150830T123600Z");
    let with = |authorization: Option<&str>, query: &str| {
        let mut request = list_users();
        request.headers.retain(|(name, _)| name != "authorization");
        request.query = query.to_owned();
        let header = authorization.map(|value| ("authorization".to_owned(), value.to_owned()));
        request.headers.extend(header);
        identity(None)
            .verify(&request, "iam", now)
            .unwrap_err()
            .code()
    };
    assert_eq!(with(None, ""), "MissingAuthenticationTokenException");
    for authorization in [
        "Bearer x",
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=00",
        "AWS4-HMAC-SHA256 Credential=a/20150830/r/s/aws4_request, Signature=00",
    ] {
        assert_eq!(
            with(Some(authorization), ""),
            "IncompleteSignatureException",
            "{authorization}"
        );
    }
    assert_eq!(
        with(None, "X-Amz-Signature=00"),
        "IncompleteSignatureException"
    );
    let week_and_a_second = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=604801";
    assert_eq!(
        with(None, week_and_a_second),
        "IncompleteSignatureException"
    );
}

#[test]
fn a_key_longer_than_a_block_is_hashed_first() {
    // RFC 4231, test case 6.
    let mut mac = keyed(&[0xaa; 131]);
    mac.update(b"Test Using Larger Than Block-Size Key - Hash Key First");
    assert_eq!(
        hex(&mac.finalize().into_bytes()),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    );
}

#[test]
fn the_signing_test_suite_of_aws_is_accepted() {
    let Some(file) = shared_file("conformance/sigv4.json") else {
        // Unlike what `println!` prints, this is seen although the test passes.
        std::io::stderr()
            .write_all(
                b"SKIPPED: there is no conformance/sigv4.json under TINSMITH_SHARED or ../shared\n",
            )
            .unwrap();
        return;
    };
    let suite: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let cases = suite["cases"].as_object().unwrap();
    assert!(cases.len() >= 40, "only {} cases", cases.len());
    for (name, case) in cases {
        let text = |key: &str| case[key].as_str().unwrap_or_default();
        if case["context"].is_null() {
            // Two older cases say nothing about time and keys; the path is what they are about.
            let path =
                canonical::encoded_path(&canonical::normalized_path(&parse(text("request")).path));
            assert_eq!(
                text("header-canonical-request").lines().nth(1),
                Some(&*path),
                "{name}"
            );
            continue;
        }
        for form in ["header", "query"] {
            let request = parse(text(&format!("{form}-signed-request")));
            check_case(
                name,
                form,
                case,
                &request,
                text(&format!("{form}-canonical-request")),
            );
        }
    }
}

fn check_case(name: &str, form: &str, case: &Value, request: &RecordedRequest, expected: &str) {
    let context = &case["context"];
    let authorization = Authorization::of(request).unwrap();
    let path = if context["normalize"] == true {
        canonical::normalized_path(&request.path)
    } else {
        request.path.clone()
    };
    let token_is_unsigned = context["omit_session_token"] == true;
    let mut left_out = vec![authorization::QUERY_SIGNATURE];
    left_out.extend(token_is_unsigned.then_some("X-Amz-Security-Token"));
    let canonical_request = canonical::request(
        request,
        &canonical::encoded_path(&path),
        &canonical::query(&request.query, &left_out),
        &authorization.signed_headers,
    );
    assert_eq!(canonical_request, expected, "{name}, {form}");
    let string_to_sign = string_to_sign(&authorization, &canonical_request);
    let signature = signature(SECRET, &authorization, &string_to_sign);
    assert!(
        signature.verify_slice(&authorization.signature).is_ok(),
        "{name}, {form}"
    );

    // What the service itself does, wherever it has the same rules as the case.
    if context["normalize"] == true && !(token_is_unsigned && form == "query") {
        let verdict = identity(context["credentials"]["token"].as_str()).verify(
            request,
            "service",
            at("20150830T123600Z"),
        );
        assert_eq!(verdict, Ok(()), "{name}, {form}");
    }
}

/// A file of upstream data, which is not part of this repository.
fn shared_file(name: &str) -> Option<PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2)?;
    let folder = std::env::var_os("TINSMITH_SHARED")
        .map_or_else(|| workspace.join("../shared"), PathBuf::from);
    Some(folder.join(name)).filter(|file| file.exists())
}
