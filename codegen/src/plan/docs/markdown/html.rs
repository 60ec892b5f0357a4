//! The HTML that AWS's models are documented in.

use super::tags::{INLINE, Tag, attribute, is_code, is_title, tag, unescape};
use super::{Block, inline};

/// How deep lists, items and notes are kept apart; nobody could read more, and printing them takes stack.
const MAX_DEPTH: usize = 32;

/// The blocks of a text.
pub(crate) fn blocks(text: &str) -> Vec<Block> {
    let mut builder = Builder {
        frames: vec![Frame::new("")],
        ..Builder::default()
    };
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let (before, after) = rest.split_at(start);
        builder.text(before);
        rest = if let Some(comment) = after.strip_prefix("<!--") {
            comment.split_once("-->").map_or("", |(_, after)| after)
        } else if let Some(tag) = tag(after) {
            if tag.closing {
                builder.close(&tag.name)
            } else {
                builder.open(&tag)
            }
            after.get(tag.length..).unwrap_or_default()
        } else {
            builder.text("<");
            after.get(1..).unwrap_or_default()
        };
    }
    builder.text(rest);
    builder.finish()
}

/// An element that holds blocks.
struct Frame {
    element: &'static str,
    blocks: Vec<Block>,
    /// What a note's first paragraph begins with.
    label: Option<&'static str>,
}

impl Frame {
    fn new(element: &'static str) -> Self {
        Self {
            element,
            blocks: Vec::new(),
            label: None,
        }
    }
}

/// An element inside a paragraph, open since a place in it.
struct Span {
    element: String,
    start: usize,
    target: String,
}

#[derive(Default)]
struct Builder {
    frames: Vec<Frame>,
    paragraph: String,
    spans: Vec<Span>,
    bold: bool,
}

impl Builder {
    fn verbatim(&self) -> bool {
        self.spans.iter().any(|span| is_code(&span.element))
    }

    fn text(&mut self, text: &str) {
        let text = unescape(text);
        if self.verbatim() {
            self.paragraph.push_str(&text);
        } else {
            self.paragraph.push_str(&inline::escape(&text));
        }
    }

    fn open(&mut self, tag: &Tag<'_>) {
        match tag.name.as_str() {
            element if element == "pre" || INLINE.contains(&element) => {
                if element == "pre" {
                    self.end_paragraph();
                }
                if !self.verbatim() {
                    self.spans.push(Span {
                        element: element.to_owned(),
                        start: self.paragraph.len(),
                        target: attribute(tag.attributes, "href"),
                    });
                }
            }
            "ul" => self.enter("ul"),
            "ol" => self.enter("ol"),
            "li" => {
                self.leave("li", &["ul", "ol"]);
                self.enter("li");
            }
            "note" => self.enter_note("**Note:** "),
            "important" => self.enter_note("**Important:** "),
            "caution" => self.enter_note("**Caution:** "),
            "warning" => self.enter_note("**Warning:** "),
            "tip" => self.enter_note("**Tip:** "),
            "td" | "th" => self.paragraph.push(' '),
            element => {
                self.end_paragraph();
                self.bold = is_title(element);
            }
        }
    }

    fn close(&mut self, element: &str) {
        match element {
            "pre" => self.close_pre(),
            _ if INLINE.contains(&element) => {
                if self.spans.iter().any(|span| span.element == element) {
                    while let Some(span) = self.spans.pop() {
                        let found = span.element == element;
                        self.end_span(&span);
                        if found {
                            break;
                        }
                    }
                }
            }
            "ul" | "ol" | "li" => self.leave(element, &[]),
            "note" | "important" | "caution" | "warning" | "tip" => self.leave("note", &[]),
            "td" | "th" => self.paragraph.push(' '),
            _ => self.end_paragraph(),
        }
    }

