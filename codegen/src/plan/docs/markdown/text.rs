//! The escaping of text in Markdown, and the words of which its lines consist.

use super::tags;

/// A line break in Markdown, as one of `words`.
pub(super) const LINE_BREAK: &str = "\\\n";

/// Returns text as a code span. Its fence is longer than any run of backticks in it.
pub(super) fn code_span(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        return text;
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let padding = match text.starts_with('`') || text.ends_with('`') {
        true => " ",
        false => "",
    };
    format!("{fence}{padding}{text}{padding}{fence}")
}

/// Returns the target and the title of a link as Markdown has them, if the target is absolute and therefore valid on any page.
pub(super) fn link_target(target: &str, title: &str) -> Option<String> {
    let target = target.trim();
    let schemes = ["https://", "http://", "mailto:"];
    if !schemes.iter().any(|scheme| target.starts_with(scheme)) {
        return None;
    }
    let mut written = String::new();
    for (at, letter) in target.char_indices() {
        match letter {
            '&' if tags::reference(target.get(at..).unwrap_or_default()).is_some() => {
                written.push_str("&amp;");
            }
            ' ' | '(' | ')' | '<' | '>' | '\\' | '`' | '"' | '|' | '[' | ']' | '*' => {
                written.push_str(&format!("%{:02X}", u32::from(letter)));
            }
            _ if letter.is_whitespace() || letter.is_control() => {}
            _ => written.push(letter),
        }
    }
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    if !title.is_empty() {
        let mut escaped = String::new();
        escape_into(&title, &mut escaped);
        for mark in ['"', '(', ')'] {
            escaped = escaped.replace(mark, &format!("\\{mark}"));
        }
        written.push_str(&format!(" \"{escaped}\""));
    }
    Some(written)
}

/// Escapes plain text for Markdown and rustdoc; addresses become links.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut done = 0;
    for (at, _) in text.match_indices("http") {
        if at < done {
            continue;
        }
        let length = address_length(text.get(at..).unwrap_or_default());
        if length > 0 {
            let (before, address) = (text.get(done..at), text.get(at..at + length));
            escape_into(before.unwrap_or_default(), &mut escaped);
            escaped.push_str(&format!("<{}>", address.unwrap_or_default()));
            done = at + length;
        }
    }
    escape_into(text.get(done..).unwrap_or_default(), &mut escaped);
    escaped
}

/// Returns the length of the address that the text begins with, without the marks of the sentence around it; 0 if there is none.
pub(super) fn address_length(text: &str) -> usize {
    let Some(scheme) = ["https://", "http://"]
        .into_iter()
        .find(|scheme| text.starts_with(scheme))
    else {
        return 0;
    };
    let in_address = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$&'()*+,;=%{}".contains(c);
    let end = text.find(|c| !in_address(c)).unwrap_or(text.len());
    let address = text
        .get(..end)
        .unwrap_or_default()
        .trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '(', ')', '*']);
    match address.len() > scheme.len() {
        true => address.len(),
        false => 0,
    }
}

pub(super) fn escape_into(text: &str, escaped: &mut String) {
    let mut previous = escaped.chars().next_back().unwrap_or(' ');
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied().unwrap_or(' ');
        let special = match letter {
            '\\' | '`' | '*' | '[' | ']' | '<' | '~' => true,
            // Between letters it stays a letter.
            '_' => !(previous.is_alphanumeric() && next.is_alphanumeric()),
            '&' => next.is_alphanumeric() || next == '#',
            _ => false,
        };
        if special {
            escaped.push('\\');
        }
        escaped.push(letter);
        previous = letter;
    }
}

/// Returns the words of Markdown. A line is not broken inside a code span or the target and title of a link, which are one word; a line
/// break is one, too.
pub(super) fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (word, after) = rest.split_at(word_length(rest));
        words.push(word);
        rest = after.trim_start();
    }
    words
}

/// Returns the length of the word at the beginning of Markdown.
fn word_length(text: &str) -> usize {
    if text.starts_with(LINE_BREAK) {
        return LINE_BREAK.len();
    }
    let mut length = 0;
    while let Some(rest) = text.get(length..) {
        let mut letters = rest.chars();
        length += match letters.next() {
            Some('\\') if rest.starts_with(LINE_BREAK) => break,
            Some('\\') => 1 + letters.next().map_or(0, char::len_utf8),
            Some('`') => code_span_length(rest),
            Some(']') if rest.starts_with("](") => target_length(rest),
            Some(letter) if !letter.is_whitespace() => letter.len_utf8(),
            _ => break,
        };
    }
    length
}

/// Returns the length of the end of a link, from its bracket to its parenthesis.
fn target_length(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text.find(|letter| {
        let is_end = letter == ')' && !is_escaped;
        is_escaped = letter == '\\' && !is_escaped;
        is_end
    });
    end.map_or(1, |end| end + 1)
}

/// Returns the length of the code span at the beginning of Markdown, or of its fence if nothing closes it.
pub(super) fn code_span_length(text: &str) -> usize {
    let fence = text.len() - text.trim_start_matches('`').len();
    let mut end = fence;
    while let Some(start) = text.get(end..).and_then(|rest| rest.find('`')) {
        let run = text.get(end + start..).unwrap_or_default();
        let length = run.len() - run.trim_start_matches('`').len();
        end += start + length;
        if length == fence {
            return end;
        }
    }
    fence
}

/// Escapes a word at the beginning of a line if Markdown would take it for the mark of a list, heading, quotation or rule.
pub(super) fn at_line_start(word: &str) -> String {
    let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, mark) = word.split_at(digits);
    if digits > 0 && (mark == "." || mark == ")") {
        return format!("{number}\\{mark}");
    }
    let is_mark = ["-", "+", "*", ":"].contains(&word)
        || ["#", ">", "--", "|"].iter().any(|mark| word.starts_with(mark))
        // The line under a heading, or under the head of a table.
        || word.chars().all(|c| "-=:|".contains(c));
    match is_mark {
        true => format!("\\{word}"),
        false => word.to_owned(),
    }
}
