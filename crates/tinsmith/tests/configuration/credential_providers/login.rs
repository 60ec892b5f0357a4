//! Sessions of `aws login`: tokens in files, and their renewal with a proof of possession.

use std::fs;

#[cfg(any(feature = "hyper", feature = "rustls"))]
use base64_simd::URL_SAFE_NO_PAD;
#[cfg(any(feature = "hyper", feature = "rustls"))]
use tinsmith::Document;
use tinsmith::credentials::Login;
#[cfg(any(feature = "hyper", feature = "rustls"))]
use tinsmith::testing::ScriptedResponse;

use super::fixture::{EXPIRATION, Fixture, ask, assert_keys};

const PROFILE: &str = "[profile me]\nlogin_session = arn:aws:iam::123456789012:user/me\n";

/// SHA-256 of the session.
const FILE: &str =
    ".aws/login/cache/286187707741fc2ccb93cf9e56dbd0ee0a16208feed5fbc8ae1baa86d44c283f.json";

/// A key that is used here only.
const KEY: &str = "-----BEGIN EC PRIVATE KEY-----\\n\
    MHcCAQEEINU339NwyqO6cAZHtgl4oILmut+QW8bCiVAuRbvgl6tHoAoGCCqGSM49\\n\
    AwEHoUQDQgAETPYgUKMGoaGVszFhgnPxHH14hz5OfawfcBrVKubVLK3UNY61YtHU\\n\
    UuFHMBkFLMw0AoBRz66Eh80EcNlJWvwl7w==\\n-----END EC PRIVATE KEY-----\\n";

fn token(key: &str, expires_at: &str) -> String {
    format!(
        r#"{{"accessToken":{{"accessKeyId":"{key}","secretAccessKey":"{key}-secret","sessionToken":"{key}-token",
        "accountId":"123456789012","expiresAt":"{expires_at}"}},"tokenType":"aws_sigv4","new":[1],
        "clientId":"arn:aws:signin:::devtools/same-device","refreshToken":"refresh-{key}","dpopKey":"{KEY}","signInRegion":"eu-west-1"}}"#
    )
}

fn fixture(token: &str) -> Fixture {
    let fixture = Fixture::new().config(PROFILE).variable("AWS_PROFILE", "me");
    fs::create_dir_all(fixture.path(".aws/login/cache")).unwrap();
    fixture.file(FILE, token)
}

#[cfg(any(feature = "hyper", feature = "rustls"))]
fn renewed() -> ScriptedResponse {
    ScriptedResponse::json(
        200,
        r#"{"accessToken":{"accessKeyId":"NEW","secretAccessKey":"NEW-secret","sessionToken":"NEW-token"},
        "tokenType":"aws_sigv4","expiresIn":3600,"refreshToken":"refresh-NEW"}"#,
    )
}

