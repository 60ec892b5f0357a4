//! The lexer, which splits text into tokens.

use serde_json::Number;

use super::strings;
use super::syntax::{Fault, Position};

/// A token with its place.
#[derive(Clone, Debug)]
pub(super) struct Token<'a> {
    pub(super) kind: TokenKind<'a>,
    pub(super) at: Position,
    /// True if only whitespace precedes it in its line.
    pub(super) first_in_line: bool,
    /// The documentation comments between it and the token before it.
    pub(super) docs: Option<String>,
}

/// The kind of a token, with its value.
#[derive(Clone, Debug)]
pub(super) enum TokenKind<'a> {
    /// A keyword, an identifier, a namespace or a shape id.
    Word(&'a str),
    /// A quoted string or text block.
    Text(String),
    Number(Number),
    Mark(char),
    /// `:=`
    Walrus,
    Invalid(Fault),
    /// The end of the file.
    End,
}

impl TokenKind<'_> {
    /// Returns the token in a message.
    pub(super) fn described(&self) -> String {
        match self {
            Self::Word(word) => format!("`{word}`"),
            Self::Text(_) => "a string".to_owned(),
            Self::Number(number) => format!("the number `{number}`"),
            Self::Mark(mark) => format!("`{mark}`"),
            Self::Walrus => "`:=`".to_owned(),
            Self::Invalid(fault) => fault.message.clone(),
            Self::End => "the end of the file".to_owned(),
        }
    }
}

/// The rest of a text, whose line breaks are all `\n`.
#[derive(Clone, Debug)]
pub(super) struct Lexer<'a> {
    rest: &'a str,
    at: Position,
    line_has_token: bool,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            rest: text.strip_prefix('\u{feff}').unwrap_or(text),
            at: Position { line: 1, column: 1 },
            line_has_token: false,
        }
    }

    pub(super) fn next_token(&mut self) -> Token<'a> {
        let docs = self.skip_whitespace();
        let at = self.at;
        let first_in_line = !std::mem::replace(&mut self.line_has_token, true);
        let kind = match self.rest.chars().next() {
            None => TokenKind::End,
            Some('"') => self
                .literal()
                .map_or_else(TokenKind::Invalid, TokenKind::Text),
            Some(first) if first.is_ascii_alphabetic() || first == '_' => {
                TokenKind::Word(self.take_while(|each| {
                    each.is_ascii_alphanumeric() || matches!(each, '_' | '.' | '#' | '$')
                }))
            }
            Some(first) if first.is_ascii_digit() || first == '-' => self.number(),
            Some(':') if self.rest.starts_with(":=") => {
                self.advance(2);
                TokenKind::Walrus
            }
            Some(mark @ ('{' | '}' | '[' | ']' | '(' | ')' | '@' | '$' | ':' | '=')) => {
                self.advance(1);
                TokenKind::Mark(mark)
            }
            Some(other) => {
                self.advance(other.len_utf8());
                let message =
                    format!("the character {other:?} has no meaning here; quote it in a string");
                TokenKind::Invalid(Fault::new(at, message))
            }
        };
        Token {
            kind,
            at,
            first_in_line,
            docs,
        }
    }

    /// Skips blanks, commas and comments, and returns the text of the documentation comments among them.
    fn skip_whitespace(&mut self) -> Option<String> {
        let mut docs: Option<String> = None;
        loop {
            self.take_while(|each| matches!(each, ' ' | '\t' | ','));
            if self.rest.starts_with('\n') {
                self.advance(1);
                self.line_has_token = false;
            } else if self.rest.starts_with("//") {
                let comment = self.take_while(|each| each != '\n');
                // A comment at the end of a line of code belongs to no shape.
                if let Some(line) = comment.strip_prefix("///")
                    && !self.line_has_token
                {
                    let line = line.strip_prefix(' ').unwrap_or(line);
                    match &mut docs {
                        Some(docs) => {
                            docs.push('\n');
                            docs.push_str(line);
                        }
                        None => docs = Some(line.to_owned()),
                    }
                }
            } else {
                return docs;
            }
        }
    }

    /// Reads a quoted string or a text block.
    fn literal(&mut self) -> Result<String, Fault> {
        let opening = self.at;
        if self.rest.starts_with("\"\"\"") {
            self.advance(3);
            self.take_while(|each| matches!(each, ' ' | '\t'));
            if !self.rest.starts_with('\n') {
                let message =
                    "the opening `\"\"\"` of a text block is not followed by a line break";
                return Err(Fault::new(opening, message));
            }
            self.advance(1);
            self.contents(opening, "\"\"\"").map(strings::text_block)
        } else {
            self.advance(1);
            self.contents(opening, "\"").map(strings::unescape)
        }
    }

    /// Reads up to the closing quotes, and past them.
    fn contents(&mut self, opening: Position, quotes: &str) -> Result<&'a str, Fault> {
        let text = self.rest;
        let mut fault = None;
        loop {
            self.take_while(|each| !matches!(each, '"' | '\\'));
            if self.rest.starts_with(quotes) {
                let length = text.len() - self.rest.len();
                self.advance(quotes.len());
                return fault.map_or(Ok(text.get(..length).unwrap_or_default()), Err);
            }
            if let Some(escape) = self.rest.strip_prefix('\\') {
                let at = self.at;
                // Trailing spaces of a text block are removed before its escapes are replaced.
                let unpadded = escape.trim_start_matches(' ');
                let padded_break = quotes.len() == 3 && unpadded.starts_with('\n');
                match strings::escape(if padded_break { unpadded } else { escape }) {
                    Ok((_, length)) => self.advance(1 + length),
                    Err(message) => {
                        self.advance(1);
                        fault = fault.or(Some(Fault::new(at, message)));
                    }
                }
            } else if self.rest.is_empty() {
                return Err(Fault::new(
                    opening,
                    format!("the string has no closing `{quotes}`"),
                ));
            } else {
                self.advance(1);
            }
        }
    }

    fn number(&mut self) -> TokenKind<'a> {
        let at = self.at;
        let text =
            self.take_while(|each| each.is_ascii_alphanumeric() || matches!(each, '+' | '-' | '.'));
        match serde_json::from_str(text) {
            Ok(number) => TokenKind::Number(number),
            Err(_) => TokenKind::Invalid(Fault::new(at, format!("`{text}` is not a JSON number"))),
        }
    }

    fn take_while(&mut self, accept: impl Fn(char) -> bool) -> &'a str {
        let length = self
            .rest
            .find(|each| !accept(each))
            .unwrap_or(self.rest.len());
        let taken = self.rest.get(..length).unwrap_or_default();
        self.advance(length);
        taken
    }

    /// Moves past that many bytes.
    fn advance(&mut self, bytes: usize) {
        let (passed, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        match passed.rsplit_once('\n') {
            Some((before, after)) => {
                self.at.line += 1 + before.matches('\n').count();
                self.at.column = 1 + after.chars().count();
            }
            None => self.at.column += passed.chars().count(),
        }
        self.rest = rest;
    }
}
