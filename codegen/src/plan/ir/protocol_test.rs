//! Protocol tests of a model, as far as they concern a client.

use super::FieldValuePlan;

/// The protocol tests of a crate.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProtocolTestsPlan {
    /// What requests have to look like.
    pub requests: Vec<RequestTestPlan>,
    /// What answers have to be read as.
    pub responses: Vec<ResponseTestPlan>,
}

impl ProtocolTestsPlan {
    /// Whether there is no test.
    pub fn is_empty(&self) -> bool {
        self.requests.is_empty() && self.responses.is_empty()
    }
}

/// A call, and the request that it has to send.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestTestPlan {
    /// The case's id.
    pub id: String,
    /// The test function: the id in snake case, then `_request`.
    pub name: String,
    /// What the case is about.
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
    /// What the body is.
    pub media_type: Option<String>,
    /// The host, with a path perhaps, that the client is set to.
    pub host: Option<String>,
    /// The host that the request has to go to.
    pub resolved_host: Option<String>,
}

/// An answer, and what a call has to make of it.
#[derive(Clone, Debug, PartialEq)]
pub struct ResponseTestPlan {
    /// The case's id.
    pub id: String,
    /// The test function: the id in snake case, then `_response`.
    pub name: String,
    /// What the case is about.
    pub doc: String,
    /// A call that gets the answer.
    pub call: CallPlan,
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
    /// What comes out.
    pub expected: ExpectedPlan,
}

/// A call of an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct CallPlan {
    /// The client's method.
    pub method: String,
    /// What is set in the input.
    pub input: Vec<FieldValuePlan>,
}

/// What comes out of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum ExpectedPlan {
    /// An output: the structure, and the fields that are not at their defaults.
    Output(String, Vec<FieldValuePlan>),
    /// An error: the structure and its fields.
    Error(String, Vec<FieldValuePlan>),
}
