//! Signatures of requests of other programs. The expected ones were made by botocore 1.43.

use std::time::{Duration, SystemTime};

use http::Request;
use tinsmith::testing::TestTime;
use tinsmith::{Config, ConfigBuilder, Credentials, ErrorKind, PostPolicy, Signer};

/// The time of the signatures: 2023-11-14T22:13:20Z.
const NOW: u64 = 1_700_000_000;

const DATABASE: &str =
    "https://db.example.us-west-2.rds.amazonaws.com:3306/?Action=connect&DBUser=jane%20doe";

fn config(token: Option<&str>) -> ConfigBuilder {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(NOW);
    let token = token.map(str::to_owned);
    Config::builder()
        .region("us-west-2")
        .credentials(Credentials::new(
            "AKIDEXAMPLE",
            "secret",
            token,
            None,
            "test",
        ))
        .time(TestTime::starting_at(now))
}

fn signer(service: &str) -> Signer {
    Signer::new(&config(None).build(), service)
}

fn request(method: &str, url: &str, body: &'static str) -> Request<&'static str> {
    let request = Request::builder().method(method).uri(url);
    request.body(body).unwrap()
}

fn header<'r, B>(request: &'r Request<B>, name: &str) -> &'r str {
    request.headers()[name].to_str().unwrap()
}

/// Returns the signed headers and the signature.
fn authorization<B>(request: &Request<B>) -> (&str, &str) {
    let value = header(request, "authorization");
    let (_, signed) = value.split_once("SignedHeaders=").unwrap();
    signed.split_once(", Signature=").unwrap()
}

