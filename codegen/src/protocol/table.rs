//! Tables: the members of a structure or union as documents have them.

use crate::escape;
use crate::plan::ir::{
    Binding, EntryPlan, FieldPlan, TablePlan, TimestampFormat, Type, VariantPlan,
};

/// Returns the table of a structure within documents.
pub(super) fn document(fields: &[FieldPlan], default: TimestampFormat) -> TablePlan {
    let entries = fields
        .iter()
        .map(|field| entry(field, field.non_empty, default));
    TablePlan::Document(entries.collect())
}

/// Returns the table of a message, whose members stand in the body's document or elsewhere.
pub(super) fn message(fields: &[FieldPlan], default: TimestampFormat) -> TablePlan {
    let (body, elsewhere): (Vec<_>, Vec<_>) = fields
        .iter()
        .partition(|field| field.binding == Binding::Body);
    if elsewhere.is_empty() && !body.is_empty() {
        return document(fields, default);
    }
    // Elsewhere, a step checks that the value is not empty; and a stream is no data.
    let bound = elsewhere
        .into_iter()
        .filter(|field| field.ty != Type::Body)
        .map(|field| entry(field, false, default))
        .collect();
    if body.is_empty() {
        return TablePlan::Bound(bound);
    }
    let body = body.into_iter();
    TablePlan::Message {
        document: body
            .map(|field| entry(field, field.non_empty, default))
            .collect(),
        bound,
    }
}

/// Returns the table of a union.
pub(super) fn union(variants: &[VariantPlan], default: TimestampFormat) -> Vec<EntryPlan> {
    let entries = variants.iter().map(|variant| EntryPlan {
        name: variant.rust_name.clone(),
        member: variant.member.clone(),
        json_name: other_name(&variant.member, &variant.wire_name),
        non_empty: variant.non_empty,
        format: variant.format.filter(|format| *format != default),
    });
    entries.collect()
}

fn entry(field: &FieldPlan, non_empty: bool, default: TimestampFormat) -> EntryPlan {
    EntryPlan {
        name: field.rust_name.clone(),
        member: field.member.clone(),
        json_name: other_name(&field.member, &field.wire_name),
        non_empty,
        format: field.format.filter(|format| *format != default),
    }
}

/// Returns the name in JSON, escaped, if it is another than the model's.
fn other_name(member: &str, wire_name: &str) -> Option<String> {
    (wire_name != member).then(|| escape::json(wire_name))
}
