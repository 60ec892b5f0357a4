//! The one line that an error shows.

use std::error::Error as StdError;
use std::fmt::{self, Display, Write};

use super::Inner;

/// How much of a bad answer's body an error shows, in characters.
const EXCERPT: usize = 200;

impl Inner {
    /// `ListBooks: AccessDeniedException: message (403, request id abc, 1 attempt)`
    pub(super) fn write_line(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.operation {
            write!(f, "{operation}: ")?;
        }
        if let Some(code) = &self.code {
            write!(f, "{}", OneLine(code))?;
            if !self.message.is_empty() {
                f.write_str(": ")?;
            }
        }
        write!(f, "{}", OneLine(&self.message))?;
        if let Some(body) = &self.body {
            write!(f, ": {body:?}")?;
        }
        let mut details = Details { f, any: false };
        if let Some(status) = self.status {
            details.add(format_args!("{status}"))?;
        }
        if let Some(request_id) = &self.request_id {
            details.add(format_args!("request id {}", OneLine(request_id)))?;
        }
        match self.attempts {
            0 => {}
            1 => details.add(format_args!("1 attempt"))?,
            attempts => details.add(format_args!("{attempts} attempts"))?,
        }
        if self.quota_exhausted {
            details.add(format_args!("retry quota used up"))?;
        }
        if let Some(problem) = &self.failed_renewal {
            details.add(format_args!("no other credentials: {}", OneLine(problem)))?;
        }
        details.close()
    }
}

/// What stands in brackets at the end of the line.
struct Details<'a, 'b> {
    f: &'a mut fmt::Formatter<'b>,
    any: bool,
}

impl Details<'_, '_> {
    fn add(&mut self, detail: fmt::Arguments<'_>) -> fmt::Result {
        self.f.write_str(if self.any { ", " } else { " (" })?;
        self.any = true;
        self.f.write_fmt(detail)
    }

    fn close(self) -> fmt::Result {
        if self.any {
            self.f.write_char(')')
        } else {
            Ok(())
        }
    }
}

/// A service's words with line breaks as spaces and other control characters escaped: whatever an answer holds, it cannot
/// forge a line in a log or move a terminal's cursor.
struct OneLine<'a>(&'a str);

impl Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.trim().chars() {
            match character {
                '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => f.write_char(' ')?,
                control if control.is_control() => write!(f, "{}", control.escape_unicode())?,
                other => f.write_char(other)?,
            }
        }
        Ok(())
    }
}

/// The beginning of a body, on one line: white space folded, control characters and bad UTF-8 escaped.
pub(crate) fn excerpt(body: &[u8]) -> String {
    // A character has at most four bytes; this many are enough however they fold.
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

/// An error's words and those of its sources, each said once: many errors repeat their source.
pub(crate) struct Chain<'a>(pub(crate) &'a (dyn StdError + 'static));

impl Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut said = self.0.to_string();
        f.write_str(&said)?;
        let mut source = self.0.source();
        while let Some(error) = source {
            let words = error.to_string();
            if !said.contains(&words) {
                write!(f, ": {words}")?;
            }
            said = words;
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
    }
}
