//! The escapes of text from outside in the languages of a generated crate.
//!
//! String literals and identifiers of Rust are made by `proc_macro2`, Markdown by `plan::docs::markdown`.

/// True for invisible characters: control characters, and those that hide text or change its direction. Compilers
/// and terminals act upon them.
fn is_invisible(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{ad}'
            | '\u{61c}'
            | '\u{200b}'
            | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// Returns text on one line in which invisible characters are written as Rust writes them: `\u{202e}`.
pub fn visible(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    for letter in text.chars() {
        match is_invisible(letter) {
            true => visible.extend(letter.escape_default()),
            false => visible.push(letter),
        }
    }
    visible
}

/// Returns text without invisible characters. Lines end with a line feed alone.
pub(crate) fn without_controls(text: &str) -> String {
    let text = text
        .replace("\r\n", "\n")
        .replace(['\r', '\u{2028}', '\u{2029}'], "\n");
    text.replace(
        |letter| is_invisible(letter) && !matches!(letter, '\n' | '\t'),
        "",
    )
}

/// Returns text on one line, without invisible characters.
pub(crate) fn line(text: &str) -> String {
    let text = without_controls(text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the lines of a documentation comment.
pub(crate) fn comment_lines(text: &str) -> Vec<String> {
    let text = without_controls(text);
    text.lines().map(str::to_owned).collect()
}

/// Escapes text between the quotes of a JSON string.
pub(crate) fn json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    let inner = quoted
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    inner.unwrap_or_default().to_owned()
}

/// Returns a string of TOML.
pub(crate) fn toml_string(text: &str) -> String {
    let mut string = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => string.extend(['\\', letter]),
            _ if is_invisible(letter) => string.push_str(&format!("\\U{:08X}", u32::from(letter))),
            _ => string.push(letter),
        }
    }
    string.push('"');
    string
}

/// Escapes text within a comment of HTML.
pub(crate) fn html_comment(text: &str) -> String {
    visible(text).replace('>', "\\u{3e}")
}

/// True if a raw string with one `#` can contain the text unchanged.
pub(crate) fn fits_raw_string(text: &str) -> bool {
    !text.contains("\"#") && !text.contains(is_invisible)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_characters_are_shown_or_left_out() {
        let text = "a\u{202e}b\u{0}c\u{1b}[31m\r\nd\re\u{200b}\u{2028}f";
        assert_eq!(
            visible(text),
            r"a\u{202e}b\u{0}c\u{1b}[31m\r\nd\re\u{200b}\u{2028}f"
        );
        assert_eq!(without_controls(text), "abc[31m\nd\ne\nf");
    }

    #[test]
    fn strings_of_toml_have_no_letter_that_toml_rejects() {
        assert_eq!(
            toml_string("a\"b\\c\nd\u{200b}é"),
            r#""a\"b\\c\U0000000Ad\U0000200Bé""#
        );
    }

    #[test]
    fn a_comment_of_html_does_not_end_early() {
        assert_eq!(html_comment("a-->\nb"), r"a--\u{3e}\nb");
    }
}
