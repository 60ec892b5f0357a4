//! Event streams that break after their first event.

use std::time::Duration;

use tinsmith::codec::json::Json;
use tinsmith::event_stream::{EventStream, Frame, HeaderValue};
use tinsmith::service::{
    FromResponse, Operation, OperationMetadata, RequestWriter, ResponseReader,
};
use tinsmith::{ConfigBuilder, UnknownMember};

use super::table::{Row, client};
use crate::server::{Fault, Server};
use crate::support::{SERVICE, ServiceError};

const HEAD: &str = "HTTP/1.1 200 OK\r\nx-amzn-requestid: r-1\r\ntransfer-encoding: chunked\r\n\r\n";

#[derive(Clone, Debug, Default)]
pub(super) struct WatchThingsInput;

#[derive(Debug, Default)]
pub(super) struct WatchThingsOutput {
    pub(super) events: EventStream<ThingEvent>,
}

#[derive(Debug)]
pub(crate) enum ThingEvent {
    Created(Thing),
    Unknown(UnknownMember),
}

#[derive(Debug, Default)]
pub(crate) struct Thing {
    name: String,
}

tinsmith::shape! { Thing { name: "name" } }

tinsmith::event_stream! { ThingEvent { Created: "created" } or { "busy": "BusyException" } }

impl Operation for WatchThingsInput {
    type Output = WatchThingsOutput;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &SERVICE,
        name: "WatchThings",
        uri: "/events",
        streaming_output: true,
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, _request: &mut RequestWriter<'_>) {}
}

impl FromResponse for WatchThingsOutput {
    fn from_response(response: &mut ResponseReader<'_>) -> Self {
        let mut output = Self::default();
        output
            .events
            .receive::<Json>(response, WatchThingsInput::METADATA);
        output
    }
}

