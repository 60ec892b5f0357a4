//! Text inside a paragraph: from pieces to Markdown.

use super::text::{LINE_BREAK, address_length, code_span, escape, escape_into, link_target};

/// A part of a paragraph.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Piece {
    /// Text as it is read, not escaped.
    Text(String),
    Code(String),
    Open(Mark),
    /// Closes the mark that was opened last.
    Close,
    Break,
}

/// A mark around pieces.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Mark {
    Strong,
    Emphasis,
    /// A link to an absolute address, as Markdown has it between parentheses, with its title.
    Link(String),
}

/// Returns the pieces of a paragraph as Markdown on one line, but for line breaks.
pub(super) fn markdown(pieces: &[Piece]) -> String {
    let mut tokens = tokens(pieces);
    remove_ineffective_emphasis(&mut tokens);
    make_automatic_links(&mut tokens);
    write(&tokens)
}

/// A part of a paragraph with white space where Markdown needs it.
#[derive(Debug)]
enum Token<'p> {
    Word(&'p str),
    Space,
    Code(&'p str),
    Open(&'p Mark),
    Close(&'p Mark),
    Break,
    /// A mark that was removed.
    Nothing,
}

/// Collapses white space, moves it out of marks, and omits marks around nothing and around a mark of their kind.
fn tokens(pieces: &[Piece]) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token<'_>> = Vec::new();
    let mut open: Vec<Option<&Mark>> = Vec::new();
    let mut space = false;
    for piece in pieces {
        match piece {
            Piece::Text(text) => {
                let mut rest = text.as_str();
                while !rest.is_empty() {
                    let word_end = rest.find(char::is_whitespace).unwrap_or(rest.len());
                    let (word, after) = rest.split_at(word_end);
                    if !word.is_empty() {
                        push(&mut tokens, Token::Word(word), &mut space);
                    }
                    space |= !after.is_empty();
                    rest = after.trim_start();
                }
            }
            Piece::Code(code) => {
                if !code.trim().is_empty() {
                    push(&mut tokens, Token::Code(code), &mut space);
                }
            }
            Piece::Open(mark) => {
                let is_within_its_kind = open
                    .iter()
                    .flatten()
                    .any(|outer| std::mem::discriminant(*outer) == std::mem::discriminant(mark));
                if is_within_its_kind {
                    open.push(None);
                } else {
                    open.push(Some(mark));
                    push(&mut tokens, Token::Open(mark), &mut space);
                }
            }
            Piece::Close => {
                if let Some(Some(mark)) = open.pop() {
                    close(&mut tokens, mark);
                }
            }
            Piece::Break => {
                space = false;
                let mut at = before_opening(&tokens);
                if at > 0 && matches!(tokens.get(at - 1), Some(Token::Space)) {
                    at -= 1;
                    tokens.remove(at);
                }
                let before = at.checked_sub(1).and_then(|last| tokens.get(last));
                if !matches!(before, None | Some(Token::Break)) {
                    tokens.insert(at, Token::Break);
                }
            }
        }
    }
    while matches!(tokens.last(), Some(Token::Space | Token::Break)) {
        tokens.pop();
    }
    tokens
}

/// Appends a token, and the white space before it in front of the marks that open there.
fn push<'p>(tokens: &mut Vec<Token<'p>>, token: Token<'p>, space: &mut bool) {
    if std::mem::take(space) {
        let at = before_opening(tokens);
        let before = at.checked_sub(1).and_then(|last| tokens.get(last));
        if !matches!(before, None | Some(Token::Space | Token::Break)) {
            tokens.insert(at, Token::Space);
        }
    }
    tokens.push(token);
}

/// Returns the position in front of the marks that open at the end.
fn before_opening(tokens: &[Token<'_>]) -> usize {
    let is_opening = |token: &&Token<'_>| matches!(token, Token::Open(_));
    tokens.len() - tokens.iter().rev().take_while(is_opening).count()
}

/// Closes a mark in front of the white space at the end, or removes it if there is nothing in it.
fn close<'p>(tokens: &mut Vec<Token<'p>>, mark: &'p Mark) {
    let is_white = |token: &&Token<'_>| matches!(token, Token::Space | Token::Break);
    let end = tokens.len() - tokens.iter().rev().take_while(is_white).count();
    match end.checked_sub(1) {
        Some(last) if matches!(tokens.get(last), Some(Token::Open(_))) => {
            tokens.remove(last);
        }
        _ => tokens.insert(end, Token::Close(mark)),
    }
}

/// Removes emphasis that Markdown would show as asterisks because of the characters beside it.
fn remove_ineffective_emphasis(tokens: &mut [Token<'_>]) {
    let mut open = Vec::new();
    for index in 0..tokens.len() {
        match tokens.get(index) {
            Some(Token::Open(_)) => open.push(index),
            Some(Token::Close(mark)) => {
                let Some(start) = open.pop() else { continue };
                let is_link = matches!(mark, Mark::Link(_));
                if !is_link && !is_effective(tokens, start, index) {
                    for at in [start, index] {
                        if let Some(token) = tokens.get_mut(at) {
                            *token = Token::Nothing;
                        }
                    }
                }
            }
            _ => {}
        }
    }
}

/// Replaces a link whose text is its address by the address, which becomes an automatic link.
fn make_automatic_links(tokens: &mut [Token<'_>]) {
    for at in 2..tokens.len() {
        if let Some([open, Token::Word(word), close]) = tokens.get_mut(at - 2..=at)
            && matches!(open, Token::Open(Mark::Link(target)) if link_target(word, "").as_ref() == Some(target))
            && address_length(word) == word.len()
        {
            *open = Token::Nothing;
            *close = Token::Nothing;
        }
    }
}

/// True if the asterisks at both places open and close emphasis by CommonMark's rules of flanking.
fn is_effective(tokens: &[Token<'_>], start: usize, end: usize) -> bool {
    let (left, inner) = tokens.split_at(start);
    let (inner, right) = inner.split_at(end - start);
    let (inner, right) = (
        inner.get(1..).unwrap_or_default(),
        right.get(1..).unwrap_or_default(),
    );
    let follows_emphasis = left
        .iter()
        .rev()
        .find(|token| !matches!(token, Token::Nothing))
        .is_some_and(|token| matches!(token, Token::Close(mark) if !matches!(mark, Mark::Link(_))));
    let before = last_letter(left).unwrap_or(' ');
    let after = first_letter(right).unwrap_or(' ');
    let (Some(first), Some(last)) = (first_letter(inner), last_letter(inner)) else {
        return false;
    };
    let begins_with_mark = !first.is_alphanumeric() || begins_with_address(inner);
    let ends_with_mark = !last.is_alphanumeric() || ends_with_address(inner);
    let opens = !begins_with_mark || !before.is_alphanumeric();
    let closes = !ends_with_mark || !after.is_alphanumeric();
    // Emphasis within a word is legible without.
    !follows_emphasis && opens && closes
}

fn first_letter(tokens: &[Token<'_>]) -> Option<char> {
    tokens.iter().find_map(|token| match token {
        Token::Word(word) => word.chars().next(),
        Token::Code(_) => Some('`'),
        Token::Space | Token::Break => Some(' '),
        Token::Open(Mark::Link(_)) => Some('['),
        Token::Close(Mark::Link(_)) => Some(']'),
        Token::Open(_) | Token::Close(_) | Token::Nothing => None,
    })
}

fn last_letter(tokens: &[Token<'_>]) -> Option<char> {
    tokens.iter().rev().find_map(|token| match token {
        Token::Word(word) => word.chars().next_back(),
        Token::Code(_) => Some('`'),
        Token::Space | Token::Break => Some(' '),
        Token::Open(Mark::Link(_)) => Some('['),
        Token::Close(Mark::Link(_)) => Some(')'),
        Token::Open(_) | Token::Close(_) | Token::Nothing => None,
    })
}

fn write(tokens: &[Token<'_>]) -> String {
    let mut written = String::new();
    let mut text = String::new();
    let mut in_link = false;
    let mut code = String::new();
    for token in tokens {
        if !matches!(token, Token::Code(_) | Token::Nothing) && !code.is_empty() {
            written.push_str(&code_span(&std::mem::take(&mut code)));
        }
        match token {
            Token::Word(word) => text.push_str(word),
            Token::Space => text.push(' '),
            Token::Nothing => {}
            _ => {
                let text = std::mem::take(&mut text);
                match in_link {
                    true => escape_into(&text, &mut written),
                    false => written.push_str(&escape(&text)),
                }
            }
        }
        match token {
            Token::Word(_) | Token::Space | Token::Nothing => {}
            // Adjacent spans are one.
            Token::Code(more) => code.push_str(more),
            Token::Open(Mark::Strong) | Token::Close(Mark::Strong) => written.push_str("**"),
            Token::Open(Mark::Emphasis) | Token::Close(Mark::Emphasis) => written.push('*'),
            Token::Open(Mark::Link(_)) => {
                // The link would otherwise be an image.
                if written.ends_with('!') {
                    written.insert(written.len() - 1, '\\');
                }
                written.push('[');
                in_link = true;
            }
            Token::Close(Mark::Link(target)) => {
                written.push_str(&format!("]({target})"));
                in_link = false;
            }
            Token::Break => written.push_str(LINE_BREAK),
        }
    }
    if !code.is_empty() {
        written.push_str(&code_span(&code));
    }
    written.push_str(&escape(&text));
    written
}

/// True if an automatic link begins where the tokens begin.
fn begins_with_address(tokens: &[Token<'_>]) -> bool {
    matches!(tokens.first(), Some(Token::Word(word)) if address_length(word) > 0)
}

/// True if an automatic link ends where the tokens end.
fn ends_with_address(tokens: &[Token<'_>]) -> bool {
    let ends = |word: &str| {
        word.match_indices("http")
            .any(|(at, _)| at + address_length(word.get(at..).unwrap_or_default()) == word.len())
    };
    matches!(tokens.last(), Some(Token::Word(word)) if ends(word))
}
