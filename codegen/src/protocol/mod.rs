//! The protocols: which one a service speaks, and everything that depends on it.
//!
//! A `match` on the protocol stands in this folder and nowhere else. A new protocol is a variant here, a table in `policy`, and a file with its steps
//! where no other protocol has the same.

mod bindings;
mod codec;
pub(crate) mod http_rules;
mod policy;
mod rest;
mod rpc;
mod shared_steps;
mod table;

pub use bindings::Binding;
pub(crate) use bindings::Direction;
pub use codec::{Codec, TimestampFormat};

use std::borrow::Cow;

use crate::plan::ir::{
    EntryPlan, FieldPlan, ReadStep, StructPlan, TablePlan, VariantPlan, WriteStep,
};
use crate::smithy::{Member, Shape};
use crate::traits::{self, Policy};

/// A protocol that clients can be generated for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// `aws.protocols#awsJson1_0`: JSON documents and the operation's name in a header.
    AwsJson1_0,
    /// `aws.protocols#awsJson1_1`: the same with another media type.
    AwsJson1_1,
    /// `aws.protocols#restJson1`: HTTP bindings and JSON documents.
    RestJson1,
    /// `smithy.protocols#rpcv2Cbor`: CBOR documents and the operation's name in the path.
    RpcV2Cbor,
}

impl Protocol {
    /// Every supported protocol, in the order in which AWS's SDKs prefer them.
    pub(crate) const ALL: &[Self] = &[
        Self::RpcV2Cbor,
        Self::AwsJson1_0,
        Self::AwsJson1_1,
        Self::RestJson1,
    ];

    /// Returns the supported protocols that a service speaks, the preferred one first.
    pub(crate) fn spoken_by(service: &Shape) -> impl Iterator<Item = Self> {
        let supported = Self::ALL.iter().copied();
        supported.filter(|protocol| service.traits.has(protocol.trait_id()))
    }

