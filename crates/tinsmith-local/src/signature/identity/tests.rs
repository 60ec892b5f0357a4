use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::*;

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

/// Returns the example of AWS's documentation: a request for IAM users on 30 August 2015.
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

fn time(text: &str) -> Timestamp {
    Timestamp::parse_basic(text).unwrap()
}

/// Parses a request in the test suite's form: bare line feeds, folded header lines, paths with spaces.
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
    let result = identity(None).verify(&list_users(), "iam", time("20150830T123700Z"));
    assert_eq!(result, Ok(()));
}

#[test]
fn a_change_anywhere_in_the_request_is_detected() {
    let now = time("20150830T123600Z");
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
        let result = identity(None).verify(&request, "iam", now);
        assert!(
            matches!(result, Err(SignatureError::SignatureDoesNotMatch { .. })),
            "{result:?}"
        );
    }
}

#[test]
fn another_key_token_secret_region_or_service_has_its_own_code() {
    let now = time("20150830T123600Z");
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
    let result = |now: &str| identity(None).verify(&list_users(), "iam", time(now));
    assert_eq!(result("20150830T123100Z"), Ok(()));
    assert_eq!(result("20150830T124100Z"), Ok(()));
    assert!(matches!(
        result("20150830T123059Z"),
        Err(SignatureError::NotYetCurrent { .. })
    ));
    assert!(matches!(
        result("20150830T124101Z"),
        Err(SignatureError::Expired { .. })
    ));
}

#[test]
fn an_unsigned_header_that_must_be_signed_is_named() {
    let mut request = list_users();
    request
        .headers
        .push(("x-amz-target".to_owned(), "elsewhere".to_owned()));
    let result = identity(None).verify(&request, "iam", time("20150830T123600Z"));
    assert_eq!(
        result,
        Err(SignatureError::UnsignedHeader("x-amz-target".to_owned()))
    );
}

#[test]
fn a_partial_signature_is_incomplete_and_no_signature_is_missing() {
    let now = time("20150830T123600Z");
    let code = |authorization: Option<&str>, query: &str| {
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
    assert_eq!(code(None, ""), "MissingAuthenticationTokenException");
    for authorization in [
        "Bearer x",
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=00",
        "AWS4-HMAC-SHA256 Credential=a/20150830/r/s/aws4_request, Signature=00",
    ] {
        assert_eq!(
            code(Some(authorization), ""),
            "IncompleteSignatureException",
            "{authorization}"
        );
    }
    assert_eq!(
        code(None, "X-Amz-Signature=00"),
        "IncompleteSignatureException"
    );
    let week_and_a_second = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=604801";
    assert_eq!(
        code(None, week_and_a_second),
        "IncompleteSignatureException"
    );
}

#[test]
fn a_key_longer_than_a_block_is_hashed_first() {
    // RFC 4231, test case 6.
    let mut mac = hmac_sha256(&[0xaa; 131]);
    mac.update(b"Test Using Larger Than Block-Size Key - Hash Key First");
    assert_eq!(
        hex::encode(mac.finalize().into_bytes()),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    );
}

#[test]
fn the_signing_test_suite_of_aws_is_accepted() {
    let Some(file) = shared_file("conformance/sigv4.json") else {
        // Written directly, because the output of `println!` is captured when a test passes.
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
            // Two older cases have no time and no keys: they test the path.
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
    let authorization = Authorization::from_request(request).unwrap();
    let path = if context["normalize"] == true {
        canonical::normalized_path(&request.path)
    } else {
        request.path.clone()
    };
    let token_is_unsigned = context["omit_session_token"] == true;
    let mut omitted = vec![QUERY_SIGNATURE];
    omitted.extend(token_is_unsigned.then_some("X-Amz-Security-Token"));
    let canonical_request = canonical::request(
        request,
        &canonical::encoded_path(&path),
        &canonical::query(&request.query, &omitted),
        &authorization.signed_headers,
    );
    assert_eq!(canonical_request, expected, "{name}, {form}");
    let string_to_sign = string_to_sign(&authorization, &canonical_request);
    let signature = compute_signature(SECRET, &authorization, &string_to_sign);
    assert!(
        signature.verify_slice(&authorization.signature).is_ok(),
        "{name}, {form}"
    );

    // The service's own rules, if they are those of the case.
    if context["normalize"] == true && !(token_is_unsigned && form == "query") {
        let result = identity(context["credentials"]["token"].as_str()).verify(
            request,
            "service",
            time("20150830T123600Z"),
        );
        assert_eq!(result, Ok(()), "{name}, {form}");
    }
}

/// Returns the path of a file of upstream data, which is not part of this repository.
fn shared_file(name: &str) -> Option<PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2)?;
    let folder = std::env::var_os("TINSMITH_SHARED")
        .map_or_else(|| workspace.join("../shared"), PathBuf::from);
    Some(folder.join(name)).filter(|file| file.exists())
}
