//! The decisions about members that depend on the protocol: wire names, locations, XML traits and tables.

use super::bindings::{self, Direction};
use super::{Protocol, table, xml};
use crate::plan::ir::{
    Codec, EntryPlan, FieldPlan, Form, MemberLocation, RootPlan, TablePlan, VariantPlan, XmlTraits,
};
use crate::smithy::{Member, Model, Shape};

impl Protocol {
    /// Returns the name of a member in documents.
    pub(crate) fn wire_name(self, member: &Member) -> &str {
        match self {
            Self::AwsJson1_0
            | Self::AwsJson1_1
            | Self::AwsQuery
            | Self::Ec2Query
            | Self::RestXml
            | Self::RpcV2Cbor => &member.name,
            Self::RestJson1 => member
                .traits
                .string("smithy.api#jsonName")
                .unwrap_or(&member.name),
        }
    }

    /// Returns the location of a member of an input, or of an output or error.
    pub(crate) fn location(self, member: &Member, direction: Direction) -> MemberLocation {
        match self {
            Self::AwsJson1_0
            | Self::AwsJson1_1
            | Self::AwsQuery
            | Self::Ec2Query
            | Self::RpcV2Cbor => MemberLocation::Body,
            Self::RestJson1 | Self::RestXml => bindings::location(member, direction),
        }
    }

    /// True if a member is in the document of a message.
    pub(crate) fn is_in_document(self, member: &Member, direction: Direction) -> bool {
        self.location(member, direction) == MemberLocation::Body
    }

    /// True if a member is the whole body of a message.
    pub(crate) fn is_payload(self, member: &Member) -> bool {
        self.location(member, Direction::Request) == MemberLocation::Payload
    }

    /// Returns the traits of a member in XML. The name of its element takes precedence over that of the model.
    pub(crate) fn xml_traits(
        self,
        model: &Model,
        member: &Member,
        element: Option<&String>,
    ) -> XmlTraits {
        match self.codec() {
            Codec::Cbor | Codec::Json => XmlTraits::default(),
            Codec::Xml => {
                let traits = xml::traits(model, member, self.form() == Some(Form::Ec2));
                XmlTraits {
                    name: element.cloned().or(traits.name),
                    ..traits
                }
            }
        }
    }

    /// Returns the root of the body, if that is XML and the value of this member.
    pub(crate) fn payload_root(
        self,
        model: &Model,
        service: &Shape,
        member: &Member,
    ) -> Option<RootPlan> {
        match self.codec() {
            Codec::Cbor | Codec::Json => None,
            Codec::Xml => Some(xml::payload_root(model, service, member)),
        }
    }

    /// Returns the table of a structure that members target.
    pub(crate) fn table(self, fields: &[FieldPlan]) -> TablePlan {
        table::document(self.codec(), fields)
    }

    /// Returns the table of an event, some members of which are bound.
    pub(crate) fn event_table(self, fields: &[FieldPlan]) -> TablePlan {
        table::event(self.codec(), fields)
    }

    /// Returns the table of an input, output or error.
    pub(crate) fn message_table(self, fields: &[FieldPlan]) -> TablePlan {
        table::message(self.codec(), fields)
    }

    /// Returns the table of a union.
    pub(crate) fn union_table(self, variants: &[VariantPlan]) -> Vec<EntryPlan> {
        table::union(self.codec(), variants)
    }
}
