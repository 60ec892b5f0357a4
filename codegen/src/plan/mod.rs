//! Every decision about a generated crate, taken before anything is rendered.
//!
//! The plan knows nothing of tokens, and rendering knows nothing of Smithy: a [`ServicePlan`] is the whole of what passes between the two. Shapes that
//! a plan comes from are kept as text, for diagnostics.

mod complete;
mod docs;
mod endpoint_rules;
mod endpoint_tests;
mod examples;
mod jmespath;
pub(crate) mod markdown;
mod names;
mod operations;
mod overview;
pub(crate) mod pages;
pub mod path;
mod pattern;
mod plausible;
mod protocol_tests;
mod samples;
mod service;
mod shapes;
mod structures;
pub mod traits;
mod types;
mod values;
mod waiters;

pub use endpoint_rules::{
    ConditionPlan, ExprPlan, OutcomePlan, ParameterPlan, PropertyPlan, RulePlan, RuleSetPlan,
};
pub use endpoint_tests::{EndpointTestPlan, ExpectedEndpointPlan};
pub use examples::{AnswerPlan, ExamplePlan};
pub use jmespath::Comparator;
pub use protocol_tests::{
    CallPlan, ExpectedPlan, ProtocolTestsPlan, RequestTestPlan, ResponseTestPlan,
};
pub use samples::{SampleModule, SamplePlan};
pub use service::plan;
pub use shapes::{
    Binding, EnumPlan, EnumValue, EnumValues, FieldPlan, StructPlan, TimestampFormat, Type,
    UnionPlan, VariantPlan,
};
pub use values::{FieldValuePlan, FloatPlan, ValuePlan};
pub use waiters::{AcceptorPlan, AcceptorState, Expected, MatcherPlan, WaiterPlan};

use std::collections::BTreeMap;

use crate::{Dependency, Diagnostic, UriTemplate};

/// A generated crate.
#[derive(Clone, Debug, PartialEq)]
pub struct ServicePlan {
    /// The crate's name: `tinsmith-deadline`.
    pub crate_name: String,
    /// The shape id of the service.
    pub shape: String,
    /// How people call the service: the model's title, or its SDK id.
    pub title: String,
    /// The SDK id, by which messages and `AWS_ENDPOINT_URL_<ID>` name the service.
    pub sdk_id: String,
    /// The name that signatures are made for.
    pub signing_name: String,
    /// The first label of the standard regional host.
    pub endpoint_prefix: String,
    /// The version of the service: `2023-10-12`.
    pub version: String,
    /// Headers that every request carries, as `services.toml` has them.
    pub headers: Vec<(String, String)>,
    /// What the service is, in Markdown.
    pub doc: String,
    /// How its operations are called and which there are, in Markdown.
    pub overview: String,
    /// What the manifest says besides the name.
    pub manifest: ManifestPlan,
    /// The operations, in the order of their names.
    pub operations: Vec<OperationPlan>,
    /// Structures that members refer to, in the order of their names.
    pub structures: Vec<StructPlan>,
    /// Unions, in the order of their names.
    pub unions: Vec<UnionPlan>,
    /// Enums of text and of numbers, in the order of their names.
    pub enums: Vec<EnumPlan>,
    /// Error structures, in the order of their names.
    pub errors: Vec<ErrorPlan>,
    /// The rules by which requests find their endpoint, if the model has some.
    pub endpoint_rules: Option<RuleSetPlan>,
    /// What the model says of the rules' outcome.
    pub endpoint_tests: Vec<EndpointTestPlan>,
    /// What the model says of requests and answers.
    pub protocol_tests: ProtocolTestsPlan,
    /// A JSON text for every type.
    pub samples: Vec<SamplePlan>,
    /// What is missing because it is not supported, where that is allowed.
    pub left_out: Vec<Diagnostic>,
}

impl ServicePlan {
    /// The crate's name as Rust code writes it: `tinsmith_deadline`.
    pub fn crate_ident(&self) -> String {
        self.crate_name.replace('-', "_")
    }

    /// Whether operations refer to any structure, union or enum.
    pub fn has_types(&self) -> bool {
        self.type_names().next().is_some()
    }

