//! CommonMark in documentation, with the HTML in it.

use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, LinkType, Options, Parser, Tag};

use super::block::Block;
use super::builder::{Builder, Frame};
use super::html;
use super::inline::Mark;
use super::tags::{self, is_code};
use super::text::link_target;

/// The languages of code that rustdoc shows and does not run.
const LANGUAGES: &[&str] = &[
    "bash",
    "c",
    "console",
    "cpp",
    "csharp",
    "css",
    "csv",
    "diff",
    "go",
    "graphql",
    "html",
    "http",
    "ini",
    "java",
    "javascript",
    "js",
    "json",
    "kotlin",
    "markdown",
    "php",
    "powershell",
    "proto",
    "python",
    "ruby",
    "scala",
    "sh",
    "shell",
    "smithy",
    "sql",
    "swift",
    "toml",
    "ts",
    "typescript",
    "xml",
    "yaml",
    "yml",
];

/// Returns the blocks of a text.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let text = with_html_at_line_starts(text);
    let mut reader = Reader {
        source: &text,
        lower: text.to_ascii_lowercase(),
        builder: Builder::new(),
        open: Vec::new(),
        skipped: 0,
        unclosed: 0,
        gathered: None,
        gathered_end: 0,
    };
    for (event, range) in Parser::new_ext(&text, Options::ENABLE_TABLES).into_offset_iter() {
        reader.read(event, &range);
    }
    reader.builder.finish()
}

/// Returns a document of HTML elements as CommonMark recognizes them: it takes indented ones after an empty line for code, and indented text
/// within an element, too.
fn with_html_at_line_starts(text: &str) -> String {
    let is_block = |line: &str| tags::tag(line.trim_start()).is_some_and(|tag| tag.is_block());
    if !is_block(text) {
        return text.to_owned();
    }
    let mut html = String::with_capacity(text.len() + 3);
    let mut follows_empty_line = true;
    let mut place = Place::Outside;
    // The length without the empty lines at the end.
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        let is_empty = line.trim().is_empty();
        if is_block(line) {
            let line = line.trim_start();
            // Elements of AWS's own do not begin a block of HTML.
            if follows_empty_line && !line.starts_with("<pre") {
                html.push_str("<p>");
            }
            html.push_str(line);
        } else {
            if place == Place::Text && !is_empty && is_indented(line) {
                html.truncate(end);
            }
            html.push_str(line);
        }
        follows_empty_line = is_empty;
        place = place.behind(line);
        if !is_empty {
            end = html.len();
        }
    }
    html
}

/// True if CommonMark takes the line for code after an empty line.
fn is_indented(line: &str) -> bool {
    line.starts_with("    ") || line.trim_start_matches(' ').starts_with('\t')
}

/// True if a line begins fenced code or an item of a list, where CommonMark heeds empty lines and indents.
fn begins_markdown(line: &str) -> bool {
    let line = line.trim_start();
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    ["```", "~~~", "- ", "* ", "+ "]
        .iter()
        .any(|start| line.starts_with(start))
        || number.len() < line.len() && (number.starts_with(". ") || number.starts_with(") "))
}

/// A place in a document of HTML.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// Behind the end of an element, or in `pre`, where white space counts. What follows an empty line here is CommonMark.
    Outside,
    /// Before the text of an element. If an empty line follows, the text is CommonMark.
    Beginning,
    /// In the text of an element. An empty line does not end it.
    Text,
}

impl Place {
    /// Returns the place behind a line.
    fn behind(self, line: &str) -> Self {
        if self == Self::Beginning && line.trim().is_empty() {
            return Self::Outside;
        }
        // A block of CommonMark begins.
        if begins_markdown(line) {
            return Self::Outside;
        }
        let mut place = self;
        let mut rest = line;
        loop {
            let (before, after) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
            if place == Self::Beginning && !before.trim().is_empty() {
                place = Self::Text;
            }
            let Some(inside) = after.get(1..) else {
                return place;
            };
            rest = inside;
            // These elements have no content.
            let is_open =
                |tag: &tags::Tag<'_>| tag.is_block() && !matches!(&*tag.name, "hr" | "col");
            if let Some(tag) = tags::tag(after).filter(is_open) {
                place = match (tag.name.as_str(), tag.closing) {
                    ("pre", _) | (_, true) => Self::Outside,
                    (_, false) => Self::Beginning,
                };
                rest = after.get(tag.length..).unwrap_or_default();
            }
        }
    }
}

