use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use tinsmith_local::{JobIds, LocalService, ManualClock};

use super::client::{Response, get};

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

/// Encodes a token as the value of a query parameter.
fn encoded(token: &Value) -> String {
    let token = token.as_str().unwrap();
    token
        .replace('%', "%25")
        .replace('+', "%2B")
        .replace('/', "%2F")
        .replace('=', "%3D")
}

fn fields(response: &Response) -> Vec<String> {
    let fields = response.json()["fieldList"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    fields
        .iter()
        .map(|field| field["name"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn an_error_names_the_port_in_use_and_the_remedy() {
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
async fn pages_contain_every_session_once_and_in_order() {
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
async fn a_page_has_a_hundred_sessions_by_default() {
    let service = service().await;
    let path = path(&service, service.long_job().unwrap());
    assert_eq!(ids(&get(&service, &path).await.json()).len(), 100);
    assert_eq!(
        ids(&get(&service, &format!("{path}?maxResults=1")).await.json()).len(),
        1
    );
    for size in ["0", "-1", "101", "99999999999999999999", "ten"] {
        let response = get(&service, &format!("{path}?maxResults={size}")).await;
        assert_eq!(response.error(), (400, "ValidationException"), "{size}");
        assert_eq!(response.json()["reason"], "FIELD_VALIDATION_FAILED");
        assert_eq!(fields(&response), ["maxResults"]);
    }
}

#[tokio::test]
async fn a_token_that_is_invalid_of_another_job_or_expired_is_rejected() {
    let clock = ManualClock::new(SystemTime::now());
    let builder = LocalService::builder().sessions(500).clock(clock.clone());
    let service = builder.start().await.unwrap();
    let mut jobs = service.jobs();
    let (first, second) = (jobs.next().unwrap(), jobs.next().unwrap());
    let page = get(&service, &path(&service, first)).await.json();
    let token = encoded(&page["nextToken"]);
    let response = |job, token: String| {
        let target = format!("{}?nextToken={token}", path(&service, job));
        let service = &service;
        async move { get(service, &target).await }
    };
    assert_eq!(response(first, token.clone()).await.status, 200);
    let too_long = "A".repeat(4100);
    for (job, token) in [(first, "nonsense"), (second, &token), (first, &too_long)] {
        let response = response(job, token.to_owned()).await;
        assert_eq!(response.error(), (400, "ValidationException"), "{token}");
        assert_eq!(fields(&response), ["nextToken"]);
    }
    clock.advance(Duration::from_secs(24 * 3600 + 1));
    let response = response(first, token).await;
    assert_eq!(response.error(), (400, "ValidationException"));
    assert!(
        response.json()["message"]
            .as_str()
            .unwrap()
            .contains("expired")
    );
}

#[tokio::test]
async fn a_token_is_valid_in_another_process_with_the_same_seed() {
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
async fn sessions_of_every_status_are_listed_with_the_members_of_the_status() {
    let service = service().await;
    let job = service.jobs().nth(1).unwrap();
    let page = get(&service, &path(&service, job)).await.json();
    let sessions = page["sessions"].as_array().unwrap();
    let with_status = |status: &str| {
        sessions
            .iter()
            .find(|session| session["lifecycleStatus"] == status)
            .unwrap_or(&Value::Null)
    };
    assert!(with_status("ENDED")["endedAt"].is_string());
    assert!(with_status("STARTED")["startedAt"].is_string());
    assert!(with_status("STARTED")["endedAt"].is_null());
    for status in ["UPDATE_IN_PROGRESS", "UPDATE_SUCCEEDED", "UPDATE_FAILED"] {
        assert_eq!(with_status(status)["targetLifecycleStatus"], "ENDED");
        assert!(with_status(status)["updatedBy"].is_string());
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
async fn a_resource_that_does_not_exist_is_named() {
    let service = service().await;
    let job = service.long_job().unwrap();
    let session = service.session_ids(job.job_id)[0];
    let valid = [
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
        let mut parts = valid;
        parts[place] = &missing;
        let response = get(&service, &format!("/2023-10-12/{}", parts.join("/"))).await;
        assert_eq!(response.error(), (404, "ResourceNotFoundException"));
        assert_eq!(response.json()["resourceType"], kind);
        assert_eq!(response.json()["resourceId"], missing);
        assert!(
            response.json()["message"]
                .as_str()
                .unwrap()
                .contains(&missing)
        );
    }
}

#[tokio::test]
async fn all_invalid_ids_are_reported_at_once() {
    let service = service().await;
    let target = format!(
        "/2023-10-12/farms/farm-x/queues/queue-{OTHER}/jobs/job-/sessions/session-{OTHER}0"
    );
    let response = get(&service, &target).await;
    assert_eq!(response.error(), (400, "ValidationException"));
    assert_eq!(fields(&response), ["farmId", "jobId", "sessionId"]);
    let message = response.json()["message"].as_str().unwrap().to_owned();
    assert!(
        message.starts_with("3 validation errors detected: Value 'farm-x' at 'farmId'"),
        "{message}"
    );
}

#[tokio::test]
async fn a_label_that_is_not_utf_8_cannot_be_parsed() {
    let service = service().await;
    let target = "/2023-10-12/farms/%FF/sessions-statistics-aggregation";
    let response = get(&service, target).await;
    assert_eq!(response.error(), (400, "ValidationException"));
    assert_eq!(response.json()["reason"], "CANNOT_PARSE");
}
