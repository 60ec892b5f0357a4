//! Tables: the members of a structure or union as documents have them.

use super::bindings::Binding;
use super::codec::{Codec, TimestampFormat};
use crate::escape;
use crate::plan::ir::{EntryPlan, FieldPlan, MemberOption, TablePlan, Type, VariantPlan};

/// Returns the table of a structure within documents.
pub(super) fn document(codec: Codec, fields: &[FieldPlan]) -> TablePlan {
    let entries = fields.iter().map(|field| entry(codec, field));
    TablePlan::Document(entries.collect())
}

/// Returns the table of a message, whose members stand in the body's document or elsewhere.
pub(super) fn message(codec: Codec, fields: &[FieldPlan]) -> TablePlan {
    let (body, elsewhere): (Vec<_>, Vec<_>) = fields
        .iter()
        .partition(|field| field.binding == Binding::Body);
    if elsewhere.is_empty() && !body.is_empty() {
        return document(codec, fields);
    }
    // Elsewhere, a step checks that the value is not empty; and a stream is no data.
    let bound = elsewhere
        .into_iter()
        .filter(|field| field.ty != Type::Body)
        .map(|field| EntryPlan {
            name: field.rust_name.clone(),
            member: field.member.clone(),
            options: options(codec, &field.member, &field.wire_name, field.format, false),
        })
        .collect();
    if body.is_empty() {
        return TablePlan::Bound(bound);
    }
    TablePlan::Message {
        document: body.into_iter().map(|field| entry(codec, field)).collect(),
        bound,
    }
}

/// Returns the table of a union.
pub(super) fn union(codec: Codec, variants: &[VariantPlan]) -> Vec<EntryPlan> {
    let entries = variants.iter().map(|variant| EntryPlan {
        name: variant.rust_name.clone(),
        member: variant.member.clone(),
        options: options(
            codec,
            &variant.member,
            &variant.wire_name,
            variant.format,
            variant.non_empty,
        ),
    });
    entries.collect()
}

fn entry(codec: Codec, field: &FieldPlan) -> EntryPlan {
    EntryPlan {
        name: field.rust_name.clone(),
        member: field.member.clone(),
        options: options(
            codec,
            &field.member,
            &field.wire_name,
            field.format,
            field.non_empty,
        ),
    }
}

/// Returns the options of a member. All but the wire name are the same in every protocol, since the serde view follows them as well.
fn options(
    codec: Codec,
    member: &str,
    wire_name: &str,
    format: Option<TimestampFormat>,
    non_empty: bool,
) -> Vec<MemberOption> {
    let name = match codec {
        Codec::Json if wire_name != member => Some(MemberOption::JsonName(escape::json(wire_name))),
        Codec::Cbor | Codec::Json => None,
    };
    let format = format.map(MemberOption::Timestamps);
    let non_empty = non_empty.then_some(MemberOption::NonEmpty);
    [name, format, non_empty].into_iter().flatten().collect()
}