struct Reader<'s> {
    source: &'s str,
    /// The source in small letters, in which closing tags are found.
    lower: String,
    builder: Builder,
    /// The action at the end of each element that is open, and the position of its end.
    open: Vec<(End, usize)>,
    /// The position up to which the source was read as the content of a code element.
    skipped: usize,
    /// The position up to which there is no closing tag of a code element.
    unclosed: usize,
    /// The text of a code block or a block of HTML.
    gathered: Option<String>,
    /// The position behind it.
    gathered_end: usize,
}

/// The action at the end of an element.
#[derive(Clone, Copy)]
enum End {
    Nothing,
    Paragraph,
    Span(&'static str),
    Frame,
    /// Ends the frame of a table's header.
    Head,
    /// Ends a cell, in which the source has `\|` for `|`.
    Cell,
    Code(&'static str),
    /// Ends the rest of a code block that began within a `pre`.
    Rest,
    Html,
}

impl End {
    fn is_block(self) -> bool {
        !matches!(self, Self::Span(_))
    }
}

impl Reader<'_> {
    fn read(&mut self, event: Event<'_>, range: &Range<usize>) {
        match event {
            Event::Start(tag) => {
                let end = match range.start < self.skipped {
                    true if matches!(tag, Tag::CodeBlock(_)) => End::Rest,
                    true if matches!(tag, Tag::HtmlBlock) => {
                        let rest = self.source.get(self.skipped..range.end);
                        self.skipped = self.skipped.max(range.end);
                        self.html_block(rest.unwrap_or_default(), range.end);
                        End::Nothing
                    }
                    true => End::Nothing,
                    false => self.start(&tag),
                };
                self.open.push((end, range.end));
            }
            Event::End(_) => {
                if let Some((end, _)) = self.open.pop() {
                    self.end(end);
                }
            }
            Event::Text(_) if matches!(self.open.last(), Some((End::Rest, _))) => {
                let start = range.start.max(self.skipped);
                if let Some(rest) = self.source.get(start..range.end) {
                    html::read(rest, &mut self.builder);
                }
            }
            _ if range.start < self.skipped => {}
            Event::Text(text) | Event::Html(text) => {
                self.text(&text);
                self.gathered_end = range.end;
            }
            Event::Code(text) => self.builder.code(&text),
            Event::InlineHtml(text) => self.inline_html(&text, range.end),
            Event::SoftBreak => self.text("\n"),
            Event::HardBreak => self.builder.line_break(),
            Event::Rule => self.builder.end_paragraph(),
            // These need options that are off.
            Event::FootnoteReference(_)
            | Event::TaskListMarker(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) -> End {
        let frame = match tag {
            Tag::List(start) => Frame::List(*start),
            Tag::Item => Frame::Item,
            Tag::BlockQuote(_) => Frame::Quote,
            Tag::Table(_) => Frame::Table,
            Tag::TableHead | Tag::TableRow => Frame::Row,
            Tag::TableCell => Frame::Cell {
                header: matches!(self.open.last(), Some((End::Head, _))),
            },
            Tag::Paragraph => {
                self.builder.begin_paragraph("p");
                return End::Paragraph;
            }
            Tag::Heading { .. } => {
                self.builder.begin_paragraph("h1");
                return End::Paragraph;
            }
            Tag::CodeBlock(kind) => {
                self.gathered = Some(String::new());
                return End::Code(language(kind));
            }
            Tag::HtmlBlock => {
                self.gathered = Some(String::new());
                return End::Html;
            }
            Tag::Emphasis => return self.span("em", Some(Mark::Emphasis)),
            Tag::Strong => return self.span("strong", Some(Mark::Strong)),
            Tag::Link {
                link_type: LinkType::Email,
                dest_url,
                ..
            } => {
                let target = link_target(&format!("mailto:{dest_url}"), "");
                return self.span("a", target.map(Mark::Link));
            }
            Tag::Link {
                dest_url, title, ..
            }
            | Tag::Image {
                dest_url, title, ..
            } => {
                return self.span("a", link_target(dest_url, title).map(Mark::Link));
            }
            _ => return End::Nothing,
        };
        if !self.builder.enter(frame, true) {
            return End::Paragraph;
        }
        match tag {
            Tag::Table(alignments) => {
                let alignments = alignments.iter().map(delimiter);
                self.builder.align(alignments.collect());
                End::Frame
            }
            Tag::TableHead => End::Head,
            Tag::TableCell => End::Cell,
            _ => End::Frame,
        }
    }

    fn span(&mut self, element: &'static str, mark: Option<Mark>) -> End {
        self.builder.open_span(element, mark);
        End::Span(element)
    }

    fn end(&mut self, end: End) {
        match end {
            End::Nothing => {}
            End::Paragraph | End::Rest => self.builder.end_paragraph(),
            End::Span(element) => self.builder.close_span(element),
            End::Frame | End::Head | End::Cell => self.builder.leave_markdown(),
            End::Code(language) => {
                let code = self.gathered.take().unwrap_or_default();
                self.builder.code_block(language, &code);
            }
            End::Html => {
                let text = self.gathered.take().unwrap_or_default();
                self.html_block(&text, self.gathered_end);
            }
        }
    }

    /// Reads a block of HTML, which ends at a position.
    fn html_block(&mut self, html: &str, end: usize) {
        html::read(html, &mut self.builder);
        if self.builder.is_preformatted() {
            self.finish_preformatted(end);
        }
    }

    fn text(&mut self, text: &str) {
        match &mut self.gathered {
            Some(gathered) => gathered.push_str(text),
            None => self.builder.text(text),
        }
    }

    fn inline_html(&mut self, text: &str, end: usize) {
        let Some(tag) = tags::tag(text) else {
            if !text.starts_with("<!") {
                self.builder.text(text);
            }
            return;
        };
        if tag.closing || !is_code(&tag.name) {
            html::apply(&tag, &mut self.builder);
            return;
        }
        // The content of code is read from the source: asterisks in it are not Markdown.
        let limit = match tag.name.as_str() {
            "pre" => self.source.len(),
            _ => {
                let block = self.open.iter().rev().find(|(end, _)| end.is_block());
                block.map_or(self.source.len(), |(_, end)| *end)
            }
        };
        if let Some((content_end, after)) = self.closing_tag(&tag.name, end..limit) {
            let content = self.source.get(end..content_end).unwrap_or_default();
            html::apply(&tag, &mut self.builder);
            match self.open.iter().any(|(end, _)| matches!(end, End::Cell)) {
                true => html::read(&content.replace("\\|", "|"), &mut self.builder),
                false => html::read(content, &mut self.builder),
            }
            self.builder.close_span(&tag.name);
            self.skipped = after;
        }
    }

    /// Reads the rest of a `pre` with an empty line in it, which ends a block of HTML.
    fn finish_preformatted(&mut self, position: usize) {
        let Some((end, after)) = self.closing_tag("pre", position..self.source.len()) else {
            self.builder.end_paragraph();
            return;
        };
        let content = self.source.get(position..end).unwrap_or_default();
        html::read(content, &mut self.builder);
        self.builder.close_span("pre");
        self.skipped = after;
    }

    /// Returns the beginning and the end of the next closing tag of an element.
    fn closing_tag(&mut self, element: &str, within: Range<usize>) -> Option<(usize, usize)> {
        if within.start < self.unclosed {
            return None;
        }
        let tag = format!("</{element}>");
        match self.lower.get(within.clone())?.find(&tag) {
            Some(at) => Some((within.start + at, within.start + at + tag.len())),
            None => {
                self.unclosed = within.end;
                None
            }
        }
    }
}

/// Returns the language of a code block, if rustdoc shows it without running it.
fn language(kind: &CodeBlockKind<'_>) -> &'static str {
    let CodeBlockKind::Fenced(info) = kind else {
        return "text";
    };
    let word = info.split([' ', ',', '{']).next().unwrap_or_default();
    let known = LANGUAGES
        .iter()
        .find(|known| word.eq_ignore_ascii_case(known));
    known.copied().unwrap_or("text")
}

/// Returns the delimiter under a header that aligns a column.
fn delimiter(alignment: &Alignment) -> &'static str {
    match alignment {
        Alignment::None => "---",
        Alignment::Left => ":---",
        Alignment::Center => ":---:",
        Alignment::Right => "---:",
    }
}
