//! The parser, which builds a syntax tree, statement by statement.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use super::lexer::{Lexer, Token, TokenKind};
use super::syntax::{ApplyStatement, Document, Fault, Name, Node, Position};
use crate::smithy::{ShapeId, is_identifier};

/// The number of faults after which the rest of a file is not read.
const MOST_FAULTS: usize = 100;

/// The control statements that name the suffixes of inline structures.
pub(super) const INPUT_SUFFIX: &str = "operationInputSuffix";
pub(super) const OUTPUT_SUFFIX: &str = "operationOutputSuffix";

/// The types of shapes.
const KEYWORDS: &str = "blob boolean document string byte short integer long float double bigInteger bigDecimal \
    timestamp enum intEnum list map structure union service resource operation";

/// Parses a file.
///
/// A statement that violates the grammar is a fault, and parsing continues with the next one.
pub(super) fn parse(file: &str, text: &str) -> (Document, Vec<Fault>) {
    let mut lexer = Lexer::new(text);
    let token = lexer.next_token();
    let mut parser = Parser {
        lexer,
        token,
        previous: Position::default(),
        checkpoint: None,
        column: 1,
        depth: 0,
        controls: HashMap::new(),
        document: Document {
            file: Arc::from(file),
            namespace: String::new(),
            uses: HashMap::new(),
            shapes: Vec::new(),
            applies: Vec::new(),
        },
    };
    let is_empty = parser.is_at_end();
    let mut faults = parser.statements();
    if !is_empty && !parser.controls.contains_key("version") {
        let at = Position { line: 1, column: 1 };
        let message = "the file has no `$version` and is therefore of version 1; begin it with `$version: \"2\"`, or convert it with `smithy migrate`";
        faults.insert(0, Fault::new(at, message));
    }
    (parser.document, faults)
}

pub(super) type Parsed<T> = Result<T, Fault>;

pub(super) struct Parser<'a> {
    lexer: Lexer<'a>,
    pub(super) token: Token<'a>,
    /// The beginning of the token that was taken last.
    pub(super) previous: Position,
    /// The lexer before the last token that looks like the beginning of another statement.
    checkpoint: Option<Lexer<'a>>,
    /// The column in which the current statement begins.
    column: usize,
    /// The number of node values that the current one is nested in.
    pub(super) depth: usize,
    /// The control statements by name.
    pub(super) controls: HashMap<String, String>,
    pub(super) document: Document,
}

