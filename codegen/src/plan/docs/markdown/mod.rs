//! Documentation in models, which is HTML in AWS's and Markdown elsewhere, as Markdown that rustdoc takes without a warning.

mod html;
mod inline;
mod plain;
mod tags;

/// The width of wrapped text. With the marks and the indentation of a member's documentation a line stays within 100.
const WIDTH: usize = 92;

/// A part of a text.
#[derive(Clone, Debug, PartialEq)]
enum Block {
    /// Text in Markdown, on one line.
    Paragraph(String),
    /// Items of a list, each a text of its own.
    List {
        ordered: bool,
        items: Vec<Vec<Block>>,
    },
    /// Lines that stay as they are.
    Code(String),
}

/// The text as Markdown, wrapped, its first sentence a paragraph of its own. Empty for a text without words.
pub(crate) fn of(documentation: &str) -> String {
    let mut blocks = if tags::is_html(documentation) {
        html::blocks(documentation)
    } else {
        plain::blocks(documentation)
    };
    if let Some(Block::Paragraph(first)) = blocks.first_mut()
        && let Some(end) = inline::first_sentence(first)
    {
        let rest = first.split_off(end).trim_start().to_owned();
        blocks.insert(1, Block::Paragraph(rest));
    }
    let mut lines = Vec::new();
    print(&blocks, 0, &mut lines);
    lines.join("\n")
}

/// A paragraph of Markdown, wrapped.
pub(crate) fn wrapped(paragraph: &str) -> String {
    let mut lines = Vec::new();
    print(&[Block::Paragraph(paragraph.to_owned())], 0, &mut lines);
    lines.join("\n")
}

/// A paragraph of Markdown as an item of a list, wrapped.
pub(crate) fn item(paragraph: &str) -> String {
    let mut lines = Vec::new();
    let list = Block::List {
        ordered: false,
        items: vec![vec![Block::Paragraph(paragraph.to_owned())]],
    };
    print(&[list], 0, &mut lines);
    lines.join("\n")
}

/// Text as a code span, whatever it holds.
pub(crate) fn code(text: &str) -> String {
    inline::code_span(text)
}

fn print(blocks: &[Block], indentation: usize, lines: &mut Vec<String>) {
    for (index, block) in blocks.iter().enumerate() {
        if index > 0 {
            lines.push(String::new());
        }
        match block {
            Block::Paragraph(text) => wrap(text, indentation, lines),
            Block::Code(code) => {
                let margin = " ".repeat(indentation);
                lines.push(format!("{margin}```text"));
                lines.extend(code.lines().map(|line| format!("{margin}{line}")));
                lines.push(format!("{margin}```"));
            }
            Block::List { ordered, items } => {
                for (number, item) in items.iter().enumerate() {
                    let marker = if *ordered {
                        format!("{}. ", number + 1)
                    } else {
                        "- ".to_owned()
                    };
                    let start = lines.len();
                    print(item, indentation + marker.len(), lines);
                    if let Some(first) = lines.get_mut(start) {
                        *first =
                            format!("{}{marker}{}", " ".repeat(indentation), first.trim_start());
                    }
                }
            }
        }
    }
}

fn wrap(text: &str, indentation: usize, lines: &mut Vec<String>) {
    let margin = " ".repeat(indentation);
    let mut line = margin.clone();
    for word in inline::words(text) {
        let empty = line.len() == margin.len();
        if !empty && line.chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push(std::mem::replace(&mut line, margin.clone()));
        } else if !empty {
            line.push(' ');
        }
        if line.len() == margin.len() {
            line.push_str(&inline::at_line_start(word));
        } else {
            line.push_str(word);
        }
    }
    lines.push(line);
}

#[cfg(test)]
mod tests;
