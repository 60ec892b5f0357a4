//! Structures, unions and enums: members, their optionality and their place in the message.

use std::collections::HashMap;

use regex_lite::Regex;
use serde_json::Value;

use super::names;
use super::types::{Types, collision};
use crate::plan::docs;
use crate::plan::ir::{
    Binding, Deprecation, EnumPlan, EnumValue, EnumValues, FieldPlan, StructPlan, Type, TypesPlan,
    UnionPlan, VariantPlan,
};
use crate::select::Selection;
use crate::smithy::{Member, Shape, ShapeId, ShapeKind, Traits};
use crate::{Diagnostic, Diagnostics};

/// Where a structure stands, which decides what its optional members look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// An operation's input: every member may be left out until the request is sent.
    Input,
    /// An operation's output or an error, whose members stand all over the answer.
    Answer,
    /// A structure that members target.
    Nested,
}

/// Plans the types of a selection.
pub(crate) struct Planner<'p, 'm> {
    pub(crate) selection: &'m Selection<'m>,
    pub(crate) types: &'p Types<'m>,
    pub(crate) diagnostics: &'p mut Diagnostics,
    /// The parts that are left out, where that is allowed.
    pub(crate) left_out: Vec<Diagnostic>,
}

impl<'m> Planner<'_, 'm> {
    /// Plans the structures, unions and enums that members target.
    pub(crate) fn types(&mut self) -> TypesPlan {
        let mut types = TypesPlan::default();
        for (name, shape) in &self.types.named {
            match shape.kind {
                ShapeKind::Structure => {
                    let structure = self.structure(shape, name, Place::Nested);
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
        } else {
            self.diagnostics.at(shape, format!("cannot have {problem}"));
        }
    }

    /// A structure under a given name.
    pub(crate) fn structure(&mut self, shape: &Shape, name: &str, place: Place) -> StructPlan {
        let mut fields: Vec<FieldPlan> = Vec::new();
        let mut taken: HashMap<String, &ShapeId> = HashMap::new();
        for member in &shape.members {
            let field = self.field(shape, member, place);
            self.check_taken(&mut taken, "field", &field.rust_name, member);
            fields.push(field);
        }
        let alias = shape.id.name();
        StructPlan {
            name: name.to_owned(),
            alias: (place == Place::Nested && alias != name).then(|| alias.to_owned()),
            shape: shape.id.to_string(),
            doc: docs::of_shape(shape),
            fields,
            setters: place != Place::Answer && self.selection.is_in_requests(&shape.id),
            sensitive: shape.traits.has("smithy.api#sensitive"),
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
            self.diagnostics
                .at(&member.id, collision(what, name, other, member.id.local()));
        }
    }

    fn field(&mut self, holder: &Shape, member: &Member, place: Place) -> FieldPlan {
        let rust_name =
            names::value_name(self.selection.rename(&member.id).unwrap_or(&member.name));
        let ty = self.types.of_member(holder, member);
        let in_requests = place != Place::Answer && self.selection.is_in_requests(&holder.id);
        let plain = match place {
            Place::Input => false,
            Place::Answer | Place::Nested => {
                is_plain(member) || ty == Type::Body || (!in_requests && ty.is_collection())
            }
        };
        let default = member
            .traits
            .get("smithy.api#default")
            .filter(|value| plain && !has_added_default(member) && !is_zero(&ty, value));
        let binding = if place == Place::Nested {
            Binding::Body
        } else {
            self.binding(member, place)
        };
        FieldPlan {
            setter: names::setter_name(&rust_name),
            rust_name,
            member: member.name.clone(),
            wire_name: member
                .traits
                .string("smithy.api#jsonName")
                .unwrap_or(&member.name)
                .to_owned(),
            optional: !plain,
            required: member.is_required(),
            non_empty: in_requests && member.is_required() && self.is_never_empty(member),
            default: default.cloned(),
            format: self.types.format(member),
            fallback: self
                .selection
                .fallback(member)
                .filter(|_| place == Place::Input)
                .map(str::to_owned),
            binding,
            media_type: self
                .selection
                .member_trait(member, "smithy.api#mediaType")
                .and_then(Value::as_str)
                .map(str::to_owned),
            idempotency_token: place == Place::Input
                && member.traits.has("smithy.api#idempotencyToken"),
            host_label: place == Place::Input && member.traits.has("smithy.api#hostLabel"),
            context_param: member
                .traits
                .member_string("smithy.rules#contextParam", "name")
                .map(str::to_owned),
            sensitive: self.types.is_sensitive(member),
            deprecated: deprecation(&member.traits),
            doc: docs::of_member(self.selection, member, place == Place::Input),
            ty,
        }
    }

    /// Whether the service is sure to refuse an empty value.
    fn is_never_empty(&self, member: &Member) -> bool {
        let length = self
            .selection
            .member_trait(member, "smithy.api#length")
            .and_then(|length| length.get("min"));
        let minimum = length.and_then(Value::as_u64).unwrap_or(0);
        let pattern = self.selection.member_trait(member, "smithy.api#pattern");
        // Patterns are ECMAScript's; one that is not understood here refuses nothing.
        let refuses_empty = |pattern| Regex::new(pattern).is_ok_and(|regex| !regex.is_match(""));
        self.selection.target(member).kind == ShapeKind::Enum
            || minimum > 0
            || pattern.and_then(Value::as_str).is_some_and(refuses_empty)
    }

    /// Where a member of an input, output or error stands. A binding that the other side of a call has counts for nothing.
    fn binding(&self, member: &Member, place: Place) -> Binding {
        let traits = &member.traits;
        let text = |id: &str| traits.string(id).map(str::to_owned);
        let in_request = place == Place::Input;
        if let Some(name) = text("smithy.api#httpHeader") {
            Binding::Header(name)
        } else if let Some(prefix) = text("smithy.api#httpPrefixHeaders") {
            Binding::PrefixHeaders(prefix)
        } else if traits.has("smithy.api#httpPayload") {
            Binding::Payload
        } else if !in_request && traits.has("smithy.api#httpResponseCode") {
            Binding::Status
        } else if in_request && traits.has("smithy.api#httpLabel") {
            // The template says which labels are greedy; the operation sets it.
            Binding::Label { greedy: false }
        } else if let Some(name) = text("smithy.api#httpQuery").filter(|_| in_request) {
            Binding::Query(name)
        } else if in_request && traits.has("smithy.api#httpQueryParams") {
            Binding::QueryMap
        } else {
            Binding::Body
        }
    }

    /// A union.
    pub(crate) fn union(&mut self, shape: &Shape, name: &str) -> UnionPlan {
        let mut taken = HashMap::new();
        let mut variants = Vec::new();
        for member in &shape.members {
            let rust_name =
                names::variant_name(self.selection.rename(&member.id).unwrap_or(&member.name));
            self.check_taken(&mut taken, "variant", &rust_name, member);
            variants.push(VariantPlan {
                rust_name,
                member: member.name.clone(),
                wire_name: member
                    .traits
                    .string("smithy.api#jsonName")
                    .unwrap_or(&member.name)
                    .to_owned(),
                ty: self.types.of_member(shape, member),
                format: self.types.format(member),
                non_empty: self.selection.is_in_requests(&shape.id) && self.is_never_empty(member),
                sensitive: self.types.is_sensitive(member),
                doc: docs::of_member(self.selection, member, false),
            });
        }
        UnionPlan {
            name: name.to_owned(),
            alias: (shape.id.name() != name).then(|| shape.id.name().to_owned()),
            shape: shape.id.to_string(),
            doc: docs::of_shape(shape),
            variants,
            setters: self.selection.is_in_requests(&shape.id),
            sensitive: shape.traits.has("smithy.api#sensitive"),
        }
    }

    /// An enum of text or of numbers.
    pub(crate) fn enumeration(&mut self, shape: &Shape, name: &str) -> EnumPlan {
        let mut taken = HashMap::new();
        let mut numbers = Vec::new();
        let mut texts = Vec::new();
        for member in &shape.members {
            let rust_name =
                names::variant_name(self.selection.rename(&member.id).unwrap_or(&member.name));
            self.check_taken(&mut taken, "variant", &rust_name, member);
            let value = member.traits.get("smithy.api#enumValue");
            let text = value.and_then(Value::as_str).unwrap_or(&member.name);
            let doc = docs::of_value(member, text);
            match shape.kind {
                ShapeKind::IntEnum => {
                    // Of a value that is none, validation has said so.
                    if let Some(Ok(value)) = value.and_then(Value::as_i64).map(i32::try_from) {
                        numbers.push(EnumValue {
                            rust_name,
                            doc: docs::of_value(member, &value.to_string()),
                            value,
                        });
                    }
                }
                _ => texts.push(EnumValue {
                    rust_name,
                    value: text.to_owned(),
                    doc,
                }),
            }
        }
        EnumPlan {
            name: name.to_owned(),
            alias: (shape.id.name() != name).then(|| shape.id.name().to_owned()),
            shape: shape.id.to_string(),
            doc: docs::of_shape(shape),
            values: if shape.kind == ShapeKind::IntEnum {
                EnumValues::Number(numbers)
            } else {
                EnumValues::Text(texts)
            },
            sensitive: shape.traits.has("smithy.api#sensitive"),
        }
    }
}

/// Whether a member of an answer or of a nested structure always has a value: it is required or has a
/// default, and the model does not reserve the right to leave it out.
fn is_plain(member: &Member) -> bool {
    let defaulted = member
        .traits
        .get("smithy.api#default")
        .is_some_and(|value| !value.is_null())
        && !has_added_default(member);
    (member.is_required() || defaulted) && !member.traits.has("smithy.api#clientOptional")
}

/// A default that came after the member was published does not change its type.
fn has_added_default(member: &Member) -> bool {
    member.traits.has("smithy.api#addedDefault")
}

/// Whether a default is what the type's own `Default` gives.
fn is_zero(ty: &Type, default: &Value) -> bool {
    match (ty, default) {
        (_, Value::Null) | (Type::Bool, Value::Bool(false)) => true,
        (Type::String | Type::Blob | Type::Body | Type::Enum(_), Value::String(text)) => {
            text.is_empty()
        }
        (Type::IntEnum(_) | Type::Document | Type::BigNumber, _) => false,
        (_, Value::Number(number)) => number.as_f64() == Some(0.0),
        (_, Value::Array(items)) => items.is_empty(),
        (_, Value::Object(entries)) => entries.is_empty(),
        _ => false,
    }
}

/// Advice against further use.
pub(crate) fn deprecation(traits: &Traits) -> Option<Deprecation> {
    let text = |name| {
        traits
            .member_string("smithy.api#deprecated", name)
            .map(str::to_owned)
    };
    traits.has("smithy.api#deprecated").then(|| Deprecation {
        since: text("since"),
        message: text("message"),
    })
}
