//! The parser of paths, by precedence climbing as in the grammar's reference implementation.

use super::lexer::{Token, tokens};
use super::tree::Path;
use crate::plan::ir::Comparator;

/// The deepest nesting of a path. The limit bounds the stack of the parser.
const MAX_DEPTH: usize = 64;

/// The most operators in a path. Each adds a level to the tree and to the generated expression.
const MAX_OPERATORS: usize = 40;

/// The binding power below which a token ends a projection.
const PROJECTION_STOP: u8 = 10;

/// Parses a path. The error names the part that is invalid or not supported.
pub(crate) fn parse(text: &str) -> Result<Path, String> {
    let mut parser = Parser {
        tokens: tokens(text)?,
        position: 0,
        depth: 0,
        operators: 0,
    };
    let path = parser.expression(0)?;
    match parser.peek() {
        Token::End => Ok(path),
        other => Err(format!("{} where the path should end", describe(other))),
    }
}

struct Parser {
    tokens: Vec<Token>,
    position: usize,
    depth: usize,
    operators: usize,
}

impl Parser {
    fn peek(&self) -> &Token {
        self.tokens.get(self.position).unwrap_or(&Token::End)
    }

    fn next(&mut self) -> Token {
        let token = self.peek().clone();
        self.position += 1;
        token
    }

    fn take(&mut self, wanted: &Token) -> bool {
        let found = self.peek() == wanted;
        self.position += usize::from(found);
        found
    }

    fn expect(&mut self, wanted: &Token) -> Result<(), String> {
        if self.take(wanted) {
            Ok(())
        } else {
            Err(format!(
                "{} in the place of {}",
                describe(self.peek()),
                describe(wanted)
            ))
        }
    }

