//! Exceptions of a service that speaks restXml, whose payload is a wrapped or an unwrapped error.

use tinsmith::codec::xml::Xml;
use tinsmith::event_stream::EventStream;
use tinsmith::service::{
    FromResponse, Operation, OperationMetadata, RequestWriter, ResponseReader, ServiceMetadata,
};
use tinsmith::testing::ScriptedTransport;
use tinsmith::{Handle, UnknownMember};

use crate::clock::{frame, response};

static SERVICE: ServiceMetadata = ServiceMetadata {
    protocol: &tinsmith::protocol::REST_XML,
    name: "Clock",
    signing_name: "clock",
    endpoint_prefix: "clock",
    errors: ServiceError::METADATA,
    ..ServiceMetadata::DEFAULT
};

#[derive(Debug, PartialEq)]
enum ServiceError {
    Broken(Broken),
}

tinsmith::service_errors! { ServiceError { Broken: "ClockBrokenException" } }

#[derive(Debug, Default, PartialEq)]
struct Broken {
    message: String,
    parts: i32,
}

tinsmith::shape! { Broken { message: "message", parts: "parts" } }

impl FromResponse for Broken {
    fn from_response(response: &mut ResponseReader<'_>) -> Self {
        response.xml(&["Error"])
    }
}

#[derive(Debug)]
#[expect(dead_code, reason = "the stream has an exception alone")]
enum Events {
    Unknown(UnknownMember),
}

tinsmith::event_stream! { Events {} or { "broken": "ClockBrokenException" } }

#[derive(Clone, Debug)]
struct WatchInput;

#[derive(Debug, Default)]
struct WatchOutput {
    events: EventStream<Events>,
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
        output.events.receive::<Xml>(response, WatchInput::METADATA);
        output
    }
}

#[tokio::test]
async fn an_exception_in_xml_has_its_message_and_members_wrapped_or_not() {
    let members = "<message>spring lost</message><parts>3</parts>";
    for payload in [
        format!("<ClockBrokenException>{members}</ClockBrokenException>"),
        format!("<ErrorResponse><Error>{members}</Error></ErrorResponse>"),
        format!(
            "<ErrorResponse><Error><Code>ClockBrokenException</Code>{members}</Error></ErrorResponse>"
        ),
    ] {
        let script = ScriptedTransport::new();
        let exception = frame("exception", ":exception-type", "broken", &payload);
        script.respond(response([&exception]));
        let call = Handle::new(&script.config(), &SERVICE).call();
        let mut events = call.send(WatchInput).await.unwrap().events;
        let error = events.try_next().await.unwrap_err();
        assert_eq!(error.message(), "spring lost", "{payload}");
        let broken = Broken {
            message: "spring lost".to_owned(),
            parts: 3,
        };
        assert_eq!(error.service_error(), Some(&ServiceError::Broken(broken)));
    }
}
