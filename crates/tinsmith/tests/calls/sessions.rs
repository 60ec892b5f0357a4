//! Requests with the credentials of a session, which an operation of the service opens.

mod directory;
mod rejections;
mod session_regions;
mod session_renewals;

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use futures::future::join_all;
use serde::Deserialize;
use tinsmith::testing::{ScriptedResponse, ScriptedTransport, TestTime};
use tinsmith::{
    Call, Config, ConfigBuilder, Credentials, Environment, ErrorKind, Handle, Time, Timestamp,
};

use self::directory::{
    BUCKET, DeleteObject, GetObject, GetUnchecked, PutUnchecked, SESSION, STORE,
};
use crate::support::{config, start};

/// The requests that boto3 sends, each in a line, as `xtask/tests/peers/boto3_sessions.py` prints them.
const BY_BOTO3: &str = include_str!("sessions_by_boto3.txt");

/// A session that ends in this number of seconds.
fn opened(id: &str, seconds: u64) -> ScriptedResponse {
    let end = Timestamp::from(start() + Duration::from_secs(seconds));
    let end = end.format(tinsmith::TimestampFormat::DateTime);
    let body = format!(
        r#"{{"id":"{id}","secret":"session secret","token":"se/ss+ion=","expiration":"{end}"}}"#
    );
    ScriptedResponse::json(200, body)
}

fn done() -> ScriptedResponse {
    ScriptedResponse::json(200, "{}")
}

fn script(responses: impl IntoIterator<Item = ScriptedResponse>) -> ScriptedTransport {
    let script = ScriptedTransport::new();
    for response in responses {
        script.respond(response);
    }
    script
}

fn call(config: ConfigBuilder) -> Call {
    Handle::new(&config.build(), &STORE)
        .call()
        .with_preflight(&SESSION)
}

/// Returns the access key ids of the requests.
fn ids(script: &ScriptedTransport) -> Vec<String> {
    let id = |signature: &str| {
        let (_, scope) = signature.split_once("Credential=").unwrap();
        scope.split('/').next().unwrap().to_owned()
    };
    let requests = script.requests();
    let requests = requests.iter();
    requests
        .map(|request| id(request.headers()["authorization"].to_str().unwrap()))
        .collect()
}

#[derive(Deserialize)]
struct Recorded {
    method: String,
    url: String,
    headers: BTreeMap<String, String>,
}

#[tokio::test]
async fn requests_and_urls_are_those_of_boto3() {
    let recorded = BY_BOTO3
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    let recorded: Vec<Recorded> = recorded.collect();
    let script = script([opened("ASIASESSION", 300), done(), done()]);
    let keys = Credentials::new(
        "AKIDEXAMPLE",
        "secret",
        Some("to/k+en=".to_owned()),
        None,
        "test",
    );
    let call = call(config(&script).credentials(keys));
    call.send_ref(&GetObject(BUCKET, "a b+é/../x"))
        .await
        .unwrap();
    call.send_ref(&DeleteObject).await.unwrap();
    let requests = script.requests();
    assert_eq!(requests.len(), 3);
    for (request, expected) in requests.iter().zip(&recorded) {
        assert_eq!(request.method().as_str(), expected.method);
        assert_eq!(request.uri().to_string(), expected.url);
        for (name, value) in &expected.headers {
            assert_eq!(request.headers()[name.as_str()], *value, "{name}");
        }
        let has_token = request.headers().contains_key("x-amz-security-token");
        assert_eq!(has_token, expected.url.ends_with("?session"));
    }
    let time = Duration::from_secs(300);
    let presigned = call.clone().presigned(GetUnchecked, time).await.unwrap();
    let upload = call.presigned(PutUnchecked, time).await.unwrap();
    let presigned = [presigned, upload];
    assert_eq!(recorded.len(), requests.len() + presigned.len());
    for (presigned, expected) in presigned.iter().zip(&recorded[requests.len()..]) {
        assert_eq!(presigned.method.as_str(), expected.method);
        assert_eq!(presigned.uri.to_string(), expected.url);
        assert_eq!(presigned.expires_at, Some(start() + time));
    }
}

#[tokio::test]
async fn a_presigned_url_ends_with_its_session() {
    let script = script([opened("A", 100)]);
    let call = call(config(&script));
    let hour = Duration::from_secs(3_600);
    let presigned = call.presigned(GetUnchecked, hour).await.unwrap();
    let end: SystemTime = start() + Duration::from_secs(100);
    assert_eq!(presigned.expires_at, Some(end));
}

/// The margins are those of botocore: 45 and 10 seconds.
#[tokio::test(start_paused = true)]
async fn a_session_is_used_until_its_end_is_near() {
    let script = script([opened("A", 300), done(), done(), opened("B", 600), done()]);
    let time = TestTime::starting_at(start());
    let call = call(config(&script).time(time));
    for seconds in [0, 254, 1] {
        time.sleep(Duration::from_secs(seconds)).await;
        call.send_ref(&GetObject("b", "k")).await.unwrap();
    }
    assert_eq!(ids(&script), ["AKIDEXAMPLE", "A", "A", "AKIDEXAMPLE", "B"]);
}

#[tokio::test(start_paused = true)]
async fn each_resource_and_each_credentials_have_a_session() {
    let script = script([opened("A", 300), done(), opened("B", 300), done(), done()]);
    for response in [opened("C", 300), done(), done()] {
        script.respond(response);
    }
    let call = call(config(&script));
    for bucket in ["a", "b", "a"] {
        call.send_ref(&GetObject(bucket, "k")).await.unwrap();
    }
    let keys = Credentials::new("OTHER", "secret", None, None, "test");
    let other = call.configure(|options| options.credentials(keys));
    for _ in 0..2 {
        other.send_ref(&GetObject("a", "k")).await.unwrap();
    }
    let (own, others) = (
        ["AKIDEXAMPLE", "A", "AKIDEXAMPLE", "B", "A"],
        ["OTHER", "C", "C"],
    );
    assert_eq!(ids(&script), [&own[..], &others[..]].concat());
}

