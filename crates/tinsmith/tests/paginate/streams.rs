//! The properties of streams: lazy, fused, and cancelled when dropped.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use futures::FutureExt;
use futures::stream::{FusedStream, StreamExt, TryStreamExt};
use tinsmith::paginate::{Items, ItemsWithTokens, Pages};
use tinsmith::{Error, ErrorKind};

use crate::operations::List;
use crate::support::Service;

#[test]
fn streams_are_send_and_unpin_and_fused() {
    fn is_stream<S: FusedStream + Send + Unpin + 'static>() {}
    is_stream::<Pages<List>>();
    is_stream::<Items<List>>();
    is_stream::<ItemsWithTokens<List>>();
}

#[test]
fn the_futures_of_streams_are_send() {
    fn is_future<F: Future + Send>(_: F) {}
    let service = Service::new(5);
    is_future(service.list().collect());
    is_future(service.list().pages().next());
    is_future(service.list().items().try_next());
    is_future(service.list().items().with_tokens().next());
    is_future(service.list().items().try_collect::<Vec<_>>());
}

#[tokio::test]
async fn no_request_is_sent_before_the_first_poll() {
    let service = Service::new(5);
    let (pages, items) = (service.list().pages(), service.list().prefetch(2).items());
    let merged = service.list().collect();
    tokio::task::yield_now().await;
    assert_eq!(service.requests(), [""; 0]);
    drop((pages, items, merged));
    assert_eq!(service.requests(), [""; 0]);
}

#[tokio::test]
async fn items_are_in_order_across_short_and_empty_pages() {
    let service = Service::new(7).with_sizes([2, 0, 0, 3, 1]);
    let mut items = service.list().items();
    let mut numbers = Vec::new();
    while let Some(number) = items.try_next().await.unwrap() {
        numbers.push(number);
    }
    assert_eq!(numbers, [0, 1, 2, 3, 4, 5, 6]);
    assert_eq!(service.requests().len(), 6);
}

#[tokio::test]
async fn pages_are_whole_and_include_empty_ones() {
    let service = Service::new(4).with_sizes([3, 0, 2]);
    let pages: Vec<_> = service
        .list()
        .pages()
        .map_ok(|page| page.numbers)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(pages, [vec![0, 1, 2], vec![], vec![3]]);
}

#[tokio::test]
async fn the_page_size_is_sent_with_every_request_and_the_limit_with_none() {
    let service = Service::new(9);
    let items: Vec<i32> = service
        .list_sized(50)
        .page_size(3)
        .max_items(7)
        .items()
        .try_collect()
        .await
        .unwrap();
    assert_eq!(items, [0, 1, 2, 3, 4, 5, 6]);
    assert_eq!(
        service.requests(),
        ["size=3", "size=3&token=3.0", "size=3&token=6.1"]
    );
}

#[tokio::test]
async fn a_stream_stays_at_its_end() {
    let service = Service::new(1);
    let mut items = service.list().items();
    assert!(!items.is_terminated());
    assert_eq!(items.next().await.unwrap().unwrap(), 0);
    for _ in 0..3 {
        assert!(items.next().await.is_none());
        assert!(items.is_terminated());
    }
    assert_eq!(service.requests().len(), 1);
}

#[tokio::test]
async fn a_stream_ends_after_an_error() {
    let service = Service::new(9).with_sizes([2]).failing(1);
    let mut items = service.list().items();
    let results: Vec<Result<i32, Error>> = items.by_ref().collect().await;
    assert_eq!(results.iter().flatten().collect::<Vec<_>>(), [&0, &1]);
    assert_eq!(
        results.last().unwrap().as_ref().unwrap_err().code(),
        Some("BrokenException")
    );
    assert_eq!(results.len(), 3);
    assert!(items.next().await.is_none());
    assert_eq!(service.requests().len(), 2);
}

#[tokio::test]
async fn a_repeated_token_is_an_error_after_its_page() {
    let service = Service::new(100).with_tokens(["a", "b", "c", "a"]);
    let mut pages = service.list().pages();
    for _ in 0..4 {
        assert_eq!(pages.try_next().await.unwrap().unwrap().numbers.len(), 10);
    }
    let error = pages.try_next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Pagination);
    assert_eq!(
        error.to_string(),
        "List: the service returned a token for the second time, so that the pages would repeat without end"
    );
    assert!(pages.next().await.is_none());
}

#[tokio::test]
async fn a_token_equal_to_the_starting_token_is_a_repeated_one() {
    let service = Service::new(100).with_tokens(["a"]);
    let items = service.list().starting_token("a").items();
    let numbers: Result<Vec<i32>, Error> = items.try_collect().await;
    assert_eq!(numbers.unwrap_err().kind(), ErrorKind::Pagination);
    assert_eq!(service.requests().len(), 1);
}

#[tokio::test]
async fn dropping_the_future_of_next_keeps_the_request() {
    let service = Service::new(1).stuck();
    let mut items = service.list().items();
    for _ in 0..3 {
        let mut next = pin!(items.next());
        assert!(matches!(
            next.as_mut().poll(&mut Context::from_waker(Waker::noop())),
            Poll::Pending
        ));
    }
    assert_eq!(service.requests().len(), 1);
    assert_eq!(service.in_flight(), 1);
    service.release();
    assert_eq!(items.next().await.unwrap().unwrap(), 0);
}

#[tokio::test]
async fn dropping_the_stream_cancels_the_request() {
    let service = Service::new(1).stuck();
    let mut items = service.list().items();
    assert!(items.next().now_or_never().is_none());
    assert_eq!(service.in_flight(), 1);
    drop(items);
    assert_eq!(service.in_flight(), 0);
}
