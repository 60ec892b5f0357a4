//! Calls and pages without async, against a server on loopback.
#![cfg(all(
    feature = "blocking",
    any(feature = "hyper", feature = "rustls", feature = "native-tls")
))]

use std::thread;
use std::time::Duration;

use tinsmith::Credentials;
use tinsmith::blocking::Runtime;
use tinsmith_deadline::types::{ResourceIds, UsageGroupByField, UsageStatistic};
use tinsmith_deadline::{Client, Config};
use tinsmith_local::LocalService;

fn client(service: &LocalService) -> Client {
    let credentials = Credentials::new(
        service.access_key_id(),
        service.secret_access_key(),
        None,
        None,
        "test",
    );
    let config = Config::builder()
        .region(service.region())
        .credentials(credentials)
        .endpoint_url(service.endpoint_url())
        .build();
    Client::new(&config)
}

#[test]
fn threads_share_a_client_and_iterate_over_items() {
    let runtime = Runtime::new().unwrap();
    let service = runtime
        .block_on(LocalService::builder().sessions(250).start())
        .unwrap();
    let client = client(&service);
    let job = service.long_job().unwrap();
    let list = || {
        let sessions = client
            .list_sessions()
            .farm_id(service.farm_id())
            .queue_id(job.queue_id)
            .job_id(job.job_id);
        let sessions = runtime.iter(sessions.paginate().items());
        sessions
            .map(|session| session.unwrap().session_id)
            .collect::<Vec<_>>()
    };
    let expected = service.session_ids(job.job_id);
    assert!(expected.len() > 100, "more than a page: {}", expected.len());
    thread::scope(|scope| {
        let lists = [scope.spawn(list), scope.spawn(list)];
        for ids in lists {
            let mut ids = ids.join().unwrap();
            let mut expected = expected.clone();
            ids.sort();
            expected.sort();
            assert_eq!(ids, expected);
        }
    });
    runtime.block_on(service.shutdown()).unwrap();
}

#[test]
fn a_call_a_waiter_and_pages_block_the_thread() {
    let runtime = Runtime::new().unwrap();
    let start = LocalService::builder()
        .sessions(250)
        .aggregation_duration(Duration::from_millis(100));
    let service = runtime.block_on(start.start()).unwrap();
    let client = client(&service);
    let (from, to) = service.history();
    let started = client
        .start_sessions_statistics_aggregation()
        .farm_id(service.farm_id())
        .resource_ids(ResourceIds::QueueIds(service.queue_ids().to_vec()))
        .start_time(from)
        .end_time(to)
        .group_by([UsageGroupByField::UserId])
        .statistics([UsageStatistic::Sum])
        .send();
    let started = runtime.block_on(started).unwrap();
    let get = client
        .get_sessions_statistics_aggregation()
        .farm_id(service.farm_id())
        .aggregation_id(started.aggregation_id);
    let complete = get
        .clone()
        .wait_until_sessions_statistics_aggregation_complete(Duration::from_secs(60));
    runtime.block_on(complete).unwrap();
    let rows: Result<Vec<_>, _> = runtime.iter(get.paginate().items()).collect();
    assert!(!rows.unwrap().is_empty());
    runtime.block_on(service.shutdown()).unwrap();
}

#[test]
fn within_async_code_blocking_is_rejected_and_a_runtime_can_be_dropped() {
    let outer = Runtime::new().unwrap();
    outer.block_on(async {
        let inner = Runtime::new().unwrap();
        let blocked = std::panic::AssertUnwindSafe(|| inner.block_on(async {}));
        let panic = std::panic::catch_unwind(blocked).unwrap_err();
        let reason = panic.downcast_ref::<String>().map(String::as_str);
        let reason = reason.or(panic.downcast_ref::<&str>().copied()).unwrap();
        assert!(
            reason.starts_with("Cannot start a runtime from within a runtime"),
            "{reason}"
        );
        drop(inner);
    });
}
