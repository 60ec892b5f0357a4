//! The parser of traits and node values.

use serde_json::Value;

use super::lexer::TokenKind;
use super::parser::{Parsed, Parser};
use super::syntax::{Name, Node, Position, Trait};
use crate::smithy::is_identifier;

/// The depth to which node values may be nested.
const DEEPEST: usize = 100;

impl Parser<'_> {
    /// Reads the traits before a shape or member, and adds the documentation comment that precedes them.
    pub(super) fn traits(&mut self, docs: Option<Name>) -> Parsed<Vec<Trait>> {
        let mut traits = Vec::new();
        if let Some(docs) = docs {
            let text = Node::Scalar(Value::String(docs.text));
            traits.push(Trait::new("smithy.api#documentation", docs.at, Some(text)));
        }
        while self.is_at('@') {
            traits.push(self.applied_trait()?);
        }
        Ok(traits)
    }

    pub(super) fn applied_trait(&mut self) -> Parsed<Trait> {
        self.expect('@', "before a trait")?;
        let name = self.shape_id("the name of a trait")?;
        let value = if self.accept('(') && !self.accept(')') {
            Some(self.trait_value()?)
        } else {
            None
        };
        Ok(Trait { name, value })
    }

    /// Reads a node value.
    pub(super) fn node(&mut self) -> Parsed<Node> {
        if self.depth == DEEPEST {
            return Err(self.fault(format!(
                "the value is nested more than {DEEPEST} deep; make it flatter"
            )));
        }
        let node = match &mut self.token.kind {
            TokenKind::Text(text) => Node::Scalar(Value::String(std::mem::take(text))),
            TokenKind::Number(number) => Node::Scalar(Value::Number(number.clone())),
            TokenKind::Word("true") => Node::Scalar(Value::Bool(true)),
            TokenKind::Word("false") => Node::Scalar(Value::Bool(false)),
            TokenKind::Word("null") => Node::Scalar(Value::Null),
            TokenKind::Word(_) => return self.shape_id("a value").map(Node::ShapeId),
            TokenKind::Mark('[') => {
                self.advance();
                return self.nested(Self::array);
            }
            TokenKind::Mark('{') => {
                self.advance();
                return self.nested(Self::object).map(Node::Object);
            }
            _ => return Err(self.expected("a value")),
        };
        self.advance();
        Ok(node)
    }

    /// Reads the rest of an object, whose brace was taken last.
    pub(super) fn object(&mut self) -> Parsed<Vec<(Name, Node)>> {
        let opening = self.previous;
        let mut entries = Vec::new();
        self.entries(&mut entries, '}', opening)?;
        Ok(entries)
    }

    /// Takes a key: an identifier or a string.
    pub(super) fn key(&mut self, what: &str) -> Parsed<Name> {
        let TokenKind::Text(text) = &mut self.token.kind else {
            return self.identifier(what);
        };
        let key = Name::new(std::mem::take(text), self.token.at);
        self.advance();
        Ok(key)
    }

    /// Reads `value)`, or the entries of an object without its braces: `key: value, key: value)`.
    fn trait_value(&mut self) -> Parsed<Node> {
        let opening = self.previous;
        let first = self.token.clone();
        let value = self.node()?;
        if self.is_at(':') {
            return match first.kind {
                TokenKind::Word(word) if is_identifier(word) => {
                    self.first_entry(word.to_owned(), first.at, opening)
                }
                TokenKind::Text(text) => self.first_entry(text, first.at, opening),
                _ => Err(self.expected("`)` after the value of the trait")),
            };
        }
        if self.accept(')') {
            Ok(value)
        } else {
            Err(self.unclosed("a value", ')', opening))
        }
    }

    /// Reads the entries of an object after the key of the first.
    fn first_entry(&mut self, key: String, at: Position, opening: Position) -> Parsed<Node> {
        let mut entries = vec![self.entry(Name::new(key, at))?];
        self.entries(&mut entries, ')', opening)?;
        Ok(Node::Object(entries))
    }

    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    /// Reads the rest of an array, whose bracket was taken last.
    fn array(&mut self) -> Parsed<Node> {
        let opening = self.previous;
        let mut elements = Vec::new();
        while !self.accept(']') {
            if matches!(
                self.token.kind,
                TokenKind::Mark('}' | ')' | ':' | '=') | TokenKind::End
            ) {
                return Err(self.unclosed("a value", ']', opening));
            }
            elements.push(self.node()?);
        }
        Ok(Node::Array(elements))
    }

    fn entries(
        &mut self,
        entries: &mut Vec<(Name, Node)>,
        closing: char,
        opening: Position,
    ) -> Parsed<()> {
        while !self.accept(closing) {
            if !matches!(self.token.kind, TokenKind::Word(_) | TokenKind::Text(_)) {
                return Err(self.unclosed("a key", closing, opening));
            }
            let key = self.key("a key")?;
            entries.push(self.entry(key)?);
        }
        Ok(())
    }

    fn entry(&mut self, key: Name) -> Parsed<(Name, Node)> {
        self.expect(':', &format!("after the key `{}`", key.text.escape_debug()))?;
        Ok((key, self.node()?))
    }
}
