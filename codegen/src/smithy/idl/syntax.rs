//! The syntax tree of a file, with names as they are spelled and positions for messages.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

/// A place in a text; line and column count from 1, the column in characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) line: usize,
    pub(super) column: usize,
}

/// A violation of the grammar.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub(super) at: Position,
    pub(super) message: String,
}

impl Fault {
    pub(super) fn new(at: Position, message: impl Into<String>) -> Self {
        Self {
            at,
            message: message.into(),
        }
    }
}

/// An identifier, shape id or key.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) text: String,
    pub(super) at: Position,
}

impl Name {
    pub(super) fn new(text: impl Into<String>, at: Position) -> Self {
        Self {
            text: text.into(),
            at,
        }
    }
}

/// A file.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) file: Arc<str>,
    /// The namespace; empty if the file has none.
    pub(super) namespace: String,
    /// The absolute ids of `use` statements by their short names.
    pub(super) uses: HashMap<String, String>,
    /// The shapes in the order of the file, each inline structure after its operation.
    pub(super) shapes: Vec<ShapeStatement>,
    pub(super) applies: Vec<ApplyStatement>,
}

/// The definition of a shape.
#[derive(Debug)]
pub(super) struct ShapeStatement {
    /// The type's keyword, which is the `type` of the JSON AST too.
    pub(super) keyword: &'static str,
    pub(super) name: Name,
    pub(super) traits: Vec<Trait>,
    /// The resource after `for`.
    pub(super) resource: Option<Name>,
    pub(super) mixins: Vec<Name>,
    pub(super) body: Body,
}

/// The part of a shape's definition in braces.
#[derive(Debug)]
pub(super) enum Body {
    /// The absent body of a simple shape.
    None,
    /// The members of an enum, list, map, structure or union.
    Members(Vec<MemberStatement>),
    /// The properties of a service, resource or operation.
    Properties(Vec<(Name, Node)>),
}

/// The definition of a member.
#[derive(Debug)]
pub(super) struct MemberStatement {
    pub(super) name: Name,
    /// The traits; a value after `=` is one of them.
    pub(super) traits: Vec<Trait>,
    /// The target; `None` for `$member`, whose target is that of the resource's or mixin's member.
    pub(super) target: Option<Name>,
}

/// `apply Target @trait`, or several traits in braces.
#[derive(Debug)]
pub(super) struct ApplyStatement {
    pub(super) target: Name,
    pub(super) traits: Vec<Trait>,
}

/// A trait with its value, if one is given.
#[derive(Clone, Debug)]
pub(super) struct Trait {
    pub(super) name: Name,
    pub(super) value: Option<Node>,
}

impl Trait {
    pub(super) fn new(id: &str, at: Position, value: Option<Node>) -> Self {
        Self {
            name: Name::new(id, at),
            value,
        }
    }
}

/// A node value.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// A null, boolean, number or string.
    Scalar(Value),
    /// A word without quotes, which is resolved to the absolute id of a shape.
    ShapeId(Name),
    Array(Vec<Node>),
    Object(Vec<(Name, Node)>),
}
