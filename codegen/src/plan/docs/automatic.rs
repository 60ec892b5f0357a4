//! Sentences about the members of inputs that the client sets or changes by itself.

use super::markdown;
use crate::select::Selection;
use crate::smithy::{Member, ShapeKind};

/// Describes the values that the client sets or changes.
pub(super) fn sentences(selection: &Selection<'_>, member: &Member) -> Vec<String> {
    let quirks = &selection.quirks;
    let mut sentences = Vec::new();
    if is_token(member) {
        sentences.push(
            "If absent, the client generates a token, which every attempt of the call sends."
                .to_owned(),
        );
    }
    if let Some(value) = selection.fallback(member) {
        let value = markdown::code(value);
        sentences.push(format!("If absent or empty, the client sends {value}."));
    }
    if selection.target(member).kind == ShapeKind::String
        && quirks
            .ids_behind_paths
            .iter()
            .any(|name| member.target.name() == name)
    {
        sentences.push("The client sends what follows the last slash.".to_owned());
    }
    if quirks
        .endpoints
        .iter()
        .any(|name| member.id.local() == name)
    {
        sentences.push("The client sends the request to this URL.".to_owned());
    }
    sentences.extend(of_region_copy(selection, member));
    sentences
}

/// True if the client sets a member that the caller does not set.
pub(super) fn is_set_if_absent(selection: &Selection<'_>, member: &Member) -> bool {
    is_token(member) || selection.fallback(member).is_some()
}

fn is_token(member: &Member) -> bool {
    member.traits.has("smithy.api#idempotencyToken")
}

/// Describes a member that the client sets when an operation copies from another region.
fn of_region_copy(selection: &Selection<'_>, member: &Member) -> Option<String> {
    let input = member.id.shape();
    let mut operations = selection.operations.iter();
    let operation = operations.find(|operation| operation.input.id == input)?;
    let copies = &selection.quirks.copies_between_regions;
    let copy = copies.get(operation.shape.id.name())?;
    let source = copy.source_region.as_ref().or(copy.source_arn.as_ref())?;
    let source = markdown::code(source);
    if member.name == copy.url {
        Some(format!(
            "If absent, the client sets it to a presigned URL of the request in the region that {source} names, if that is another."
        ))
    } else if copy.destination_region.as_ref() == Some(&member.name) {
        Some(format!(
            "The client sets it to the region of the request if it presigns the request in the region that {source} names."
        ))
    } else {
        None
    }
}
