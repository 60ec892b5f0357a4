//! Prefetched pages.

use std::time::Duration;

use futures::FutureExt;
use tokio::time::{Instant, sleep};

use crate::support::Service;

/// The time for a page, both of the service and of the consumer.
const WORK: Duration = Duration::from_millis(100);

#[tokio::test(start_paused = true)]
async fn no_more_pages_are_prefetched_than_set() {
    for ahead in 0..4 {
        let service = Service::new(100).with_sizes([10]);
        let mut pages = service.list().prefetch(ahead).pages();
        for taken in 1..=10 {
            assert_eq!(pages.next().await.unwrap().unwrap().numbers.len(), 10);
            sleep(WORK).await;
            assert_eq!(service.requests().len(), (taken + ahead).min(10));
        }
        assert!(pages.next().await.is_none());
        assert_eq!(service.requests().len(), 10);
    }
}

#[tokio::test(start_paused = true)]
async fn no_page_is_prefetched_by_default() {
    let service = Service::new(100).with_sizes([10]);
    let mut items = service.list().items();
    for number in 0..35 {
        assert_eq!(items.next().await.unwrap().unwrap(), number);
        sleep(WORK).await;
        let page = usize::try_from(number).unwrap() / 10;
        assert_eq!(service.requests().len(), page + 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_consumer_as_slow_as_the_service_takes_half_the_time() {
    let mut times = Vec::new();
    for ahead in [0, 1] {
        let start = Instant::now();
        let mut pages = Service::new(200)
            .with_sizes([10])
            .with_latency(WORK)
            .list()
            .prefetch(ahead)
            .pages();
        while pages.try_next().await.unwrap().is_some() {
            sleep(WORK).await;
        }
        times.push(start.elapsed().as_millis());
    }
    assert!(matches!(times[..], [4000..4050, 2100..2150]), "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn errors_keep_their_order_and_tokens_follow_the_consumer() {
    let service = Service::new(100).with_sizes([2]).failing(2);
    let mut items = service.list().prefetch(5).items();
    for number in 0..4 {
        let token = items.resume_token().unwrap();
        assert_eq!(items.next().await.unwrap().unwrap(), number);
        sleep(WORK).await;
        let mut again = Service::new(100).list().starting_token(token).items();
        assert_eq!(again.next().await.unwrap().unwrap(), number);
    }
    let token = items.resume_token().unwrap();
    assert_eq!(
        items.next().await.unwrap().unwrap_err().code(),
        Some("BrokenException")
    );
    assert!(items.next().await.is_none());
    assert_eq!(items.resume_token().unwrap(), token);
    assert_eq!(service.requests().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_repeated_token_is_an_error_after_its_page() {
    let service = Service::new(100).with_tokens(["a", "b", "a"]);
    let mut pages = service.list().prefetch(9).pages();
    for _ in 0..3 {
        assert!(pages.next().await.unwrap().is_ok());
    }
    assert!(pages.next().await.unwrap().is_err());
    assert!(pages.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn no_page_beyond_the_limit_is_requested() {
    let service = Service::new(100).with_sizes([10]);
    let items: Vec<i32> = service
        .list()
        .prefetch(5)
        .max_items(20)
        .items()
        .try_collect()
        .await
        .unwrap();
    sleep(WORK).await;
    assert_eq!(items.len(), 20);
    assert_eq!(service.requests().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn dropping_the_stream_cancels_the_request_in_flight() {
    let service = Service::new(100).with_sizes([10]).with_latency(WORK);
    let mut pages = service.list().prefetch(1).pages();
    assert!(pages.next().await.unwrap().is_ok());
    sleep(WORK / 2).await;
    assert_eq!(service.in_flight(), 1);
    drop(pages);
    sleep(WORK / 4).await;
    assert_eq!(service.in_flight(), 0);
    sleep(WORK * 9).await;
    assert_eq!(service.requests().len(), 2);
}

#[test]
fn outside_of_a_runtime_pages_are_fetched_when_polled() {
    let service = Service::new(6).with_sizes([2]);
    let mut pages = service.list().prefetch(2).pages();
    assert!(pages.next().now_or_never().unwrap().unwrap().is_ok());
    assert_eq!(service.requests().len(), 1);
    assert!(pages.next().now_or_never().unwrap().unwrap().is_ok());
    assert_eq!(service.requests().len(), 2);
}

#[test]
fn a_dropped_runtime_is_an_error_and_not_the_end() {
    let service = Service::new(6).with_sizes([2]).with_latency(WORK);
    let mut pages = service.list().prefetch(1).pages();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    assert!(runtime.block_on(pages.next()).unwrap().is_ok());
    drop(runtime);
    let error = pages.next().now_or_never().unwrap().unwrap().unwrap_err();
    assert_eq!(
        error.to_string(),
        "List: the task that fetches pages ahead was aborted"
    );
}
