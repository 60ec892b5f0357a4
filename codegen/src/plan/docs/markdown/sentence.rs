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

/// The beginnings of sentences that add to a description.
const ADDITIONS: &[&str] = &["Note that ", "Please note "];

/// The verbs with which descriptions of operations and members begin. Words that are plural nouns as well, such as `Requests`, are not among
/// them.
const VERBS: &[&str] = &[
    "Accepts",
    "Activates",
    "Adds",
    "Allows",
    "Applies",
    "Associates",
    "Attaches",
    "Cancels",
    "Completes",
    "Configures",
    "Confirms",
    "Connects",
    "Contains",
    "Creates",
    "Deactivates",
    "Defines",
    "Deletes",
    "Deregisters",
    "Describes",
    "Detaches",
    "Determines",
    "Disables",
    "Disassociates",
    "Displays",
    "Downloads",
    "Enables",
    "Executes",
    "Extends",
    "Generates",
    "Gets",
    "Grants",
    "Identifies",
    "Includes",
    "Indicates",
    "Initiates",
    "Installs",
    "Invites",
    "Invokes",
    "Launches",
    "Lists",
    "Makes",
    "Modifies",
    "Obtains",
    "Opens",
    "Performs",
    "Prepares",
    "Produces",
    "Provides",
    "Publishes",
    "Puts",
    "Reads",
    "Receives",
    "Registers",
    "Rejects",
    "Removes",
    "Replaces",
    "Represents",
    "Resets",
    "Restarts",
    "Restores",
    "Resumes",
    "Retrieves",
    "Returns",
    "Revokes",
    "Rotates",
    "Sends",
    "Sets",
    "Shows",
    "Specifies",
    "Starts",
    "Stops",
    "Stores",
    "Submits",
    "Suspends",
    "Terminates",
    "Uninstalls",
    "Untags",
    "Updates",
    "Uploads",
    "Validates",
    "Verifies",
    "Writes",
];

/// Makes the first sentence that describes the item a paragraph of its own at the beginning, which lists of items show, and moves notes
/// and a title behind it. A title without a text behind it is omitted.
pub(super) fn separate_summary(blocks: &mut Vec<Block>) {
    let begins_with_title = matches!(blocks.first(), Some(Block::Title(_)));
    separate_first_sentence(blocks);
    if begins_with_title
        && let [_, Block::Title(_)] | [_, Block::Title(_), Block::Title(_), ..] = blocks.as_slice()
    {
        blocks.remove(1);
    }
}

fn separate_first_sentence(blocks: &mut Vec<Block>) {
    let is_beside = |(index, block): &(usize, &Block)| match block {
        Block::Note(_) => true,
        Block::Title(_) => *index == 0,
        Block::Paragraph(text) => has_label(text),
        _ => false,
    };
    let index = blocks.iter().enumerate().take_while(is_beside).count();
    let Some(Block::Paragraph(paragraph)) = blocks.get_mut(index) else {
        separate_sentence_of_note(blocks);
        return;
    };
    let sentences = sentences(paragraph);
    let is_addition = |sentence: &&str| ADDITIONS.iter().any(|start| sentence.starts_with(start));
    let additions = sentences
        .iter()
        .take_while(|sentence| is_addition(sentence));
    let at = match additions.count() {
        count if count < sentences.len() => count,
        _ => 0,
    };
    if sentences.len() == 1 && paragraph.ends_with(':') {
        // It belongs to the list that follows.
        return;
    }
    let parts = parts(&sentences, at);
    blocks.remove(index);
    let [summary, before, after] = parts;
    let rest = [before, after].into_iter().filter(|text| !text.is_empty());
    blocks.splice(index..index, rest.map(Block::Paragraph));
    blocks.insert(0, Block::Paragraph(summary));
}

/// Makes the sentence of a labelled paragraph that describes the item the first paragraph, if the text begins with such paragraphs and notes
/// and has no other paragraph behind them.
fn separate_sentence_of_note(blocks: &mut Vec<Block>) {
    for index in 0..blocks.len() {
        let paragraph = match &blocks[index] {
            Block::Paragraph(paragraph) if has_label(paragraph) => paragraph,
            Block::Note(_) => continue,
            _ => return,
        };
        let sentences = sentences(paragraph);
        let Some(at) = sentences
            .iter()
            .skip(1)
            .position(|text| has_verb_first(text))
        else {
            continue;
        };
        let [summary, note, after] = parts(&sentences, at + 1);
        let rest = [note, after].into_iter().filter(|text| !text.is_empty());
        let rest: Vec<Block> = rest.map(Block::Paragraph).collect();
        blocks.splice(index..=index, rest);
        blocks.insert(0, Block::Paragraph(summary));
        return;
    }
}

/// Returns a sentence, and the text before and after it.
fn parts(sentences: &[&str], at: usize) -> [String; 3] {
    let (before, rest) = sentences.split_at(at);
    let (sentence, after) = rest.split_at(rest.len().min(1));
    [sentence, before, after].map(|sentences| sentences.join(" "))
}

fn sentences(paragraph: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut rest = paragraph;
    while let Some(end) = first_sentence(rest) {
        let (sentence, after) = rest.split_at(end);
        sentences.push(sentence);
        rest = after.trim_start();
    }
    sentences.push(rest);
    sentences
}

/// True if a sentence begins with a verb, as the descriptions of operations do.
fn has_verb_first(sentence: &str) -> bool {
    let first = sentence.split(' ').next();
    first.is_some_and(|first| VERBS.contains(&first))
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