#[tokio::test]
async fn requests_are_signed_as_botocore_signs_them() {
    let mut post = request(
        "POST",
        "https://abc.execute-api.us-west-2.amazonaws.com/prod/things/a%20b?x=1&y=%C3%BC",
        r#"{"a":1}"#,
    );
    let json = "application/json".parse().unwrap();
    post.headers_mut().insert("content-type", json);
    let signed = signer("execute-api").sign(post).await.unwrap();
    assert_eq!(
        authorization(&signed),
        (
            "content-type;host;x-amz-date",
            "b05fa450eb6124f91b013e7d10612a256596001c663cfaf03bff7010d03908fd"
        )
    );
    assert_eq!(header(&signed, "x-amz-date"), "20231114T221320Z");
    assert_eq!(*signed.body(), r#"{"a":1}"#);

    let mut put = request("PUT", "https://abc.lambda-url.us-west-2.on.aws/", "body");
    let thing = " a  b ".parse().unwrap();
    put.headers_mut().insert("x-thing", thing);
    let signed = signer("lambda").sign(put).await.unwrap();
    assert_eq!(
        authorization(&signed),
        (
            "host;x-amz-date;x-thing",
            "5f89ba1be281f3b1d64f3e07050e64fa9ffde97e3c43a1376621b631b586303c"
        )
    );
}

#[tokio::test]
async fn a_url_is_presigned_as_botocore_presigns_it() {
    let connect = request("GET", DATABASE, "");
    let expires = Duration::from_secs(900);
    let presigned = signer("rds-db").presign(connect, expires).await.unwrap();
    assert_eq!(
        presigned.uri().to_string(),
        format!(
            "{DATABASE}&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20231114%2Fus-west-2%2Frds-db%2Faws4_request\
             &X-Amz-Date=20231114T221320Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host\
             &X-Amz-Signature=047c702462c8acc99e4f4f0e1d2573c3112cf072001b62ed5f318ef2ec765f4a"
        )
    );
    let connect = request(
        "GET",
        "https://abc.dsql.us-west-2.on.aws/?Action=DbConnect",
        "",
    );
    let presigned = signer("dsql").presign(connect, expires).await.unwrap();
    let url = presigned.uri().to_string();
    let signature =
        "X-Amz-Signature=f1991db02117fd8aeaff079a2b2afd5d63cfedf5388fd8c35064fa5157227c6c";
    assert!(url.ends_with(signature), "{url}");
}

#[tokio::test]
async fn a_signature_replaces_an_older_one() {
    let url = "https://abc.lambda-url.us-west-2.on.aws/";
    let temporary = Signer::new(&config(Some("token")).build(), "lambda");
    let once = temporary.sign(request("GET", url, "")).await.unwrap();
    assert!(once.headers()["x-amz-security-token"].is_sensitive());
    assert!(once.headers()["authorization"].is_sensitive());
    let twice = signer("lambda").sign(once).await.unwrap();
    let fresh = signer("lambda")
        .sign(request("GET", url, ""))
        .await
        .unwrap();
    assert_eq!(twice.headers(), fresh.headers());
    let mut hashed = request("GET", url, "");
    let hash = "0".repeat(64).parse().unwrap();
    hashed.headers_mut().insert("x-amz-content-sha256", hash);
    let regions = "*".parse().unwrap();
    hashed.headers_mut().insert("x-amz-region-set", regions);
    let rehashed = signer("lambda").sign(hashed).await.unwrap();
    assert_eq!(rehashed.headers(), fresh.headers());
}

#[tokio::test]
async fn a_signature_replaces_an_older_one_in_the_url() {
    let expires = Duration::from_secs(60);
    let temporary = Signer::new(&config(Some("token")).build(), "lambda");
    for url in [
        "https://abc.lambda-url.us-west-2.on.aws/",
        "https://abc.lambda-url.us-west-2.on.aws/a?q=x%2Cy&b",
    ] {
        let get = || request("GET", url, "");
        let mut once = temporary.presign(get(), expires).await.unwrap();
        assert!(once.uri().query().unwrap().contains("X-Amz-Security-Token"));
        let more = format!(
            "{}&x%2Damz%2Ddate=1&X-Amz-Content-Sha256=a&X-Amz-Region-Set=%2A",
            once.uri()
        );
        *once.uri_mut() = more.parse().unwrap();
        let twice = signer("lambda").presign(once.clone(), expires).await;
        let fresh = signer("lambda").presign(get(), expires).await;
        assert_eq!(twice.unwrap().uri(), fresh.unwrap().uri());
        let in_headers = signer("lambda").sign(once).await.unwrap();
        assert_eq!(*in_headers.uri(), url);
        let fresh = signer("lambda").sign(get()).await.unwrap();
        assert_eq!(in_headers.headers(), fresh.headers());
    }
}

#[tokio::test]
async fn a_host_header_is_signed_in_place_of_the_host_of_the_url() {
    let get = |url| request("GET", url, "");
    let mut tunnelled = get("https://localhost:9200/");
    let host = "abc.example".parse().unwrap();
    tunnelled.headers_mut().insert("host", host);
    let tunnelled = signer("es").sign(tunnelled).await.unwrap();
    assert_eq!(header(&tunnelled, "host"), "abc.example");
    let direct = signer("es").sign(get("https://abc.example/")).await;
    assert_eq!(authorization(&tunnelled), authorization(&direct.unwrap()));
}

#[tokio::test]
async fn the_body_may_be_left_out_of_the_signature_or_have_its_hash_in_a_header() {
    let put = || request("PUT", "https://abc.example/", "body");
    let unsigned = signer("s3").path_as_is().unsigned_payload();
    let unsigned = unsigned.content_sha256().sign(put()).await.unwrap();
    assert_eq!(
        header(&unsigned, "x-amz-content-sha256"),
        "UNSIGNED-PAYLOAD"
    );
    let hashed = signer("aoss").content_sha256().sign(put()).await.unwrap();
    assert_eq!(
        header(&hashed, "x-amz-content-sha256"),
        "230d8358dc8e8890b4c58deeb62912ee2f20357ae92a5cc861b98e68fe31acb5"
    );
    assert_eq!(
        authorization(&hashed).0,
        "host;x-amz-content-sha256;x-amz-date"
    );
    let plain = signer("es").sign(put()).await.unwrap();
    assert!(!plain.headers().contains_key("x-amz-content-sha256"));
}

#[tokio::test]
async fn a_path_is_encoded_once_more_unless_it_is_signed_as_it_is() {
    let get = || request("GET", "https://abc.example/a%20b/../c", "");
    let encoded = signer("s3").sign(get()).await.unwrap();
    let as_is = signer("s3").path_as_is().sign(get()).await.unwrap();
    assert_ne!(authorization(&encoded), authorization(&as_is));
    let normalized = request("GET", "https://abc.example/c", "");
    let normalized = signer("s3").sign(normalized).await.unwrap();
    assert_eq!(authorization(&encoded), authorization(&normalized));
}

#[tokio::test]
async fn what_is_missing_for_a_signature_is_named() {
    let get = || request("GET", "https://abc.example/", "");
    let credentials = Credentials::new("AKIDEXAMPLE", "secret", None, None, "test");
    let nowhere = Config::builder().credentials(credentials).build();
    let error = Signer::new(&nowhere, "es").sign(get()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Endpoint);
    assert!(
        error
            .to_string()
            .starts_with("no region is set for the signature; looked at"),
        "{error}"
    );
    let signed = Signer::new(&nowhere, "es")
        .region("eu-west-1")
        .sign(get())
        .await;
    assert!(header(&signed.unwrap(), "authorization").contains("/eu-west-1/es/"));

    let anonymous = Config::builder().region("us-west-2").build();
    let error = Signer::new(&anonymous, "es").sign(get()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    let relative = request("GET", "/things", "");
    let error = signer("es").sign(relative).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    let error = signer("es")
        .presign(get(), Duration::ZERO)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
}

#[test]
fn a_signer_shows_its_service_and_no_credentials() {
    let text = format!("{:?}", signer("es"));
    assert!(
        text.contains("\"es\"") && !text.contains("secret\""),
        "{text}"
    );
}

#[tokio::test]
async fn an_empty_session_token_is_none() {
    let signer = Signer::new(&config(Some("")).build(), "lambda");
    let url = "https://abc.lambda-url.us-west-2.on.aws/";
    let expires = Duration::from_secs(900);
    let signed = signer.sign(request("GET", url, "")).await.unwrap();
    assert!(!signed.headers().contains_key("x-amz-security-token"));
    let presigned = signer.presign(request("GET", url, ""), expires).await;
    let presigned = presigned.unwrap().uri().to_string();
    assert!(!presigned.contains("X-Amz-Security-Token"), "{presigned}");
    let post = signer.presign_post(url.parse().unwrap(), PostPolicy::new(), expires);
    let fields = post.await.unwrap().fields;
    let has_token = fields
        .iter()
        .any(|(name, _)| name == "x-amz-security-token");
    assert!(!has_token, "{fields:?}");
}
