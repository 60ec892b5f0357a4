//! Inputs and outputs as data. With the feature `serde` the protocol tests also serialize and deserialize their values.
#![cfg(feature = "serde")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::json;
use tinsmith_deadline::error::ServiceError;
use tinsmith_deadline::operation::{
    GetSessionInput, GetSessionsStatisticsAggregationInput, ListSessionsInput, ListSessionsOutput,
    StartSessionsStatisticsAggregationInput,
};

/// Deserializes a value, serializes it, and expects the same text.
fn same<T: serde::Serialize + serde::de::DeserializeOwned>(text: serde_json::Value) {
    let value: T = serde_json::from_value(text.clone()).unwrap();
    assert_eq!(serde_json::to_value(&value).unwrap(), text);
}

#[test]
fn inputs_equal_the_keyword_arguments_of_boto3() {
    same::<GetSessionInput>(json!({"farmId": "f", "queueId": "q", "jobId": "j", "sessionId": "s"}));
    same::<ListSessionsInput>(
        json!({"farmId": "f", "queueId": "q", "jobId": "j", "nextToken": "t", "maxResults": 9}),
    );
    same::<GetSessionsStatisticsAggregationInput>(
        json!({"farmId": "f", "aggregationId": "a", "maxResults": 9, "nextToken": "t"}),
    );
    same::<StartSessionsStatisticsAggregationInput>(json!({
        "farmId": "f", "resourceIds": {"queueIds": ["q"]}, "startTime": "2023-10-12T00:00:00Z", "endTime": "2023-10-13T00:00:00Z",
        "timezone": "UTC", "period": "HOURLY", "groupBy": ["QUEUE_ID"], "statistics": ["SUM", "NEW_ONE"],
    }));
}

#[test]
fn an_error_is_an_object_with_its_name_and_members_from_headers() {
    let text = json!({"ThrottlingException": {
        "message": "slow down", "quotaCode": "L-1", "context": {"a": "b"}, "retryAfterSeconds": 7,
    }});
    let error: ServiceError = serde_json::from_value(text.clone()).unwrap();
    assert!(
        matches!(&error, ServiceError::Throttling(error) if error.retry_after_seconds == Some(7))
    );
    assert_eq!(serde_json::to_value(&error).unwrap(), text);
    let unknown = serde_json::from_value::<ServiceError>(json!({"Other": {}})).unwrap_err();
    assert_eq!(unknown.to_string(), "Other: expected the code of an error");
}

#[test]
fn an_output_of_the_aws_cli_is_deserialized() {
    let printed = r#"{"sessions": [{"sessionId": "s-1", "fleetId": "f", "workerId": "w",
        "startedAt": "2023-10-12T07:30:00+00:00", "lifecycleStatus": "ENDED"}], "nextToken": null}"#;
    let output: ListSessionsOutput = serde_json::from_str(printed).unwrap();
    let session = output.sessions.first().unwrap();
    assert_eq!(session.session_id, "s-1");
    assert_eq!(session.started_at.to_string(), "2023-10-12T07:30:00Z");
}
