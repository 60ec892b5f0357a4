//! The known tags of HTML in documentation, their attributes and character references.

use pulldown_cmark::{Event, Parser};

use crate::escape;

/// The elements within a paragraph.
pub(crate) const INLINE: &[&str] = &[
    "a",
    "b",
    "strong",
    "i",
    "em",
    "code",
    "tt",
    "span",
    "replaceable",
    "fullname",
    "sub",
    "sup",
    "u",
    "small",
    "guilabel",
    "literal",
    "var",
    "kbd",
    "font",
];

/// The elements that end a paragraph.
const BLOCKS: &[&str] = &[
    "p",
    "para",
    "div",
    "section",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "br",
    "hr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "note",
    "important",
    "caution",
    "warning",
    "tip",
    "pre",
    "table",
    "thead",
    "tbody",
    "tr",
    "td",
    "th",
    "title",
    "simpara",
    "body",
    "html",
    "blockquote",
    "details",
    "summary",
    "center",
    "img",
    "colgroup",
    "col",
    "caption",
    "tfoot",
];

/// The longest tag. A limit keeps texts of many unfinished tags from taking quadratic time.
const MAX_LENGTH: usize = 4096;

/// A tag of a known element.
pub(crate) struct Tag<'a> {
    pub(crate) name: String,
    pub(crate) closing: bool,
    pub(crate) attributes: &'a str,
    pub(crate) length: usize,
}

impl Tag<'_> {
    /// True if a paragraph ends at the tag.
    pub(crate) fn is_block(&self) -> bool {
        !INLINE.contains(&self.name.as_str()) && self.name != "br" && self.name != "img"
    }
}

/// Returns the tag that the text begins with.
pub(crate) fn tag(text: &str) -> Option<Tag<'_>> {
    let inside = text.strip_prefix('<')?;
    let end = inside
        .bytes()
        .take(MAX_LENGTH)
        .position(|byte| byte == b'>')?;
    let length = end + 2;
    let inside = inside.get(..end)?;
    let (closing, inside) = match inside.strip_prefix('/') {
        Some(inside) => (true, inside),
        None => (false, inside),
    };
    let (name, attributes) = inside.split_at(
        inside
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(inside.len()),
    );
    let name = name.to_ascii_lowercase();
    let plausible = attributes.is_empty() || attributes.starts_with([' ', '/', '\n', '\t']);
    let known = INLINE.contains(&name.as_str()) || BLOCKS.contains(&name.as_str());
    (plausible && known).then_some(Tag {
        name,
        closing,
        attributes,
        length,
    })
}

pub(crate) fn is_code(element: &str) -> bool {
    matches!(element, "code" | "tt" | "literal" | "kbd" | "pre")
}

pub(crate) fn is_title(element: &str) -> bool {
    matches!(
        element,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "dt" | "title" | "summary"
    )
}

/// Returns the value of an attribute, or nothing.
pub(crate) fn attribute(attributes: &str, name: &str) -> String {
    let value = attributes
        .split_once(name)
        .and_then(|(_, after)| after.trim_start().strip_prefix('='))
        .map(str::trim_start);
    let value = value.and_then(|value| {
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        value.get(1..)?.split(quote).next()
    });
    unescape(value.unwrap_or_default())
}

/// Replaces character references by their characters.
pub(crate) fn unescape(text: &str) -> String {
    let mut unescaped = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        let (before, after) = rest.split_at(start);
        unescaped.push_str(before);
        match reference(after) {
            Some(reference) => {
                unescaped.push_str(&character(reference));
                rest = after.get(reference.len()..).unwrap_or_default();
            }
            None => {
                unescaped.push('&');
                rest = after.get(1..).unwrap_or_default();
            }
        }
    }
    unescaped.push_str(rest);
    unescaped
}

/// Returns the character reference that the text begins with.
pub(crate) fn reference(text: &str) -> Option<&str> {
    let is_name = |letter: &u8| letter.is_ascii_alphanumeric() || *letter == b'#';
    let length = 1 + text.bytes().skip(1).take_while(is_name).count();
    match text.get(length..)?.starts_with(';') && text.starts_with('&') {
        true => text.get(..=length),
        false => None,
    }
}

/// Returns the character of a reference, which the parser of Markdown knows; the reference itself if there is none.
fn character(reference: &str) -> String {
    match Parser::new(reference).find_map(|event| match event {
        Event::Text(text) => Some(text.into_string()),
        _ => None,
    }) {
        Some(text) => escape::without_controls(&text),
        None => reference.to_owned(),
    }
}
