//! Collects the blocks of a text, whose marks may be those of Markdown or of HTML.

use super::block::{self, Block};
use super::inline::{self, Mark, Piece};
use super::tags::{is_code, is_title};

/// The greatest depth of lists, quotations and notes. Deeper ones are illegible, and printing them takes stack.
const MAX_DEPTH: usize = 32;

/// An element that holds blocks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Frame {
    Text,
    List(Option<u64>),
    Item,
    Quote,
    /// A note with the label of its first paragraph.
    Note(&'static str),
    Table,
    /// A row of a table.
    Row,
    /// A cell of a table, which may be one of the header's.
    Cell {
        header: bool,
    },
}

impl Frame {
    /// True for frames of one kind, regardless of their content.
    pub(super) fn is_like(self, other: Self) -> bool {
        std::mem::discriminant(&self) == std::mem::discriminant(&other)
    }
}

/// A frame that is open.
struct Open {
    frame: Frame,
    /// True if only Markdown ends it.
    is_markdown: bool,
    blocks: Vec<Block>,
    items: Vec<Vec<Block>>,
    rows: Vec<Vec<String>>,
    cells: Vec<String>,
    header: bool,
    alignments: Vec<&'static str>,
    label: Option<&'static str>,
}

impl Open {
    fn new(frame: Frame, is_markdown: bool) -> Self {
        let label = match frame {
            Frame::Note(label) => Some(label),
            _ => None,
        };
        Self {
            frame,
            is_markdown,
            blocks: Vec::new(),
            items: Vec::new(),
            rows: Vec::new(),
            cells: Vec::new(),
            header: false,
            alignments: Vec::new(),
            label,
        }
    }

    fn push(&mut self, block: Block) {
        match self.frame {
            // A block in a list and outside of its items is an item.
            Frame::List(_) => self.items.push(vec![block]),
            _ => match (self.blocks.last_mut(), block) {
                // Markdown has no two lists side by side.
                (
                    Some(Block::List { start: None, items }),
                    Block::List {
                        start: None,
                        items: more,
                    },
                ) => items.extend(more),
                (_, block) => self.blocks.push(block),
            },
        }
    }
}

/// An element inside a paragraph.
struct Span {
    element: String,
    has_mark: bool,
}

/// True if a paragraph is bold from its beginning to its end.
fn is_bold(paragraph: &str) -> bool {
    let inner = paragraph
        .strip_prefix("**")
        .and_then(|rest| rest.strip_suffix("**"));
    inner.is_some_and(|inner| !inner.is_empty() && !inner.contains("**"))
}

/// The blocks of a text that is being read.
pub(super) struct Builder {
    open: Vec<Open>,
    paragraph: Vec<Piece>,
    spans: Vec<Span>,
    /// The text of a code element that is open.
    code: Option<String>,
    is_title: bool,
}

impl Builder {
    pub(super) fn new() -> Self {
        Self {
            open: vec![Open::new(Frame::Text, true)],
            paragraph: Vec::new(),
            spans: Vec::new(),
            code: None,
            is_title: false,
        }
    }

    /// True inside of `pre`, where white space counts.
    pub(super) fn is_preformatted(&self) -> bool {
        self.code.is_some() && self.spans.last().is_some_and(|span| span.element == "pre")
    }

    pub(super) fn text(&mut self, text: &str) {
        match (&mut self.code, self.paragraph.last_mut()) {
            (Some(code), _) => code.push_str(text),
            (None, Some(Piece::Text(before))) => before.push_str(text),
            (None, _) => self.paragraph.push(Piece::Text(text.to_owned())),
        }
    }

    pub(super) fn code(&mut self, text: &str) {
        match &mut self.code {
            Some(code) => code.push_str(text),
            None => self.paragraph.push(Piece::Code(text.to_owned())),
        }
    }

    /// Adds a line break; a second one ends the paragraph.
    pub(super) fn line_break(&mut self) {
        if let Some(code) = &mut self.code {
            code.push('\n');
            return;
        }
        let is_blank =
            |piece: &&Piece| matches!(piece, Piece::Text(text) if text.trim().is_empty());
        let last = self.paragraph.iter().rev().find(|piece| !is_blank(piece));
        match last {
            Some(Piece::Break) => self.end_paragraph(),
            Some(_) => self.paragraph.push(Piece::Break),
            None => {}
        }
    }

    pub(super) fn code_block(&mut self, language: &'static str, code: &str) {
        self.end_paragraph();
        let lines = code.lines().skip_while(|line| line.trim().is_empty());
        let code = lines.collect::<Vec<_>>().join("\n");
        let code = code.trim_end();
        if !code.is_empty() {
            let text = code.to_owned();
            self.push(Block::Code { language, text });
        }
    }

    /// Opens an element inside the paragraph, with a mark or without.
    pub(super) fn open_span(&mut self, element: &str, mark: Option<Mark>) {
        if self.code.is_some() || self.spans.len() >= MAX_DEPTH {
            return;
        }
        if element == "pre" {
            self.end_paragraph();
        }
        if is_code(element) {
            self.code = Some(String::new());
        }
        let has_mark = mark.is_some();
        self.paragraph.extend(mark.map(Piece::Open));
        self.spans.push(Span {
            element: element.to_owned(),
            has_mark,
        });
    }

