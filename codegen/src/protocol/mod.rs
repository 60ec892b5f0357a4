//! The protocols: which one a service speaks, and everything that depends on it.
//!
//! Only this folder contains a `match` on the protocol. A new protocol is a variant here, its policies in `policy`, its steps in `steps`, and a
//! file with them, unless another protocol has the same.

mod bindings;
pub(crate) mod event_streams;
pub(crate) mod http_rules;
mod member;
mod policy;
mod query;
mod rest;
mod rpc;
mod shared_steps;
mod steps;
mod table;
mod xml;
pub(crate) mod xml_rules;

pub(crate) use bindings::{Direction, media_type};

use std::borrow::Cow;

use serde_json::Value;

use crate::plan::ir::{
    Codec, FieldPlan, Form, ProtocolPlan, ProtocolVariant, RuntimeFeature, TimestampFormat,
};
use crate::quirks::Quirks;
use crate::smithy::Shape;
use crate::traits::{self, Policy};

/// A protocol that clients can be generated for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// `aws.protocols#awsJson1_0`: JSON documents and the operation's name in a header.
    AwsJson1_0,
    /// `aws.protocols#awsJson1_1`: the same with another media type.
    AwsJson1_1,
    /// `aws.protocols#awsQuery`: forms in requests and XML in responses.
    AwsQuery,
    /// `aws.protocols#ec2Query`: the same with other rules for names and lists.
    Ec2Query,
    /// `aws.protocols#restJson1`: HTTP bindings and JSON documents.
    RestJson1,
    /// `aws.protocols#restXml`: HTTP bindings and XML documents.
    RestXml,
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
        Self::RestXml,
        Self::AwsQuery,
        Self::Ec2Query,
    ];

    /// Returns the supported protocols that a service speaks, the preferred one first.
    pub(crate) fn spoken_by(service: &Shape) -> impl Iterator<Item = Self> {
        let supported = Self::ALL.iter().copied();
        supported.filter(|protocol| service.traits.has(protocol.trait_id()))
    }

    /// Returns the names of all protocols that a service speaks, supported or not.
    pub(crate) fn names_spoken_by(service: &Shape) -> impl Iterator<Item = &str> {
        let ids = service.traits.ids();
        let names = ids.filter_map(|id| {
            let (namespace, name) = id.split_once('#')?;
            namespace.ends_with(".protocols").then_some(name)
        });
        // The trait is in the same namespace, and describes a protocol that another one replaced.
        names.filter(|name| *name != "awsQueryCompatible")
    }

    /// Returns the id of the trait that names the protocol.
    pub(crate) fn trait_id(self) -> &'static str {
        match self {
            Self::AwsJson1_0 => "aws.protocols#awsJson1_0",
            Self::AwsJson1_1 => "aws.protocols#awsJson1_1",
            Self::AwsQuery => "aws.protocols#awsQuery",
            Self::Ec2Query => "aws.protocols#ec2Query",
            Self::RestJson1 => "aws.protocols#restJson1",
            Self::RestXml => "aws.protocols#restXml",
            Self::RpcV2Cbor => "smithy.protocols#rpcv2Cbor",
        }
    }

    /// Returns the name of the protocol: that of its trait without the namespace.
    pub(crate) fn name(self) -> &'static str {
        let id = self.trait_id();
        id.split_once('#').map_or(id, |(_, name)| name)
    }

    /// Plans the protocol as a service speaks it.
    pub(crate) fn plan(self, service: &Shape) -> ProtocolPlan {
        let is_query_compatible = service.traits.has("aws.protocols#awsQueryCompatible");
        let variant = match self {
            Self::AwsJson1_0 | Self::AwsJson1_1 | Self::RpcV2Cbor => {
                is_query_compatible.then_some(ProtocolVariant::QueryCompatible)
            }
            Self::RestXml if !self.wraps_errors(service) => Some(ProtocolVariant::NoErrorWrapping),
            Self::AwsQuery | Self::Ec2Query | Self::RestJson1 | Self::RestXml => None,
        };
        ProtocolPlan {
            name: self.name(),
            variant,
        }
    }

    /// Returns the policy for a trait; `None` if the trait is unknown.
    pub(crate) fn policy(self, id: &str) -> Option<Policy> {
        let policies = match self {
            Self::AwsJson1_0 | Self::AwsJson1_1 => policy::AWS_JSON,
            Self::AwsQuery => policy::AWS_QUERY,
            Self::Ec2Query => policy::EC2_QUERY,
            Self::RestJson1 => policy::REST_JSON,
            Self::RestXml => policy::REST_XML,
            Self::RpcV2Cbor => policy::RPC_CBOR,
        };
        if id == self.trait_id() {
            return Some(Policy::Implemented);
        }
        if protocol_ids().any(|other| other == id) {
            return Some(policy::OTHER_PROTOCOL);
        }
        traits::policy(id).or_else(|| policy::policy(&policies, id))
    }

    /// True if the document of an error has a root of its own, by which it is distinguished from an output.
    pub(crate) fn has_error_documents(self, service: &Shape) -> bool {
        self == Self::RestXml && !self.wraps_errors(service)
    }

    /// Returns the name of the service with which each request names its operation, if requests do.
    pub(crate) fn target(self, service: &Shape) -> Option<&str> {
        match self {
            Self::AwsJson1_0 | Self::AwsJson1_1 => Some(service.id.name()),
            Self::AwsQuery | Self::Ec2Query | Self::RestJson1 | Self::RestXml | Self::RpcV2Cbor => {
                None
            }
        }
    }

    /// Returns the method and the URI template of an operation's requests.
    pub(crate) fn method_and_uri<'s>(
        self,
        service: &Shape,
        operation: &'s Shape,
        quirks: &Quirks,
    ) -> (&'s str, Cow<'s, str>) {
        let http = |name| operation.traits.member_string("smithy.api#http", name);
        match self {
            Self::AwsJson1_0 | Self::AwsJson1_1 | Self::AwsQuery | Self::Ec2Query => {
                ("POST", "/".into())
            }
            // Validation reports an operation without a method or a URI.
            Self::RestJson1 | Self::RestXml => (
                http("method").unwrap_or("POST"),
                bindings::template(service, quirks, http("uri").unwrap_or("/")),
            ),
            Self::RpcV2Cbor => {
                let (service, operation) = (service.id.name(), operation.id.name());
                let uri = format!("/service/{service}/operation/{operation}");
                ("POST", uri.into())
            }
        }
    }

    /// Returns the wire names of the member that is an error's message, the preferred one first. The runtime reads the same names in the body of any
    /// error.
    pub(crate) fn error_messages(self) -> &'static [&'static str] {
        match self.codec() {
            Codec::Cbor | Codec::Xml => &["message", "Message"],
            Codec::Json => &["message", "Message", "errorMessage"],
        }
    }

    /// True if requests are forms.
    pub(crate) fn has_forms(self) -> bool {
        self.form().is_some()
    }

    /// Returns the name of a member in the form of a request; `None` if requests are not forms.
    pub(crate) fn form_name(self, field: &FieldPlan) -> Option<String> {
        Some(query::name(self.form()?, field))
    }

    /// True if requests can have an event stream. In XML, the name of an event's root is not defined.
    pub(crate) fn has_event_inputs(self) -> bool {
        self.has_event_streams() && self.codec() != Codec::Xml
    }

    /// True if responses can have an event stream.
    pub(crate) fn has_event_streams(self) -> bool {
        match self {
            Self::AwsJson1_0
            | Self::AwsJson1_1
            | Self::RestJson1
            | Self::RestXml
            | Self::RpcV2Cbor => true,
            Self::AwsQuery | Self::Ec2Query => false,
        }
    }

    /// True if the first event of a response holds the members of the output that are not streams.
    pub(crate) fn has_initial_response(self) -> bool {
        match self {
            Self::AwsJson1_0 | Self::AwsJson1_1 | Self::RpcV2Cbor => true,
            Self::AwsQuery | Self::Ec2Query | Self::RestJson1 | Self::RestXml => false,
        }
    }

    /// Returns the code of an error.
    pub(crate) fn error_code(self, error: &Shape) -> &str {
        let name = error.id.name();
        match self {
            Self::AwsQuery => {
                let code = error
                    .traits
                    .member_string("aws.protocols#awsQueryError", "code");
                code.unwrap_or(name)
            }
            Self::AwsJson1_0
            | Self::AwsJson1_1
            | Self::Ec2Query
            | Self::RestJson1
            | Self::RestXml
            | Self::RpcV2Cbor => name,
        }
    }

    /// Returns the feature of the runtime that the protocol needs.
    pub(crate) fn feature(self) -> Option<RuntimeFeature> {
        match self {
            Self::AwsJson1_0 | Self::AwsJson1_1 | Self::RestJson1 => None,
            Self::AwsQuery | Self::Ec2Query => Some(RuntimeFeature::Forms),
            Self::RestXml => Some(RuntimeFeature::Xml),
            Self::RpcV2Cbor => Some(RuntimeFeature::Cbor),
        }
    }

    /// Returns the kind of form that a request is.
    fn form(self) -> Option<Form> {
        match self {
            Self::AwsQuery => Some(Form::Aws),
            Self::Ec2Query => Some(Form::Ec2),
            Self::AwsJson1_0
            | Self::AwsJson1_1
            | Self::RestJson1
            | Self::RestXml
            | Self::RpcV2Cbor => None,
        }
    }

    /// True if an error in XML is an element of its document, and not the root itself.
    fn wraps_errors(self, service: &Shape) -> bool {
        let no_wrapping = service.traits.member(self.trait_id(), "noErrorWrapping");
        no_wrapping.and_then(Value::as_bool) != Some(true)
    }

    /// Returns the codec of documents.
    fn codec(self) -> Codec {
        match self {
            Self::AwsJson1_0 | Self::AwsJson1_1 | Self::RestJson1 => Codec::Json,
            Self::AwsQuery | Self::Ec2Query | Self::RestXml => Codec::Xml,
            Self::RpcV2Cbor => Codec::Cbor,
        }
    }
}

