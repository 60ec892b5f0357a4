//! An operation: its request builder, input, output and call.

use super::{
    Deprecation, ExamplePlan, FieldPlan, FillStep, PagePlan, ParamValue, ReadStep, StructPlan,
    WaiterPlan, WriteStep,
};

/// An operation: its request builder, input, output and call.
#[derive(Clone, Debug, PartialEq)]
pub struct OperationPlan {
    /// The request builder's name, in Rust: `ListSessions`.
    pub name: String,
    /// The model's name for it, if that differs: `listSessions`.
    pub wire_name: String,
    /// The operation's shape id.
    pub shape: String,
    /// The module and the client's method: `list_sessions`, raw where it is a keyword.
    pub module: String,
    /// What it does, in Markdown, and which members it needs, as links from the request builder.
    pub doc: String,
    /// Advice for those who still use it, if it is deprecated.
    pub deprecated: Option<Deprecation>,
    /// The HTTP method.
    pub method: String,
    /// The template of the path, with the static query: `/2023-10-12/farms/{farmId}?sort=asc`.
    pub uri: String,
    /// What stands before the host: `management.`, or nothing.
    pub host_prefix: String,
    /// Who may call it.
    pub auth: Auth,
    /// The checksum that the request carries.
    pub checksum: Checksum,
    /// Whether the request's body is compressed.
    pub compression: bool,
    /// Parameters of the endpoint rules that are fixed for this operation.
    pub endpoint_params: Vec<(String, ParamValue)>,
    /// The input structure: `ListSessionsInput`.
    pub input: StructPlan,
    /// The output structure: `ListSessionsOutput`.
    pub output: StructPlan,
    /// The steps that set members which the caller may omit.
    pub fills: Vec<FillStep>,
    /// The steps that serialize the request.
    pub request: Vec<WriteStep>,
    /// The steps that deserialize the response.
    pub response: Vec<ReadStep>,
    /// True if the body of the response is handed to the caller as a stream.
    pub streaming_output: bool,
    /// Whether the output may hold what must not be shown, however deep.
    pub sensitive_output: bool,
    /// Errors that the operation declares, then those of the service, as Rust names in [`ServicePlan::errors`].
    pub errors: Vec<String>,
    /// How it is paginated, if it is.
    pub pages: Option<PagePlan>,
    /// The states that it can be asked for until they are reached.
    pub waiters: Vec<WaiterPlan>,
    /// The call that the documentation shows.
    pub example: ExamplePlan,
}

impl OperationPlan {
    /// The first sentence of what it does.
    pub fn summary(&self) -> &str {
        self.doc.split("\n\n").next().unwrap_or_default()
    }

    /// The members that a caller must set.
    pub fn required_fields(&self) -> impl Iterator<Item = &FieldPlan> {
        self.input.required_fields()
    }

    /// The waiter that says whether the operation's pages exist yet.
    ///
    /// It is the only one of the operation, and looks at a member of the answer itself. Waiters that look at the items of
    /// pages, or at structures in the answer, wait for things that can be listed in any state.
    pub fn readiness(&self) -> Option<&WaiterPlan> {
        self.pages.as_ref()?;
        let [waiter] = self.waiters.as_slice() else {
            return None;
        };
        let (path, _) = waiter.state.as_ref()?;
        let is_member = |path: &str| path.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        is_member(path).then_some(waiter)
    }
}

/// How a call is authorised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Auth {
    /// Signed with Signature Version 4.
    SigV4,
    /// Signed, but for the body.
    SigV4UnsignedPayload,
    /// Signed if there are credentials.
    SigV4Optional,
    /// With a bearer token.
    Bearer,
    /// Not at all.
    None,
}

/// The checksum that a request carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checksum {
    /// None.
    None,
    /// `Content-MD5`.
    Md5,
    /// A SHA-256 tree hash.
    TreeHash,
}
