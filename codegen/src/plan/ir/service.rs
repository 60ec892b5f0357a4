//! A generated crate or module.

use super::{
    EndpointTestPlan, ErrorPlan, LayoutPlan, ManifestPlan, OperationPlan, ProtocolTestsPlan,
    RuleSetPlan, SamplePlan, ServiceField, SharedPreflightsPlan, TypesPlan,
};
use crate::Diagnostic;

/// A generated crate or module.
#[derive(Clone, Debug, PartialEq)]
pub struct ServicePlan {
    /// The name of the crate, `tinsmith-deadline`, or of the module.
    pub crate_name: String,
    /// The layout of the files.
    pub layout: LayoutPlan,
    /// The shape id of the service.
    pub shape: String,
    /// The name of the service for people: the model's title, or its SDK id.
    pub title: String,
    /// The protocol.
    pub protocol: ProtocolPlan,
    /// The SDK id, which messages and `AWS_ENDPOINT_URL_<ID>` contain.
    pub sdk_id: String,
    /// The name of the service in signatures.
    pub signing_name: String,
    /// The first label of the standard regional host; empty if the model names no such host.
    pub endpoint_prefix: String,
    /// The version of the service: `2023-10-12`.
    pub version: String,
    /// The fields of the service's metadata that not every service sets.
    pub metadata: Vec<ServiceField>,
    /// The steps of calls that the operations share.
    pub preflights: SharedPreflightsPlan,
    /// The files, those of modules in the order of their names.
    pub files: Vec<FilePlan>,
    /// The description of the service, in Markdown.
    pub doc: String,
    /// An overview of the operations, in Markdown.
    pub overview: String,
    /// The manifest.
    pub manifest: ManifestPlan,
    /// The operations, in the order of their names.
    pub operations: Vec<OperationPlan>,
    /// The index of the operation that the crate's own example calls.
    pub foremost: Option<usize>,
    /// The types that members refer to.
    pub types: TypesPlan,
    /// True if the model nests lists and maps deeper than clippy accepts.
    pub has_complex_types: bool,
    /// True if a variant of a union, or of the enum of errors, may be much larger than the others.
    pub has_large_variants: bool,
    /// Error structures, in the order of their names.
    pub errors: Vec<ErrorPlan>,
    /// The endpoint rule set, if the model has one.
    pub endpoint_rules: Option<RuleSetPlan>,
    /// The tests of the endpoint rule set.
    pub endpoint_tests: Vec<EndpointTestPlan>,
    /// The tests of requests and responses.
    pub protocol_tests: ProtocolTestsPlan,
    /// JSON texts for every type.
    pub samples: Vec<SamplePlan>,
    /// The parts that are not supported and left out, where that is allowed.
    pub left_out: Vec<Diagnostic>,
}

/// A file of a crate, or the files of all operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilePlan {
    /// `Cargo.toml`
    Manifest,
    /// `README.md`
    Readme,
    /// `src/lib.rs`, or the file `mod.rs` of a module, which has the following files beside it
    Root,
    /// `src/client.rs`
    Client,
    /// `src/endpoint.rs`
    Endpoint,
    /// `src/endpoint/tests.rs`
    EndpointTests,
    /// `src/error.rs`
    Errors,
    /// `src/operation/`
    Operations,
    /// `src/service.rs`
    Service,
    /// `src/types.rs`
    Types,
    /// `tests/protocol.rs`
    ProtocolTests,
    /// `tests/round_trip.rs`
    RoundTripTests,
}

impl ServicePlan {
    /// Returns the operation that the crate's own example calls.
    pub fn foremost(&self) -> Option<&OperationPlan> {
        self.operations.get(self.foremost?)
    }
}

/// The protocol of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProtocolPlan {
    /// The name in Smithy: `restJson1`.
    pub name: &'static str,
    /// The variant that the service speaks, if it is not the usual one.
    pub variant: Option<ProtocolVariant>,
}

/// A variant of a protocol, which a trait of the service selects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProtocolVariant {
    /// Errors have the codes of awsQuery in a header.
    QueryCompatible,
    /// An error in XML is the root of its document.
    NoErrorWrapping,
}
