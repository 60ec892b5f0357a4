//! Events in requests: their frames, their signatures, and their errors.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use aws_sigv4::sign::v4::{calculate_signature, generate_signing_key};
use bytes::Bytes;
use futures::{StreamExt, stream};
use http::{Request, Response};
use sha2::{Digest, Sha256};
use tinsmith::event_stream::{EventInput, EventStream, Frame, FrameDecoder, HeaderValue};
use tinsmith::service::{Auth, OperationMetadata};
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
use tinsmith::transport::{TransportError, TransportOptions};
use tinsmith::{Blob, Body, BoxFuture, ErrorKind, Timestamp, Transport, UnknownMember};

use crate::clock::{
    Alarm, Broken, Clock, ConductInput, ServiceError, Sound, Tick, WatchOutput, WindInput, Word,
    response, send, send_with, tick, ticked,
};

/// The time of the clock of a script's configuration.
pub(crate) const NOW: u64 = 1_700_000_000;

pub(crate) fn ticks(counts: impl IntoIterator<Item = i64>) -> Vec<Clock> {
    let counts = counts.into_iter();
    counts.map(|count| Clock::Tick(Tick { count })).collect()
}

fn decode(bytes: &[u8]) -> Vec<Frame> {
    let mut decoder = FrameDecoder::default();
    decoder.push(Bytes::copy_from_slice(bytes));
    let mut frames = Vec::new();
    while let Some(frame) = decoder.next_frame().unwrap() {
        frames.push(frame);
    }
    decoder.finish().unwrap();
    frames
}

/// Sends events and returns the request.
async fn sent(events: impl Into<EventInput<Clock>>) -> Request<Bytes> {
    let script = ScriptedTransport::new();
    script.respond(response(&[]));
    send(&script, ConductInput::new(events)).await.unwrap();
    script.requests().remove(0)
}

/// Returns the frames within those with signatures, after a check of the signatures by the keys of `secret`.
pub(crate) fn verified(request: &Request<Bytes>, secret: &str) -> Vec<Frame> {
    let authorization = request.headers()["authorization"].to_str().unwrap();
    let (_, signature) = authorization.rsplit_once("Signature=").unwrap();
    let mut prior = signature.to_owned();
    let mut frames = Vec::new();
    for frame in decode(request.body()) {
        let Some(HeaderValue::Timestamp(date)) = frame.header(":date") else {
            panic!("no date: {frame:?}")
        };
        let Some(HeaderValue::Bytes(signature)) = frame.header(":chunk-signature") else {
            panic!("no signature: {frame:?}")
        };
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(date.seconds().unsigned_abs());
        let key = generate_signing_key(secret, time, "us-west-2", "clock");
        let only_date =
            Frame::new(&[(":date", HeaderValue::Timestamp(date))], Bytes::new()).unwrap();
        let length = only_date.headers().encoded_len();
        let hash = |bytes: &[u8]| hex::encode(Sha256::digest(bytes));
        let text = format!(
            "AWS4-HMAC-SHA256-PAYLOAD\n20231114T221320Z\n20231114/us-west-2/clock/aws4_request\n{prior}\n{}\n{}",
            hash(&only_date.to_bytes()[12..12 + length]),
            hash(frame.payload()),
        );
        prior = calculate_signature(key, text.as_bytes());
        assert_eq!(hex::encode(signature), prior);
        frames.extend(decode(frame.payload()));
    }
    frames
}

#[tokio::test(start_paused = true)]
async fn a_test_scripts_both_directions_and_reads_the_events_that_were_sent() {
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::output_with(|output: &mut WatchOutput| {
        output.events = EventStream::scripted(ticks([7]));
    }));
    let output = send(&script, ConductInput::new(stream::iter(ticks([1, 2]))));
    let mut output = output.await.unwrap();
    assert_eq!(
        output.events.try_next().await.unwrap(),
        Some(Clock::Tick(Tick { count: 7 }))
    );
    assert_eq!(script.sent_requests()[0].events(), Some(ticks([1, 2])));
    assert_eq!(script.sent_requests()[0].events::<Word>(), None);
}

