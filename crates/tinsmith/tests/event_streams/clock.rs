//! A service with event streams and a client of it, like those of a generated crate.

use futures::Stream;
use tinsmith::codec::json::Json;
use tinsmith::event_stream::{EventInput, EventStream, Frame, HeaderValue};
use tinsmith::service::{
    FromResponse, Operation, OperationMetadata, RequestWriter, ResponseReader, ServiceMetadata,
};
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
use tinsmith::{Blob, Call, CallOptions, Config, Error, Handle, Timestamp, UnknownMember};

pub(crate) static SERVICE: ServiceMetadata = ServiceMetadata {
    protocol: &tinsmith::protocol::REST_JSON_1,
    name: "Clock",
    signing_name: "clock",
    endpoint_prefix: "clock",
    errors: ServiceError::METADATA,
    ..ServiceMetadata::DEFAULT
};

#[derive(Debug, PartialEq)]
pub(crate) enum ServiceError {
    Broken(Broken),
}

tinsmith::service_errors! { ServiceError { Broken: "ClockBrokenException" transient } }

#[derive(Debug, Default, PartialEq)]
pub(crate) struct Broken {
    pub(crate) message: String,
    pub(crate) parts: i32,
}

tinsmith::shape! { Broken { message: "message", parts: "parts" } }

