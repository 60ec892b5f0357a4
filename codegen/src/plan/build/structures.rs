//! Structures, unions and enums: the optionality of their members and their location in the message.

use std::collections::HashMap;

use regex_lite::Regex;
use serde_json::Value;

use super::arguments::argument;
use super::defaults;
use super::types::{Types, collision};
use crate::plan::docs;
use crate::plan::ir::{
    Derive, EnumPlan, EnumValue, EnumValues, FieldPlan, LayoutPlan, MemberLocation, Messages,
    StructPlan, Type, TypesPlan, UnionPlan, VariantPlan,
};
use crate::plan::names;
use crate::plan::sample::ValueFactory;
use crate::protocol::event_streams::{is_bound, is_event_stream, is_exception};
use crate::protocol::{Direction, media_type};
use crate::select::Selection;
use crate::smithy::{Member, Shape, ShapeId, ShapeKind, Traits};
use crate::{Diagnostic, Diagnostics};

/// The role of a structure, on which the optionality and the location of its members depend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// An operation's input, whose members may all be absent until the request is sent.
    Input,
    /// An operation's output or an error.
    Output,
    /// A structure that members target.
    Nested,
}

/// The planner of a crate or module. The files of this folder have the methods for their parts of the plan.
pub(crate) struct Planner<'p, 'm> {
    pub(crate) selection: &'m Selection<'m>,
    pub(crate) layout: &'p LayoutPlan,
    pub(crate) types: &'p Types<'m>,
    pub(crate) factory: &'p ValueFactory<'m>,
    pub(crate) diagnostics: &'p mut Diagnostics,
    /// The parts that are left out, where that is allowed.
    pub(crate) left_out: Vec<Diagnostic>,
    /// The parameters to which neither an endpoint rule nor a quirk refers.
    pub(crate) unused_parameters: Vec<String>,
}

