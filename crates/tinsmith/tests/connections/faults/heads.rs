//! Responses with a broken head.

use std::time::Duration;

use crate::server::Fault;

#[tokio::test]
async fn the_connection_is_reset_within_the_head() {
    let head = "HTTP/1.1 200 OK\r\ncontent-le";
    row!().holds(Fault::sends(head).then_resets()).await;
}

#[tokio::test]
async fn the_connection_is_closed_within_the_head() {
    let head = "HTTP/1.1 200 OK\r\ncontent-le";
    row!().holds(Fault::sends(head).then_closes()).await;
}

#[tokio::test]
async fn the_head_falls_silent() {
    let head = "HTTP/1.1 200 OK\r\ncontent-le";
    row!()
        .holds_in_time(Fault::sends(head).then_is_silent())
        .await;
}

#[tokio::test]
async fn the_response_is_not_http() {
    row!()
        .holds(Fault::sends("SSH-2.0-OpenSSH_9.6\r\n\r\n").then_closes())
        .await;
}

#[tokio::test]
async fn the_response_is_binary() {
    let bytes: Vec<u8> = (0..=255).cycle().take(4096).collect();
    row!().holds(Fault::sends(bytes).then_closes()).await;
}

#[tokio::test]
async fn a_header_is_broken() {
    let head = "HTTP/1.1 200 OK\r\nno colon\r\ncontent-length: 2\r\n\r\n{}";
    row!().holds(Fault::sends(head)).await;
}

#[tokio::test]
async fn there_are_two_lengths() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 9\r\n\r\n{}";
    row!().holds(Fault::sends(head)).await;
}

#[tokio::test]
async fn the_head_does_not_end() {
    let fault = Fault::sends("HTTP/1.1 200 OK\r\nx-long: ");
    row!()
        .holds(fault.then_repeats(&[b'x'; 65_536], Duration::ZERO))
        .await;
}

#[tokio::test]
async fn there_are_too_many_headers() {
    let head = format!(
        "HTTP/1.1 200 OK\r\n{}\r\n{{}}",
        "x-more: 1\r\n".repeat(10_000)
    );
    row!().holds(Fault::sends(head).then_closes()).await;
}

#[tokio::test]
async fn interim_responses_do_not_end() {
    let interim = b"HTTP/1.1 100 Continue\r\n\r\n";
    let fault = Fault::sends_nothing().then_repeats(interim, Duration::from_millis(10));
    row!().holds_in_time(fault).await;
}