/// Returns the format of a value of `smithy.api#timestampFormat`; `None` if the value is unknown.
pub(crate) fn timestamp_format(value: &str) -> Option<TimestampFormat> {
    match value {
        "epoch-seconds" => Some(TimestampFormat::Epoch),
        "date-time" => Some(TimestampFormat::DateTime),
        "http-date" => Some(TimestampFormat::HttpDate),
        _ => None,
    }
}

/// Returns the names of an error in responses and waiters: its own, and its code in awsQuery, which responses of other protocols may have, too.
pub(crate) fn error_names(error: &Shape) -> impl Iterator<Item = &str> {
    let traits = &error.traits;
    let code = traits.member_string("aws.protocols#awsQueryError", "code");
    [error.id.name()].into_iter().chain(code)
}

/// Returns the id of every trait that has a policy.
pub(crate) fn known_traits() -> impl Iterator<Item = &'static str> {
    traits::ids().chain(protocol_ids()).chain(policy::ids())
}

/// Returns the id of every trait that names a protocol, also those of protocols that are not supported.
fn protocol_ids() -> impl Iterator<Item = &'static str> {
    let supported = Protocol::ALL.iter().map(|protocol| protocol.trait_id());
    supported.chain(policy::UNSUPPORTED_PROTOCOLS)
}
