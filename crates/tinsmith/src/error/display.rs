//! Text from outside, as errors show it: on one line and short.

use std::error::Error as StdError;
use std::fmt::{self, Display, Write};

/// The number of characters that an error shows of a response's body.
const EXCERPT: usize = 200;

/// The number of characters that an error shows of one text of a service.
const LINE: usize = 4_000;

/// The details in brackets at the end of an error's line.
pub(super) struct Details<'a, 'b> {
    f: &'a mut fmt::Formatter<'b>,
    any: bool,
}

impl<'a, 'b> Details<'a, 'b> {
    pub(super) fn new(f: &'a mut fmt::Formatter<'b>) -> Self {
        Self { f, any: false }
    }

    pub(super) fn add(&mut self, detail: fmt::Arguments<'_>) -> fmt::Result {
        self.f.write_str(if self.any { ", " } else { " (" })?;
        self.any = true;
        self.f.write_fmt(detail)
    }

    pub(super) fn close(self) -> fmt::Result {
        if self.any {
            self.f.write_char(')')
        } else {
            Ok(())
        }
    }
}

/// Text of a service with line breaks as spaces, and other control characters and those of bidirectional text escaped, so that no
/// response can forge a line in a log, move a terminal's cursor or reorder what is shown.
pub(crate) struct OneLine<'a>(pub(crate) &'a str);

impl Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, character) in self.0.trim().chars().enumerate() {
            if index >= LINE {
                return f.write_char('…');
            }
            match character {
                '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => f.write_char(' ')?,
                '\u{61c}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}' => {
                    write!(f, "{}", character.escape_unicode())?;
                }
                control if control.is_control() => write!(f, "{}", control.escape_unicode())?,
                other => f.write_char(other)?,
            }
        }
        Ok(())
    }
}

/// The `Debug` of a value that may hold text from outside, on several lines, at most [`LINE`] characters of it.
pub(super) struct Limited<'a>(pub(super) &'a dyn fmt::Debug);

impl fmt::Debug for Limited<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut beginning = Beginning::default();
        // It fails where the limit is reached, which is no failure here.
        let _ = write!(beginning, "{:#?}", self.0);
        f.write_str(&beginning.text)?;
        if beginning.is_cut {
            f.write_char('…')?;
        }
        Ok(())
    }
}

/// A text that takes no more than [`LINE`] characters.
#[derive(Default)]
struct Beginning {
    text: String,
    characters: usize,
    is_cut: bool,
}

impl Write for Beginning {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            self.is_cut = self.characters == LINE;
            if self.is_cut {
                return Err(fmt::Error);
            }
            self.text.push(character);
            self.characters += 1;
        }
        Ok(())
    }
}

/// Returns the beginning of a body on one line: white space folded, invalid UTF-8 replaced.
pub(crate) fn excerpt(body: &[u8]) -> String {
    // A character has at most four bytes, so this many are enough however they fold.
    let start = body.get(..EXCERPT * 8).unwrap_or(body);
    let mut excerpt = String::new();
    let mut characters = 0;
    for word in String::from_utf8_lossy(start).split_whitespace() {
        if characters > 0 {
            excerpt.push(' ');
        }
        for character in word.chars() {
            if characters >= EXCERPT {
                excerpt.push('…');
                return excerpt;
            }
            excerpt.push(character);
            characters += 1;
        }
        characters += 1;
    }
    if start.len() < body.len() {
        excerpt.push('…');
    }
    excerpt
}

/// Returns the beginning of a text from outside that is safe to show: on one line, short, and with control characters escaped.
pub(crate) fn quote(text: &[u8]) -> String {
    OneLine(&excerpt(text)).to_string()
}

/// An error's message and those of its sources, each once: many errors repeat their source.
pub(crate) struct Chain<'a>(pub(crate) &'a (dyn StdError + 'static));

impl Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut written = self.0.to_string();
        f.write_str(&written)?;
        let mut source = self.0.source();
        while let Some(error) = source {
            let message = error.to_string();
            if !written.contains(&message) {
                write!(f, ": {message}")?;
            }
            written = message;
            source = error.source();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_one_short_line_without_control_characters() {
        let html = format!("<html>\r\n  <body>\u{1b}[31m{}", "x".repeat(10_000_000));
        let excerpt = excerpt(html.as_bytes());
        assert!(excerpt.starts_with("<html> <body>"), "{excerpt}");
        assert!(excerpt.ends_with("x…"));
        assert!(excerpt.chars().count() <= EXCERPT + 1);
        assert!(!format!("{excerpt:?}").contains('\u{1b}'));
    }

    #[test]
    fn an_excerpt_of_many_words_is_short() {
        assert_eq!(
            excerpt("spam ".repeat(1_000).as_bytes()).chars().count(),
            EXCERPT + 1
        );
    }

    #[test]
    fn an_excerpt_of_a_short_body_is_the_body() {
        assert_eq!(excerpt(b" \xff{} \n"), "\u{fffd}{}");
        assert_eq!(excerpt(b""), "");
    }

    #[test]
    fn one_line_stays_one_line() {
        assert_eq!(
            OneLine("a\nb\u{7}\u{1b}[0m\r\n").to_string(),
            "a b\\u{7}\\u{1b}[0m"
        );
        assert_eq!(OneLine("a\u{202e}b").to_string(), "a\\u{202e}b");
    }

    #[test]
    fn one_line_is_never_endless() {
        let line = OneLine(&"x".repeat(20_000_000)).to_string();
        assert_eq!(line.chars().count(), LINE + 1);
    }
}
