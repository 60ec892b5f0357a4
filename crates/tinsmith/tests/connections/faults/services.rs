//! Error responses of services and of their front ends.

use std::time::{Duration, Instant};

use super::table::{client, get};
use crate::server::{Fault, Server};

fn throttled(header: &str) -> Fault {
    let head = format!("400 Bad Request\r\nx-amzn-errortype: ThrottlingException{header}");
    Fault::responds(&head, "{\"message\":\"slow down\"}")
}

#[tokio::test]
async fn the_service_fails() {
    let head = "500 Internal Server Error\r\nx-amzn-errortype: InternalFailure";
    row!()
        .holds(Fault::responds(head, "{\"message\":\"oops\"}"))
        .await;
}

#[tokio::test]
async fn a_front_end_fails() {
    for status in ["500", "502 Bad Gateway", "503 Unavailable", "504 Timeout"] {
        row!().holds(Fault::responds(status, "<html>sorry")).await;
    }
}

#[tokio::test]
async fn the_service_cannot_do_that() {
    row!()
        .holds(Fault::responds("501 Not Implemented", ""))
        .await;
}

#[tokio::test]
async fn errors_come_in_a_storm() {
    let server = Server::start().await.unwrap();
    let client = client(format!("http://{}", server.address()), |config| config);
    server.breaks(Fault::responds("503 Unavailable", ""));
    let mut calls = 0;
    let error = loop {
        calls += 1;
        let error = get(&client, "t-1").await.unwrap_err();
        if error.is_retry_quota_exhausted() && error.attempts() == 1 {
            break error;
        }
    };
    row!().matches(&error);
    // A quota of 500 pays for 35 retries of 14, which are made by 17 calls and half of another one.
    assert_eq!((calls, server.requests()), (19, 19 + 35));
    server.heals();
    let left = client.retry_quota();
    assert_eq!(get(&client, "t-2").await.unwrap(), "t-2");
    assert_eq!(client.retry_quota(), left + 1);
}

#[tokio::test]
async fn the_service_throttles() {
    row!().holds(throttled("")).await;
}

#[tokio::test]
async fn the_service_throttles_and_asks_for_a_delay_in_milliseconds() {
    let started = Instant::now();
    row!().holds(throttled("\r\nx-amz-retry-after: 150")).await;
    assert!(started.elapsed() >= Duration::from_millis(3 * 150));
}

#[tokio::test]
async fn the_service_throttles_and_asks_for_a_delay_in_seconds() {
    let started = Instant::now();
    row!().holds(throttled("\r\nRetry-After: 1")).await;
    assert!(started.elapsed() >= Duration::from_secs(3));
}

#[tokio::test]
async fn a_front_end_throttles() {
    row!()
        .holds(Fault::responds("429 Too Many Requests", ""))
        .await;
}

#[tokio::test]
async fn the_service_rejects_the_request() {
    let head = "403 Forbidden\r\nx-amzn-errortype: AccessDeniedException";
    row!()
        .holds(Fault::responds(head, "{\"message\":\"no\"}"))
        .await;
}

#[tokio::test]
async fn the_response_is_a_redirect() {
    let elsewhere = Server::start().await.unwrap();
    for status in [301, 302, 303, 307, 308] {
        let head = format!(
            "{status} Moved\r\nlocation: http://{}/x",
            elsewhere.address()
        );
        row!().holds(Fault::responds(&head, "")).await;
    }
    assert_eq!(elsewhere.connections(), 0);
}