    /// Parses an expression of all tokens that bind more than `floor`.
    fn expression(&mut self, floor: u8) -> Result<Path, String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("a path nested too deep".to_owned());
        }
        let mut left = self.prefix()?;
        while binding(self.peek()) > floor {
            left = self.infix(left)?;
        }
        self.depth -= 1;
        Ok(left)
    }

    /// Parses the first operand of an expression.
    fn prefix(&mut self) -> Result<Path, String> {
        match self.next() {
            Token::Literal(value) => Ok(Path::Literal(value)),
            Token::Name(name) if self.take(&Token::OpenParen) => self.call(name),
            Token::Name(name) => Ok(Path::Field(name)),
            Token::At => Ok(Path::Current),
            Token::Star => self.project(Path::Values(Box::new(Path::Current)), 20),
            Token::Not => Ok(Path::Not(Box::new(self.expression(45)?))),
            Token::OpenParen => {
                let inner = self.expression(0)?;
                self.expect(&Token::CloseParen)?;
                Ok(inner)
            }
            Token::Filter => self.filter(Path::Current),
            Token::Flatten => self.project(Path::Flatten(Box::new(Path::Current)), 9),
            Token::OpenBracket => match self.bracket(Path::Current)? {
                Some(path) => Ok(path),
                None => self.list(),
            },
            Token::OpenBrace => Err("a multi-select hash is not supported".to_owned()),
            Token::Ampersand => Err("an expression reference is not supported".to_owned()),
            other => Err(format!(
                "an expression cannot begin with {}",
                describe(&other)
            )),
        }
    }

    /// Parses an operator and its right operand after `left`.
    fn infix(&mut self, left: Path) -> Result<Path, String> {
        self.operators += 1;
        if self.operators > MAX_OPERATORS {
            return Err(format!("a path of more than {MAX_OPERATORS} operators"));
        }
        match self.next() {
            Token::Dot if self.take(&Token::Star) => self.project(Path::Values(Box::new(left)), 20),
            Token::Dot => Ok(then(left, self.after_dot(40)?)),
            Token::Pipe => Ok(then(left, self.expression(1)?)),
            Token::Or => Ok(Path::Or(Box::new(left), Box::new(self.expression(2)?))),
            Token::And => Ok(Path::And(Box::new(left), Box::new(self.expression(3)?))),
            Token::Compare(comparator) => Ok(Path::Compare(
                comparator,
                Box::new(left),
                Box::new(self.expression(5)?),
            )),
            Token::Flatten => self.project(Path::Flatten(Box::new(left)), 9),
            Token::Filter => self.filter(left),
            Token::OpenBracket => match self.bracket(left)? {
                Some(path) => Ok(path),
                None => Err(format!(
                    "{} where an index or `*` should stand",
                    describe(self.peek())
                )),
            },
            other => Err(format!("{} cannot follow an expression", describe(&other))),
        }
    }

    /// Parses the operand at the right of a dot.
    fn after_dot(&mut self, floor: u8) -> Result<Path, String> {
        match self.peek() {
            Token::Name(_) | Token::Star => self.expression(floor),
            Token::OpenBracket => {
                self.position += 1;
                self.list()
            }
            Token::OpenBrace => Err("a multi-select hash is not supported".to_owned()),
            other => Err(format!("{} cannot follow a dot", describe(other))),
        }
    }

    /// Parses `0]` or `*]` after the bracket. Returns `None` and consumes nothing for other tokens.
    fn bracket(&mut self, left: Path) -> Result<Option<Path>, String> {
        match (self.peek().clone(), self.tokens.get(self.position + 1)) {
            (Token::Number(index), _) => {
                self.position += 1;
                if *self.peek() == Token::Colon {
                    return Err("a slice is not supported".to_owned());
                }
                self.expect(&Token::CloseBracket)?;
                Ok(Some(Path::Index(Box::new(left), index)))
            }
            (Token::Colon, _) => Err("a slice is not supported".to_owned()),
            (Token::Star, Some(Token::CloseBracket)) => {
                self.position += 2;
                self.project(left, 20).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// Parses `condition]` and the rest of the projection.
    fn filter(&mut self, left: Path) -> Result<Path, String> {
        let condition = self.expression(0)?;
        self.expect(&Token::CloseBracket)?;
        self.project(Path::Filter(Box::new(left), Box::new(condition)), 21)
    }

    /// Parses the rest of a projection, which applies to each item of the list.
    fn project(&mut self, list: Path, floor: u8) -> Result<Path, String> {
        let each = match self.peek() {
            Token::OpenBracket | Token::Filter => self.expression(floor)?,
            Token::Dot => {
                self.position += 1;
                self.after_dot(floor)?
            }
            other if binding(other) < PROJECTION_STOP => Path::Current,
            other => return Err(format!("{} cannot follow a projection", describe(other))),
        };
        Ok(Path::Project(Box::new(list), Box::new(each)))
    }

    /// Parses the items of `[a, b]`.
    fn list(&mut self) -> Result<Path, String> {
        self.separated(&Token::CloseBracket).map(Path::List)
    }

    fn call(&mut self, name: String) -> Result<Path, String> {
        if self.take(&Token::CloseParen) {
            return Ok(Path::Call(name, Vec::new()));
        }
        Ok(Path::Call(name, self.separated(&Token::CloseParen)?))
    }

    fn separated(&mut self, end: &Token) -> Result<Vec<Path>, String> {
        let mut items = Vec::new();
        loop {
            items.push(self.expression(0)?);
            if self.take(end) {
                return Ok(items);
            }
            self.expect(&Token::Comma)?;
        }
    }
}

/// Returns the power with which a token binds the expression before it.
fn binding(token: &Token) -> u8 {
    match token {
        Token::Pipe => 1,
        Token::Or => 2,
        Token::And => 3,
        Token::Compare(_) => 5,
        Token::Flatten => 9,
        Token::Star => 20,
        Token::Filter => 21,
        Token::Dot => 40,
        Token::Not => 45,
        Token::OpenBrace => 50,
        Token::OpenBracket => 55,
        Token::OpenParen => 60,
        _ => 0,
    }
}

fn then(left: Path, right: Path) -> Path {
    Path::Then(Box::new(left), Box::new(right))
}

/// Returns a token as messages show it.
fn describe(token: &Token) -> String {
    let sign = match token {
        Token::Name(name) => return format!("the name `{name}`"),
        Token::Literal(value) => return format!("the literal `{value}`"),
        Token::Number(number) => return format!("the number {number}"),
        Token::End => return "the end".to_owned(),
        Token::Compare(comparator) => match comparator {
            Comparator::Equal => "==",
            Comparator::NotEqual => "!=",
            Comparator::Less => "<",
            Comparator::LessOrEqual => "<=",
            Comparator::Greater => ">",
            Comparator::GreaterOrEqual => ">=",
        },
        Token::Or => "||",
        Token::And => "&&",
        Token::Not => "!",
        Token::Pipe => "|",
        Token::Dot => ".",
        Token::Star => "*",
        Token::At => "@",
        Token::Ampersand => "&",
        Token::Comma => ",",
        Token::Colon => ":",
        Token::OpenParen => "(",
        Token::CloseParen => ")",
        Token::OpenBracket => "[",
        Token::CloseBracket => "]",
        Token::OpenBrace => "{",
        Token::CloseBrace => "}",
        Token::Flatten => "[]",
        Token::Filter => "[?",
    };
    format!("`{sign}`")
}
