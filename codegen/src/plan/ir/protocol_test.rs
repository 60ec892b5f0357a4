//! Protocol tests of a model, as far as they concern a client.

use super::{FieldValuePlan, ParamValue, ValuePlan};

/// The protocol tests of a crate.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProtocolTestsPlan {
    /// The tests of requests.
    pub requests: Vec<RequestTestPlan>,
    /// The tests of responses.
    pub responses: Vec<ResponseTestPlan>,
    /// The tests of event streams in responses.
    pub event_streams: Vec<EventStreamTestPlan>,
    /// The tests of events in requests.
    pub sent_events: Vec<SentEventsTestPlan>,
}

impl ProtocolTestsPlan {
    /// Returns the calls of all tests.
    pub fn calls(&self) -> impl Iterator<Item = &CallPlan> {
        let requests = self.requests.iter().map(|test| &test.call);
        let responses = self.responses.iter().map(|test| &test.call);
        let event_streams = self.event_streams.iter().map(|test| &test.call);
        let sent_events = self.sent_events.iter().map(|test| &test.call);
        let received = responses.chain(event_streams);
        requests.chain(received).chain(sent_events)
    }

    /// True if there is no test.
    pub fn is_empty(&self) -> bool {
        self.requests.is_empty()
            && self.responses.is_empty()
            && self.event_streams.is_empty()
            && self.sent_events.is_empty()
    }
}

/// A call, and the request that it must send.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestTestPlan {
    /// The case's id.
    pub id: String,
    /// The test function: the id in snake case, then `_request`.
    pub name: String,
    /// The description.
    pub doc: String,
    /// The call.
    pub call: CallPlan,
    /// The method.
    pub method: String,
    /// The path.
    pub uri: String,
    /// The expectations that the case has beside these.
    pub fields: Vec<RequestField>,
}

/// A field of a request's test that not every test sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestField {
    /// Parameters that the query must have, as `name=value`, encoded.
    Query(Vec<String>),
    /// Names that no parameter of the query may have.
    ForbidQuery(Vec<String>),
    /// Names that a parameter of the query must have.
    RequireQuery(Vec<String>),
    /// Headers with their values.
    Headers(Vec<(String, String)>),
    /// Headers that the request must not have.
    ForbidHeaders(Vec<String>),
    /// Headers that the request must have.
    RequireHeaders(Vec<String>),
    /// The body.
    Body(String),
    /// The media type of the body.
    MediaType(String),
    /// Parameters of the endpoint rules, which give the host of the request.
    EndpointParams(Vec<(String, ParamValue)>),
    /// The host, with a path perhaps, of the client's endpoint.
    Host(String),
    /// The host to which the request must go.
    ResolvedHost(String),
    /// The runtime's defaults of all fields that are not set.
    Defaults,
}

/// A response, and the expected result of the call.
#[derive(Clone, Debug, PartialEq)]
pub struct ResponseTestPlan {
    /// The case's id.
    pub id: String,
    /// The test function: the id in snake case, then `_response`.
    pub name: String,
    /// The description.
    pub doc: String,
    /// A call that receives the response.
    pub call: CallPlan,
    /// The status.
    pub status: u16,
    /// The parts of the response beside its status.
    pub fields: Vec<ResponseField>,
    /// The expected result.
    pub expected: ExpectedPlan,
}

/// A field of a response's test that not every test sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResponseField {
    /// The headers.
    Headers(Vec<(String, String)>),
    /// The body.
    Body(String),
    /// The media type of the body.
    MediaType(String),
    /// The runtime's defaults of all fields that are not set.
    Defaults,
}

/// A call of an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct CallPlan {
    /// The client's method.
    pub method: String,
    /// The members that the input sets.
    pub input: Vec<FieldValuePlan>,
    /// True if the operation, or one of these members, is deprecated.
    pub uses_deprecated: bool,
}

/// The expected result of a response.
#[derive(Clone, Debug, PartialEq)]
pub enum ExpectedPlan {
    /// An output: the structure, and the fields that are not at their defaults.
    Output(String, Vec<FieldValuePlan>),
    /// An error: the structure and its fields.
    Error(String, Vec<FieldValuePlan>),
}

/// A response with an event stream, and the expected result of the call.
#[derive(Clone, Debug, PartialEq)]
pub struct EventStreamTestPlan {
    /// The case's id.
    pub id: String,
    /// The test function: the id in snake case, then `_events`, or `_response` for a response without events.
    pub name: String,
    /// The description.
    pub doc: String,
    /// A call that receives the response.
    pub call: CallPlan,
    /// The field of the output that is the stream.
    pub field: String,
    /// The output.
    pub output: String,
    /// The parts of the response.
    pub fields: Vec<EventStreamField>,
    /// The expected result.
    pub expected: ExpectedEvents,
}

/// A call with events, and the frames that it must send.
#[derive(Clone, Debug, PartialEq)]
pub struct SentEventsTestPlan {
    /// The case's id.
    pub id: String,
    /// The test function: the id in snake case, then `_sent_events`.
    pub name: String,
    /// The description.
    pub doc: String,
    /// The call.
    pub call: CallPlan,
    /// The frames, in base64.
    pub frames: Vec<String>,
}

/// A field of an event stream's test that not every test sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventStreamField {
    /// The status.
    Status(u16),
    /// The headers.
    Headers(Vec<(String, String)>),
    /// The body of a response without frames.
    Body(String),
    /// The frames, in base64.
    Frames(Vec<String>),
    /// The runtime's defaults of all fields that are not set.
    Defaults,
}

/// The expected result of a response with an event stream.
#[derive(Clone, Debug, PartialEq)]
pub enum ExpectedEvents {
    /// These events.
    Events(Vec<ValuePlan>),
    /// An output with these fields.
    Output(Vec<FieldValuePlan>),
    /// An error: the structure and its fields.
    Error(String, Vec<FieldValuePlan>),
    /// Any error of the response, or one with this code.
    Failure(Option<String>),
}
