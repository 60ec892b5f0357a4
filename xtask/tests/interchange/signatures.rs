//! The signatures of requests of other programs are those of botocore, and so are the tokens for databases.

use std::process::Command;
use std::time::{Duration, SystemTime};

use http::Request;
use serde_json::{Value, json};
use tinsmith::testing::TestTime;
use tinsmith::{Config, Credentials, Signer, Timestamp};

use crate::{Result, has_boto3};

const REGION: &str = "eu-central-1";
const DATABASE: (&str, u16, &str) = ("db.abc.eu-central-1.rds.amazonaws.com", 5432, "jane doe/ü");
const CLUSTER: &str = "abc.dsql.eu-central-1.on.aws";

/// A request, which is presigned for a number of seconds unless that is 0.
struct Case {
    service: &'static str,
    method: &'static str,
    url: String,
    headers: &'static [(&'static str, &'static str)],
    body: &'static str,
    expires: u64,
}

fn case(service: &'static str, method: &'static str, url: &str, expires: u64) -> Case {
    Case {
        service,
        method,
        url: url.to_owned(),
        headers: &[],
        body: "",
        expires,
    }
}

fn cases() -> Vec<Case> {
    let api =
        "https://abc.execute-api.eu-central-1.amazonaws.com/prod/things/a%20b%2Fc?x=1&y=%C3%BC&a";
    vec![
        Case {
            headers: &[
                ("content-type", "application/json"),
                ("x-thing", " a  b "),
                ("user-agent", "test"),
            ],
            body: r#"{"name": "ü"}"#,
            ..case("execute-api", "POST", api, 0)
        },
        Case {
            headers: &[
                ("host", "search.example"),
                ("connection", "close"),
                ("expect", "100-continue"),
                ("te", "trailers"),
            ],
            ..case("es", "GET", "https://localhost:9200/_search", 0)
        },
        case(
            "lambda",
            "DELETE",
            "https://abc.lambda-url.eu-central-1.on.aws",
            0,
        ),
        case(
            "es",
            "GET",
            "https://search.example:9200/_search?q=a%2Ab&size=1",
            0,
        ),
        Case {
            headers: &[("x-tenant", "north")],
            ..case(
                "lambda",
                "GET",
                "https://abc.lambda-url.eu-central-1.on.aws/?q=1",
                60,
            )
        },
    ]
}

/// The requests whose presigned URLs are the tokens for databases, as the guide makes them.
fn databases() -> [Case; 3] {
    let (host, port, _) = DATABASE;
    let rds = format!("https://{host}:{port}/?Action=connect&DBUser=jane%20doe%2F%C3%BC");
    let dsql = |action| format!("https://{CLUSTER}/?Action={action}");
    [
        case("rds-db", "GET", &rds, 900),
        case("dsql", "GET", &dsql("DbConnect"), 900),
        case("dsql", "GET", &dsql("DbConnectAdmin"), 900),
    ]
}

fn by_botocore(token: Option<&str>) -> Result<Vec<Value>> {
    let requests: Vec<_> = cases()
        .iter()
        .map(|case| {
            let headers: serde_json::Map<_, _> = case
                .headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), json!(value)))
                .collect();
            json!({
                "service": case.service, "method": case.method, "url": case.url, "headers": headers,
                "body": case.body, "expires": case.expires,
            })
        })
        .collect();
    let about = json!({
        "keys": ["AKIDEXAMPLE", "secret/+=", token],
        "region": REGION,
        "requests": requests,
        "rds": DATABASE,
        "dsql": CLUSTER,
    });
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/interchange/boto3_signatures.py"
    );
    let output = Command::new("python3")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .arg(script)
        .arg(about.to_string())
        .output()?;
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "botocore's signatures: {errors}");
    let lines = String::from_utf8(output.stdout)?;
    lines
        .lines()
        .map(|line| Ok(serde_json::from_str(line)?))
        .collect()
}

/// Returns the time of a signature, which is in a header or in the URL.
fn time(signed: &Value) -> Result<SystemTime> {
    let url = signed["url"].as_str().unwrap_or_default();
    let in_url = url.split("X-Amz-Date=").nth(1);
    let text = signed["headers"]["x-amz-date"].as_str().or(in_url);
    let text = text.and_then(|text| text.get(..16)).ok_or("no time")?;
    let part = |range| text.get(range).unwrap_or_default();
    let (date, time) = (
        [part(0..4), part(4..6), part(6..8)].join("-"),
        [part(9..11), part(11..13), part(13..15)].join(":"),
    );
    let time: Timestamp = format!("{date}T{time}Z").parse()?;
    Ok(SystemTime::from(time))
}

/// Signs a request at the time of another signature, and returns it in the same form.
async fn by_us(case: &Case, token: Option<&str>, theirs: &Value) -> Result<Value> {
    let token = token.map(str::to_owned);
    let config = Config::builder()
        .region(REGION)
        .credentials(Credentials::new(
            "AKIDEXAMPLE",
            "secret/+=",
            token,
            None,
            "test",
        ))
        .time(TestTime::starting_at(time(theirs)?));
    let signer = Signer::new(&config.build(), case.service);
    let mut request = Request::builder().method(case.method).uri(&case.url);
    for (name, value) in case.headers {
        request = request.header(*name, *value);
    }
    let request = request.body(case.body)?;
    let signed = match case.expires {
        0 => signer.sign(request).await?,
        seconds => {
            signer
                .presign(request, Duration::from_secs(seconds))
                .await?
        }
    };
    let headers = signed.headers().iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes());
        (name.to_string(), json!(value))
    });
    let headers: serde_json::Map<_, _> = headers.collect();
    let url = match case.expires {
        0 => case.url.clone(),
        _ => signed.uri().to_string(),
    };
    Ok(json!({"url": url, "headers": headers}))
}

#[tokio::test]
async fn any_request_and_the_tokens_for_databases_are_signed_as_by_boto3() -> Result<()> {
    if !has_boto3() {
        return Ok(());
    }
    for token in [None, Some("token/+=")] {
        let theirs = by_botocore(token)?;
        let cases: Vec<_> = cases().into_iter().chain(databases()).collect();
        assert_eq!(theirs.len(), cases.len());
        for (case, theirs) in cases.iter().zip(&theirs) {
            let ours = by_us(case, token, theirs).await?;
            assert_eq!(ours, *theirs, "{} {}", case.method, case.url);
        }
    }
    Ok(())
}
