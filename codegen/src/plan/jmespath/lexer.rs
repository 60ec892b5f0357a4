//! The lexer of paths.

use serde_json::Value;

use crate::plan::ir::Comparator;

/// A token of the grammar.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token {
    /// A name, in double quotes or not.
    Name(String),
    /// `'text'` or `` `json` ``.
    Literal(Value),
    Number(i64),
    Compare(Comparator),
    Or,
    And,
    Not,
    Pipe,
    Dot,
    Star,
    At,
    Ampersand,
    Comma,
    Colon,
    OpenParen,
    CloseParen,
    OpenBracket,
    CloseBracket,
    OpenBrace,
    CloseBrace,
    /// `[]`
    Flatten,
    /// `[?`
    Filter,
    /// The end of the text.
    End,
}

/// Splits a text into tokens, [`Token::End`] last.
pub(crate) fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut rest = text;
    let mut tokens = Vec::new();
    loop {
        rest = rest.trim_start();
        let Some(first) = rest.chars().next() else {
            tokens.push(Token::End);
            return Ok(tokens);
        };
        let (token, length) = symbol(rest)
            .map_or_else(|| word(rest, first), Ok)
            .map_err(|problem| format!("{problem} at `{rest}`"))?;
        tokens.push(token);
        rest = rest.get(length..).unwrap_or_default();
    }
}

/// The tokens with a fixed text, the longer ones first.
const SYMBOLS: &[(&str, Token)] = &[
    ("[]", Token::Flatten),
    ("[?", Token::Filter),
    ("||", Token::Or),
    ("&&", Token::And),
    ("==", Token::Compare(Comparator::Equal)),
    ("!=", Token::Compare(Comparator::NotEqual)),
    ("<=", Token::Compare(Comparator::LessOrEqual)),
    (">=", Token::Compare(Comparator::GreaterOrEqual)),
    ("<", Token::Compare(Comparator::Less)),
    (">", Token::Compare(Comparator::Greater)),
    ("!", Token::Not),
    ("|", Token::Pipe),
    (".", Token::Dot),
    ("*", Token::Star),
    ("@", Token::At),
    ("&", Token::Ampersand),
    (",", Token::Comma),
    (":", Token::Colon),
    ("(", Token::OpenParen),
    (")", Token::CloseParen),
    ("[", Token::OpenBracket),
    ("]", Token::CloseBracket),
    ("{", Token::OpenBrace),
    ("}", Token::CloseBrace),
];

fn symbol(rest: &str) -> Option<(Token, usize)> {
    let (sign, token) = SYMBOLS.iter().find(|(sign, _)| rest.starts_with(sign))?;
    Some((token.clone(), sign.len()))
}

/// Returns a token with a variable text, and its length in bytes.
fn word(rest: &str, first: char) -> Result<(Token, usize), String> {
    match first {
        '\'' => {
            let (text, length) = delimited(rest, '\'')?;
            Ok((Token::Literal(Value::String(text)), length))
        }
        '`' => {
            let (text, length) = delimited(rest, '`')?;
            // Older paths leave out the quotes of a string.
            let value = serde_json::from_str(&text)
                .unwrap_or_else(|_| Value::String(text.trim().to_owned()));
            Ok((Token::Literal(value), length))
        }
        '"' => {
            let length = closing(rest, '"')?;
            let quoted = rest.get(..length).unwrap_or_default();
            let name = serde_json::from_str(quoted)
                .map_err(|problem| format!("a quoted name that is not a string ({problem})"))?;
            Ok((Token::Name(name), length))
        }
        '-' | '0'..='9' => {
            let digits = rest
                .char_indices()
                .skip(1)
                .find(|(_, character)| !character.is_ascii_digit());
            let length = digits.map_or(rest.len(), |(at, _)| at);
            let number = rest.get(..length).unwrap_or_default().parse();
            Ok((
                Token::Number(number.map_err(|_| "a number that is not an integer")?),
                length,
            ))
        }
        'A'..='Z' | 'a'..='z' | '_' => {
            let end =
                rest.find(|character: char| !character.is_ascii_alphanumeric() && character != '_');
            let length = end.unwrap_or(rest.len());
            Ok((
                Token::Name(rest.get(..length).unwrap_or_default().to_owned()),
                length,
            ))
        }
        other => Err(format!("an unexpected character {other:?}")),
    }
}

/// Returns the length in bytes from a delimiter to the next that is not escaped.
fn closing(rest: &str, delimiter: char) -> Result<usize, String> {
    let mut escaped = false;
    for (at, character) in rest.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if character == delimiter => return Ok(at + character.len_utf8()),
            _ => {}
        }
    }
    Err(format!("no closing {delimiter}"))
}

/// Returns the text between two delimiters, and its length including them. Only the delimiter itself is escaped.
fn delimited(rest: &str, delimiter: char) -> Result<(String, usize), String> {
    let length = closing(rest, delimiter)?;
    let text = rest.get(1..length - 1).unwrap_or_default();
    Ok((
        text.replace(&format!("\\{delimiter}"), &delimiter.to_string()),
        length,
    ))
}
