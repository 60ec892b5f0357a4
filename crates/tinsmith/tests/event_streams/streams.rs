//! Streams of typed events: their members, their end, and what interrupts them.

use std::time::Duration;

use bytes::Bytes;
use futures::stream::FusedStream;
use futures::{StreamExt, TryStreamExt};
use tinsmith::event_stream::{EventStream, Frame, HeaderValue};
use tinsmith::testing::{ScriptedResponse, ScriptedTransport, TestTime};
use tinsmith::transport::TransportErrorKind;
use tinsmith::{Blob, Body, ErrorKind, Timestamp};

use crate::clock::{
    Alarm, Clock, Sound, SubscribeInput, WatchInput, Word, assert_movable, event, frame, response,
    send, send_with, tick, ticked, watch,
};

#[tokio::test]
async fn events_arrive_in_order_and_the_stream_is_fused() {
    let mut events = watch(response([&tick(1), &tick(2)])).await;
    assert_movable(&events);
    assert_eq!(events.try_next().await.unwrap(), Some(ticked(1)));
    assert!(!events.is_terminated());
    assert_eq!(events.next().await.unwrap().unwrap(), ticked(2));
    for _ in 0..3 {
        assert_eq!(events.try_next().await.unwrap(), None);
        assert!(events.is_terminated());
    }
}

#[tokio::test]
async fn the_stream_has_the_combinators_of_futures() {
    let events = watch(response(&[tick(1), tick(2), tick(3)])).await;
    let counts = events.map_ok(|event| match event {
        Clock::Tick(tick) => tick.count,
        other => panic!("{other:?}"),
    });
    assert_eq!(counts.try_collect::<Vec<_>>().await.unwrap(), [1, 2, 3]);
}

#[tokio::test]
async fn frames_may_be_divided_and_joined_in_any_way() {
    let frames = [tick(1), event("word", "hi"), tick(2)];
    let bytes: Vec<u8> = frames.iter().flat_map(Frame::to_bytes).collect();
    for length in [1, 7, 16, 50, bytes.len()] {
        let chunks = bytes.chunks(length).map(<[u8]>::to_vec);
        let response = chunks.fold(ScriptedResponse::status(200), ScriptedResponse::body);
        let events: Vec<_> = watch(response).await.try_collect().await.unwrap();
        let text = Some("hi".to_owned());
        assert_eq!(events, [ticked(1), Clock::Word(Word { text }), ticked(2)]);
    }
}

