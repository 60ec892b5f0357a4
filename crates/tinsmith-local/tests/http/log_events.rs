use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use tinsmith_local::{Fault, LocalService, ManualClock};

use super::client::{Response, Signer, get, send};

const TARGET: &str = "Logs_20140328.GetLogEvents";

/// A service with its open sessions ended after 100 seconds, and the log of the first session.
async fn service() -> (LocalService, Value, ManualClock) {
    let clock = ManualClock::new(SystemTime::now());
    let service = LocalService::builder()
        .sessions(500)
        .clock(clock.clone())
        .open_session_duration(Duration::from_secs(100))
        .start()
        .await
        .unwrap();
    let log = log(&service, 0);
    (service, log, clock)
}

/// Returns the members that select the log of a session of the first job.
fn log(service: &LocalService, session: usize) -> Value {
    let job = service.long_job().unwrap();
    json!({
        "logGroupName": format!("/aws/deadline/{}/{}", service.farm_id(), job.queue_id),
        "logStreamName": service.session_ids(job.job_id)[session],
    })
}

/// Calls the operation with the members of a log and further ones.
async fn call(service: &LocalService, log: &Value, members: Value) -> Response {
    let mut body = log.clone();
    for (name, value) in members.as_object().unwrap() {
        body[name] = value.clone();
    }
    let signer = Signer {
        service: "logs",
        target: Some(TARGET),
        ..Signer::from_service(service)
    };
    send(service, &signer, "POST", "/", &body.to_string()).await
}

fn messages(page: &Value) -> Vec<&str> {
    let events = page["events"].as_array().unwrap();
    let messages = events.iter().map(|event| event["message"].as_str());
    messages.map(Option::unwrap).collect()
}

#[tokio::test]
async fn forward_pages_contain_every_event_and_end_with_an_unchanged_token() {
    let (service, log, _) = service().await;
    let response = call(&service, &log, json!({ "startFromHead": true })).await;
    assert_eq!(response.status, 200);
    assert_eq!(
        response.header("content-type"),
        Some("application/x-amz-json-1.1")
    );
    let whole = response.json();
    let mut listed: Vec<String> = Vec::new();
    let mut members = json!({ "startFromHead": true, "limit": 100 });
    loop {
        let page = call(&service, &log, members.clone()).await.json();
        listed.extend(messages(&page).into_iter().map(str::to_owned));
        let token = page["nextForwardToken"].clone();
        if token == members["nextToken"] {
            assert_eq!(messages(&page).len(), 0);
            break;
        }
        members["nextToken"] = token;
    }
    assert!(listed.len() > 100, "{}", listed.len());
    assert_eq!(listed[..messages(&whole).len()], messages(&whole));
    assert!(listed[0].contains("started") && listed[listed.len() - 1].contains("ended"));
}

#[tokio::test]
async fn backward_pages_begin_with_the_latest_events() {
    let (service, log, _) = service().await;
    let last = call(&service, &log, json!({ "limit": 2 })).await.json();
    assert!(messages(&last)[1].ends_with("ended."), "{last}");
    let members = json!({ "limit": 1, "nextToken": last["nextBackwardToken"] });
    let before = call(&service, &log, members).await.json();
    assert_eq!(messages(&before).len(), 1);
    let members = json!({ "limit": 1, "nextToken": before["nextForwardToken"] });
    let again = call(&service, &log, members).await.json();
    assert_eq!(messages(&again)[..], messages(&last)[..1]);
    let head = json!({ "limit": 1, "startFromHead": true });
    let head = call(&service, &log, head).await.json();
    let token = &head["nextBackwardToken"];
    let ended = call(&service, &log, json!({ "nextToken": token })).await;
    assert_eq!(&ended.json()["nextBackwardToken"], token);
}

