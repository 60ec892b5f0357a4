//! The line endings of text files: those of a checkout may be CRLF, and those of generated text are LF.
//!
//! Git replaces line endings in a checkout by its own settings. Files that differ only in them are equal, and a file that is overwritten keeps
//! its own.

use std::borrow::Cow;

/// True if the content of a file is a text, except for its line endings.
pub(crate) fn is_same_text(content: &[u8], text: &str) -> bool {
    content == text.as_bytes()
        || str::from_utf8(content).is_ok_and(|content| with_lf(content) == with_lf(text))
}

/// Returns a text with LF as its line endings.
pub(crate) fn with_lf(text: &str) -> Cow<'_, str> {
    match text.contains("\r\n") {
        true => text.replace("\r\n", "\n").into(),
        false => text.into(),
    }
}

/// Returns a text with the line endings of a file, which are those of its first line.
pub(crate) fn with_line_ends_of<'a>(content: &[u8], text: &'a str) -> Cow<'a, str> {
    let mut lines = content.split_inclusive(|byte| *byte == b'\n');
    match lines.next().is_some_and(|line| line.ends_with(b"\r\n")) {
        true => with_lf(text).replace('\n', "\r\n").into(),
        false => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_the_same_without_their_line_ends() {
        assert!(is_same_text(b"a\r\nb\n", "a\nb\n"));
        assert!(is_same_text(b"a\nb\n", "a\r\nb\n"));
        for content in [&b"a\rb\n"[..], b"a\nb", b"a\n\r\nb\n", b"a\xff\nb\n"] {
            assert!(!is_same_text(content, "a\nb\n"), "{content:?}");
        }
    }

    #[test]
    fn a_text_has_the_line_ends_of_the_first_line_of_a_file() {
        assert_eq!(with_line_ends_of(b"x\r\ny\n", "a\nb\r\n"), "a\r\nb\r\n");
        for content in [&b"x\ny\r\n"[..], b"x", b""] {
            assert_eq!(with_line_ends_of(content, "a\nb\n"), "a\nb\n");
        }
    }
}
