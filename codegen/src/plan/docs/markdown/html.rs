//! HTML in documentation.

use super::builder::{Builder, Frame};
use super::inline::Mark;
use super::tags::{INLINE, Tag, attribute, tag, unescape};
use super::text::link_target;

/// Reads HTML, which may begin or end inside of elements.
pub(super) fn read(text: &str, builder: &mut Builder) {
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let (before, after) = rest.split_at(start);
        builder.text(&unescape(before));
        rest = if let Some(comment) = after.strip_prefix("<!--") {
            comment.split_once("-->").map_or("", |(_, after)| after)
        } else if let Some(tag) = tag(after) {
            apply(&tag, builder);
            after.get(tag.length..).unwrap_or_default()
        } else {
            builder.text("<");
            after.get(1..).unwrap_or_default()
        };
    }
    builder.text(&unescape(rest));
}

/// Opens or closes the element of a tag.
pub(super) fn apply(tag: &Tag<'_>, builder: &mut Builder) {
    if tag.closing {
        close(&tag.name, builder);
    } else {
        open(tag, builder);
    }
}

fn open(tag: &Tag<'_>, builder: &mut Builder) {
    match tag.name.as_str() {
        element if element == "pre" || INLINE.contains(&element) => {
            builder.open_span(element, mark(tag));
        }
        "br" => builder.line_break(),
        "li" => {
            builder.leave(Frame::Item, &[Frame::List(None)]);
            builder.enter(Frame::Item, false);
        }
        "tr" => {
            builder.leave(Frame::Row, &[Frame::Table]);
            builder.enter(Frame::Row, false);
        }
        "td" | "th" => {
            let frame = Frame::Cell {
                header: tag.name == "th",
            };
            builder.leave(frame, &[Frame::Row]);
            builder.enter(frame, false);
        }
        element => match frame(element) {
            Some(frame) => {
                builder.enter(frame, false);
            }
            None => builder.begin_paragraph(element),
        },
    }
}

fn close(element: &str, builder: &mut Builder) {
    let list = [Frame::List(None)];
    match element {
        _ if element == "pre" || INLINE.contains(&element) => builder.close_span(element),
        "br" => builder.line_break(),
        "li" => builder.leave(Frame::Item, &list),
        "tr" => builder.leave(Frame::Row, &[Frame::Table]),
        "td" | "th" => builder.leave(Frame::Cell { header: false }, &[Frame::Row]),
        element => match frame(element) {
            Some(frame) => builder.leave(frame, &[]),
            None => builder.end_paragraph(),
        },
    }
}

/// Returns the frame of an element that holds blocks.
fn frame(element: &str) -> Option<Frame> {
    Some(match element {
        "ul" => Frame::List(None),
        "ol" => Frame::List(Some(1)),
        "blockquote" => Frame::Quote,
        "table" => Frame::Table,
        "note" => Frame::Note("Note"),
        "important" => Frame::Note("Important"),
        "caution" => Frame::Note("Caution"),
        "warning" => Frame::Note("Warning"),
        "tip" => Frame::Note("Tip"),
        _ => return None,
    })
}

fn mark(tag: &Tag<'_>) -> Option<Mark> {
    match tag.name.as_str() {
        "a" => {
            let attribute = |name| attribute(tag.attributes, name);
            link_target(&attribute("href"), &attribute("title")).map(Mark::Link)
        }
        "b" | "strong" => Some(Mark::Strong),
        "i" | "em" | "replaceable" | "var" => Some(Mark::Emphasis),
        _ => None,
    }
}
