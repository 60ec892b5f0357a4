//! The steps of protocols without HTTP bindings: the whole input and the whole output are one document.

use super::event_streams;
use super::shared_steps::{endpoint, require};
use crate::plan::ir::{Codec, ReadStep, StructPlan, WriteStep};

/// Returns the steps that serialize a request: the checks of the required members, then the parameters of the endpoint, then the document, which
/// a request has even if the input has no members, and the events last, before which the document is the initial request.
pub(super) fn request(codec: Codec, input: &StructPlan) -> Vec<WriteStep> {
    let mut steps: Vec<WriteStep> = input.fields.iter().filter_map(require).collect();
    steps.extend(input.fields.iter().flat_map(endpoint));
    let events = event_streams::write(codec, input);
    steps.extend(match (input.has_body(), &events) {
        (true, _) => Some(WriteStep::Document(codec)),
        (false, None) => Some(WriteStep::EmptyDocument),
        (false, Some(_)) => None,
    });
    steps.extend(events);
    steps
}

/// Returns the steps that deserialize a response. Of a structure without members, the body has no meaning.
pub(super) fn response(codec: Codec, structure: &StructPlan) -> Vec<ReadStep> {
    vec![match structure.event_stream() {
        Some(_) if structure.has_body() => ReadStep::InitialResponse(codec),
        None if !structure.fields.is_empty() => ReadStep::Document(codec),
        _ => ReadStep::Default,
    }]
}
