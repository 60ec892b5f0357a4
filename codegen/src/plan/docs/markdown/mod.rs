//! Documentation of a model as Markdown that rustdoc accepts without a warning.
//!
//! The documentation trait contains CommonMark, which may contain HTML; the models of AWS contain only HTML. `commonmark` and
//! `html` read it, `builder` collects blocks, `inline`, `text` and `print` write them.

mod block;
mod builder;
mod commonmark;
mod html;
mod inline;
mod print;
mod sentence;
mod tags;
mod text;

use block::Block;

use crate::escape;

/// Returns documentation as Markdown, wrapped, with a summary as the first paragraph; an empty text for one without words.
pub(crate) fn from_documentation(documentation: &str) -> String {
    let mut blocks = commonmark::blocks(&escape::without_controls(documentation));
    sentence::separate_summary(&mut blocks);
    print::lines(&blocks).join("\n")
}

/// True if a text that [`from_documentation`] has written begins with a paragraph, and not with a list, a quotation, a table or code.
pub(crate) fn begins_with_paragraph(text: &str) -> bool {
    let digits = text.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let is_numbered = digits.len() < text.len() && digits.starts_with(". ");
    let marks = ["- ", "> ", "| ", "```"];
    !is_numbered && !marks.iter().any(|mark| text.starts_with(mark))
}

/// Returns a paragraph of Markdown, wrapped.
pub(crate) fn wrapped(paragraph: &str) -> String {
    print::lines(&[Block::Paragraph(paragraph.to_owned())]).join("\n")
}

/// Returns a paragraph of Markdown as an item of a list, wrapped.
pub(crate) fn item(paragraph: &str) -> String {
    let items = vec![vec![Block::Paragraph(paragraph.to_owned())]];
    print::lines(&[Block::List { start: None, items }]).join("\n")
}

/// Returns any text as a code span.
pub(crate) fn code(text: &str) -> String {
    text::code_span(&escape::visible(text))
}

/// Returns any text as a part of a paragraph that shows it unchanged.
pub(crate) fn plain(text: &str) -> String {
    text::escape(&escape::line(text))
}

#[cfg(test)]
mod tests;
