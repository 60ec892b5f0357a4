//! The first event of protocols without HTTP bindings, which holds the other members of the output.

use bytes::Bytes;
use futures::TryStreamExt;
use tinsmith::ErrorKind;
use tinsmith::event_stream::Frame;
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};

use crate::clock::{SubscribeInput, event, response, send, tick, ticked};

#[tokio::test]
async fn the_initial_response_fills_the_other_members_before_send_returns() {
    let initial = event("initial-response", r#"{"zone":"UTC"}"#);
    for joined in [false, true] {
        let script = ScriptedTransport::new();
        let frames = [&initial, &tick(1), &tick(2)];
        script.respond(match joined {
            false => response(frames),
            true => {
                let bytes: Vec<u8> = frames.iter().flat_map(|frame| frame.to_bytes()).collect();
                ScriptedResponse::status(200).body(bytes)
            }
        });
        let output = send(&script, SubscribeInput).await.unwrap();
        assert_eq!(output.zone.as_deref(), Some("UTC"));
        let events: Vec<_> = output.events.try_collect().await.unwrap();
        assert_eq!(events, [ticked(1), ticked(2)]);
    }
}

#[test]
fn a_response_that_was_received_by_other_means_has_an_initial_response() {
    let initial = event("initial-response", r#"{"zone":"UTC"}"#);
    for (frames, zone) in [(vec![initial, tick(1)], Some("UTC")), (vec![tick(1)], None)] {
        let bytes: Vec<u8> = frames.iter().flat_map(Frame::to_bytes).collect();
        let response = http::Response::new(Bytes::from(bytes));
        let output = tinsmith::Call::parse::<SubscribeInput>(response).unwrap();
        assert_eq!(output.zone.as_deref(), zone);
        let events = futures::executor::block_on(output.events.try_collect::<Vec<_>>());
        assert_eq!(events.unwrap(), [ticked(1)]);
    }
    let response = http::Response::new(Bytes::from_static(b"\0"));
    let error = tinsmith::Call::parse::<SubscribeInput>(response).unwrap_err();
    let expected = "Subscribe: the event stream cannot be deserialized: the stream is truncated at byte 1, within the frame at byte 0 (200)";
    assert_eq!(error.to_string(), expected);
}

#[tokio::test]
async fn without_an_initial_response_no_event_is_lost() {
    let script = ScriptedTransport::new();
    script.respond(response([&tick(1), &tick(2)]));
    let output = send(&script, SubscribeInput).await.unwrap();
    assert_eq!(output.zone, None);
    let events: Vec<_> = output.events.try_collect().await.unwrap();
    assert_eq!(events, [ticked(1), ticked(2)]);
}

#[tokio::test]
async fn a_stream_that_breaks_before_the_initial_response_is_retried() {
    let initial = event("initial-response", r#"{"zone":"UTC"}"#);
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::status(200).disconnect());
    script.respond(response([&initial, &tick(1)]));
    let mut output = send(&script, SubscribeInput).await.unwrap();
    assert_eq!(output.zone.as_deref(), Some("UTC"));
    assert_eq!(output.events.try_next().await.unwrap(), Some(ticked(1)));
}

#[tokio::test]
async fn an_invalid_first_frame_is_the_error_of_the_call() {
    let mut bytes = event("initial-response", "{}").to_bytes().to_vec();
    bytes[0] ^= 1;
    let script = ScriptedTransport::new();
    script.respond(response([]).body(bytes));
    let error = send(&script, SubscribeInput).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidResponse);
    let message = error.to_string();
    assert!(message.contains("wrong prelude checksum"), "{message}");
    assert!(
        message.ends_with("(200, request id r-1, 1 attempt)"),
        "{message}"
    );
}

#[tokio::test]
async fn the_positions_of_errors_count_the_initial_response() {
    let initial = event("initial-response", "{}");
    let script = ScriptedTransport::new();
    script.respond(response([&initial]).body(&b"\0\0"[..]));
    let mut output = send(&script, SubscribeInput).await.unwrap();
    let start = initial.to_bytes().len();
    let message = output.events.try_next().await.unwrap_err().to_string();
    let expected = format!(
        "truncated at byte {}, within the frame at byte {start}",
        start + 2
    );
    assert!(message.contains(&expected), "{message}");
}