#[tokio::test]
async fn the_log_of_an_open_session_grows_and_ends() {
    let (service, _, clock) = service().await;
    let job = service.long_job().unwrap();
    let log = log(&service, job.sessions - 1);
    let page = call(&service, &log, json!({ "startFromHead": true })).await;
    let token = page.json()["nextForwardToken"].clone();
    let next = || call(&service, &log, json!({ "nextToken": token }));
    assert_eq!(next().await.json()["nextForwardToken"], token);
    clock.advance(Duration::from_secs(50));
    let page = next().await.json();
    assert_eq!(messages(&page).len(), 10);
    assert_ne!(page["nextForwardToken"], token);
    clock.advance(Duration::from_secs(500));
    let page = next().await.json();
    let messages = messages(&page);
    assert_eq!(messages.len(), 21);
    assert!(messages[20].ends_with("ended."), "{page}");
    // The session has ended for the other operations, too.
    let path = format!(
        "/2023-10-12/farms/{}/queues/{}/jobs/{}/sessions",
        service.farm_id(),
        job.queue_id,
        job.job_id
    );
    let id = log["logStreamName"].as_str().unwrap();
    let session = get(&service, &format!("{path}/{id}")).await.json();
    assert_eq!(session["lifecycleStatus"], "ENDED");
    assert_eq!(session["endedAt"], "2025-04-01T00:01:40Z");
    let listed = get(&service, &path).await.json();
    let sessions = listed["sessions"].as_array().unwrap();
    assert!(
        sessions
            .iter()
            .all(|session| session["endedAt"].is_string())
    );
}

#[tokio::test]
async fn events_are_selected_by_time() {
    let (service, log, _) = service().await;
    let head = call(&service, &log, json!({ "startFromHead": true })).await;
    let second = head.json()["events"][1]["timestamp"].as_i64().unwrap();
    let members = json!({ "startTime": second, "endTime": second + 5000 });
    let page = call(&service, &log, members).await.json();
    assert_eq!(messages(&page), ["Frame 1 rendered."]);
}

#[tokio::test]
async fn errors_have_the_form_of_the_protocol() {
    let (service, log, _) = service().await;
    let job = service.long_job().unwrap();
    let group = log["logGroupName"].as_str().unwrap().to_owned();
    let arn = format!("arn:aws:logs:us-west-2:111122223333:log-group:{group}");
    let by_arn = json!({ "logGroupIdentifier": arn, "logStreamName": log["logStreamName"] });
    assert_eq!(call(&service, &by_arn, json!({})).await.status, 200);
    let failed = job.sessions - 4;
    let failed = service.session_ids(job.job_id)[failed];
    for (members, code) in [
        (
            json!({ "logGroupIdentifier": arn }),
            "InvalidParameterException",
        ),
        (json!({ "limit": 0 }), "InvalidParameterException"),
        (json!({ "limit": 10_001 }), "InvalidParameterException"),
        (json!({ "limit": "ten" }), "SerializationException"),
        (
            json!({ "nextToken": "f/nonsense" }),
            "InvalidParameterException",
        ),
        (json!({ "nextToken": "é" }), "InvalidParameterException"),
        (
            json!({ "logStreamName": "worker-1" }),
            "ResourceNotFoundException",
        ),
        (
            json!({ "logStreamName": failed }),
            "ResourceNotFoundException",
        ),
        (
            json!({ "logStreamName": null }),
            "InvalidParameterException",
        ),
        (
            json!({ "logGroupName": "/aws/deadline" }),
            "ResourceNotFoundException",
        ),
    ] {
        let response = call(&service, &log, members.clone()).await;
        assert_eq!(response.error(), (400, code), "{members}");
        assert_eq!(response.json()["__type"], code);
        assert!(response.json()["message"].is_string());
    }
    service.inject(Fault::throttling(Duration::from_secs(1)).on("GetLogEvents"));
    let response = call(&service, &log, json!({})).await;
    assert_eq!(response.error(), (400, "ThrottlingException"));
    let members = response.json();
    let members: Vec<_> = members.as_object().unwrap().keys().collect();
    assert_eq!(members, ["__type", "message"]);
}

#[tokio::test]
async fn an_unknown_target_and_a_wrong_signature_are_rejected() {
    let (service, log, _) = service().await;
    for (target, name, code) in [
        (
            Some("Logs_20140328.PutLogEvents"),
            "logs",
            (404, "UnknownOperationException"),
        ),
        (None, "logs", (404, "UnknownOperationException")),
        (Some(TARGET), "deadline", (400, "InvalidSignatureException")),
    ] {
        let signer = Signer {
            service: name,
            target,
            ..Signer::from_service(&service)
        };
        let response = send(&service, &signer, "POST", "/", &log.to_string()).await;
        assert_eq!(response.error(), code);
    }
}