impl FromResponse for Broken {
    fn from_response(response: &mut ResponseReader<'_>) -> Self {
        response.json()
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Clock {
    Tick(Tick),
    Sound(Sound),
    Word(Word),
    Alarm(Alarm),
    Unknown(UnknownMember),
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Tick {
    pub(crate) count: i64,
}

tinsmith::shape! { Tick { count: "count" } }

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Sound {
    pub(crate) is_loud: bool,
    pub(crate) rate: Option<i16>,
    pub(crate) at: Option<Timestamp>,
    pub(crate) key: Option<Blob>,
    pub(crate) samples: Blob,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Word {
    pub(crate) text: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Alarm {
    pub(crate) hour: i8,
    pub(crate) name: String,
}

tinsmith::shape! { Alarm { hour: "hour", name: "name" } }

tinsmith::event_stream! { Clock {
    Tick: "tick",
    Sound: "sound" {
        is_loud: header "isLoud",
        rate: header "rate",
        at: header "at",
        key: header "key",
        samples: blob,
    },
    Word: "word" { text: text },
    Alarm: "alarm" rest { hour: header "hour" },
} or {
    "broken": "ClockBrokenException" as <ServiceError> Broken,
} }

/// The input of an operation whose output is a stream alone.
#[derive(Clone, Debug, Default)]
pub(crate) struct WatchInput;

#[derive(Debug, Default)]
pub(crate) struct WatchOutput {
    pub(crate) events: EventStream<Clock>,
}

impl Operation for WatchInput {
    type Output = WatchOutput;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &SERVICE,
        name: "Watch",
        streaming_output: true,
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, _request: &mut RequestWriter<'_>) {}
}

impl FromResponse for WatchOutput {
    fn from_response(response: &mut ResponseReader<'_>) -> Self {
        let mut output = Self::default();
        output
            .events
            .receive::<Json>(response, WatchInput::METADATA);
        output
    }
}

/// The input of an operation of a protocol without HTTP bindings.
#[derive(Clone, Debug, Default)]
pub(crate) struct SubscribeInput;

#[derive(Debug, Default)]
pub(crate) struct SubscribeOutput {
    pub(crate) zone: Option<String>,
    pub(crate) events: EventStream<Clock>,
}

tinsmith::shape! { SubscribeOutput { zone: "zone" } }

impl Operation for SubscribeInput {
    type Output = SubscribeOutput;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &SERVICE,
        name: "Subscribe",
        streaming_output: true,
        initial_response: Some(tinsmith::event_stream::receive_initial_response),
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, _request: &mut RequestWriter<'_>) {}
}

impl FromResponse for SubscribeOutput {
    fn from_response(response: &mut ResponseReader<'_>) -> Self {
        let mut output: Self = tinsmith::event_stream::initial_response::<Json, _>(response);
        output
            .events
            .receive::<Json>(response, SubscribeInput::METADATA);
        output
    }
}

/// The input of an operation with events in both directions.
#[derive(Clone, Debug, Default)]
pub(crate) struct ConductInput {
    pub(crate) zone: Option<String>,
    pub(crate) events: Option<EventInput<Clock>>,
}

impl Operation for ConductInput {
    type Output = WatchOutput;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &SERVICE,
        name: "Conduct",
        method: "POST",
        streaming_output: true,
        http2: true,
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.require("events", &self.events);
        request.header("zone", &self.zone);
        request.events::<Json, _>(&self.events);
    }
}

impl ConductInput {
    pub(crate) fn new(events: impl Into<EventInput<Clock>>) -> Self {
        Self {
            zone: None,
            events: Some(events.into()),
        }
    }
}

/// The input of an operation with events in its request, in a protocol without HTTP bindings.
#[derive(Clone, Debug, Default)]
pub(crate) struct WindInput {
    pub(crate) zone: Option<String>,
    pub(crate) events: Option<EventInput<Clock>>,
}

tinsmith::shape! { WindInput { zone: "zone" } }

#[derive(Debug, Default)]
pub(crate) struct WindOutput;

impl Operation for WindInput {
    type Output = WindOutput;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &SERVICE,
        name: "Wind",
        method: "POST",
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.json(self);
        request.events::<Json, _>(&self.events);
    }
}

impl FromResponse for WindOutput {
    fn from_response(_response: &mut ResponseReader<'_>) -> Self {
        Self
    }
}

/// Creates a frame of an event with a JSON payload.
pub(crate) fn event(event_type: &str, payload: &str) -> Frame {
    frame("event", ":event-type", event_type, payload)
}

pub(crate) fn frame(message: &str, type_header: &str, of_type: &str, payload: &str) -> Frame {
    let headers = [
        (":message-type", HeaderValue::Text(message)),
        (type_header, HeaderValue::Text(of_type)),
        (":content-type", HeaderValue::Text("application/json")),
    ];
    Frame::new(&headers, payload).unwrap()
}

pub(crate) fn tick(count: i64) -> Frame {
    event("tick", &format!(r#"{{"count":{count}}}"#))
}

/// Creates the event of [`tick`].
pub(crate) fn ticked(count: i64) -> Clock {
    Clock::Tick(Tick { count })
}

/// Creates a response of these frames, each of which is a chunk.
pub(crate) fn response<'f>(frames: impl IntoIterator<Item = &'f Frame>) -> ScriptedResponse {
    let response =
        ScriptedResponse::status(200).header("content-type", "application/vnd.amazon.eventstream");
    let response = response.header("x-amzn-requestid", "r-1");
    let frames = frames.into_iter();
    frames.fold(response, |response, frame| response.body(frame.to_bytes()))
}

/// Sends an operation to a script.
pub(crate) async fn send<O: Operation>(
    script: &ScriptedTransport,
    input: O,
) -> Result<O::Output, Error> {
    send_with(&script.config(), input, |options| options).await
}

pub(crate) async fn send_with<O: Operation>(
    config: &Config,
    input: O,
    options: impl FnOnce(CallOptions) -> CallOptions,
) -> Result<O::Output, Error> {
    let call: Call = Handle::new(config, &SERVICE).call();
    call.configure(options).send(input).await
}

/// Returns the events of a response.
pub(crate) async fn watch(response: ScriptedResponse) -> EventStream<Clock> {
    let script = ScriptedTransport::new();
    script.respond(response);
    send(&script, WatchInput).await.unwrap().events
}

/// Compiles if the type can be moved between threads and polled without pinning.
pub(crate) fn assert_movable<T: Stream + Send + Sync + Unpin>(_stream: &T) {}