    /// Returns the id of the trait that names the protocol.
    pub(crate) fn trait_id(self) -> &'static str {
        match self {
            Self::AwsJson1_0 => "aws.protocols#awsJson1_0",
            Self::AwsJson1_1 => "aws.protocols#awsJson1_1",
            Self::RestJson1 => "aws.protocols#restJson1",
            Self::RpcV2Cbor => "smithy.protocols#rpcv2Cbor",
        }
    }

    /// Returns the name of the protocol: that of its trait without the namespace.
    pub(crate) fn name(self) -> &'static str {
        let id = self.trait_id();
        id.split_once('#').map_or(id, |(_, name)| name)
    }

    /// Returns the name of the runtime's constant for a service.
    pub(crate) fn constant(self, service: &Shape) -> &'static str {
        let is_query_compatible = service.traits.has("aws.protocols#awsQueryCompatible");
        match self {
            Self::AwsJson1_0 if is_query_compatible => "AWS_JSON_1_0_QUERY_COMPATIBLE",
            Self::AwsJson1_0 => "AWS_JSON_1_0",
            Self::AwsJson1_1 if is_query_compatible => "AWS_JSON_1_1_QUERY_COMPATIBLE",
            Self::AwsJson1_1 => "AWS_JSON_1_1",
            Self::RestJson1 => "REST_JSON_1",
            Self::RpcV2Cbor if is_query_compatible => "RPC_V2_CBOR_QUERY_COMPATIBLE",
            Self::RpcV2Cbor => "RPC_V2_CBOR",
        }
    }

    /// Returns the policy for a trait; `None` if the trait is unknown.
    pub(crate) fn policy(self, id: &str) -> Option<Policy> {
        let table = match self {
            Self::AwsJson1_0 | Self::AwsJson1_1 => policy::AWS_JSON,
            Self::RestJson1 => policy::REST_JSON,
            Self::RpcV2Cbor => policy::RPC_CBOR,
        };
        traits::policy(id).or_else(|| policy::policy(self.trait_id(), table, id))
    }

    /// True if members are bound to parts of the HTTP message, and operations to a method and a path.
    pub(crate) fn has_http_bindings(self) -> bool {
        match self {
            Self::AwsJson1_0 | Self::AwsJson1_1 | Self::RpcV2Cbor => false,
            Self::RestJson1 => true,
        }
    }

    /// Returns the name of the service with which each request names its operation, if requests do.
    pub(crate) fn target(self, service: &Shape) -> Option<&str> {
        match self {
            Self::AwsJson1_0 | Self::AwsJson1_1 => Some(service.id.name()),
            Self::RestJson1 | Self::RpcV2Cbor => None,
        }
    }

    /// Returns the method and the URI template of an operation's requests.
    pub(crate) fn method_and_uri<'s>(
        self,
        service: &Shape,
        operation: &'s Shape,
    ) -> (&'s str, Cow<'s, str>) {
        let http = |name| operation.traits.member_string("smithy.api#http", name);
        match self {
            Self::AwsJson1_0 | Self::AwsJson1_1 => ("POST", "/".into()),
            // Validation reports an operation without a method or a URI.
            Self::RestJson1 => (
                http("method").unwrap_or("POST"),
                http("uri").unwrap_or("/").into(),
            ),
            Self::RpcV2Cbor => {
                let (service, operation) = (service.id.name(), operation.id.name());
                let uri = format!("/service/{service}/operation/{operation}");
                ("POST", uri.into())
            }
        }
    }

    /// Returns the name of a member in documents.
    pub(crate) fn wire_name(self, member: &Member) -> &str {
        match self {
            Self::AwsJson1_0 | Self::AwsJson1_1 | Self::RpcV2Cbor => &member.name,
            Self::RestJson1 => member
                .traits
                .string("smithy.api#jsonName")
                .unwrap_or(&member.name),
        }
    }

    /// Returns the location of a member of an input, or of an output or error.
    pub(crate) fn binding(self, member: &Member, direction: Direction) -> Binding {
        match self {
            Self::AwsJson1_0 | Self::AwsJson1_1 | Self::RpcV2Cbor => Binding::Body,
            Self::RestJson1 => bindings::binding(member, direction),
        }
    }

    /// Returns the wire names of the member that is an error's message, the preferred one first. The runtime reads the same names in the body of any
    /// error.
    pub(crate) fn error_messages(self) -> &'static [&'static str] {
        match self.codec() {
            Codec::Cbor => &["message", "Message"],
            Codec::Json => &["message", "Message", "errorMessage"],
        }
    }

    /// Returns the steps that serialize a request. `has_input` is false for an operation whose input is `Unit`.
    pub(crate) fn request(self, uri: &str, input: &StructPlan, has_input: bool) -> Vec<WriteStep> {
        match self {
            Self::AwsJson1_0 | Self::AwsJson1_1 => rpc::request(self.codec(), input),
            Self::RpcV2Cbor if !has_input => Vec::new(),
            Self::RpcV2Cbor => rpc::request(self.codec(), input),
            Self::RestJson1 => rest::request(self.codec(), uri, input),
        }
    }

    /// Returns the steps that deserialize a response, be it an output or an error.
    pub(crate) fn response(self, structure: &StructPlan) -> Vec<ReadStep> {
        match self {
            Self::AwsJson1_0 | Self::AwsJson1_1 | Self::RpcV2Cbor => {
                rpc::response(self.codec(), structure)
            }
            Self::RestJson1 => rest::response(self.codec(), structure),
        }
    }

    /// Returns the table of a structure that members target.
    pub(crate) fn table(self, fields: &[FieldPlan]) -> TablePlan {
        table::document(self.codec(), fields)
    }

    /// Returns the table of an input, output or error.
    pub(crate) fn message_table(self, fields: &[FieldPlan]) -> TablePlan {
        table::message(self.codec(), fields)
    }

    /// Returns the table of a union.
    pub(crate) fn union_table(self, variants: &[VariantPlan]) -> Vec<EntryPlan> {
        table::union(self.codec(), variants)
    }

    /// Returns the codec of documents.
    fn codec(self) -> Codec {
        match self {
            Self::AwsJson1_0 | Self::AwsJson1_1 | Self::RestJson1 => Codec::Json,
            Self::RpcV2Cbor => Codec::Cbor,
        }
    }

    /// Returns the feature of the runtime that the protocol needs.
    pub(crate) fn feature(self) -> Option<&'static str> {
        match self {
            Self::AwsJson1_0 | Self::AwsJson1_1 | Self::RestJson1 => None,
            Self::RpcV2Cbor => Some("cbor"),
        }
    }
}

/// Returns the id of every trait that has a policy.
pub(crate) fn known_traits() -> impl Iterator<Item = &'static str> {
    traits::ids().chain(policy::ids())
}