impl Parser<'_> {
    pub(super) fn begins_statement(&self) -> bool {
        if !self.token.first_in_line || self.token.at.column > self.column {
            return false;
        }
        match self.token.kind {
            TokenKind::Word("metadata" | "namespace" | "use" | "apply") => true,
            TokenKind::Word(word) => keyword(word).is_some(),
            TokenKind::Mark('$') => self.document.namespace.is_empty(),
            _ => false,
        }
    }

    /// Takes a word that is the absolute or relative id of a shape or member.
    pub(super) fn shape_id(&mut self, what: &str) -> Parsed<Name> {
        match self.token.kind {
            TokenKind::Word(word) if is_shape_id(word) => Ok(self.take_word(word)),
            _ => Err(self.expected(what)),
        }
    }

    pub(super) fn identifier(&mut self, what: &str) -> Parsed<Name> {
        match self.token.kind {
            TokenKind::Word(word) if is_identifier(word) => Ok(self.take_word(word)),
            _ => Err(self.expected(what)),
        }
    }

    pub(super) fn take_word(&mut self, word: &str) -> Name {
        let name = Name::new(word, self.token.at);
        self.advance();
        name
    }

    pub(super) fn take_docs(&mut self) -> Option<Name> {
        let text = self.token.docs.take()?;
        Some(Name::new(text, self.token.at))
    }

    pub(super) fn accept_word(&mut self, wanted: &str) -> bool {
        let found = matches!(self.token.kind, TokenKind::Word(word) if word == wanted);
        if found {
            self.advance();
        }
        found
    }

    pub(super) fn accept(&mut self, mark: char) -> bool {
        let found = self.is_at(mark);
        if found {
            self.advance();
        }
        found
    }

    pub(super) fn expect(&mut self, mark: char, place: &str) -> Parsed<()> {
        if self.accept(mark) {
            Ok(())
        } else {
            Err(self.expected(&format!("`{mark}` {place}")))
        }
    }

    pub(super) fn is_at(&self, mark: char) -> bool {
        matches!(self.token.kind, TokenKind::Mark(found) if found == mark)
    }

    pub(super) fn is_at_end(&self) -> bool {
        matches!(self.token.kind, TokenKind::End)
    }

    pub(super) fn advance(&mut self) {
        let before = self.lexer.clone();
        self.previous = self.token.at;
        self.token = self.lexer.next_token();
        if self.begins_statement() {
            self.checkpoint = Some(before);
        }
    }

    pub(super) fn fault(&self, message: impl Into<String>) -> Fault {
        Fault::new(self.token.at, message)
    }

    pub(super) fn expected(&self, what: &str) -> Fault {
        match &self.token.kind {
            TokenKind::Invalid(fault) => fault.clone(),
            found => self.fault(format!("expected {what}, found {}", found.described())),
        }
    }

    /// Returns the fault of a token that neither continues nor closes the list or body that begins at `opening`.
    pub(super) fn unclosed(&self, what: &str, mark: char, opening: Position) -> Fault {
        self.expected(&format!(
            "{what}, or `{mark}` to close what line {} opens",
            opening.line
        ))
    }

    fn statements(&mut self) -> Vec<Fault> {
        let mut faults = Vec::new();
        while !self.is_at_end() && faults.len() < MOST_FAULTS {
            self.column = self.token.at.column;
            self.checkpoint = None;
            self.depth = 0;
            let beginning = self.token.at;
            if let Err(fault) = self.statement().and_then(|()| self.line_break()) {
                faults.push(fault);
                self.recover(beginning);
            }
        }
        faults
    }

    /// Moves to the next token that looks like the beginning of a statement.
    fn recover(&mut self, beginning: Position) {
        if let Some(lexer) = self.checkpoint.take() {
            self.lexer = lexer;
            self.advance();
            return;
        }
        if self.token.at == beginning {
            self.advance();
        }
        while !self.is_at_end() && !self.begins_statement() {
            self.advance();
        }
    }

    fn statement(&mut self) -> Parsed<()> {
        let docs = self.take_docs();
        if self.is_at('$') {
            return self.control();
        }
        if let TokenKind::Word(word) = self.token.kind {
            match word {
                "metadata" => return self.metadata(),
                "namespace" => return self.namespace(),
                "use" => return self.use_statement(),
                "apply" => return self.apply(),
                _ => {}
            }
        }
        let traits = self.traits(docs)?;
        let TokenKind::Word(word) = self.token.kind else {
            return Err(self.expected("a statement"));
        };
        match keyword(word) {
            Some(keyword) => {
                self.check_section("a shape", true)?;
                self.advance();
                self.shape(keyword, traits)
            }
            None if word == "apply" => {
                Err(self.fault("traits cannot precede `apply`; write them after its target"))
            }
            None if word == "set" => {
                Err(self.fault("sets are lists in Smithy 2; write `@uniqueItems list`"))
            }
            None => Err(self.expected("a statement, such as `structure` or `apply`")),
        }
    }

    /// Reads `$name: value`.
    fn control(&mut self) -> Parsed<()> {
        self.check_section("a control statement", false)?;
        self.advance();
        let key = self.key("the name of the control statement")?;
        // It counts as given also if its value is malformed, which is reported.
        let previous = self.controls.insert(key.text.clone(), String::new());
        self.expect(':', "after the name of the control statement")?;
        let at = self.token.at;
        let value = match self.node()? {
            Node::Scalar(Value::String(value)) => value,
            _ => String::new(),
        };
        self.controls.insert(key.text.clone(), value.clone());
        let message = match key.text.as_str() {
            name if previous.is_some() => {
                format!("`${name}` is given twice; remove one of them")
            }
            "version" if value != "2" && !value.starts_with("2.") => {
                // The rest of the file may have another meaning.
                self.stop();
                format!(
                    "`${}` is not supported, only \"2\"; `smithy migrate` converts version 1",
                    key.text
                )
            }
            name @ (INPUT_SUFFIX | OUTPUT_SUFFIX) if !is_identifier(&format!("_{value}")) => {
                format!("`${name}` is not a string of letters, digits and underscores")
            }
            _ => return Ok(()),
        };
        Err(Fault::new(at, message))
    }

    /// Reads `metadata key = value`. Metadata is for validators, and clients do not need it.
    fn metadata(&mut self) -> Parsed<()> {
        self.check_section("metadata", false)?;
        self.advance();
        self.key("the key of the metadata")?;
        self.expect('=', "after the key of the metadata")?;
        self.node().map(drop)
    }

    /// Rejects a statement on the wrong side of the namespace.
    fn check_section(&self, what: &str, after_namespace: bool) -> Parsed<()> {
        let side = match (after_namespace, self.document.namespace.is_empty()) {
            (true, true) => "after the namespace; write `namespace` and a name before it",
            (false, false) => "before the namespace; move it up",
            _ => return Ok(()),
        };
        Err(self.fault(format!("{what} belongs {side}")))
    }

    fn namespace(&mut self) -> Parsed<()> {
        if !self.document.namespace.is_empty() {
            return Err(
                self.fault("the file has a second namespace; move its shapes to another file")
            );
        }
        self.advance();
        match self.token.kind {
            TokenKind::Word(word) if word.split('.').all(is_identifier) => {
                self.document.namespace = word.to_owned();
                self.advance();
                Ok(())
            }
            _ => Err(self.expected("a namespace, such as `com.example`")),
        }
    }

    fn use_statement(&mut self) -> Parsed<()> {
        self.check_section("`use`", true)?;
        if !self.document.shapes.is_empty() || !self.document.applies.is_empty() {
            return Err(self.fault("`use` belongs before the first shape"));
        }
        self.advance();
        let what = "the absolute id of a shape, such as `com.example#Shape`";
        let expected = self.expected(what);
        let Name { text: id, at } = self.shape_id(what)?;
        let Some((_, name)) = id.split_once('#').filter(|(_, name)| !name.contains('$')) else {
            return Err(expected);
        };
        match self.document.uses.insert(name.to_owned(), id.clone()) {
            Some(other) if other != id => Err(Fault::new(
                at,
                format!(
                    "`{id}` has the same name as `{other}`; use one, and write the other's id in full"
                ),
            )),
            _ => Ok(()),
        }
    }

    fn apply(&mut self) -> Parsed<()> {
        self.check_section("`apply`", true)?;
        self.advance();
        let target = self.shape_id("the shape or member to apply traits to")?;
        let traits = if self.accept('{') {
            let opening = self.previous;
            let traits = self.traits(None)?;
            if !self.accept('}') {
                return Err(self.unclosed("a trait", '}', opening));
            }
            traits
        } else if self.is_at('@') {
            vec![self.applied_trait()?]
        } else {
            return Err(self.expected("a trait, or several in braces"));
        };
        self.document
            .applies
            .push(ApplyStatement { target, traits });
        Ok(())
    }

    fn line_break(&mut self) -> Parsed<()> {
        if self.token.first_in_line || self.is_at_end() {
            Ok(())
        } else {
            Err(self.expected("a line break after the statement"))
        }
    }

    /// Ends the file here.
    fn stop(&mut self) {
        self.lexer = Lexer::new("");
        self.token.kind = TokenKind::End;
        self.checkpoint = None;
    }
}

fn keyword(word: &str) -> Option<&'static str> {
    KEYWORDS
        .split_ascii_whitespace()
        .find(|keyword| *keyword == word)
}

/// True for `Shape`, `namespace#Shape` and both with `$member`.
fn is_shape_id(text: &str) -> bool {
    match text.contains('#') {
        true => text.parse::<ShapeId>().is_ok(),
        false => format!("any#{text}").parse::<ShapeId>().is_ok(),
    }
}
