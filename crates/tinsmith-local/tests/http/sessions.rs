use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use tinsmith_local::{JobIds, LocalService, ManualClock};

use super::client::{Answer, get};

const OTHER: &str = "00000000000000000000000000000000";

async fn service() -> LocalService {
    LocalService::builder().sessions(500).start().await.unwrap()
}

fn path(service: &LocalService, job: JobIds<'_>) -> String {
    let (farm, queue) = (service.farm_id(), job.queue_id);
    format!(
        "/2023-10-12/farms/{farm}/queues/{queue}/jobs/{}/sessions",
        job.job_id
    )
}

fn ids(page: &Value) -> Vec<String> {
    let sessions = page["sessions"].as_array().unwrap();
    sessions
        .iter()
        .map(|session| session["sessionId"].as_str().unwrap().to_owned())
        .collect()
}

/// As a value of a query.
fn encoded(token: &Value) -> String {
    let token = token.as_str().unwrap();
    token
        .replace('%', "%25")
        .replace('+', "%2B")
        .replace('/', "%2F")
        .replace('=', "%3D")
}

fn fields(answer: &Answer) -> Vec<String> {
    let fields = answer.json()["fieldList"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    fields
        .iter()
        .map(|field| field["name"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_port_that_is_taken_is_named_with_advice() {
    let service = service().await;
    let address = service.endpoint_url().replace("http://", "");
    let port = address.rsplit(':').next().unwrap().parse().unwrap();
    let error = LocalService::builder()
        .port(port)
        .start()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::AddrInUse);
    let message = error.to_string();
    assert!(
        message.starts_with(&format!("cannot listen on {address}: ")),
        "{message}"
    );
    assert!(message.ends_with("; choose another port, or 0 for any free one"));
}

#[tokio::test]
async fn pages_hold_every_session_once_and_in_order() {
    let service = service().await;
    let job = service.long_job().unwrap();
    let path = path(&service, job);
    let mut listed = Vec::new();
    let mut target = format!("{path}?maxResults=60");
    let mut sizes = Vec::new();
    loop {
        let page = get(&service, &target).await.json();
        sizes.push(ids(&page).len());
        listed.extend(ids(&page));
        if page["nextToken"].is_null() {
            break;
        }
        target = format!(
            "{path}?maxResults=60&nextToken={}",
            encoded(&page["nextToken"])
        );
    }
    assert_eq!(sizes, [60, 60, 60, 60, 10]);
    assert_eq!(listed, service.session_ids(job.job_id));
}

#[tokio::test]
async fn a_page_has_a_hundred_sessions_unless_told_otherwise() {
    let service = service().await;
    let path = path(&service, service.long_job().unwrap());
    assert_eq!(ids(&get(&service, &path).await.json()).len(), 100);
    assert_eq!(
        ids(&get(&service, &format!("{path}?maxResults=1")).await.json()).len(),
        1
    );
    for size in ["0", "-1", "101", "99999999999999999999", "ten"] {
        let answer = get(&service, &format!("{path}?maxResults={size}")).await;
        assert_eq!(answer.error(), (400, "ValidationException"), "{size}");
        assert_eq!(answer.json()["reason"], "FIELD_VALIDATION_FAILED");
        assert_eq!(fields(&answer), ["maxResults"]);
    }
}

#[tokio::test]
async fn a_token_of_nobodys_of_another_job_or_of_yesterday_is_refused() {
    let clock = ManualClock::new(SystemTime::now());
    let builder = LocalService::builder().sessions(500).clock(clock.clone());
    let service = builder.start().await.unwrap();
    let mut jobs = service.jobs();
    let (first, second) = (jobs.next().unwrap(), jobs.next().unwrap());
    let page = get(&service, &path(&service, first)).await.json();
    let token = encoded(&page["nextToken"]);
    let answer = |job, token: String| {
        let target = format!("{}?nextToken={token}", path(&service, job));
        let service = &service;
        async move { get(service, &target).await }
    };
    assert_eq!(answer(first, token.clone()).await.status, 200);
    let too_long = "A".repeat(4100);
    for (job, token) in [(first, "nonsense"), (second, &token), (first, &too_long)] {
        let answer = answer(job, token.to_owned()).await;
        assert_eq!(answer.error(), (400, "ValidationException"), "{token}");
        assert_eq!(fields(&answer), ["nextToken"]);
    }
    clock.advance(Duration::from_secs(24 * 3600 + 1));
    let answer = answer(first, token).await;
    assert_eq!(answer.error(), (400, "ValidationException"));
    assert!(
        answer.json()["message"]
            .as_str()
            .unwrap()
            .contains("expired")
    );
}

#[tokio::test]
async fn a_token_is_good_in_another_process_with_the_same_seed() {
    let (first, second) = (service().await, service().await);
    let path = path(&first, first.long_job().unwrap());
    let page = get(&first, &path).await.json();
    let target = format!("{path}?nextToken={}", encoded(&page["nextToken"]));
    assert_eq!(
        ids(&get(&first, &target).await.json()),
        ids(&get(&second, &target).await.json())
    );
}

#[tokio::test]
async fn sessions_of_every_status_are_listed_with_the_members_that_go_with_it() {
    let service = service().await;
    let job = service.jobs().nth(1).unwrap();
    let page = get(&service, &path(&service, job)).await.json();
    let sessions = page["sessions"].as_array().unwrap();
    let of = |status: &str| {
        sessions
            .iter()
            .find(|session| session["lifecycleStatus"] == status)
            .unwrap_or(&Value::Null)
    };
    assert!(of("ENDED")["endedAt"].is_string());
    assert!(of("STARTED")["startedAt"].is_string());
    assert!(of("STARTED")["endedAt"].is_null());
    for status in ["UPDATE_IN_PROGRESS", "UPDATE_SUCCEEDED", "UPDATE_FAILED"] {
        assert_eq!(of(status)["targetLifecycleStatus"], "ENDED");
        assert!(of(status)["updatedBy"].is_string());
    }
}

#[tokio::test]
async fn a_session_has_its_logs_and_its_host() {
    let service = service().await;
    let job = service.long_job().unwrap();
    let id = service.session_ids(job.job_id)[0];
    let session = get(&service, &format!("{}/{id}", path(&service, job)))
        .await
        .json();
    let listed = get(&service, &path(&service, job)).await.json()["sessions"][0].clone();
    for (member, value) in listed.as_object().unwrap() {
        assert_eq!(&session[member], value);
    }
    let group = format!("/aws/deadline/{}/{}", service.farm_id(), job.queue_id);
    let log = json!({
        "logDriver": "awslogs",
        "options": { "logGroupName": group },
        "parameters": { "logStreamName": id },
    });
    assert_eq!(session["log"], log);
    assert_eq!(
        session["workerLog"]["parameters"]["logStreamName"],
        session["workerId"]
    );
    let host = &session["hostProperties"];
    assert!(host["ec2InstanceType"].is_string() && host["hostName"].is_string());
    assert_eq!(
        host["ipAddresses"]["ipV4Addresses"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        host["ipAddresses"]["ipV6Addresses"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn what_does_not_exist_is_named() {
    let service = service().await;
    let job = service.long_job().unwrap();
    let session = service.session_ids(job.job_id)[0];
    let good = [
        "farms",
        service.farm_id(),
        "queues",
        job.queue_id,
        "jobs",
        job.job_id,
        "sessions",
        session,
    ];
    for (place, kind) in [(1, "farm"), (3, "queue"), (5, "job"), (7, "session")] {
        let missing = format!("{kind}-{OTHER}");
        let mut parts = good;
        parts[place] = &missing;
        let answer = get(&service, &format!("/2023-10-12/{}", parts.join("/"))).await;
        assert_eq!(answer.error(), (404, "ResourceNotFoundException"));
        assert_eq!(answer.json()["resourceType"], kind);
        assert_eq!(answer.json()["resourceId"], missing);
        assert!(
            answer.json()["message"]
                .as_str()
                .unwrap()
                .contains(&missing)
        );
    }
}

#[tokio::test]
async fn all_that_is_wrong_with_ids_is_said_at_once() {
    let service = service().await;
    let target = format!(
        "/2023-10-12/farms/farm-x/queues/queue-{OTHER}/jobs/job-/sessions/session-{OTHER}0"
    );
    let answer = get(&service, &target).await;
    assert_eq!(answer.error(), (400, "ValidationException"));
    assert_eq!(fields(&answer), ["farmId", "jobId", "sessionId"]);
    let message = answer.json()["message"].as_str().unwrap().to_owned();
    assert!(
        message.starts_with("3 validation errors detected: Value 'farm-x' at 'farmId'"),
        "{message}"
    );
}

#[tokio::test]
async fn bytes_that_are_no_text_cannot_be_parsed() {
    let service = service().await;
    let target = "/2023-10-12/farms/%FF/sessions-statistics-aggregation";
    let answer = get(&service, target).await;
    assert_eq!(answer.error(), (400, "ValidationException"));
    assert_eq!(answer.json()["reason"], "CANNOT_PARSE");
}