    /// Writes an element of the paragraph in Markdown; white space at its edges stays outside of it.
    fn end_span(&mut self, span: &Span) {
        let content = self
            .paragraph
            .split_off(span.start.min(self.paragraph.len()));
        let trimmed = content.trim();
        let (before, after) = match content.find(trimmed) {
            Some(at) if !trimmed.is_empty() => (
                content.get(..at).unwrap_or_default(),
                content.get(at + trimmed.len()..).unwrap_or_default(),
            ),
            _ => (content.as_str(), ""),
        };
        let marked = match span.element.as_str() {
            _ if trimmed.is_empty() => String::new(),
            "a" => inline::link(trimmed, &span.target),
            "b" | "strong" if !trimmed.contains('*') => format!("**{trimmed}**"),
            "i" | "em" | "replaceable" | "var" if !trimmed.contains('*') => format!("*{trimmed}*"),
            element if is_code(element) => inline::code_span(trimmed),
            _ => trimmed.to_owned(),
        };
        self.paragraph.push_str(before);
        self.paragraph.push_str(&marked);
        self.paragraph.push_str(after);
    }

    fn close_pre(&mut self) {
        while let Some(span) = self.spans.pop() {
            if span.element == "pre" {
                let code = self
                    .paragraph
                    .split_off(span.start.min(self.paragraph.len()));
                let code = code.trim_matches('\n').trim_end().replace("```", "'''");
                if !code.is_empty() {
                    self.push(Block::Code(code));
                }
                return;
            }
        }
    }

    fn end_paragraph(&mut self) {
        while let Some(span) = self.spans.pop() {
            self.end_span(&span);
        }
        let text = std::mem::take(&mut self.paragraph)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let bold = std::mem::take(&mut self.bold);
        if text.is_empty() {
            return;
        }
        let text = if bold && !text.contains('*') {
            format!("**{text}**")
        } else {
            text
        };
        let label = self
            .frames
            .last_mut()
            .and_then(|frame| frame.label.take())
            .unwrap_or_default();
        self.push(Block::Paragraph(format!("{label}{text}")));
    }

    fn push(&mut self, block: Block) {
        if let Some(frame) = self.frames.last_mut() {
            frame.blocks.push(block);
        }
    }

    /// What is nested too deep stays at the depth that there is.
    fn enter(&mut self, element: &'static str) {
        self.end_paragraph();
        if self.frames.len() <= MAX_DEPTH {
            self.frames.push(Frame::new(element));
        }
    }

    fn enter_note(&mut self, label: &'static str) {
        self.enter("note");
        if let Some(frame) = self.frames.last_mut() {
            frame.label = Some(label);
        }
    }

    /// Ends the innermost such element and all in it, unless one of the barriers stands before it.
    fn leave(&mut self, element: &str, barriers: &[&str]) {
        self.end_paragraph();
        let innermost = self
            .frames
            .iter()
            .rev()
            .map(|frame| frame.element)
            .find(|found| *found == element || barriers.contains(found));
        if innermost != Some(element) {
            return;
        }
        while let Some(frame) = self.frames.pop() {
            let found = frame.element == element;
            self.hand_up(frame);
            if found {
                return;
            }
        }
    }

    /// Gives what an element holds to the one around it.
    fn hand_up(&mut self, frame: Frame) {
        let Some(outer) = self.frames.last_mut() else {
            return;
        };
        match frame.element {
            _ if frame.blocks.is_empty() => {}
            "ul" | "ol" => {
                let items = frame.blocks.into_iter().map(|block| match block {
                    Block::List { items, .. } if items.len() == 1 => {
                        items.into_iter().next().unwrap_or_default()
                    }
                    other => vec![other],
                });
                outer.blocks.push(Block::List {
                    ordered: frame.element == "ol",
                    items: items.collect(),
                });
            }
            // An item travels as a list of one until its list ends.
            "li" if matches!(outer.element, "ul" | "ol") => outer.blocks.push(Block::List {
                ordered: false,
                items: vec![frame.blocks],
            }),
            _ => outer.blocks.extend(frame.blocks),
        }
    }

    fn finish(mut self) -> Vec<Block> {
        self.end_paragraph();
        while self.frames.len() > 1 {
            if let Some(frame) = self.frames.pop() {
                self.hand_up(frame);
            }
        }
        self.frames
            .pop()
            .map(|frame| frame.blocks)
            .unwrap_or_default()
    }
}
