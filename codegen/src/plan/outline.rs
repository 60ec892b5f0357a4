//! The operations of a service, as a list shows them.

use pulldown_cmark::{Event, Parser};

use super::{docs, names};
use crate::select::Selection;
use crate::smithy::{Model, Shape};
/// A service and its operations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceOutline {
    /// The shape id of the service.
    pub shape: String,
    /// The name of the service for people: the model's title, or its SDK id.
    pub title: String,
    /// The name of the protocol.
    pub protocol: &'static str,
    /// The operations, in the order of their names.
    pub operations: Vec<OperationOutline>,
}

/// An operation of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationOutline {
    /// The name in the model.
    pub name: String,
    /// The first sentence of the documentation, as text on one line.
    pub summary: String,
    /// True if it is paginated.
    pub has_pages: bool,
    /// True if its input or output has a stream of events or of bytes.
    pub has_stream: bool,
    /// True if it has waiters.
    pub has_waiters: bool,
    /// The reason, if it is not supported.
    pub unsupported: Option<String>,
}

/// Lists the operations of a selection of all operations.
pub(crate) fn outline(selection: &Selection<'_>) -> ServiceOutline {
    let model = selection.model;
    let selected = selection.operations.iter().map(|operation| operation.shape);
    let mut operations: Vec<_> = selected
        .map(|shape| operation(model, shape, None))
        .collect();
    for diagnostic in &selection.skipped {
        let shape = diagnostic.shape.as_ref().and_then(|id| model.get(id));
        operations
            .extend(shape.map(|shape| operation(model, shape, Some(diagnostic.message.clone()))));
    }
    operations.sort_by(|left, right| left.name.cmp(&right.name));
    let service = selection.service;
    let title = service.traits.string("smithy.api#title");
    let sdk_id = service.traits.member_string("aws.api#service", "sdkId");
    ServiceOutline {
        shape: service.id.to_string(),
        title: names::title(title.or(sdk_id).unwrap_or(service.id.name())),
        protocol: selection.protocol.name(),
        operations,
    }
}

fn operation(model: &Model, shape: &Shape, unsupported: Option<String>) -> OperationOutline {
    let messages = shape.operation().into_iter();
    let messages = messages.flat_map(|operation| [&operation.input, &operation.output]);
    let mut members = messages.flat_map(|id| &model.shape(id).members);
    OperationOutline {
        name: shape.id.name().to_owned(),
        summary: text(&docs::summary(&docs::of_operation(shape))),
        has_pages: shape.traits.has("smithy.api#paginated"),
        has_stream: members
            .any(|member| model.member_trait(member, "smithy.api#streaming").is_some()),
        has_waiters: shape.traits.has("smithy.waiters#waitable"),
        unsupported,
    }
}

/// Returns the text of Markdown on one line.
fn text(markdown: &str) -> String {
    let mut text = String::new();
    for event in Parser::new(markdown) {
        match event {
            Event::Text(part) | Event::Code(part) => text.push_str(&part),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_markdown_has_no_syntax() {
        let markdown = "Lists the `items` of\na [page](https://example.com), \\*all\\* of *them*.";
        assert_eq!(text(markdown), "Lists the items of a page, *all* of them.");
    }
}