impl<'m> Planner<'_, 'm> {
    /// Plans the structures, unions and enums that members target.
    pub(crate) fn types(&mut self) -> TypesPlan {
        let mut types = TypesPlan::default();
        for (name, shape) in &self.types.named {
            match shape.kind {
                ShapeKind::Structure => {
                    let structure = self.structure(shape, name, Role::Nested);
                    types.structures.push(structure);
                }
                ShapeKind::Union => types.unions.push(self.union(shape, name)),
                _ => types.enums.push(self.enumeration(shape, name)),
            }
        }
        types
    }

    /// Leaves a part of a service or operation out if the spec allows it.
    pub(crate) fn unsupported(&mut self, shape: &ShapeId, problem: &str) {
        if self.selection.spec.skip_unsupported {
            let message = format!("is generated without {problem}");
            self.left_out.push(Diagnostic::at(shape, message));
        } else if self.selection.knows_all_of(shape) {
            self.diagnostics.at(shape, format!("cannot have {problem}"));
        }
    }

    /// Plans a structure under a given name.
    pub(crate) fn structure(&mut self, shape: &Shape, name: &str, role: Role) -> StructPlan {
        let mut fields: Vec<FieldPlan> = Vec::new();
        let mut taken: HashMap<String, &ShapeId> = HashMap::new();
        for member in &shape.members {
            let field = self.field(shape, member, role);
            self.check_taken(&mut taken, "field", &field.rust_name, member);
            fields.push(field);
        }
        let alias = shape.id.name();
        let protocol = self.selection.protocol;
        let redacted = is_sensitive(shape) || fields.iter().any(|field| field.sensitive);
        let has_defaults = fields.iter().any(|field| field.default.is_some());
        // Events are taken from their stream, which has one reader.
        let has_events = fields
            .iter()
            .any(|field| matches!(field.ty, Type::EventStream(_)));
        let has_bound = fields
            .iter()
            .any(|field| field.location == MemberLocation::Event);
        StructPlan {
            name: name.to_owned(),
            alias: (role == Role::Nested && alias != name).then(|| alias.to_owned()),
            shape: shape.id.to_string(),
            doc: docs::of_shape(shape),
            table: match role {
                Role::Nested if has_bound => protocol.event_table(&fields),
                Role::Nested => protocol.table(&fields),
                Role::Input | Role::Output => protocol.message_table(&fields),
            },
            messages: match role {
                Role::Input => Messages::Requests,
                // An error may be an exception that a stream of a request ends with.
                Role::Output if self.selection.is_in_requests(&shape.id) => Messages::All,
                Role::Output => Messages::Responses,
                Role::Nested => self.messages(&shape.id),
            },
            setters: role == Role::Nested
                && !fields.is_empty()
                && self.selection.is_in_requests(&shape.id),
            derives: derives([
                (Derive::Clone, !has_events),
                (Derive::Debug, !redacted),
                (Derive::Default, !has_defaults),
                (Derive::PartialEq, !has_events),
            ]),
            redacted,
            has_defaults,
            fields,
        }
    }

    /// Returns the messages that contain values of a shape.
    fn messages(&self, id: &ShapeId) -> Messages {
        let is_in_requests = self.selection.is_in_requests(id);
        match (is_in_requests, self.selection.is_in_responses(id)) {
            (true, false) => Messages::Requests,
            (false, true) => Messages::Responses,
            (true, true) | (false, false) => Messages::All,
        }
    }

    /// Reports two shapes or members with the same name in Rust.
    pub(super) fn collision(&mut self, what: &str, name: &str, id: &ShapeId, other: &ShapeId) {
        let message = collision(self.selection.spec.caller, what, name, other, id.local());
        self.diagnostics.at(id, message);
    }

    /// Plans a union under a given name.
    pub(crate) fn union(&mut self, shape: &Shape, name: &str) -> UnionPlan {
        let protocol = self.selection.protocol;
        let mut taken = HashMap::new();
        let mut variants = Vec::new();
        for member in &shape.members {
            if is_exception(shape, self.selection.target(member)) {
                continue;
            }
            let rust_name =
                names::variant_name(self.selection.rename(&member.id).unwrap_or(&member.name));
            self.check_taken(&mut taken, "variant", &rust_name, member);
            variants.push(VariantPlan {
                rust_name,
                member: member.name.clone(),
                wire_name: protocol.wire_name(member).to_owned(),
                xml: protocol.xml_traits(self.selection.model, member, None),
                ty: self.types.type_of_member(shape, member),
                format: self.types.format(member),
                non_empty: self.selection.is_in_requests(&shape.id) && self.is_never_empty(member),
                sensitive: is_sensitive(shape) || self.types.is_sensitive(member),
                doc: docs::of_member(self.selection, member, false),
            });
        }
        let redacted = is_sensitive(shape) || variants.iter().any(|variant| variant.sensitive);
        UnionPlan {
            name: name.to_owned(),
            alias: (shape.id.name() != name).then(|| shape.id.name().to_owned()),
            shape: shape.id.to_string(),
            doc: docs::of_shape(shape),
            table: protocol.union_table(&variants),
            events: is_event_stream(shape).then(|| self.events(shape, &variants)),
            derives: derives([
                (Derive::Clone, true),
                (Derive::Debug, !redacted),
                (Derive::PartialEq, true),
            ]),
            redacted,
            variants,
        }
    }

    /// Plans an enum of text or of numbers under a given name.
    pub(crate) fn enumeration(&mut self, shape: &Shape, name: &str) -> EnumPlan {
        let mut taken = HashMap::new();
        let mut values = match shape.kind {
            ShapeKind::IntEnum => EnumValues::Number(Vec::new()),
            _ => EnumValues::Text(Vec::new()),
        };
        for member in &shape.members {
            let rust_name =
                names::variant_name(self.selection.rename(&member.id).unwrap_or(&member.name));
            self.check_taken(&mut taken, "variant", &rust_name, member);
            let value = member.traits.get("smithy.api#enumValue");
            match &mut values {
                EnumValues::Number(numbers) => {
                    // Validation reports a value that is not a 32-bit integer.
                    if let Some(Ok(value)) = value.and_then(Value::as_i64).map(i32::try_from) {
                        numbers.push(EnumValue {
                            rust_name,
                            doc: docs::of_value(member, &value.to_string()),
                            value,
                        });
                    }
                }
                EnumValues::Text(texts) => {
                    let text = value.and_then(Value::as_str).unwrap_or(&member.name);
                    texts.push(EnumValue {
                        rust_name,
                        doc: docs::of_value(member, text),
                        value: text.to_owned(),
                    });
                }
            }
        }
        let is_numeric = matches!(values, EnumValues::Number(_));
        EnumPlan {
            name: name.to_owned(),
            alias: (shape.id.name() != name).then(|| shape.id.name().to_owned()),
            shape: shape.id.to_string(),
            doc: docs::of_shape(shape),
            values,
            derives: derives([
                (Derive::Clone, true),
                (Derive::Debug, is_numeric && !is_sensitive(shape)),
            ]),
            sensitive: is_sensitive(shape),
        }
    }

    fn check_taken<'s>(
        &mut self,
        taken: &mut HashMap<String, &'s ShapeId>,
        what: &str,
        name: &str,
        member: &'s Member,
    ) {
        if let Some(other) = taken.insert(name.to_owned(), &member.id) {
            self.collision(what, name, &member.id, other);
        }
    }

    fn field(&mut self, holder: &Shape, member: &Member, role: Role) -> FieldPlan {
        let rust_name =
            names::value_name(self.selection.rename(&member.id).unwrap_or(&member.name));
        let ty = match (role, self.types.type_of_member(holder, member)) {
            (Role::Input, Type::EventStream(events)) => Type::EventInput(events),
            (_, ty) => ty,
        };
        let in_requests = role != Role::Output && self.selection.is_in_requests(&holder.id);
        let plain = match role {
            Role::Input => false,
            Role::Output | Role::Nested => {
                is_plain(member) || ty.is_stream() || (!in_requests && ty.is_collection())
            }
        };
        let default = member
            .traits
            .get("smithy.api#default")
            .filter(|_| plain && !has_added_default(member))
            .and_then(|value| defaults::default(&ty, value));
        let doc = docs::of_member(self.selection, member, role == Role::Input);
        let protocol = self.selection.protocol;
        let location = match role {
            // In protocols without HTTP bindings, too, the stream is the body.
            _ if matches!(ty, Type::EventStream(_) | Type::EventInput(_)) => {
                MemberLocation::Payload
            }
            Role::Input => protocol.location(member, Direction::Request),
            Role::Output => protocol.location(member, Direction::Response),
            Role::Nested if is_bound(member) && self.types.is_event(holder) => {
                MemberLocation::Event
            }
            Role::Nested => MemberLocation::Body,
        };
        FieldPlan {
            setter: names::setter_name(&rust_name),
            rust_name,
            member: member.name.clone(),
            wire_name: protocol.wire_name(member).to_owned(),
            optional: !plain,
            argument: argument(&ty, !plain),
            required: member.is_required(),
            non_empty: in_requests && member.is_required() && self.is_never_empty(member),
            default,
            format: self.types.format(member),
            fallback: self
                .selection
                .fallback(member)
                .filter(|_| role == Role::Input)
                .map(str::to_owned),
            behind_path: role == Role::Input && self.is_id_behind_path(member),
            may_be_invalid: role == Role::Output
                && self
                    .selection
                    .quirks
                    .may_be_invalid
                    .iter()
                    .any(|name| member.id.local() == name),
            is_url_encoded: role == Role::Input && self.is_url_encoded(member),
            xml: protocol.xml_traits(
                self.selection.model,
                member,
                self.selection.quirks.error_elements.get(member.id.local()),
            ),
            root: match location {
                MemberLocation::Payload => {
                    protocol.payload_root(self.selection.model, self.selection.service, member)
                }
                _ => None,
            },
            location,
            media_type: media_type(member, self.selection.target(member)).map(str::to_owned),
            idempotency_token: role == Role::Input
                && member.traits.has("smithy.api#idempotencyToken"),
            host_label: role == Role::Input && member.traits.has("smithy.api#hostLabel"),
            context_param: self.context_param(member, role),
            sensitive: is_sensitive(holder) || self.types.is_sensitive(member),
            deprecated: is_deprecated(&member.traits),
            field_doc: match role {
                Role::Input => docs::summary(&doc),
                Role::Output | Role::Nested => doc.clone(),
            },
            doc,
            ty,
        }
    }

    /// Returns the parameter of the endpoint rule set that a member sets.
    pub(super) fn context_param(&self, member: &Member, role: Role) -> Option<String> {
        /// The parameter with the URL of a custom endpoint, by its name in every rule set of AWS.
        const ENDPOINT: &str = "Endpoint";
        let endpoints = &self.selection.quirks.endpoints;
        let param = member
            .traits
            .member_string("smithy.rules#contextParam", "name");
        let is_endpoint =
            role == Role::Input && endpoints.iter().any(|name| member.id.local() == name);
        let param = param.or(is_endpoint.then_some(ENDPOINT));
        param
            .map(str::to_owned)
            .filter(|param| !self.unused_parameters.contains(param))
    }

    /// True if outputs have the ids of the member's shape behind a path that inputs do not have.
    fn is_id_behind_path(&self, member: &Member) -> bool {
        let target = self.selection.target(member);
        let quirk = &self.selection.quirks.ids_behind_paths;
        target.kind == ShapeKind::String && quirk.iter().any(|name| target.id.name() == name)
    }

    /// True if the member is a part of a URL.
    fn is_url_encoded(&self, member: &Member) -> bool {
        let names = &self.selection.quirks.url_encoded;
        names.iter().any(|name| member.id.local() == name)
    }

    /// True if a value can be empty, and the service is certain to reject an empty one.
    fn is_never_empty(&self, member: &Member) -> bool {
        let target = self.selection.target(member);
        let can_be_empty = match target.kind {
            ShapeKind::Enum => return true,
            ShapeKind::String | ShapeKind::List | ShapeKind::Map => true,
            // The length of a stream is not known before it is sent.
            ShapeKind::Blob => !target.traits.has("smithy.api#streaming"),
            _ => false,
        };
        let (least, _) = self.selection.length(member);
        let pattern = self.selection.member_trait(member, "smithy.api#pattern");
        // Patterns are ECMAScript's; one that cannot be compiled here rejects nothing.
        let rejects_empty = |pattern| Regex::new(pattern).is_ok_and(|regex| !regex.is_match(""));
        let is_constrained =
            least.unwrap_or(0) > 0 || pattern.and_then(Value::as_str).is_some_and(rejects_empty);
        can_be_empty && is_constrained
    }
}

/// Returns the traits that are derived, without those that are implemented in another way.
fn derives<const N: usize>(traits: [(Derive, bool); N]) -> Vec<Derive> {
    let derived = traits.into_iter().filter(|(_, is_derived)| *is_derived);
    derived.map(|(derive, _)| derive).collect()
}

/// True if a member of an output or of a nested structure always has a value: it is required or has a default, and the
/// model does not reserve the right to omit it.
fn is_plain(member: &Member) -> bool {
    let defaulted = member
        .traits
        .get("smithy.api#default")
        .is_some_and(|value| !value.is_null())
        && !has_added_default(member);
    (member.is_required() || defaulted) && !member.traits.has("smithy.api#clientOptional")
}

/// True if the member's default was added after its publication, so that it does not change the type.
fn has_added_default(member: &Member) -> bool {
    member.traits.has("smithy.api#addedDefault")
}

pub(super) fn is_sensitive(shape: &Shape) -> bool {
    shape.traits.has("smithy.api#sensitive")
}

/// True if a shape or member is deprecated. Its documentation has the reason.
pub(super) fn is_deprecated(traits: &Traits) -> bool {
    traits.has("smithy.api#deprecated")
}