/// Returns the event `created` with the name `t-1`.
pub(super) fn created() -> Vec<u8> {
    let headers = [
        (":message-type", HeaderValue::Text("event")),
        (":event-type", HeaderValue::Text("created")),
    ];
    let frame = Frame::new(&headers, r#"{"name":"t-1"}"#).unwrap();
    frame.to_bytes().to_vec()
}

/// Returns the event with the bits of one byte changed.
fn damaged(at: usize) -> Vec<u8> {
    let mut bytes = created();
    bytes[at] ^= 0x40;
    bytes
}

/// Returns a prelude with a valid checksum.
fn prelude(total: u32, headers: u32) -> Vec<u8> {
    let mut prelude = [total.to_be_bytes(), headers.to_be_bytes()].concat();
    let mut checksum = u32::MAX;
    for byte in &prelude {
        checksum ^= u32::from(*byte);
        for _ in 0..8 {
            checksum = (checksum >> 1) ^ (0xedb8_8320 & (checksum & 1).wrapping_neg());
        }
    }
    prelude.extend((!checksum).to_be_bytes());
    prelude
}

/// Returns the head of a response, and an event and other bytes as a chunk each.
fn response(rest: &[u8]) -> Vec<u8> {
    let mut response = HEAD.as_bytes().to_vec();
    for chunk in [&created(), rest] {
        if !chunk.is_empty() {
            response.extend(format!("{:x}\r\n", chunk.len()).bytes());
            response.extend(chunk);
            response.extend(b"\r\n");
        }
    }
    response
}

/// A response whose body ends after these bytes.
fn ends_after(rest: &[u8]) -> Fault {
    Fault::sends([&response(rest), &b"0\r\n\r\n"[..]].concat())
}

/// Checks that the stream has its first event and the error of the row, that no request is sent again, and that the next stream is whole.
async fn breaks(row: Row, fault: Fault) {
    breaks_for(row, fault, |config| config).await;
}

async fn breaks_for(row: Row, fault: Fault, set: impl FnOnce(ConfigBuilder) -> ConfigBuilder) {
    let server = Server::start().await.unwrap();
    let client = client(format!("http://{}", server.address()), set);
    server.breaks_once(fault);
    server.breaks_once(ends_after(b""));
    let mut events = watch(&client).await;
    assert_created(events.try_next().await.unwrap());
    let error = events.try_next().await.unwrap_err();
    row.describes(&error, server.requests());
    assert_eq!(error.request_id(), Some("r-1"));
    assert!(events.try_next().await.unwrap().is_none());
    let mut events = watch(&client).await;
    assert_created(events.try_next().await.unwrap());
    assert!(events.try_next().await.unwrap().is_none());
}

async fn watch(client: &tinsmith::Handle) -> EventStream<ThingEvent> {
    client.call().send(WatchThingsInput).await.unwrap().events
}

pub(super) fn assert_created(event: Option<ThingEvent>) {
    match event {
        Some(ThingEvent::Created(thing)) => assert_eq!(thing.name, "t-1"),
        Some(ThingEvent::Unknown(member)) => panic!("{}", member.name()),
        None => panic!("the stream has ended"),
    }
}

#[tokio::test]
async fn an_event_stream_ends_within_a_prelude() {
    breaks(row!(), ends_after(&created()[..7])).await;
}

#[tokio::test]
async fn an_event_stream_ends_within_a_payload() {
    let event = created();
    breaks(row!(), ends_after(&event[..event.len() - 9])).await;
}

#[tokio::test]
async fn an_event_stream_is_closed_between_two_frames() {
    breaks(row!(), Fault::sends(response(b"")).then_closes()).await;
}

#[tokio::test]
async fn an_event_stream_is_closed_within_a_frame() {
    let response = response(&created()[..20]);
    breaks(row!(), Fault::sends(response).then_closes()).await;
}

#[tokio::test]
async fn an_event_stream_is_reset() {
    breaks(row!(), Fault::sends(response(b"")).then_resets()).await;
}

#[tokio::test]
async fn a_prelude_has_a_wrong_checksum() {
    breaks(row!(), ends_after(&damaged(3))).await;
}

#[tokio::test]
async fn a_frame_has_a_wrong_checksum() {
    breaks(row!(), ends_after(&damaged(created().len() - 6))).await;
}

#[tokio::test]
async fn a_frame_is_longer_than_the_limit() {
    // The rest of the frame need not arrive.
    let response = response(&prelude(u32::MAX, 0));
    breaks(row!(), Fault::sends(response).then_is_silent()).await;
}

#[tokio::test]
async fn the_headers_are_longer_than_their_frame() {
    breaks(row!(), ends_after(&prelude(40, 30))).await;
}

#[tokio::test]
async fn a_frame_does_not_end() {
    let set = |config: ConfigBuilder| config.read_timeout(Duration::from_millis(500));
    let response = response(&created()[..30]);
    breaks_for(row!(), Fault::sends(response).then_is_silent(), set).await;
}

#[tokio::test]
async fn no_further_event_arrives() {
    let set = |config: ConfigBuilder| config.read_timeout(Duration::from_millis(500));
    let response = response(b"");
    breaks_for(row!(), Fault::sends(response).then_is_silent(), set).await;
}

#[tokio::test]
async fn garbage_follows_the_last_frame() {
    breaks(row!(), ends_after(b"<html>502 Bad Gateway</html>")).await;
}

#[tokio::test]
async fn an_event_stream_has_an_exception() {
    let headers = [
        (":message-type", HeaderValue::Text("exception")),
        (":exception-type", HeaderValue::Text("busy")),
    ];
    let frame = Frame::new(&headers, r#"{"message":"no room"}"#).unwrap();
    let server = Server::start().await.unwrap();
    server.breaks_once(ends_after(&frame.to_bytes()));
    let client = client(format!("http://{}", server.address()), |config| config);
    let mut events = watch(&client).await;
    assert_created(events.try_next().await.unwrap());
    let error = events.try_next().await.unwrap_err();
    row!().describes(&error, server.requests());
    let Some(ServiceError::Busy(busy)) = error.service_error() else {
        panic!("{error:?}");
    };
    assert_eq!(busy.message, "no room");
    assert!(events.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn an_event_stream_has_an_unmodeled_error() {
    let headers = [
        (":message-type", HeaderValue::Text("error")),
        (":error-code", HeaderValue::Text("InternalError")),
        (":error-message", HeaderValue::Text("lost the thread")),
    ];
    let frame = Frame::new(&headers, "").unwrap();
    breaks(row!(), ends_after(&frame.to_bytes())).await;
}