#[tokio::test(start_paused = true)]
async fn every_binding_of_an_event_is_written_and_read_again() {
    let mut events = vec![
        Clock::Tick(Tick { count: -1 }),
        Clock::Sound(Sound {
            is_loud: true,
            rate: Some(-2),
            at: Some(Timestamp::from_millis(1_500)),
            key: Some(Blob::from("key")),
            samples: Blob::from("samples"),
        }),
        Clock::Sound(Sound::default()),
        Clock::Word(Word {
            text: Some("tock".to_owned()),
        }),
        Clock::Word(Word { text: None }),
        Clock::Alarm(Alarm {
            hour: 7,
            name: "early".to_owned(),
        }),
    ];
    let script = ScriptedTransport::new();
    script.respond(response(&[]));
    let input = ConductInput::new(EventInput::from_events(events.clone()));
    send(&script, input).await.unwrap();
    // A payload without bytes is an empty text.
    events[4] = Clock::Word(Word {
        text: Some(String::new()),
    });
    assert_eq!(script.sent_requests()[0].events(), Some(events));

    let frames = verified(&script.requests()[0], "secret");
    let headers = |index: usize| frames[index].headers().collect::<Vec<_>>();
    let event = (":message-type", HeaderValue::Text("event"));
    let of_type = |text| (":event-type", HeaderValue::Text(text));
    let content = |text| (":content-type", HeaderValue::Text(text));
    assert_eq!(
        headers(0),
        [event, of_type("tick"), content("application/json")]
    );
    assert_eq!(frames[0].payload(), br#"{"count":-1}"#);
    let at = HeaderValue::Timestamp(Timestamp::from_millis(1_500));
    let expected = [
        event,
        of_type("sound"),
        ("isLoud", HeaderValue::Bool(true)),
        ("rate", HeaderValue::I16(-2)),
        ("at", at),
        ("key", HeaderValue::Bytes(b"key")),
        content("application/octet-stream"),
    ];
    assert_eq!(headers(1), expected);
    assert_eq!(frames[1].payload(), b"samples");
    assert_eq!(headers(3), [event, of_type("word"), content("text/plain")]);
    assert_eq!(headers(4), [event, of_type("word")]);
    assert_eq!(frames[5].header("hour"), Some(HeaderValue::I8(7)));
}

#[tokio::test(start_paused = true)]
async fn each_frame_has_a_signature_chained_from_that_of_the_request() {
    let request = sent(stream::iter(ticks(0..3))).await;
    let headers = request.headers();
    assert_eq!(
        headers["x-amz-content-sha256"],
        "STREAMING-AWS4-HMAC-SHA256-EVENTS"
    );
    assert_eq!(
        headers["content-type"],
        "application/vnd.amazon.eventstream"
    );
    assert!(!headers.contains_key("content-length"));
    assert_eq!(verified(&request, "secret").len(), 3);
    let outer = decode(request.body());
    assert_eq!(outer.len(), 4, "a frame without payload ends the stream");
    assert!(outer[3].payload().is_empty());
    let empty = sent(EventInput::from_events([])).await;
    assert_eq!(decode(empty.body()).len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_request_without_a_signature_has_frames_without_one() {
    #[derive(Clone, Debug)]
    struct Anonymous(ConductInput);

    impl tinsmith::service::Operation for Anonymous {
        type Output = WatchOutput;
        const METADATA: &'static OperationMetadata = &OperationMetadata {
            auth: Auth::None,
            ..*ConductInput::METADATA
        };

        fn write(&self, request: &mut tinsmith::service::RequestWriter<'_>) {
            self.0.write(request);
        }
    }

    let script = ScriptedTransport::new();
    script.respond(response(&[]));
    let input = Anonymous(ConductInput::new(stream::iter(ticks([1]))));
    send(&script, input).await.unwrap();
    assert_eq!(*script.requests()[0].body(), tick(1).to_bytes());
}

#[tokio::test(start_paused = true)]
async fn without_http_bindings_the_first_event_has_the_other_members() {
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::status(200));
    let input = WindInput {
        zone: Some("UTC".to_owned()),
        events: Some(EventInput::from_events(ticks([1]))),
    };
    send(&script, input).await.unwrap();
    let frames = verified(&script.requests()[0], "secret");
    assert_eq!(frames.len(), 2);
    assert_eq!(
        frames[0].header(":event-type"),
        Some(HeaderValue::Text("initial-request"))
    );
    assert_eq!(frames[0].payload(), br#"{"zone":"UTC"}"#);
    assert_eq!(script.sent_requests()[0].events(), Some(ticks([1])));
}

#[tokio::test(start_paused = true)]
async fn a_modeled_exception_is_sent_as_the_last_event() {
    let broken = Broken {
        message: "spring lost".to_owned(),
        parts: 3,
    };
    let request =
        sent(EventInput::from_events(ticks([1])).then_error(ServiceError::Broken(broken))).await;
    let frames = verified(&request, "secret");
    assert_eq!(frames.len(), 2);
    assert_eq!(
        frames[1].header(":message-type"),
        Some(HeaderValue::Text("exception"))
    );
    assert_eq!(
        frames[1].header(":exception-type"),
        Some(HeaderValue::Text("broken"))
    );
    assert_eq!(
        frames[1].payload(),
        br#"{"message":"spring lost","parts":3}"#
    );
    assert!(decode(request.body()).last().unwrap().payload().is_empty());
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_after_an_exception() {
    let broken = ServiceError::Broken(Broken::default());
    let request = sent(stream::iter([Ok(ticked(1)), Err(broken), Ok(ticked(2))])).await;
    assert_eq!(verified(&request, "secret").len(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_error_of_the_caller_s_stream_ends_the_request_and_is_in_the_call_s_error() {
    let script = ScriptedTransport::new();
    script.respond(response(&[]));
    let items = [
        Ok(Clock::Tick(Tick { count: 1 })),
        Err(std::io::Error::other("no microphone")),
    ];
    let error = send(&script, ConductInput::new(stream::iter(items))).await;
    let error = error.unwrap_err();
    assert_eq!(
        error.to_string(),
        "Conduct: the stream of the input failed: no microphone (1 attempt)"
    );
    assert_eq!(error.kind(), ErrorKind::InputStream);
    assert!(error.get_ref().unwrap().is::<std::io::Error>());
    assert!(!error.is_retryable());
    assert!(script.requests().is_empty(), "the request was complete");
}

#[tokio::test(start_paused = true)]
async fn an_event_that_cannot_be_serialized_ends_the_request_and_is_named() {
    let unknown = Clock::Unknown(UnknownMember::default());
    let long = Clock::Sound(Sound {
        key: Some(Blob::from(vec![0; 70_000])),
        ..Sound::default()
    });
    for (event, problem) in [
        (unknown, "event `Unknown`: its type"),
        (long, "event `sound`: header key: "),
    ] {
        let script = ScriptedTransport::new();
        script.respond(response(&[]));
        let error = send(&script, ConductInput::new(stream::iter([event]))).await;
        let error = error.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert!(error.problems()[0].starts_with(problem), "{error}");
        assert_eq!(error.attempts(), 1, "the request had begun");
    }
}

#[tokio::test]
async fn an_input_without_its_required_events_is_invalid() {
    let script = ScriptedTransport::new();
    let error = send(&script, ConductInput::default()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(error.to_string().contains("events"), "{error}");
}

/// A transport that keeps the body of the request, and responds at once.
#[derive(Clone, Debug, Default)]
struct Keeping(Arc<std::sync::Mutex<Option<Body>>>);

impl Transport for Keeping {
    fn send(
        &self,
        request: Request<Body>,
        _options: &TransportOptions,
    ) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        let body = request.into_body();
        let failing = stream::once(async { Err::<Bytes, _>(std::io::Error::other("reset")) });
        *self.0.lock().unwrap() = Some(body);
        Box::pin(async { Ok(Response::new(Body::from_stream(failing, None))) })
    }
}

#[tokio::test(start_paused = true)]
async fn an_event_is_taken_from_the_caller_when_the_connection_has_room_for_it() {
    let taken = Arc::new(AtomicUsize::new(0));
    let events = stream::iter(ticks(0..1_000)).inspect({
        let taken = Arc::clone(&taken);
        move |_| {
            taken.fetch_add(1, Ordering::Relaxed);
        }
    });
    let transport = Keeping::default();
    let config = ScriptedTransport::new()
        .config()
        .to_builder()
        .transport(transport.clone())
        .build();
    let output = send_with(&config, ConductInput::new(events), |options| options).await;
    assert_eq!(taken.load(Ordering::Relaxed), 0);
    let mut body = transport.0.lock().unwrap().take().unwrap();
    for count in 1..10 {
        body.next().await.unwrap().unwrap();
        assert_eq!(taken.load(Ordering::Relaxed), count);
    }
    // Dropping the output would end the stream.
    drop(output.unwrap());
}

#[tokio::test(start_paused = true)]
async fn an_error_of_the_caller_s_stream_explains_the_end_of_the_response() {
    let transport = Keeping::default();
    let config = ScriptedTransport::new()
        .config()
        .to_builder()
        .transport(transport.clone())
        .build();
    let items = [Err::<Clock, _>(std::io::Error::other("no microphone"))];
    let output = send_with(&config, ConductInput::new(stream::iter(items)), |options| {
        options
    });
    let mut events = output.await.unwrap().events;
    let body = transport.0.lock().unwrap().take().unwrap();
    body.collect().await.unwrap_err();
    let error = events.try_next().await.unwrap_err();
    assert!(error.to_string().contains("no microphone"), "{error}");
    assert!(error.get_ref().unwrap().is::<std::io::Error>());
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::InputStream, 1)
    );
}
