//! Responses with a broken body.

use std::time::Duration;

use bytes::Bytes;
use futures::stream;
use tinsmith::Body;

use super::table::{client, get};
use crate::server::{Fault, Server};
use crate::support::Upload;

const HALF: &str = "HTTP/1.1 200 OK\r\ncontent-length: 14\r\n\r\n{\"name\"";

#[tokio::test]
async fn the_connection_is_reset_after_the_head() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 14\r\n\r\n";
    row!().holds(Fault::sends(head).then_resets()).await;
}

#[tokio::test]
async fn the_connection_is_reset_within_the_body() {
    row!().holds(Fault::sends(HALF).then_resets()).await;
}

#[tokio::test]
async fn the_connection_is_closed_within_the_body() {
    row!().holds(Fault::sends(HALF).then_closes()).await;
}

#[tokio::test]
async fn a_chunked_body_is_cut_off() {
    let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n7\r\n{\"name\"\r\n";
    row!().holds(Fault::sends(head).then_closes()).await;
}

#[tokio::test]
async fn an_error_breaks_behind_its_code() {
    let head = "HTTP/1.1 503 Slow Down\r\ncontent-length: 99\r\n\r\n";
    let error = r#"{"code":"SlowDown","message":"reduce your request rate","id":""#;
    row!()
        .holds(Fault::sends(format!("{head}{error}")).then_resets())
        .await;
}

#[tokio::test]
async fn a_chunk_has_no_length() {
    let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nx\r\n{}";
    row!().holds(Fault::sends(head)).await;
}

#[tokio::test]
async fn the_body_falls_silent() {
    row!()
        .holds_in_time(Fault::sends(HALF).then_is_silent())
        .await;
}

#[tokio::test]
async fn the_stream_of_an_upload_fails() {
    let server = Server::start().await.unwrap();
    let client = client(format!("http://{}", server.address()), |config| config);
    let chunks = [
        Ok(Bytes::from("one")),
        Err(std::io::Error::other("no disk")),
    ];
    let upload = Upload(Body::from_stream(stream::iter(chunks), None));
    let error = client.call().send(upload).await.unwrap_err();
    row!().matches(&error);
    assert_eq!(get(&client, "t-1").await.unwrap(), "t-1");
}

#[tokio::test]
async fn the_length_is_too_short() {
    // The rest of the body must not become the response to the next request.
    let forged = "HTTP/1.1 200 OK\r\ncontent-length: 17\r\n\r\n{\"name\":\"forged\"}";
    let response = format!("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n{{\"na{forged}");
    row!().holds(Fault::sends(response)).await;
}

#[tokio::test]
async fn the_length_is_too_long() {
    let response = "HTTP/1.1 200 OK\r\ncontent-length: 15\r\n\r\n{\"name\":\"t-1\"}";
    row!()
        .holds_in_time(Fault::sends(response).then_is_silent())
        .await;
}

#[tokio::test]
async fn bytes_arrive_slowly_without_end() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n";
    let drip = Fault::sends(head).then_repeats(b" ", Duration::from_millis(20));
    let set = |config: tinsmith::ConfigBuilder| config.attempt_timeout(Duration::from_millis(300));
    row!().holds_for(drip, set).await;
}

#[tokio::test]
async fn the_whole_call_is_slow() {
    let server = Server::start().await.unwrap();
    let client = client(format!("http://{}", server.address()), |config| {
        config
            .read_timeout(Duration::from_millis(500))
            .operation_timeout(Duration::from_millis(1_200))
    });
    server.breaks(Fault::sends_nothing().then_is_silent());
    let error = get(&client, "t-1").await.unwrap_err();
    row!().matches(&error);
    server.heals();
    assert_eq!(get(&client, "t-2").await.unwrap(), "t-2");
}

#[tokio::test]
async fn the_body_does_not_end() {
    let head = Fault::sends("HTTP/1.1 200 OK\r\n\r\n");
    row!()
        .holds(head.then_repeats(&[b' '; 4096], Duration::ZERO))
        .await;
}

#[tokio::test]
async fn the_body_is_longer_than_the_limit() {
    let body = format!("{{}}{}", " ".repeat(100_000));
    row!().holds(Fault::responds("200 OK", &body)).await;
}

#[tokio::test]
async fn the_body_is_a_web_page() {
    let page = "<html><title>Welcome to the hotel</title>";
    row!()
        .holds(Fault::responds("200 OK\r\ncontent-type: text/html", page))
        .await;
}

#[tokio::test]
async fn the_body_is_not_json() {
    row!().holds(Fault::responds("200 OK", "{\"name\":")).await;
}

#[tokio::test]
async fn the_body_has_another_type() {
    row!()
        .holds(Fault::responds("200 OK", "{\"name\":[\"another type\"]}"))
        .await;
}
