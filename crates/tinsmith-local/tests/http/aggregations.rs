use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use tinsmith_local::{AggregationOutcome, LocalService, ManualClock};

use super::client::{Response, Signer, get, post, send};

async fn service() -> (LocalService, ManualClock) {
    let clock = ManualClock::new(SystemTime::now());
    let builder = LocalService::builder().sessions(1000).clock(clock.clone());
    let builder = builder.aggregation_duration(Duration::from_millis(9500));
    (builder.start().await.unwrap(), clock)
}

fn path(service: &LocalService) -> String {
    format!(
        "/2023-10-12/farms/{}/sessions-statistics-aggregation",
        service.farm_id()
    )
}

fn request(service: &LocalService) -> Value {
    json!({
        "resourceIds": { "queueIds": service.queue_ids() },
        "startTime": "2025-01-01T00:00:00Z",
        "endTime": "2025-04-01T00:00:00Z",
        "groupBy": ["QUEUE_ID", "USER_ID"],
        "statistics": ["SUM"],
    })
}

async fn start(service: &LocalService, request: &Value) -> String {
    let response = post(service, &path(service), request).await;
    assert_eq!(response.status, 200, "{}", response.json());
    response.json()["aggregationId"]
        .as_str()
        .unwrap()
        .to_owned()
}

async fn fetch(service: &LocalService, id: &str) -> Response {
    get(service, &format!("{}?aggregationId={id}", path(service))).await
}

#[tokio::test]
async fn an_aggregation_is_in_progress_and_then_complete() {
    let (service, clock) = service().await;
    let id = start(&service, &request(&service)).await;
    assert_eq!(
        fetch(&service, &id).await.json(),
        json!({ "status": "IN_PROGRESS" })
    );
    clock.advance(Duration::from_millis(9499));
    assert_eq!(
        fetch(&service, &id).await.json(),
        json!({ "status": "IN_PROGRESS" })
    );
    clock.advance(Duration::from_millis(1));
    let complete = fetch(&service, &id).await.json();
    assert_eq!(complete["status"], "COMPLETED");
    let line = &complete["statistics"][0];
    assert!(line["costInUsd"]["sum"].as_f64().unwrap() > 0.0);
    assert!(line["costInUsd"]["min"].is_null());
    assert_eq!(line["aggregationStartTime"], "2025-01-01T00:00:00Z");
}

#[tokio::test]
async fn a_second_aggregation_is_throttled_until_the_first_is_done() {
    let (service, clock) = service().await;
    let id = start(&service, &request(&service)).await;
    clock.advance(Duration::from_secs(2));
    let response = post(&service, &path(&service), &request(&service)).await;
    assert_eq!(response.error(), (429, "ThrottlingException"));
    assert_eq!(response.header("retry-after"), Some("8"));
    let error = response.json();
    assert_eq!(error["context"]["aggregationId"], *id);
    assert_eq!(error["serviceCode"], "deadline");
    assert!(error["quotaCode"].is_string());
    clock.advance(Duration::from_secs(8));
    assert_ne!(start(&service, &request(&service)).await, id);
}

#[tokio::test]
async fn results_are_removed_an_hour_after_the_start() {
    let (service, clock) = service().await;
    let id = start(&service, &request(&service)).await;
    clock.advance(Duration::from_secs(3599));
    assert_eq!(fetch(&service, &id).await.status, 200);
    clock.advance(Duration::from_secs(1));
    let response = fetch(&service, &id).await;
    assert_eq!(response.error(), (404, "ResourceNotFoundException"));
    assert_eq!(response.json()["resourceId"], *id);
}

#[tokio::test]
async fn an_aggregation_ends_with_the_outcome_that_was_set() {
    let (service, clock) = service().await;
    service.end_next_aggregation(AggregationOutcome::Failed);
    service.end_next_aggregation(AggregationOutcome::Timeout);
    for status in ["FAILED", "TIMEOUT", "COMPLETED"] {
        let id = start(&service, &request(&service)).await;
        clock.advance(Duration::from_secs(10));
        let end = fetch(&service, &id).await.json();
        assert_eq!(end["status"], status);
        let is_complete = status == "COMPLETED";
        assert_eq!(end["statusMessage"].is_null(), is_complete);
        assert_eq!(end["statistics"].is_array(), is_complete);
    }
}

#[tokio::test]
async fn statistics_are_paginated() {
    let (service, clock) = service().await;
    let mut by_day = request(&service);
    by_day["period"] = "DAILY".into();
    let id = start(&service, &by_day).await;
    clock.advance(Duration::from_secs(10));
    let whole = fetch(&service, &id).await.json();
    assert_eq!(whole["statistics"].as_array().unwrap().len(), 100);
    let first = format!("{}?aggregationId={id}&maxResults=40", path(&service));
    let page = get(&service, &first).await.json();
    let token = page["nextToken"]
        .as_str()
        .unwrap()
        .replace('+', "%2B")
        .replace('=', "%3D");
    let next = get(&service, &format!("{first}&nextToken={token}"))
        .await
        .json();
    let [whole, page, next] =
        [whole, page, next].map(|page| page["statistics"].as_array().unwrap().clone());
    assert_eq!([page, next].concat(), whole[..80]);
}