#[tokio::test(start_paused = true)]
async fn a_session_gives_the_credentials_of_its_file() {
    let fixture = fixture(&token("LOGIN", EXPIRATION));
    let credentials = fixture.credentials().await.unwrap();
    assert_keys(&credentials, "LOGIN");
    assert_eq!(credentials.account_id().unwrap().as_str(), "123456789012");
    assert!(fixture.requests().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_variable_selects_the_directory_and_a_provider_another_session() {
    let fixture = Fixture::new().config(PROFILE).variable("AWS_PROFILE", "me");
    let elsewhere = fixture.path("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    let name = FILE.rsplit('/').next().unwrap();
    fs::write(elsewhere.join(name), token("LOGIN", EXPIRATION)).unwrap();
    let provider = Login::new(
        &fixture.builder().build(),
        "arn:aws:iam::123456789012:user/me",
    );
    let provider = provider.cache_directory(&elsewhere);
    assert_keys(&ask(&provider).await.unwrap(), "LOGIN");
    let fixture = fixture.variable("AWS_LOGIN_CACHE_DIRECTORY", "~/elsewhere");
    assert_keys(&fixture.credentials().await.unwrap(), "LOGIN");
}

/// Verifies the signature of a JSON Web Token and returns its header and its claims.
#[cfg(any(feature = "hyper", feature = "rustls"))]
fn verified(proof: &str) -> (Document, Document) {
    let decode = |part: &str| URL_SAFE_NO_PAD.decode_to_vec(part).unwrap();
    let (signed, signature) = proof.rsplit_once('.').unwrap();
    let (header, claims) = signed.split_once('.').unwrap();
    let header = Document::from_json(decode(header)).unwrap();
    let claims = Document::from_json(decode(claims)).unwrap();
    let key = header.get("jwk").unwrap();
    let coordinate = |name| decode(key.get(name).unwrap().as_str().unwrap());
    let point = [vec![4], coordinate("x"), coordinate("y")].concat();
    // The verifier expects a sequence of two integers, each with a zero in place of a sign.
    let signature = decode(signature);
    let integer = |bytes: &[u8]| {
        let start = bytes.iter().position(|byte| *byte != 0).unwrap();
        let digits = &bytes[start..];
        let sign = if digits[0] & 0x80 == 0 { &[][..] } else { &[0] };
        let length = u8::try_from(sign.len() + digits.len()).unwrap();
        [&[2, length], sign, digits].concat()
    };
    let integers = [integer(&signature[..32]), integer(&signature[32..])].concat();
    let length = u8::try_from(integers.len()).unwrap();
    let der = [&[0x30, length][..], &integers].concat();
    let algorithms = rustls::crypto::ring::default_provider().signature_verification_algorithms;
    let is_valid = algorithms.all.iter().any(|algorithm| {
        algorithm
            .verify_signature(&point, signed.as_bytes(), &der)
            .is_ok()
    });
    assert!(is_valid, "the signature is valid");
    (header, claims)
}

#[cfg(any(feature = "hyper", feature = "rustls"))]
#[tokio::test(start_paused = true)]
async fn credentials_are_renewed_ahead_of_their_expiry_with_a_proof_and_written_back() {
    // Five minutes from now.
    let fixture = fixture(&token("OLD", "2023-11-14T22:18:20Z")).respond(renewed());
    assert_keys(&fixture.credentials().await.unwrap(), "NEW");
    assert_eq!(
        fixture.requests(),
        [
            r#"POST https://eu-west-1.signin.aws.amazon.com/v1/token {"clientId":"arn:aws:signin:::devtools/same-device","refreshToken":"refresh-OLD","grantType":"refresh_token"}"#
        ]
    );
    assert_eq!(fixture.header(0, "authorization"), None);
    let proof = fixture.header(0, "dpop").unwrap();
    let (header, claims) = verified(&proof);
    assert_eq!(
        header.get("typ").and_then(Document::as_str),
        Some("dpop+jwt")
    );
    assert_eq!(header.get("alg").and_then(Document::as_str), Some("ES256"));
    let text = |name| claims.get(name).and_then(Document::as_str);
    assert_eq!(text("htm"), Some("POST"));
    assert_eq!(
        text("htu"),
        Some("https://eu-west-1.signin.aws.amazon.com/v1/token")
    );
    assert_eq!(text("jti").map(str::len), Some(36));
    assert_eq!(
        claims.get("iat"),
        Some(&Document::from(super::fixture::START))
    );
    assert!(
        fixture.script.requests()[0].headers()["dpop"].is_sensitive(),
        "it can be replayed"
    );
    let written = Document::from_json(fs::read(fixture.path(FILE)).unwrap()).unwrap();
    assert_eq!(
        written,
        Document::from_json(token("NEW", EXPIRATION)).unwrap()
    );
}

/// OpenSSL writes both forms: `openssl ec` the one and `openssl pkcs8` the other.
#[cfg(any(feature = "hyper", feature = "rustls"))]
#[tokio::test(start_paused = true)]
async fn a_key_may_be_wrapped() {
    const WRAPPED: &str = "-----BEGIN PRIVATE KEY-----\\n\
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg1Tff03DKo7pwBke2\\n\
        CXiggua635BbxsKJUC5Fu+CXq0ehRANCAARM9iBQowahoZWzMWGCc/EcfXiHPk59\\n\
        rB9wGtUq5tUsrdQ1jrVi0dRS4UcwGQUszDQCgFHProSHzQRw2Ula/CXv\\n\
        -----END PRIVATE KEY-----\\n";
    let text = token("OLD", "2023-11-14T22:10:00Z").replace(KEY, WRAPPED);
    let fixture = fixture(&text).respond(renewed());
    assert_keys(&fixture.credentials().await.unwrap(), "NEW");
    verified(&fixture.header(0, "dpop").unwrap());
}

#[cfg(any(feature = "hyper", feature = "rustls"))]
#[tokio::test(start_paused = true)]
async fn credentials_that_cannot_be_renewed_are_used_while_they_are_valid() {
    let denied = || {
        let body = r#"{"error":"TOKEN_EXPIRED","message":"the session is over"}"#;
        ScriptedResponse::json(400, body).header("x-amzn-errortype", "AccessDeniedException")
    };
    let valid = fixture(&token("OLD", "2023-11-14T22:15:00Z")).respond(denied());
    assert_eq!(valid.credentials().await.unwrap().access_key_id(), "OLD");
    let expired = fixture(&token("OLD", "2023-11-14T22:10:00Z")).respond(denied());
    let problem = expired.problem().await;
    assert!(
        problem.ends_with(
            "has expired and cannot be renewed: CreateOAuth2Token: AccessDeniedException: the session is over (400, 1 \
             attempt); sign in with `aws login --profile me`"
        ),
        "{problem}"
    );
}

#[cfg(not(any(feature = "hyper", feature = "rustls")))]
#[tokio::test(start_paused = true)]
async fn without_rustls_and_hyper_a_renewal_names_the_features() {
    let problem = fixture(&token("OLD", "2023-11-14T22:10:00Z"))
        .problem()
        .await;
    assert!(
        problem.contains("needs the feature `rustls` or `hyper`"),
        "{problem}"
    );
}

#[cfg(all(target_os = "linux", any(feature = "hyper", feature = "rustls")))]
#[tokio::test(start_paused = true)]
async fn renewed_credentials_that_cannot_be_written_are_kept_until_the_file_changes() {
    let fixture = fixture(&token("OLD", "2023-11-14T22:10:00Z"))
        .file("another.json", &token("ANOTHER", EXPIRATION));
    let said = super::sso::on_a_full_disk(
        "credential_providers::login::credentials_are_renewed_once_without_room",
        "LOGIN_HOME",
        &fixture.path(""),
    );
    assert!(said.contains("test result: ok. 1 passed"), "{said}");
}

#[cfg(all(target_os = "linux", any(feature = "hyper", feature = "rustls")))]
#[tokio::test(start_paused = true)]
#[ignore = "is run by the test before, on a full disk of its making"]
async fn credentials_are_renewed_once_without_room() {
    let home = std::path::PathBuf::from(std::env::var_os("LOGIN_HOME").unwrap());
    let fixture = Fixture::new().respond(renewed());
    let provider = Login::new(
        &fixture.builder().build(),
        "arn:aws:iam::123456789012:user/me",
    );
    let provider = provider.cache_directory(home.join(".aws/login/cache"));
    for _ in 0..2 {
        assert_keys(&ask(&provider).await.unwrap(), "NEW");
    }
    assert_eq!(fixture.requests().len(), 1, "it is renewed once");
    fs::rename(home.join("another.json"), home.join(FILE)).unwrap();
    assert_keys(&ask(&provider).await.unwrap(), "ANOTHER");
}

#[tokio::test(start_paused = true)]
async fn problems_of_a_file_are_reported_without_its_secrets() {
    for (text, expected) in [
        ("{", "is invalid JSON: "),
        ("{}", "has no accessToken.accessKeyId"),
        (
            r#"{"accessToken":{"accessKeyId":"hush","secretAccessKey":"hush","sessionToken":"hush\n","expiresAt":"2023"}}"#,
            "has an invalid sessionToken: the session token has a line break; remove it",
        ),
        (
            r#"{"accessToken":{"accessKeyId":"hush","secretAccessKey":"hush","sessionToken":"hush","expiresAt":"hush"}}"#,
            "has an accessToken.expiresAt that is not an ISO 8601 time",
        ),
        (
            r#"{"accessToken":{"accessKeyId":"hush","secretAccessKey":"hush","sessionToken":"hush","expiresAt":"2020-01-01T00:00:00Z"}}"#,
            "has expired and cannot be renewed: it has no clientId",
        ),
    ] {
        let problem = fixture(text).problem().await;
        assert!(problem.contains(expected), "{problem}");
        assert!(
            problem.ends_with("; sign in with `aws login --profile me`"),
            "{problem}"
        );
        assert!(!problem.contains("hush"), "{problem}");
    }
    let broken = KEY.replace("TPYgUKMG", "TPYgUKMH");
    for (key, expected) in [
        (
            "no key",
            "its dpopKey is not a private key of the curve P-256",
        ),
        (&broken, "its dpopKey has a public key that does not match"),
    ] {
        let text = token("OLD", "2023-11-14T22:10:00Z").replace(KEY, key);
        let problem = fixture(&text).problem().await;
        if cfg!(any(feature = "hyper", feature = "rustls")) {
            assert!(problem.contains(expected), "{problem}");
        }
    }
    let missing = Fixture::new().config(PROFILE).variable("AWS_PROFILE", "me");
    let problem = missing.problem().await;
    assert!(
        problem.ends_with(".json does not exist; sign in with `aws login --profile me`"),
        "{problem}"
    );
}

#[tokio::test(start_paused = true)]
async fn keys_in_the_credentials_file_precede_a_session_and_a_process_follows_it() {
    let process = format!("{PROFILE}credential_process = false\n");
    let with_process = fixture(&token("LOGIN", EXPIRATION)).config(&process);
    assert_keys(&with_process.credentials().await.unwrap(), "LOGIN");
    let keys = "[me]\naws_access_key_id = KEYS\naws_secret_access_key = x\n";
    let with_keys = with_process.file(".aws/credentials", keys);
    assert_eq!(
        with_keys.credentials().await.unwrap().access_key_id(),
        "KEYS"
    );
}

/// The cases are from the endpoint rule set that botocore has for the service.
#[cfg(any(feature = "hyper", feature = "rustls"))]
#[tokio::test(start_paused = true)]
async fn the_endpoint_of_the_renewal_is_that_of_botocore_in_each_partition() {
    for (region, use_fips, use_dual_stack, host) in [
        ("us-west-2", false, false, "us-west-2.signin.aws.amazon.com"),
        ("cn-north-1", false, false, "cn-north-1.signin.amazonaws.cn"),
        (
            "eusc-de-east-1",
            false,
            false,
            "eusc-de-east-1.signin.amazonaws-eusc.eu",
        ),
        (
            "us-iso-east-1",
            false,
            false,
            "us-iso-east-1.signin.c2shome.ic.gov",
        ),
        (
            "us-isob-east-1",
            false,
            false,
            "us-isob-east-1.signin.sc2shome.sgov.gov",
        ),
        (
            "eu-isoe-west-1",
            false,
            false,
            "eu-isoe-west-1.signin.csphome.adc-e.uk",
        ),
        (
            "us-isof-south-1",
            false,
            false,
            "us-isof-south-1.signin.csphome.hci.ic.gov",
        ),
        (
            "us-gov-east-1",
            false,
            false,
            "us-gov-east-1.signin.amazonaws-us-gov.com",
        ),
        (
            "us-gov-west-1",
            true,
            false,
            "signin-fips.amazonaws-us-gov.com",
        ),
        (
            "us-gov-east-1",
            true,
            false,
            "us-gov-east-1.signin-fips.amazonaws-us-gov.com",
        ),
        (
            "us-west-2",
            true,
            false,
            "signin-fips.us-west-2.amazonaws.com",
        ),
        ("us-west-2", false, true, "signin.us-west-2.api.aws"),
        (
            "us-gov-west-1",
            true,
            true,
            "signin-fips.us-gov-west-1.api.aws",
        ),
    ] {
        let text = token("OLD", "2023-11-14T22:18:20Z").replace("eu-west-1", region);
        let fixture = fixture(&text).respond(renewed());
        let builder = fixture.builder();
        let builder = builder.use_fips(use_fips).use_dual_stack(use_dual_stack);
        let config = builder.load().await.unwrap();
        let provider = config.credentials_provider().unwrap();
        assert_keys(&ask(&provider).await.unwrap(), "NEW");
        let uri = fixture.script.requests()[0].uri().clone();
        assert_eq!(uri.host(), Some(host), "{region}");
    }
}
