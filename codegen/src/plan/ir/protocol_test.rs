//! Protocol tests of a model, as far as they concern a client.

use super::FieldValuePlan;

/// The protocol tests of a crate.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProtocolTestsPlan {
    /// The tests of requests.
    pub requests: Vec<RequestTestPlan>,
    /// The tests of responses.
    pub responses: Vec<ResponseTestPlan>,
}

impl ProtocolTestsPlan {
    /// True if there is no test.
    pub fn is_empty(&self) -> bool {
        self.requests.is_empty() && self.responses.is_empty()
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
    /// Parameters that the query has to have, as `name=value`, encoded.
    pub query: Vec<String>,
    /// Names that no parameter of the query may have.
    pub forbid_query: Vec<String>,
    /// Names that a parameter of the query has to have.
    pub require_query: Vec<String>,
    /// Headers with their values.
    pub headers: Vec<(String, String)>,
    /// Headers that may not be there.
    pub forbid_headers: Vec<String>,
    /// Headers that have to be there.
    pub require_headers: Vec<String>,
    /// The body, if the case says anything about it.
    pub body: Option<String>,
    /// The media type of the body.
    pub media_type: Option<String>,
    /// The host, with a path perhaps, that the client is set to.
    pub host: Option<String>,
    /// The host that the request has to go to.
    pub resolved_host: Option<String>,
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
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
    /// The expected result.
    pub expected: ExpectedPlan,
}

/// A call of an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct CallPlan {
    /// The client's method.
    pub method: String,
    /// The members that the input sets.
    pub input: Vec<FieldValuePlan>,
}

/// The expected result of a response.
#[derive(Clone, Debug, PartialEq)]
pub enum ExpectedPlan {
    /// An output: the structure, and the fields that are not at their defaults.
    Output(String, Vec<FieldValuePlan>),
    /// An error: the structure and its fields.
    Error(String, Vec<FieldValuePlan>),
}