#[tokio::test]
async fn an_unknown_queue_or_fleet_is_named() {
    let (service, _) = service().await;
    let zeros = "00000000000000000000000000000000";
    for (member, kind) in [("queueIds", "queue"), ("fleetIds", "fleet")] {
        let mut unknown = request(&service);
        unknown["resourceIds"] = json!({ member: [format!("{kind}-{zeros}")] });
        let response = post(&service, &path(&service), &unknown).await;
        assert_eq!(response.error(), (404, "ResourceNotFoundException"));
        assert_eq!(response.json()["resourceType"], kind);
    }
}

#[tokio::test]
async fn every_constraint_of_the_model_is_checked() {
    let (service, _) = service().await;
    let queue = service.queue_ids()[0].as_str();
    let fleet = service.fleet_ids()[0];
    let eleven = vec![queue; 11];
    for (member, value, fields) in [
        ("resourceIds", Value::Null, &["resourceIds"][..]),
        ("resourceIds", json!({}), &["resourceIds"]),
        (
            "resourceIds",
            json!({ "farmIds": [queue] }),
            &["resourceIds"],
        ),
        (
            "resourceIds",
            json!({ "queueIds": [queue], "fleetIds": [fleet] }),
            &["resourceIds"],
        ),
        (
            "resourceIds",
            json!({ "queueIds": [] }),
            &["resourceIds.queueIds"],
        ),
        (
            "resourceIds",
            json!({ "queueIds": eleven }),
            &["resourceIds.queueIds"],
        ),
        (
            "resourceIds",
            json!({ "fleetIds": [fleet, queue] }),
            &["resourceIds.fleetIds.2.member"],
        ),
        ("startTime", Value::Null, &["startTime"]),
        ("startTime", json!("yesterday"), &["startTime"]),
        ("startTime", json!("2025-04-01T00:00:00Z"), &["endTime"]),
        ("endTime", json!("2024-12-31T23:59:59Z"), &["endTime"]),
        ("timezone", json!("UTC"), &["timezone"]),
        ("timezone", json!("UTC+8"), &["timezone"]),
        ("timezone", json!("UTC+08:15"), &["timezone"]),
        ("timezone", json!("UTC+28:00"), &["timezone"]),
        ("period", json!("YEARLY"), &["period"]),
        ("groupBy", Value::Null, &["groupBy"]),
        ("groupBy", json!([]), &["groupBy"]),
        (
            "groupBy",
            json!(["QUEUE_ID", "USER_ID", "JOB_ID"]),
            &["groupBy"],
        ),
        ("groupBy", json!(["QUEUE_ID", "QUEUE_ID"]), &["groupBy"]),
        ("groupBy", json!(["COLOUR"]), &["groupBy.1.member"]),
        (
            "statistics",
            json!(["SUM", "MIN", "MAX", "AVG", "SUM"]),
            &["statistics", "statistics"],
        ),
        ("statistics", json!(["sum"]), &["statistics.1.member"]),
    ] {
        let mut invalid = request(&service);
        invalid[member] = value;
        let response = post(&service, &path(&service), &invalid).await;
        assert_eq!(response.error(), (400, "ValidationException"), "{invalid}");
        let error = response.json();
        assert_eq!(error["reason"], "FIELD_VALIDATION_FAILED");
        let list = error["fieldList"].as_array().unwrap();
        let names: Vec<_> = list
            .iter()
            .map(|field| field["name"].as_str().unwrap())
            .collect();
        assert_eq!(names, fields, "{invalid}");
    }
}

#[tokio::test]
async fn all_missing_members_are_named_at_once() {
    let (service, _) = service().await;
    for body in ["", "{}"] {
        let response = send(
            &service,
            &Signer::from_service(&service),
            "POST",
            &path(&service),
            body,
        )
        .await;
        let error = response.json();
        let list = error["fieldList"].as_array().unwrap();
        let names: Vec<_> = list
            .iter()
            .map(|field| field["name"].as_str().unwrap())
            .collect();
        assert_eq!(
            names,
            [
                "resourceIds",
                "startTime",
                "endTime",
                "groupBy",
                "statistics"
            ]
        );
    }
}

#[tokio::test]
async fn a_body_of_another_shape_cannot_be_parsed() {
    let (service, _) = service().await;
    for body in [
        "{",
        "[]",
        "\"text\"",
        r#"{"startTime": 1735689600}"#,
        r#"{"groupBy": "QUEUE_ID"}"#,
    ] {
        let response = send(
            &service,
            &Signer::from_service(&service),
            "POST",
            &path(&service),
            body,
        )
        .await;
        assert_eq!(response.error(), (400, "ValidationException"), "{body}");
        assert_eq!(response.json()["reason"], "CANNOT_PARSE");
    }
}

#[tokio::test]
async fn an_aggregation_id_is_required_and_must_match_its_pattern() {
    let (service, _) = service().await;
    for query in [
        "",
        "?aggregationId=",
        "?aggregationId=x",
        "?aggregationId=0000000000000000000000000000000G",
    ] {
        let response = get(&service, &format!("{}{query}", path(&service))).await;
        assert_eq!(response.error(), (400, "ValidationException"), "{query}");
        assert_eq!(response.json()["fieldList"][0]["name"], "aggregationId");
    }
}
