//! Tables: the members of a structure or union as documents have them.

use crate::escape;
use crate::plan::ir::{
    Codec, EntryPlan, FieldPlan, MemberLocation, MemberOption, TablePlan, TimestampFormat,
    VariantPlan, XmlTraits,
};

/// Returns the table of a structure within documents.
pub(super) fn document(codec: Codec, fields: &[FieldPlan]) -> TablePlan {
    TablePlan::Document(entries(codec, fields.iter()))
}

/// Returns the table of a message, whose members are in the document of the body or elsewhere.
pub(super) fn message(codec: Codec, fields: &[FieldPlan]) -> TablePlan {
    let (body, elsewhere): (Vec<_>, Vec<_>) = fields
        .iter()
        .partition(|field| field.location == MemberLocation::Body);
    if elsewhere.is_empty() && !body.is_empty() {
        return document(codec, fields);
    }
    let bound = bound(codec, elsewhere);
    if body.is_empty() {
        return TablePlan::Bound(bound);
    }
    TablePlan::Message {
        document: entries(codec, body.into_iter()),
        bound,
    }
}

/// Returns the table of an event, which is in documents even if no member of it is.
pub(super) fn event(codec: Codec, fields: &[FieldPlan]) -> TablePlan {
    let (document, elsewhere): (Vec<_>, Vec<_>) = fields
        .iter()
        .partition(|field| field.location != MemberLocation::Event);
    TablePlan::Message {
        document: entries(codec, document.into_iter()),
        bound: bound(codec, elsewhere),
    }
}

/// Returns the entries of members outside the document. A step checks that their values are not empty, and a stream is not data.
fn bound(codec: Codec, fields: Vec<&FieldPlan>) -> Vec<EntryPlan> {
    let fields = fields.into_iter();
    fields
        .filter(|field| !field.ty.is_stream())
        .map(|field| EntryPlan {
            name: field.rust_name.clone(),
            member: field.member.clone(),
            options: options(
                codec,
                &field.member,
                &field.wire_name,
                field.format,
                false,
                &XmlTraits::default(),
            ),
        })
        .collect()
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
            &variant.xml,
        ),
    });
    entries.collect()
}

/// Returns the entries of a structure, attributes first: a start tag has them before the elements.
fn entries<'f>(codec: Codec, fields: impl Iterator<Item = &'f FieldPlan>) -> Vec<EntryPlan> {
    let (attributes, elements): (Vec<_>, Vec<_>) = fields.partition(|field| field.xml.attribute);
    let fields = attributes.into_iter().chain(elements);
    fields.map(|field| entry(codec, field)).collect()
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
            &field.xml,
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
    xml: &XmlTraits,
) -> Vec<MemberOption> {
    let name = match codec {
        Codec::Json if wire_name != member => Some(MemberOption::JsonName(escape::json(wire_name))),
        Codec::Cbor | Codec::Json | Codec::Xml => None,
    };
    let format = format.map(MemberOption::Timestamps);
    let non_empty = non_empty.then_some(MemberOption::NonEmpty);
    let xml = (*xml != XmlTraits::default()).then(|| MemberOption::Xml(xml.clone()));
    let options = [name, format, non_empty, xml];
    options.into_iter().flatten().collect()
}