#[tokio::test(start_paused = true)]
async fn callers_at_the_same_time_share_a_session() {
    let second = Duration::from_secs(1);
    let script = script([opened("A", 300).after(second)]);
    for _ in 0..10 {
        script.respond(done());
    }
    let time = TestTime::starting_at(start());
    let call = call(config(&script).time(time));
    let get = || call.send_ref(&GetObject("b", "k"));
    for result in join_all((0..10).map(|_| get())).await {
        result.unwrap();
    }
    let found = ids(&script);
    assert_eq!(found.iter().filter(|id| *id == "A").count(), 10);
    // While one of them opens the next session, the others use the one that still lasts.
    time.sleep(Duration::from_secs(260)).await;
    script.respond(opened("B", 600).after(second));
    for _ in 0..3 {
        script.respond(done());
    }
    for result in join_all((0..3).map(|_| get())).await {
        result.unwrap();
    }
    assert_eq!(ids(&script)[11..], ["AKIDEXAMPLE", "A", "A", "B"]);
}

#[tokio::test(start_paused = true)]
async fn callers_that_waited_for_a_failure_try_at_the_same_time() {
    let second = Duration::from_secs(1);
    let denied = || ScriptedResponse::error(403, "AccessDenied", "no session").after(second);
    let script = script([denied(), denied(), denied()]);
    let time = TestTime::starting_at(start());
    let call = call(config(&script).time(time));
    let get = || call.send_ref(&GetObject("b", "k"));
    for result in join_all((0..3).map(|_| get())).await {
        let error = result.unwrap_err();
        assert_eq!(error.code(), Some("AccessDenied"));
        assert_eq!(error.operation(), Some("Open"));
    }
    assert_eq!(time.monotonic(), 2 * second);
}

#[tokio::test(start_paused = true)]
async fn a_session_that_cannot_be_renewed_is_used_to_its_end() {
    let denied = || ScriptedResponse::error(403, "AccessDenied", "no session");
    let script = script([opened("A", 300), done(), denied(), done(), denied()]);
    let time = TestTime::starting_at(start());
    let call = call(config(&script).time(time));
    for seconds in [0, 299] {
        time.sleep(Duration::from_secs(seconds)).await;
        call.send_ref(&GetObject("b", "k")).await.unwrap();
    }
    time.sleep(Duration::from_secs(1)).await;
    call.send_ref(&GetObject("b", "k")).await.unwrap_err();
    assert_eq!(ids(&script)[3..], ["A", "AKIDEXAMPLE"]);
}

#[tokio::test]
async fn a_session_without_a_part_of_its_credentials_is_an_error() {
    let script = script([ScriptedResponse::json(200, r#"{"id":"A","secret":"s"}"#)]);
    let error = call(config(&script)).send(GetObject("b", "k")).await;
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidResponse);
    let expected = "Open: the service returned a session without credentials";
    assert_eq!(error.to_string(), expected);
}

#[tokio::test]
async fn sessions_are_disabled_by_code_variable_and_profile() {
    let environment = |text: &str, variable: Option<&str>| {
        let file = format!("[default]\nstore_disable_sessions = {text}\n");
        let variable = variable.map(|text| ("AWS_STORE_DISABLE_SESSIONS", text));
        let variables = [("HOME", "/home")].into_iter().chain(variable);
        Environment::from_iter(variables).with_files([("/home/.aws/config", file)])
    };
    let load = async |script: &ScriptedTransport, environment: Environment, code: Option<bool>| {
        let mut builder = config(script).environment(environment);
        if let Some(code) = code {
            builder = builder.endpoint_param("DisableSessions", code);
        }
        builder.load().await.unwrap()
    };
    let call = |config: &Config| {
        let call = Handle::new(config, &STORE).call();
        call.with_preflight(&SESSION)
    };
    for (profile, variable, code, is_disabled) in [
        ("true", None, None, true),
        ("false", None, None, false),
        ("false", Some("TRUE"), None, true),
        ("true", Some("false"), None, false),
        ("false", Some("false"), Some(true), true),
        ("true", Some("true"), Some(false), false),
    ] {
        let script = match is_disabled {
            true => script([done()]),
            false => script([opened("A", 300), done()]),
        };
        let config = load(&script, environment(profile, variable), code).await;
        call(&config).send(GetObject("b", "k")).await.unwrap();
        let expected: &[_] = match is_disabled {
            true => &["AKIDEXAMPLE"],
            false => &["AKIDEXAMPLE", "A"],
        };
        assert_eq!(ids(&script), expected, "{profile} {variable:?} {code:?}");
        let signature = script.requests()[0].headers()["authorization"].clone();
        let signature = signature.to_str().unwrap();
        assert!(signature.contains("/s3express/aws4_request"), "{signature}");
    }
    let script = ScriptedTransport::new();
    let config = load(&script, environment("yes", None), None).await;
    let error = call(&config).send(GetObject("b", "k")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    let message = error.to_string();
    assert!(
        message.starts_with("GetObject: \"yes\" set by "),
        "{message}"
    );
}

#[tokio::test]
async fn a_request_without_a_signature_opens_no_session() {
    let script = script([done()]);
    let call = call(config(&script).unsigned());
    call.send(GetObject(BUCKET, "key")).await.unwrap();
    let requests = script.requests();
    assert_eq!(requests.len(), 1);
    for name in ["authorization", "x-amz-s3session-token"] {
        assert!(!requests[0].headers().contains_key(name), "{name}");
    }
}
