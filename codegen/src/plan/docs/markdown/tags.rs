//! The tags of HTML in documentation: which are known, and what stands in them.

/// Elements that stand in a paragraph.
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

/// Elements that part paragraphs.
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
];

/// Whether the text has elements of HTML; else it is Markdown.
pub(crate) fn is_html(text: &str) -> bool {
    text.match_indices('<')
        .any(|(at, _)| tag(text.get(at..).unwrap_or_default()).is_some())
}

/// A tag of a known element.
pub(crate) struct Tag<'a> {
    pub(crate) name: String,
    pub(crate) closing: bool,
    pub(crate) attributes: &'a str,
    pub(crate) length: usize,
}

/// The tag that the text begins with.
pub(crate) fn tag(text: &str) -> Option<Tag<'_>> {
    let inside = text.strip_prefix('<')?;
    let end = inside.find('>')?;
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

/// The value of an attribute, or nothing.
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

/// Replaces the character references that models use.
pub(crate) fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    const REFERENCES: &[(&str, &str)] = &[
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&#39;", "'"),
        ("&#34;", "\""),
        ("&nbsp;", " "),
        ("&ldquo;", "“"),
        ("&rdquo;", "”"),
        ("&rsquo;", "’"),
        ("&mdash;", "—"),
        ("&ndash;", "–"),
        ("&#124;", "|"),
        ("&#42;", "*"),
        // Last, so that what it makes is not read again.
        ("&amp;", "&"),
    ];
    REFERENCES
        .iter()
        .fold(text.to_owned(), |text, (reference, letter)| {
            text.replace(reference, letter)
        })
}
