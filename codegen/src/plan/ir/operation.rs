//! An operation: its request builder, input, output and call.

use super::{
    DiscoveryPlan, ExampleArgument, ExamplePlan, FieldPlan, FillStep, OperationField, PagePlan,
    PreflightPlan, ReadStep, SessionPlan, StructPlan, WaiterPlan, WriteStep,
};

/// An operation: its request builder, input, output and call.
#[derive(Clone, Debug, PartialEq)]
pub struct OperationPlan {
    /// The request builder's name, in Rust: `ListSessions`.
    pub name: String,
    /// The name in the model: `listSessions`.
    pub model_name: String,
    /// The name in the model as a search term of the documentation, if it differs from the name in Rust.
    pub alias: Option<String>,
    /// The operation's shape id.
    pub shape: String,
    /// The module and the client's method: `list_sessions`, raw where it is a keyword.
    pub module: String,
    /// The path of the module's file from that of the root: `operation/list_sessions.rs`.
    pub path: String,
    /// The description, in Markdown, with links from the request builder to the required members.
    pub doc: String,
    /// The description of the client's method, in one paragraph of Markdown.
    pub summary: String,
    /// The description of the method that sends the request, in Markdown.
    pub send_doc: String,
    /// True if the model advises against further use.
    pub deprecated: bool,
    /// The HTTP method.
    pub method: String,
    /// The template of the path, with the static query: `/2023-10-12/farms/{farmId}?sort=asc`.
    pub uri: String,
    /// The template as documentation shows it: with `/` in place of no path.
    pub shown_uri: String,
    /// The steps of its calls before their requests are assembled.
    pub preflights: Vec<PreflightPlan>,
    /// The endpoint in its output, if it is the operation that returns those of others.
    pub discovery: Option<DiscoveryPlan>,
    /// The resource and the credentials of a session, if it is the operation that opens those for others.
    pub session: Option<SessionPlan>,
    /// The fields of the operation's metadata that differ from the runtime's defaults.
    pub metadata: Vec<OperationField>,
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
    /// The parameters of the functions that consist of the steps.
    pub parameters: StepParameters,
    /// Errors that the operation declares, then those of the service, as Rust names in [`ServicePlan::errors`](super::ServicePlan::errors).
    pub errors: Vec<String>,
    /// The pagination, if it is paginated.
    pub pages: Option<PagePlan>,
    /// The waiters.
    pub waiters: Vec<WaiterPlan>,
    /// The required members as arguments of the example of the client's method.
    pub arguments: Vec<ExampleArgument>,
    /// The call that the documentation contains.
    pub example: ExamplePlan,
}

/// The names of parameters, which begin with an underscore where a function does not use them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepParameters {
    /// The source of idempotency tokens.
    pub token: &'static str,
    /// The writer of the request.
    pub request: &'static str,
    /// The reader of the response.
    pub response: &'static str,
}

impl OperationPlan {
    /// Returns the names of the types that belong to the operation: request builder, input, output and waiters.
    pub fn type_names(&self) -> impl Iterator<Item = &str> {
        let own = [&self.name, &self.input.name, &self.output.name].into_iter();
        let waiters = self.waiters.iter().map(|waiter| &waiter.rust_name);
        own.chain(waiters).map(String::as_str)
    }

    /// Returns the members that a caller must set.
    pub fn required_fields(&self) -> impl Iterator<Item = &FieldPlan> {
        self.input.required_fields()
    }
}
