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
    /// The description, in Markdown, with links from the request builder to the required members.
    pub doc: String,
    /// The advice against further use, if it is deprecated.
    pub deprecated: Option<Deprecation>,
    /// The HTTP method.
    pub method: String,
    /// The template of the path, with the static query: `/2023-10-12/farms/{farmId}?sort=asc`.
    pub uri: String,
    /// The host prefix: `management.`, or nothing.
    pub host_prefix: String,
    /// The authentication scheme.
    pub auth: Auth,
    /// The checksum that the request carries.
    pub checksum: Checksum,
    /// True if the request's body is compressed.
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
    /// True if the output may contain sensitive values, however deep.
    pub sensitive_output: bool,
    /// Errors that the operation declares, then those of the service, as Rust names in [`ServicePlan::errors`].
    pub errors: Vec<String>,
    /// The pagination, if it is paginated.
    pub pages: Option<PagePlan>,
    /// The waiters.
    pub waiters: Vec<WaiterPlan>,
    /// The call that the documentation contains.
    pub example: ExamplePlan,
}

impl OperationPlan {
    /// Returns the first paragraph of the description.
    pub fn summary(&self) -> &str {
        self.doc.split("\n\n").next().unwrap_or_default()
    }

    /// Returns the members that a caller must set.
    pub fn required_fields(&self) -> impl Iterator<Item = &FieldPlan> {
        self.input.required_fields()
    }

    /// Returns the waiter whose state says if the operation's pages exist yet.
    ///
    /// It is the only one of the operation, and compares a member of the output itself. Waiters that compare the items of
    /// pages, or members of structures, wait for states of items that can be listed in any state.
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

/// An authentication scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Auth {
    /// Signature Version 4.
    SigV4,
    /// Signature Version 4 without the body.
    SigV4UnsignedPayload,
    /// Signature Version 4 if there are credentials.
    SigV4Optional,
    /// A bearer token.
    Bearer,
    /// No authentication.
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
