//! The protocols: which one a service speaks, and everything that depends on it.
//!
//! A `match` on the protocol stands in this folder and nowhere else. A new protocol is a variant here, a table in `policy`, and a file with its steps
//! where no other protocol has the same.

mod bindings;
mod codec;
mod policy;
mod rest;
mod shared_steps;
mod table;

pub use bindings::Binding;
pub(crate) use bindings::Direction;
pub use codec::{Codec, TimestampFormat};

use crate::plan::ir::{
    EntryPlan, FieldPlan, ReadStep, StructPlan, TablePlan, VariantPlan, WriteStep,
};
use crate::smithy::{Member, Shape};
use crate::traits::{self, Policy};

/// A protocol that clients can be generated for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// `aws.protocols#restJson1`: HTTP bindings and JSON documents.
    RestJson1,
}

impl Protocol {
    /// Every supported protocol, in the order in which AWS's SDKs prefer them.
    pub(crate) const ALL: &[Self] = &[Self::RestJson1];

    /// Returns the preferred protocol of those that a service speaks; `None` if none of them is supported.
    pub(crate) fn from_service(service: &Shape) -> Option<Self> {
        let mut supported = Self::ALL.iter().copied();
        supported.find(|protocol| service.traits.has(protocol.trait_id()))
    }

    /// Returns the id of the trait that names the protocol.
    pub(crate) fn trait_id(self) -> &'static str {
        match self {
            Self::RestJson1 => "aws.protocols#restJson1",
        }
    }

    /// Returns the name of the runtime's constant.
    pub(crate) fn constant(self) -> &'static str {
        match self {
            Self::RestJson1 => "REST_JSON_1",
        }
    }

    /// Returns the policy for a trait; `None` if the trait is unknown.
    pub(crate) fn policy(self, id: &str) -> Option<Policy> {
        let table = match self {
            Self::RestJson1 => policy::REST_JSON,
        };
        traits::policy(id).or_else(|| policy::policy(self.trait_id(), table, id))
    }

    /// True if members are bound to parts of the HTTP message, and operations to a method and a path.
    pub(crate) fn has_http_bindings(self) -> bool {
        match self {
            Self::RestJson1 => true,
        }
    }

    /// Returns the name of a member in documents.
    pub(crate) fn wire_name(self, member: &Member) -> &str {
        match self {
            Self::RestJson1 => member
                .traits
                .string("smithy.api#jsonName")
                .unwrap_or(&member.name),
        }
    }

    /// Returns the location of a member of an input, or of an output or error.
    pub(crate) fn binding(self, member: &Member, direction: Direction) -> Binding {
        match self {
            Self::RestJson1 => bindings::binding(member, direction),
        }
    }

    /// Returns the steps that serialize a request.
    pub(crate) fn request(self, uri: &str, input: &StructPlan) -> Vec<WriteStep> {
        match self {
            Self::RestJson1 => rest::request(self.codec(), uri, input),
        }
    }

    /// Returns the steps that deserialize a response, be it an output or an error.
    pub(crate) fn response(self, structure: &StructPlan) -> Vec<ReadStep> {
        match self {
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
            Self::RestJson1 => Codec::Json,
        }
    }
}

/// Returns the id of every trait that has a policy.
pub(crate) fn known_traits() -> impl Iterator<Item = &'static str> {
    traits::ids().chain(policy::ids())
}
