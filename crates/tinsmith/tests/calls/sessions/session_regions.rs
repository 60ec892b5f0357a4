//! Sessions of resources in several regions, and after other steps.

use tinsmith::preflight::{Preflight, RegionLookup, RegionalRedirect, Sequence};
use tinsmith::service::OperationMetadata;
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
use tinsmith::{Call, Environment, Handle};

use super::directory::{DISCOVERED, GetObject, SESSION, STORE};
use super::{call, done, ids, opened, script};
use crate::support::config;

static REDIRECT: RegionalRedirect = RegionalRedirect {
    parameter: "Bucket",
    header: "x-region",
    element: "Region",
    creates_resource: false,
    lookup: Some(&RegionLookup {
        operation: &OperationMetadata {
            service: &STORE,
            name: "HeadBucket",
            method: "HEAD",
            ..OperationMetadata::DEFAULT
        },
        errors: &["WrongRegion"],
    }),
};

static STEPS: Sequence = Sequence(&[&REDIRECT as &dyn Preflight, &SESSION]);

/// Returns the access key id and the region of the signature of each request, which is that of its host.
fn signers(script: &ScriptedTransport) -> Vec<(String, String)> {
    let requests = script.requests();
    let regions = requests.iter().map(|request| {
        let host = request.uri().host().unwrap();
        let region = host.split('.').nth(2).unwrap().to_owned();
        let signature = request.headers()["authorization"].to_str().unwrap();
        let scope = format!("/{region}/s3express/");
        assert!(signature.contains(&scope), "{host}: {signature}");
        region
    });
    ids(script).into_iter().zip(regions).collect()
}

fn signer(id: &str, region: &str) -> (String, String) {
    (id.to_owned(), region.to_owned())
}

/// Returns a call of a program whose environment disables sessions.
async fn call_without_sessions(script: &ScriptedTransport) -> Call {
    let environment = Environment::from_iter([("AWS_STORE_DISABLE_SESSIONS", "true")]);
    let config = config(script).environment(environment).load().await;
    let call = Handle::new(&config.unwrap(), &STORE).call();
    call.with_preflight(&STEPS)
}

#[tokio::test]
async fn each_region_has_a_session() {
    let script = script([opened("A", 300), done(), opened("B", 300), done(), done()]);
    let call = call(config(&script));
    for region in ["us-west-2", "eu-west-1", "us-west-2"] {
        let call = call.clone().configure(|options| options.region(region));
        call.send(GetObject("b", "k")).await.unwrap();
    }
    let expected = [
        signer("AKIDEXAMPLE", "us-west-2"),
        signer("A", "us-west-2"),
        signer("AKIDEXAMPLE", "eu-west-1"),
        signer("B", "eu-west-1"),
        signer("A", "us-west-2"),
    ];
    assert_eq!(signers(&script), expected);
}

#[tokio::test]
async fn a_session_is_opened_in_the_region_of_a_redirect() {
    let redirect = ScriptedResponse::error(301, "PermanentRedirect", "elsewhere");
    let redirect = redirect.header("x-region", "eu-west-1");
    let script = script([opened("A", 300), redirect, opened("B", 300), done(), done()]);
    let call = call(config(&script)).with_preflight(&STEPS);
    for _ in 0..2 {
        call.send_ref(&GetObject("b", "k")).await.unwrap();
    }
    let expected = [
        signer("AKIDEXAMPLE", "us-west-2"),
        signer("A", "us-west-2"),
        signer("AKIDEXAMPLE", "eu-west-1"),
        signer("B", "eu-west-1"),
        signer("B", "eu-west-1"),
    ];
    assert_eq!(signers(&script), expected);
}

#[tokio::test]
async fn disabled_sessions_stay_disabled_after_a_redirect() {
    let redirect = ScriptedResponse::error(301, "PermanentRedirect", "elsewhere");
    let redirect = redirect.header("x-region", "eu-west-1");
    let script = script([redirect, done(), done()]);
    let call = call_without_sessions(&script).await;
    for _ in 0..2 {
        call.send_ref(&GetObject("b", "k")).await.unwrap();
    }
    let id = "AKIDEXAMPLE";
    let expected = ["us-west-2", "eu-west-1", "eu-west-1"];
    assert_eq!(signers(&script), expected.map(|region| signer(id, region)));
}

/// The lookup of a region resolves the endpoint, too.
#[tokio::test]
async fn disabled_sessions_stay_disabled_in_the_lookup_of_a_region() {
    let script = script([
        ScriptedResponse::error(400, "WrongRegion", "elsewhere"),
        ScriptedResponse::status(200).header("x-region", "eu-west-1"),
        done(),
    ]);
    let call = call_without_sessions(&script).await;
    call.send(GetObject("b", "k")).await.unwrap();
    let id = "AKIDEXAMPLE";
    let expected = ["us-west-2", "us-west-2", "eu-west-1"];
    assert_eq!(signers(&script), expected.map(|region| signer(id, region)));
    assert_eq!(script.requests()[1].method(), "HEAD");
}

#[tokio::test]
async fn a_session_is_opened_for_a_discovered_endpoint() {
    static STEPS: Sequence = Sequence(&[&DISCOVERED as &dyn Preflight, &SESSION]);
    let found = ScriptedResponse::json(200, r#"{"id":"found.example"}"#);
    let script = script([found, opened("A", 300), done()]);
    let call = call(config(&script)).with_preflight(&STEPS);
    call.send(GetObject("b", "k")).await.unwrap();
    assert_eq!(ids(&script)[1..], ["AKIDEXAMPLE", "A"]);
    let requests = script.requests();
    assert_eq!(requests[2].uri().host(), Some("found.example"));
}
