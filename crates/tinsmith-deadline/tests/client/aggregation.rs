//! An aggregation from its start to its rows or its failure.

#![expect(clippy::unwrap_used, reason = "helpers fail their test by a panic")]

use std::time::Duration;

use tinsmith::{Config, Credentials, ErrorKind};
use tinsmith_deadline::operation::{
    GetSessionsStatisticsAggregation, StartSessionsStatisticsAggregation,
};
use tinsmith_deadline::types::{ResourceIds, UsageGroupByField, UsageStatistic};
use tinsmith_deadline::{Client, ServiceError};
use tinsmith_local::{AggregationOutcome, LocalService};

const MINUTE: Duration = Duration::from_secs(60);

async fn farm(aggregation: Duration) -> (LocalService, Client) {
    let builder = LocalService::builder().sessions(300);
    let farm = builder
        .aggregation_duration(aggregation)
        .start()
        .await
        .unwrap();
    let (id, secret) = (farm.access_key_id(), farm.secret_access_key());
    let config = Config::builder()
        .region(farm.region())
        .endpoint_url(farm.endpoint_url())
        .credentials(Credentials::new(id, secret, None, None, "local"))
        .build();
    (farm, Client::new(&config))
}

fn start(farm: &LocalService, client: &Client) -> StartSessionsStatisticsAggregation {
    let (from, to) = farm.history();
    client
        .start_sessions_statistics_aggregation()
        .farm_id(farm.farm_id())
        .resource_ids(ResourceIds::QueueIds(farm.queue_ids().to_vec()))
        .start_time(from)
        .end_time(to)
        .group_by([UsageGroupByField::UserId])
        .statistics([UsageStatistic::Sum])
}

/// Starts an aggregation, and returns the request for its status.
async fn started(farm: &LocalService, client: &Client) -> GetSessionsStatisticsAggregation {
    let started = start(farm, client).send().await.unwrap();
    client
        .get_sessions_statistics_aggregation()
        .farm_id(farm.farm_id())
        .aggregation_id(started.aggregation_id)
}

#[tokio::test]
async fn the_pages_of_an_aggregation_in_progress_are_an_error() {
    let (farm, client) = farm(MINUTE).await;
    let get = started(&farm, &client).await;
    let mut rows = get.clone().paginate().items();
    let error = rows.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Pagination);
    assert_eq!(
        error.to_string(),
        "GetSessionsStatisticsAggregation: there are no pages: status is IN_PROGRESS"
    );
    assert!(rows.next().await.is_none());
    assert!(rows.resume_token().is_some(), "there may be rows yet");
    assert!(get.paginate().collect().await.is_err());
}

#[tokio::test]
async fn an_aggregation_that_fails_is_an_error_with_the_message_of_the_service() {
    let (farm, client) = farm(Duration::ZERO).await;
    for (outcome, said) in [
        (
            AggregationOutcome::Timeout,
            "status is TIMEOUT: The aggregation took too long. Ask for less at a time.",
        ),
        (
            AggregationOutcome::Failed,
            "status is FAILED: The aggregation failed. Start it again.",
        ),
    ] {
        farm.end_next_aggregation(outcome);
        let get = started(&farm, &client).await;
        let wait = get
            .clone()
            .wait_until_sessions_statistics_aggregation_complete(MINUTE);
        let error = wait.await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Waiter);
        assert!(error.to_string().contains(said), "{error}");
        let error = get.paginate().items().next().await.unwrap().unwrap_err();
        assert!(error.to_string().ends_with(said), "{error}");
    }
}

#[tokio::test]
async fn a_throttled_aggregation_is_an_error_with_a_delay_or_is_waited_out() {
    let (farm, client) = farm(Duration::from_secs(1)).await;
    start(&farm, &client).send().await.unwrap();
    let start = start(&farm, &client);
    let at_once = start
        .clone()
        .configure(|options| options.max_attempts(1))
        .send();
    let error = at_once.await.unwrap_err();
    assert!(
        matches!(error.service_error(), Some(ServiceError::Throttling(_))),
        "{error}"
    );
    assert!(error.is_throttling() && error.retry_after().is_some());
    let waits = start.configure(|options| options.max_attempts(1).wait_out_throttling(MINUTE));
    waits.send().await.unwrap();
}
