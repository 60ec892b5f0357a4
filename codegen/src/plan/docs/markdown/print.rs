//! The printer of blocks as lines of Markdown.

use std::iter;

use super::block::Block;
use super::text;

/// The width of wrapped text. With the marks and the indentation of a member's documentation a line stays within 100.
const WIDTH: usize = 92;

/// The narrowest text within nested lists and quotations.
const MIN_WIDTH: usize = 40;

/// Returns the lines of a text.
pub(super) fn lines(blocks: &[Block]) -> Vec<String> {
    let mut lines = Vec::new();
    print(blocks, WIDTH, &mut lines);
    lines
}

fn print(blocks: &[Block], width: usize, lines: &mut Vec<String>) {
    for (index, block) in blocks.iter().enumerate() {
        if index > 0 {
            lines.push(String::new());
        }
        match block {
            Block::Paragraph(text) | Block::Title(text) | Block::Note(text) => {
                wrap(text, width, lines);
            }
            Block::Code { language, text } => print_code(language, text, lines),
            Block::List { start, items } => {
                for (item, number) in items.iter().zip(start.unwrap_or(0)..) {
                    let marker = match start {
                        Some(_) => format!("{number}. "),
                        None => "- ".to_owned(),
                    };
                    let margin = " ".repeat(marker.len());
                    nested(item, width, (&marker, &margin), lines);
                }
            }
            Block::Quote(blocks) => nested(blocks, width, ("> ", "> "), lines),
            Block::Table {
                header,
                alignments,
                rows,
            } => print_table(header, alignments, rows, lines),
        }
    }
}

/// Prints blocks behind a margin: that of the first line, and that of the others.
fn nested(blocks: &[Block], width: usize, margins: (&str, &str), lines: &mut Vec<String>) {
    let mut inner = Vec::new();
    let width = width.saturating_sub(margins.1.len()).max(MIN_WIDTH);
    print(blocks, width, &mut inner);
    for (index, line) in inner.into_iter().enumerate() {
        let margin = if index == 0 { margins.0 } else { margins.1 };
        lines.push(format!("{margin}{line}").trim_end().to_owned());
    }
}

/// Prints a code block that rustdoc neither compiles nor runs. Its fence is longer than any run of backticks in it.
fn print_code(language: &str, code: &str, lines: &mut Vec<String>) {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    lines.push(format!("{fence}{language}"));
    // Tabs have no certain width, and clippy rejects them.
    let spaced = |line: &str| line.trim_end().replace('\t', "    ");
    lines.extend(code.lines().map(spaced));
    lines.push(fence);
}

fn print_table(
    header: &[String],
    alignments: &[&str],
    rows: &[Vec<String>],
    lines: &mut Vec<String>,
) {
    let columns = rows
        .iter()
        .map(Vec::len)
        .chain([header.len()])
        .max()
        .unwrap_or(0);
    let mut print = |cells: &[String]| {
        let cell = |column: usize| {
            cells
                .get(column)
                .map_or(String::new(), |cell| escape_cell(cell))
        };
        let cells: Vec<String> = (0..columns).map(cell).collect();
        lines.push(format!("| {} |", cells.join(" | ")));
    };
    print(header);
    let alignments = alignments.iter().copied().chain(iter::repeat("---"));
    let delimiters: Vec<String> = alignments.take(columns).map(str::to_owned).collect();
    print(&delimiters);
    for row in rows {
        print(row);
    }
}

fn escape_cell(cell: &str) -> String {
    cell.replace('|', "\\|")
}

fn wrap(text: &str, width: usize, lines: &mut Vec<String>) {
    let mut line = String::new();
    for word in text::words(text) {
        if word == text::LINE_BREAK {
            lines.push(std::mem::take(&mut line) + "\\");
            continue;
        }
        let empty = line.is_empty();
        if !empty && line.chars().count() + 1 + word.chars().count() > width {
            lines.push(std::mem::take(&mut line));
        } else if !empty {
            line.push(' ');
        }
        if line.is_empty() {
            line.push_str(&text::at_line_start(word));
        } else {
            line.push_str(word);
        }
    }
    lines.push(line);
}