#[tokio::test]
async fn members_are_in_headers_and_in_the_payload() {
    let at = Timestamp::from_millis(1_700_000_000_123);
    let headers = [
        (":message-type", HeaderValue::Text("event")),
        (":event-type", HeaderValue::Text("sound")),
        ("isLoud", HeaderValue::Bool(true)),
        ("rate", HeaderValue::I16(-7)),
        ("at", HeaderValue::Timestamp(at)),
        ("key", HeaderValue::Bytes(b"k")),
        ("newer", HeaderValue::Uuid([0; 16])),
    ];
    let sound = Frame::new(&headers, &b"\xff\0"[..]).unwrap();
    let headers = [
        (":message-type", HeaderValue::Text("event")),
        (":event-type", HeaderValue::Text("alarm")),
        ("hour", HeaderValue::I8(6)),
    ];
    let alarm = Frame::new(&headers, r#"{"name":"early"}"#).unwrap();
    let mut events = watch(response([&sound, &alarm])).await;
    let sound = Sound {
        is_loud: true,
        rate: Some(-7),
        at: Some(at),
        key: Some(Blob::from(b"k".to_vec())),
        samples: Blob::from(b"\xff\0".to_vec()),
    };
    assert_eq!(events.try_next().await.unwrap(), Some(Clock::Sound(sound)));
    let (hour, name) = (6, "early".to_owned());
    assert_eq!(
        events.try_next().await.unwrap(),
        Some(Clock::Alarm(Alarm { hour, name }))
    );
}

#[tokio::test]
async fn an_event_of_a_newer_model_is_unknown() {
    let frames = [event("cuckoo", r#"{"times":3}"#), event("bell", "no JSON")];
    let events: Vec<_> = watch(response(&frames)).await.try_collect().await.unwrap();
    let names = events.iter().map(|event| match event {
        Clock::Unknown(member) => (member.name(), member.value().to_json()),
        other => panic!("{other:?}"),
    });
    let expected = [("cuckoo", r#"{"times":3}"#), ("bell", "null")];
    assert!(names.eq(expected.map(|(name, json)| (name, json.to_owned()))));
}

#[tokio::test]
async fn events_with_the_headers_of_the_event_before_or_others_have_their_own_types() {
    let word = |headers: &str| {
        let headers = [
            (":message-type", HeaderValue::Text("event")),
            (":event-type", HeaderValue::Text("word")),
            ("padding", HeaderValue::Text(headers)),
        ];
        Frame::new(&headers, "hi").unwrap()
    };
    let long = word(&"x".repeat(2_000));
    let frames = [
        tick(1),
        tick(2),
        long.clone(),
        long,
        word("x"),
        tick(3),
        event("cuckoo", "{}"),
        event("cuckoo", "{}"),
        tick(4),
        event("bell", "{}"),
        word("x"),
        word("y"),
        tick(5),
    ];
    let events: Vec<_> = watch(response(&frames)).await.try_collect().await.unwrap();
    let kinds = events.iter().map(|event| match event {
        Clock::Tick(tick) => tick.count.to_string(),
        Clock::Word(word) => word.text.clone().unwrap(),
        Clock::Unknown(member) => member.name().to_owned(),
        other => panic!("{other:?}"),
    });
    let expected = "1 2 hi hi hi 3 cuckoo cuckoo 4 bell hi hi 5";
    assert_eq!(kinds.collect::<Vec<_>>().join(" "), expected);
}

/// Returns the message of the error after one event, with which the stream has ended.
async fn error_after_one(rest: Bytes) -> (ErrorKind, String) {
    let mut events = watch(response([&tick(1)]).body(rest)).await;
    assert_eq!(events.try_next().await.unwrap(), Some(ticked(1)));
    let error = events.try_next().await.unwrap_err();
    assert_eq!(events.try_next().await.unwrap(), None);
    assert!(events.is_terminated());
    (error.kind(), error.to_string())
}

#[tokio::test]
async fn a_broken_frame_is_an_error_that_names_the_fault() {
    let good = tick(2).to_bytes();
    let changed = |at: usize| {
        let mut bytes = good.to_vec();
        bytes[at] ^= 0x40;
        Bytes::from(bytes)
    };
    let start = tick(1).to_bytes().len();
    for (rest, problem) in [
        (changed(3), "wrong prelude checksum"),
        (changed(good.len() - 6), "wrong message checksum"),
    ] {
        let (kind, message) = error_after_one(rest).await;
        assert_eq!(kind, ErrorKind::InvalidResponse);
        let expected = format!(
            "Watch: the event stream cannot be deserialized: frame at byte {start}: {problem}"
        );
        assert!(message.starts_with(&expected), "{message}");
        assert!(
            message.ends_with("(200, request id r-1, 1 attempt)"),
            "{message}"
        );
    }
    let end = start + 20;
    let (kind, message) = error_after_one(good.slice(..20)).await;
    assert_eq!(kind, ErrorKind::InvalidResponse);
    assert_eq!(
        message,
        format!(
            "Watch: the event stream cannot be deserialized: the stream is truncated at byte {end}, within the frame at byte {start} (200, request id r-1, 1 attempt)"
        )
    );
}

#[tokio::test]
async fn an_event_that_does_not_match_the_model_is_an_error_that_names_the_member() {
    for (frame, problem) in [
        (
            event("tick", r#"{"count":"x"}"#),
            "event `tick`: count: expected a number (at byte 9)",
        ),
        (
            frame("event", "name", "tick", "{}"),
            "the header `:event-type` is missing",
        ),
        (
            frame("letter", ":event-type", "tick", "{}"),
            "the header `:message-type` has an unknown value",
        ),
        (
            Frame::new(&[(":message-type", HeaderValue::I8(1))], "").unwrap(),
            "the header `:message-type` is not text",
        ),
    ] {
        let (kind, message) = error_after_one(frame.to_bytes()).await;
        assert_eq!(kind, ErrorKind::InvalidResponse);
        assert_eq!(
            message,
            format!(
                "Watch: the event stream cannot be deserialized: {problem} (200, request id r-1, 1 attempt)"
            )
        );
    }
    let headers = [
        (":message-type", HeaderValue::Text("event")),
        (":event-type", HeaderValue::Text("sound")),
        ("rate", HeaderValue::I32(40_000)),
    ];
    let (_, message) = error_after_one(Frame::new(&headers, "").unwrap().to_bytes()).await;
    assert!(
        message.contains("event `sound`: header rate: is out of range"),
        "{message}"
    );
}

#[tokio::test]
async fn a_connection_that_breaks_is_an_error_and_is_not_retried() {
    let script = ScriptedTransport::new();
    script.respond(response([&tick(1)]).disconnect());
    script.respond(response([&tick(1), &tick(2)]));
    let mut events = send(&script, WatchInput).await.unwrap().events;
    assert_eq!(events.try_next().await.unwrap(), Some(ticked(1)));
    let error = events.try_next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connection);
    assert_eq!((error.status(), error.attempts()), (Some(200), 1));
    assert_eq!(error.request_id(), Some("r-1"));
    assert_eq!(events.try_next().await.unwrap(), None);
    assert_eq!(script.responses_left(), 1);
}

#[tokio::test]
async fn a_failure_before_the_response_is_retried() {
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::failure(
        TransportErrorKind::Connection,
        "no route",
    ));
    script.respond(ScriptedResponse::error(503, "SlowDown", "later"));
    script.respond(response([&tick(1)]).disconnect());
    let mut events = send(&script, WatchInput).await.unwrap().events;
    assert_eq!(events.try_next().await.unwrap(), Some(ticked(1)));
    let error = events.try_next().await.unwrap_err();
    assert_eq!(error.attempts(), 3);
}

#[tokio::test(start_paused = true)]
async fn the_read_timeout_applies_between_frames() {
    let pause = Duration::from_secs(30);
    let script = ScriptedTransport::new();
    let frames = response([&tick(1)]).pause(pause).body(tick(2).to_bytes());
    script.respond(frames.pause(Duration::from_secs(100)));
    let time = TestTime::starting_at(std::time::SystemTime::UNIX_EPOCH);
    let config = script.config().to_builder().time(time).build();
    let output = send_with(&config, WatchInput, |options| {
        options.read_timeout(Duration::from_secs(40))
    });
    let mut events = output.await.unwrap().events;
    assert_eq!(events.try_next().await.unwrap(), Some(ticked(1)));
    assert_eq!(events.try_next().await.unwrap(), Some(ticked(2)));
    let error = events.try_next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(
        error.to_string(),
        "Watch: the service sent no complete event for 40s (200, request id r-1, 1 attempt)"
    );
}

#[tokio::test(start_paused = true)]
async fn a_frame_that_arrives_byte_by_byte_does_not_restart_the_read_timeout() {
    // A chunk arrives every 10 seconds. The first event is complete after 30, and the second would be after 50.
    let pause = Duration::from_secs(10);
    let pieces = |frame: &Frame, count: usize| -> Vec<Bytes> {
        let bytes = frame.to_bytes();
        let length = bytes.len().div_ceil(count);
        bytes.chunks(length).map(Bytes::copy_from_slice).collect()
    };
    let initial = event("initial-response", "{}");
    for has_initial in [false, true] {
        let mut response = ScriptedResponse::status(200);
        let first = has_initial.then(|| pieces(&initial, 3));
        let events = [pieces(&tick(1), 3), pieces(&tick(2), 5)];
        for piece in first.into_iter().chain(events).flatten() {
            response = response.pause(pause).body(piece);
        }
        let script = ScriptedTransport::new();
        script.respond(response);
        let time = TestTime::starting_at(std::time::SystemTime::UNIX_EPOCH);
        let config = script.config().to_builder().time(time).build();
        let timeout = Duration::from_secs(40);
        let mut events = match has_initial {
            false => {
                let output =
                    send_with(&config, WatchInput, |options| options.read_timeout(timeout));
                output.await.unwrap().events
            }
            true => {
                let options = |options: tinsmith::CallOptions| options.read_timeout(timeout);
                send_with(&config, SubscribeInput, options)
                    .await
                    .unwrap()
                    .events
            }
        };
        assert_eq!(events.try_next().await.unwrap(), Some(ticked(1)));
        let error = events.try_next().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout);
        let message = error.to_string();
        assert!(
            message.contains("the service sent no complete event for 40s"),
            "{message}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn the_time_between_two_reads_of_the_stream_is_not_that_of_the_service() {
    let script = ScriptedTransport::new();
    let pause = Duration::from_secs(30);
    script.respond(response([&tick(1)]).pause(pause).body(tick(2).to_bytes()));
    let time = TestTime::starting_at(std::time::SystemTime::UNIX_EPOCH);
    let config = script.config().to_builder().time(time).build();
    let timeout = Duration::from_secs(40);
    let output = send_with(&config, WatchInput, |options| options.read_timeout(timeout));
    let mut events = output.await.unwrap().events;
    assert_eq!(events.try_next().await.unwrap(), Some(ticked(1)));
    tokio::time::sleep(Duration::from_secs(100)).await;
    assert_eq!(events.try_next().await.unwrap(), Some(ticked(2)));
}

#[tokio::test]
async fn dropping_the_stream_closes_the_response() {
    let (sender, receiver) = tokio::sync::oneshot::channel::<()>();
    let chunk = Ok::<_, std::io::Error>(tick(1).to_bytes());
    let body = futures::stream::iter([chunk]).chain(futures::stream::unfold(
        sender,
        |sender| async move {
            std::future::pending::<()>().await;
            Some((Ok(Bytes::new()), sender))
        },
    ));
    let transport = Once(std::sync::Mutex::new(Some(Body::from_stream(body, None))));
    let config = ScriptedTransport::new().config();
    let config = config.to_builder().transport(transport).build();
    let output = send_with(&config, WatchInput, |options| options).await;
    let mut events = output.unwrap().events;
    assert_eq!(events.try_next().await.unwrap(), Some(ticked(1)));
    drop(events);
    // The sender is a part of the body.
    assert!(receiver.await.is_err());
}

/// A transport whose one response has this body.
#[derive(Debug)]
struct Once(std::sync::Mutex<Option<Body>>);

impl tinsmith::Transport for Once {
    fn send(
        &self,
        _request: http::Request<Body>,
        _options: &tinsmith::transport::TransportOptions,
    ) -> tinsmith::BoxFuture<'_, Result<http::Response<Body>, tinsmith::transport::TransportError>>
    {
        let body = self.0.lock().unwrap().take().unwrap();
        Box::pin(async { Ok(http::Response::new(body)) })
    }
}

#[tokio::test]
async fn a_stream_without_a_response_has_no_events() {
    let mut events = EventStream::<Clock>::default();
    assert!(events.is_terminated());
    assert_eq!(events.try_next().await.unwrap(), None);
    assert_eq!(format!("{events:?}"), "EventStream(ended)");
}

#[test]
#[cfg(feature = "blocking")]
fn a_program_without_async_iterates_over_the_events() {
    let runtime = tinsmith::blocking::Runtime::new().unwrap();
    let events = runtime.block_on(watch(response([&tick(1), &tick(2)]).disconnect()));
    let mut events = runtime.iter(events);
    assert_eq!(events.next().unwrap().unwrap(), ticked(1));
    assert_eq!(events.next().unwrap().unwrap(), ticked(2));
    assert_eq!(
        events.next().unwrap().unwrap_err().kind(),
        ErrorKind::Connection
    );
    assert!(events.next().is_none());
    assert!(events.stream().is_terminated());
}
