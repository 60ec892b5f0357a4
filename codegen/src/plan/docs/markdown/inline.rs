//! Text inside a paragraph.

/// Text as a code span: its fence is longer than any run of backticks in it.
pub(crate) fn code_span(text: &str) -> String {
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

/// A link, or its text alone where it leads nowhere from here.
pub(crate) fn link(text: &str, target: &str) -> String {
    let target = target.trim();
    let absolute = target.starts_with("https://") || target.starts_with("http://");
    if !absolute || text.is_empty() {
        return text.to_owned();
    }
    let target: String = target
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '<' | '>'))
        .collect();
    let shown = text.trim_start_matches('<').trim_end_matches('>');
    if shown == target {
        format!("<{target}>")
    } else {
        // Automatic links inside the text would be links in a link.
        let text = text.replace("<http", "http").replace('>', "");
        let target = target.replace('(', "%28").replace(')', "%29");
        format!("[{text}]({target})")
    }
}

/// Plain text with everything escaped that Markdown or rustdoc would take for more; addresses become links.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = find_address(rest) {
        let (before, address) = rest.split_at(start);
        escape_into(before, &mut escaped);
        let (address, after) = address.split_at(address_length(address));
        escaped.push_str(&format!("<{address}>"));
        rest = after;
    }
    escape_into(rest, &mut escaped);
    escaped
}

/// Where an address begins.
pub(crate) fn find_address(text: &str) -> Option<usize> {
    let starts = |scheme: &str| {
        text.match_indices(scheme)
            .find(|(at, _)| address_length(text.get(*at..).unwrap_or_default()) > scheme.len())
            .map(|(at, _)| at)
    };
    match (starts("https://"), starts("http://")) {
        (Some(secure), Some(open)) => Some(secure.min(open)),
        (secure, open) => secure.or(open),
    }
}

/// How long the address is that the text begins with, without the marks of the sentence around it.
pub(crate) fn address_length(text: &str) -> usize {
    let in_address = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$&'()*+,;=%{}".contains(c);
    let end = text.find(|c| !in_address(c)).unwrap_or(text.len());
    text.get(..end)
        .unwrap_or_default()
        .trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', ')', '*'])
        .len()
}

fn escape_into(text: &str, escaped: &mut String) {
    let mut previous = ' ';
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied().unwrap_or(' ');
        let special = match letter {
            '\\' | '`' | '*' | '[' | ']' | '<' => true,
            // Between letters it stays a letter.
            '_' => !(previous.is_alphanumeric() && next.is_alphanumeric()),
            '~' => next == '~' || previous == '~',
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

/// The words of Markdown. A line is not broken inside a code span, which is one word.
pub(crate) fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (word, after) = rest.split_at(word_length(rest));
        words.push(word);
        rest = after.trim_start();
    }
    words
}

/// The length of the word at the beginning of Markdown.
fn word_length(text: &str) -> usize {
    let mut length = 0;
    while let Some(next) = text.get(length..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(length..).unwrap_or_default();
        length += match next {
            '\\' => 1 + rest.chars().nth(1).map_or(0, char::len_utf8),
            '`' => code_span_length(rest),
            _ if next.is_whitespace() => break,
            _ => next.len_utf8(),
        };
    }
    length.min(text.len())
}

/// The length of the code span at the beginning of Markdown, or of its fence if nothing closes it.
fn code_span_length(text: &str) -> usize {
    let fence = text.len() - text.trim_start_matches('`').len();
    let mut end = fence;
    let mut rest = text.get(fence..).unwrap_or_default();
    while let Some(start) = rest.find('`') {
        let run = rest.get(start..).unwrap_or_default();
        let length = run.len() - run.trim_start_matches('`').len();
        end += start + length;
        if length == fence {
            return end;
        }
        rest = rest.get(start + length..).unwrap_or_default();
    }
    fence
}

/// A word that begins a line, kept from being taken for the mark of a list, heading, quotation or rule.
pub(crate) fn at_line_start(word: &str) -> String {
    let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, mark) = word.split_at(digits);
    if digits > 0 && (mark == "." || mark == ")") {
        return format!("{number}\\{mark}");
    }
    let marks = ["-", "+", "*", "|", ":"].contains(&word)
        || ["#", ">", "--", "==", "```", "~~~", "|", "***", "___"]
            .iter()
            .any(|mark| word.starts_with(mark));
    let rule = word.starts_with('=') && word.chars().all(|c| c == '=');
    if marks || rule {
        format!("\\{word}")
    } else {
        word.to_owned()
    }
}

/// Where the first sentence ends, if another follows it in the paragraph.
pub(crate) fn first_sentence(paragraph: &str) -> Option<usize> {
    const ABBREVIATIONS: &[&str] = &[
        "e.g.", "i.e.", "etc.", "vs.", "cf.", "no.", "inc.", "approx.", "u.s.",
    ];
    let mut code = false;
    let mut depth = 0_i32;
    let mut strong = false;
    for (at, letter) in paragraph.char_indices() {
        match letter {
            '`' => code = !code,
            _ if code => {}
            '[' | '(' | '<' => depth += 1,
            ']' | ')' | '>' => depth -= 1,
            '*' => strong = !strong,
            '.' | '!' | '?' if depth <= 0 && !strong => {
                let after = paragraph.get(at + 1..).unwrap_or_default();
                let Some(next) = after
                    .strip_prefix(' ')
                    .and_then(|after| after.chars().next())
                else {
                    continue;
                };
                let sentence = paragraph.get(..=at).unwrap_or_default();
                let word = sentence
                    .rsplit([' ', '('])
                    .next()
                    .unwrap_or_default()
                    .to_lowercase();
                if !next.is_lowercase() && !ABBREVIATIONS.contains(&word.as_str()) {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}