    /// Whether any operation can be waited for.
    pub fn has_waiters(&self) -> bool {
        self.operations
            .iter()
            .any(|operation| !operation.waiters.is_empty())
    }

    /// The names of the shared structures, unions and enums.
    pub fn type_names(&self) -> impl Iterator<Item = &str> {
        let structures = self
            .structures
            .iter()
            .map(|structure| structure.name.as_str());
        let unions = self.unions.iter().map(|union| union.name.as_str());
        let enums = self
            .enums
            .iter()
            .map(|enumeration| enumeration.name.as_str());
        structures.chain(unions).chain(enums)
    }

    /// Whether the crate has tests: those that the model has, and one of its types.
    pub fn has_tests(&self) -> bool {
        !(self.protocol_tests.is_empty()
            && self.endpoint_tests.is_empty()
            && self.samples.is_empty())
    }

    /// The structure of that Rust name among the shared types.
    pub fn structure(&self, name: &str) -> Option<&StructPlan> {
        self.structures
            .iter()
            .find(|structure| structure.name == name)
    }

    /// The union of that Rust name.
    pub fn union(&self, name: &str) -> Option<&UnionPlan> {
        self.unions.iter().find(|union| union.name == name)
    }

    /// The enum of that Rust name.
    pub fn enumeration(&self, name: &str) -> Option<&EnumPlan> {
        self.enums
            .iter()
            .find(|enumeration| enumeration.name == name)
    }

    /// The error of that Rust name.
    pub fn error(&self, name: &str) -> Option<&ErrorPlan> {
        self.errors
            .iter()
            .find(|error| error.structure.name == name)
    }
}

/// What `Cargo.toml` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestPlan {
    /// What the crate is, in a line.
    pub description: String,
    /// The crate's version; `None` for the workspace's.
    pub version: Option<String>,
    /// Where the runtime comes from.
    pub runtime: Dependency,
    /// What hand-written examples and tests depend on: TOML values by crate name.
    pub dev_dependencies: BTreeMap<String, String>,
}

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

    /// The fields that are labels of the path, in its order.
    pub fn labels(&self) -> Vec<&FieldPlan> {
        let template = UriTemplate::parse(&self.uri).unwrap_or_default();
        template
            .labels
            .iter()
            .filter_map(|label| self.input.member(&label.name))
            .collect()
    }

    /// Whether the answer's body is handed to the caller unread.
    pub fn streaming_output(&self) -> bool {
        self.output
            .payload()
            .is_some_and(|field| field.ty == Type::Body)
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

/// The value of a parameter of the endpoint rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParamValue {
    /// Text.
    Str(String),
    /// True or false.
    Bool(bool),
    /// A list of text.
    StrList(Vec<String>),
}

/// An error that the service may answer.
#[derive(Clone, Debug, PartialEq)]
pub struct ErrorPlan {
    /// Its members; the name is that of the variant of `ServiceError`, too.
    pub structure: StructPlan,
    /// The code on the wire: `ResourceNotFoundException`.
    pub code: String,
    /// Whether and how a call may be tried again.
    pub retry: Retry,
    /// The status that the model gives it, for documentation.
    pub status: u16,
}

impl ErrorPlan {
    /// The first sentence of what it is.
    pub fn summary(&self) -> &str {
        self.structure.doc.split("\n\n").next().unwrap_or_default()
    }
}

/// Whether a call may be tried again after an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// It may not.
    No,
    /// It may.
    Transient,
    /// It may, after a longer pause.
    Throttling,
}

/// How an operation is paginated.
#[derive(Clone, Debug, PartialEq)]
pub struct PagePlan {
    /// The input's token member, by the model's name.
    pub input_token: String,
    /// The way to the output's token, through members by their names in the model.
    pub output_token: Vec<String>,
    /// The way to the output's items, if the model names them.
    pub items: Option<Vec<String>>,
    /// The type of the items: a list or a map.
    pub items_type: Option<Type>,
    /// The input's page size member, if it has one.
    pub page_size: Option<String>,
}

/// Why and since when something should not be used any more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deprecation {
    /// Since when, in the model's words.
    pub since: Option<String>,
    /// What to use instead.
    pub message: Option<String>,
}

#[cfg(test)]
mod tests;
