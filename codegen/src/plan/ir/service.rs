//! A generated crate.

use std::collections::BTreeMap;

use super::{
    EndpointTestPlan, ErrorPlan, OperationPlan, PagePlan, ProtocolTestsPlan, RuleSetPlan,
    SamplePlan, TypesPlan,
};
use crate::{Dependency, Diagnostic};

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
    /// The types that members refer to.
    pub types: TypesPlan,
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

    /// Whether any operation can be waited for.
    pub fn has_waiters(&self) -> bool {
        self.operations
            .iter()
            .any(|operation| !operation.waiters.is_empty())
    }

    /// Whether the crate has tests: those that the model has, and one of its types.
    pub fn has_tests(&self) -> bool {
        !(self.protocol_tests.is_empty()
            && self.endpoint_tests.is_empty()
            && self.samples.is_empty())
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

impl ServicePlan {
    /// The operation that shows best what the crate is like, for the crate's own example: one with pages of items, else one
    /// that reads, else any; of those the one that needs the fewest members.
    pub fn foremost(&self) -> Option<&OperationPlan> {
        self.operations.iter().min_by_key(|operation| {
            let has_items = |pages: &PagePlan| pages.items.is_some();
            let streams = operation.pages.as_ref().is_some_and(has_items);
            (
                operation.deprecated.is_some(),
                // What has to be waited for first needs more than one call.
                !(streams && operation.waiters.is_empty()),
                operation.method != "GET",
                operation.required_fields().count(),
            )
        })
    }
}
