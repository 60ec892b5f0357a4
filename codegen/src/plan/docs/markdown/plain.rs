//! Documentation that is Markdown, or has no markup at all.

use super::{Block, inline};

/// The blocks of a text.
pub(crate) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = text.lines().peekable();
    let mut paragraph: Vec<&str> = Vec::new();
    while let Some(line) = lines.next() {
        let trimmed = line.trim();
        if trimmed.starts_with("```") {
            end_paragraph(&mut paragraph, &mut blocks);
            let code: Vec<&str> = lines
                .by_ref()
                .take_while(|line| !line.trim().starts_with("```"))
                .collect();
            blocks.push(Block::Code(code.join("\n")));
        } else if trimmed.is_empty() {
            end_paragraph(&mut paragraph, &mut blocks);
        } else if let Some((ordered, item)) = list_item(trimmed) {
            end_paragraph(&mut paragraph, &mut blocks);
            let mut item = vec![item];
            while let Some(next) =
                lines.next_if(|next| !next.trim().is_empty() && list_item(next.trim()).is_none())
            {
                item.push(next.trim());
            }
            let item = vec![Block::Paragraph(protect(&item.join(" ")))];
            match blocks.last_mut() {
                Some(Block::List {
                    ordered: same,
                    items,
                }) if *same == ordered => items.push(item),
                _ => blocks.push(Block::List {
                    ordered,
                    items: vec![item],
                }),
            }
        } else if trimmed.starts_with('#') {
            end_paragraph(&mut paragraph, &mut blocks);
            blocks.push(Block::Paragraph(format!(
                "**{}**",
                protect(trimmed.trim_matches(['#', ' ']))
            )));
        } else {
            paragraph.push(trimmed);
        }
    }
    end_paragraph(&mut paragraph, &mut blocks);
    blocks
}

fn end_paragraph(lines: &mut Vec<&str>, blocks: &mut Vec<Block>) {
    if !lines.is_empty() {
        blocks.push(Block::Paragraph(protect(&std::mem::take(lines).join(" "))));
    }
}

/// What follows the mark of a list's item, and whether the list counts.
fn list_item(line: &str) -> Option<(bool, &str)> {
    if let Some(item) = ["- ", "* ", "+ "]
        .iter()
        .find_map(|mark| line.strip_prefix(mark))
    {
        return Some((false, item));
    }
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let item = line.get(digits..)?.strip_prefix(". ")?;
    (digits > 0).then_some((true, item))
}

/// Leaves marks of Markdown, and escapes what only rustdoc would stumble over: brackets that are no link, elements, bare addresses.
fn protect(text: &str) -> String {
    let mut protected = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let length = match letter {
            '`' => code(rest, &mut protected),
            '[' => link(rest, &mut protected),
            '<' => automatic_link(rest, &mut protected),
            'h' if inline::find_address(rest) == Some(0) => {
                let length = inline::address_length(rest);
                protected.push_str(&format!("<{}>", rest.get(..length).unwrap_or_default()));
                length
            }
            _ => {
                protected.push(letter);
                letter.len_utf8()
            }
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    protected
}

/// A code span, or an escaped backtick where none closes it.
fn code(text: &str, protected: &mut String) -> usize {
    let fence = text.len() - text.trim_start_matches('`').len();
    let inside = text.get(fence..).unwrap_or_default();
    match inside.find(text.get(..fence).unwrap_or_default()) {
        Some(length) => {
            protected.push_str(&inline::code_span(inside.get(..length).unwrap_or_default()));
            length + 2 * fence
        }
        None => {
            protected.push_str("\\`");
            1
        }
    }
}

fn link(text: &str, protected: &mut String) -> usize {
    let parts = text
        .split_once("](")
        .and_then(|(shown, after)| Some((shown.get(1..)?, after.split_once(')')?.0)));
    match parts.filter(|(shown, target)| !shown.contains(['[', ']']) && target.starts_with("http"))
    {
        Some((shown, target)) => {
            protected.push_str(&inline::link(shown, target));
            shown.len() + target.len() + 4
        }
        None => {
            let length = text.find(']').unwrap_or(0);
            let shown = text.get(1..length).unwrap_or_default();
            protected.push_str("\\[");
            if shown.is_empty()
                || shown.contains(['[', '`', '<'])
                || inline::find_address(shown).is_some()
            {
                return 1;
            }
            protected.push_str(shown);
            protected.push_str("\\]");
            length + 1
        }
    }
}

fn automatic_link(text: &str, protected: &mut String) -> usize {
    let inside = text.get(1..).unwrap_or_default();
    match inside.split_once('>') {
        Some((address, _))
            if inline::find_address(address) == Some(0)
                && !address.contains(char::is_whitespace) =>
        {
            protected.push_str(&format!("<{address}>"));
            address.len() + 2
        }
        _ => {
            protected.push_str("\\<");
            1
        }
    }
}
