//! The summary of a text.

use super::block::Block;
use super::text;

/// The labels of paragraphs that do not describe an item itself.
const LABELS: &[&str] = &[
    "note",
    "important",
    "caution",
    "warning",
    "tip",
    "end of support notice",
];

/// Makes the first sentence a paragraph of its own at the beginning, which lists of items show, and moves notes and a title behind it.
pub(super) fn separate_summary(blocks: &mut Vec<Block>) {
    let is_beside = |(index, block): &(usize, &Block)| match block {
        Block::Note(_) => true,
        Block::Title(_) => *index == 0,
        Block::Paragraph(text) => has_label(text),
        _ => false,
    };
    let index = blocks.iter().enumerate().take_while(is_beside).count();
    let Some(Block::Paragraph(paragraph)) = blocks.get_mut(index) else {
        return;
    };
    match first_sentence(paragraph) {
        Some(end) => {
            let rest = paragraph.split_off(end).trim_start().to_owned();
            let summary = std::mem::replace(paragraph, rest);
            blocks.insert(0, Block::Paragraph(summary));
        }
        // It belongs to the list that follows.
        None if paragraph.ends_with(':') => {}
        None => {
            let summary = blocks.remove(index);
            blocks.insert(0, summary);
        }
    }
}

/// True if a paragraph begins with a label: `**Important:**`, `**Note**:` or `Warning:`.
fn has_label(paragraph: &str) -> bool {
    let Some((label, _)) = paragraph.split_once(':') else {
        return false;
    };
    let label = label.trim_matches('*').to_lowercase();
    LABELS.contains(&label.as_str())
}

/// Returns the end of the first sentence, if another follows it in the paragraph.
fn first_sentence(paragraph: &str) -> Option<usize> {
    let (mut in_link, mut is_strong, mut is_emphasized) = (false, false, false);
    let mut parentheses = 0_u32;
    let mut at = 0;
    while let Some(rest) = paragraph.get(at..) {
        let letter = rest.chars().next()?;
        let mut length = letter.len_utf8();
        match letter {
            '\\' => length += rest.chars().nth(1).map_or(0, char::len_utf8),
            '`' => length = text::code_span_length(rest),
            '[' => in_link = true,
            ']' => in_link = false,
            '(' => parentheses += 1,
            ')' => parentheses = parentheses.saturating_sub(1),
            '*' if rest.starts_with("**") => {
                is_strong = !is_strong;
                length = 2;
            }
            '*' => is_emphasized = !is_emphasized,
            '.' | '!' | '?' => {
                let is_inside = in_link || is_strong || is_emphasized || parentheses > 0;
                let end = at + length;
                if !is_inside && ends_sentence(paragraph.split_at(end)) {
                    return Some(end);
                }
            }
            _ => {}
        }
        at += length;
    }
    None
}

/// True if a sentence ends, and another begins, between two parts of a paragraph.
fn ends_sentence((before, after): (&str, &str)) -> bool {
    const ABBREVIATIONS: &[&str] = &[
        "e.g.", "i.e.", "etc.", "vs.", "cf.", "no.", "inc.", "approx.", "u.s.",
    ];
    let next = after
        .strip_prefix(' ')
        .and_then(|after| after.chars().next());
    if next.is_none_or(char::is_lowercase) {
        return false;
    }
    let word = before.rsplit([' ', '(']).next().unwrap_or_default();
    !ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}