    /// Closes an element inside the paragraph, and all in it.
    pub(super) fn close_span(&mut self, element: &str) {
        if !self.spans.iter().any(|span| span.element == element) {
            return;
        }
        while let Some(span) = self.spans.pop() {
            let found = span.element == element;
            self.end_span(&span);
            if found {
                return;
            }
        }
    }

    /// Begins a paragraph that is a title or not.
    pub(super) fn begin_paragraph(&mut self, element: &str) {
        self.end_paragraph();
        self.is_title = is_title(element);
    }

    pub(super) fn end_paragraph(&mut self) {
        while let Some(span) = self.spans.pop() {
            self.end_span(&span);
        }
        let mut pieces = std::mem::take(&mut self.paragraph);
        let is_title = std::mem::take(&mut self.is_title);
        if is_title {
            pieces.insert(0, Piece::Open(Mark::Strong));
            pieces.push(Piece::Close);
        }
        let text = inline::markdown(&pieces);
        if text.is_empty() {
            return;
        }
        let label = self.open.last_mut().and_then(|open| open.label.take());
        self.push(match label {
            Some(label) => Block::Note(format!("**{label}:** {text}")),
            None if is_bold(&text) => Block::Title(text),
            None => Block::Paragraph(text),
        });
    }

    /// Opens a frame. Blocks that are nested too deep stay at the greatest depth.
    pub(super) fn enter(&mut self, frame: Frame, is_markdown: bool) -> bool {
        self.end_paragraph();
        let fits = self.open.len() <= MAX_DEPTH;
        if fits {
            self.open.push(Open::new(frame, is_markdown));
        }
        fits
    }

    /// Aligns the columns of the table that was entered last.
    pub(super) fn align(&mut self, alignments: Vec<&'static str>) {
        if let Some(open) = self.open.last_mut() {
            open.alignments = alignments;
        }
    }

    /// Closes the innermost frame of a kind and all in it, unless one of the barriers, or Markdown, is inside of it.
    pub(super) fn leave(&mut self, frame: Frame, barriers: &[Frame]) {
        self.end_paragraph();
        for open in self.open.iter().rev() {
            if open.is_markdown || barriers.iter().any(|barrier| open.frame.is_like(*barrier)) {
                return;
            }
            if open.frame.is_like(frame) {
                break;
            }
        }
        self.leave_until(|open| open.frame.is_like(frame));
    }

    /// Closes the innermost frame of Markdown, and all in it.
    pub(super) fn leave_markdown(&mut self) {
        self.end_paragraph();
        self.leave_until(|open| open.is_markdown);
    }

    pub(super) fn finish(mut self) -> Vec<Block> {
        self.end_paragraph();
        self.leave_until(|_| false);
        self.open.pop().map(|open| open.blocks).unwrap_or_default()
    }

    fn end_span(&mut self, span: &Span) {
        if is_code(&span.element)
            && let Some(code) = self.code.take()
        {
            match span.element.as_str() {
                "pre" => self.code_block("text", &code),
                _ => self.code(&code),
            }
        }
        if span.has_mark {
            self.paragraph.push(Piece::Close);
        }
    }

    fn push(&mut self, block: Block) {
        if let Some(open) = self.open.last_mut() {
            open.push(block);
        }
    }

    fn leave_until(&mut self, is_last: impl Fn(&Open) -> bool) {
        while self.open.len() > 1 {
            let Some(open) = self.open.pop() else { return };
            let found = is_last(&open);
            self.hand_up(open);
            if found {
                return;
            }
        }
    }

    /// Moves the content of a frame into the frame around it.
    fn hand_up(&mut self, inner: Open) {
        let Some(outer) = self.open.last_mut() else {
            return;
        };
        match (inner.frame, outer.frame) {
            (Frame::List(start), _) if !inner.items.is_empty() => outer.push(Block::List {
                start,
                items: inner.items,
            }),
            (Frame::Item, Frame::List(_)) if !inner.blocks.is_empty() => {
                outer.items.push(inner.blocks);
            }
            (Frame::Quote, _) if !inner.blocks.is_empty() => {
                outer.push(Block::Quote(inner.blocks));
            }
            (Frame::Cell { header }, Frame::Row) => {
                outer.header |= header;
                outer.cells.push(block::flattened(&inner.blocks));
            }
            (Frame::Row, Frame::Table) if !inner.cells.is_empty() => {
                if inner.header && outer.rows.is_empty() {
                    outer.header = true;
                }
                outer.rows.push(inner.cells);
            }
            (Frame::Row, _) => {
                let text = inner.cells.join(" ");
                if !text.trim().is_empty() {
                    outer.push(Block::Paragraph(text.trim().to_owned()));
                }
            }
            (Frame::Table, _) => {
                inner.blocks.into_iter().for_each(|block| outer.push(block));
                let mut rows = inner.rows;
                if !rows.is_empty() {
                    let header = match inner.header {
                        true => rows.remove(0),
                        false => Vec::new(),
                    };
                    outer.push(Block::Table {
                        header,
                        alignments: inner.alignments,
                        rows,
                    });
                }
            }
            _ => inner.blocks.into_iter().for_each(|block| outer.push(block)),
        }
    }
}
