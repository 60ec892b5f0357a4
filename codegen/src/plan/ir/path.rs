//! A path expression, checked against the types that it walks.
//!
//! What comes out says how to get each value in Rust; nothing about paths is left to run time. One deviation from JMESPath: a list that is absent
//! counts as an empty one, because an output's types do not tell the two apart either.

use serde_json::Value;

use super::Type;

/// An expression with the type of its value.
#[derive(Clone, Debug, PartialEq)]
pub struct PathPlan {
    /// How the value is got.
    pub node: Node,
    /// What it is.
    pub ty: PathType,
    /// Whether it may be null; never for lists.
    pub nullable: bool,
}

impl PathPlan {
    /// Shows every node of the expression, this one first.
    pub fn visit<'p>(&'p self, show: &mut impl FnMut(&'p Node)) {
        show(&self.node);
        match &self.node {
            Node::Variable(_) | Node::Literal(_) => {}
            Node::Field(inner, ..)
            | Node::Variant(inner, ..)
            | Node::Get(inner, _)
            | Node::Index(inner, _)
            | Node::Values(inner)
            | Node::Keys(inner)
            | Node::Flatten(inner)
            | Node::Not(inner)
            | Node::Length(inner) => inner.visit(show),
            Node::Filter(left, right)
            | Node::Each(left, right)
            | Node::Compare(_, left, right)
            | Node::And(left, right)
            | Node::Or(left, right)
            | Node::Else(left, right)
            | Node::Contains(left, right)
            | Node::TextTest(_, left, right) => {
                left.visit(show);
                right.visit(show);
            }
            Node::List(items) => items.iter().for_each(|item| item.visit(show)),
        }
    }
}

/// The type of an expression's value.
#[derive(Clone, Debug, PartialEq)]
pub enum PathType {
    /// `null`
    Null,
    /// `&str`: of strings and enums.
    Text,
    /// `bool`
    Flag,
    /// `i64`
    Integer,
    /// `f64`
    Float,
    /// A reference to the structure of this Rust name.
    Structure(String),
    /// A reference to the union of this Rust name.
    Union(String),
    /// An iterator over such values, and whether these may be null.
    List(Box<PathType>, bool),
    /// A reference to a map with such values, and whether these may be null.
    Map(Box<Type>, bool),
    /// A reference to what a path cannot look into.
    Opaque,
    /// One of several values, of which no more is known than whether it counts as true.
    Condition,
    /// The input and the output of a call, of which one has to be named next.
    InputAndOutput,
}

/// How a value is got.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// The variable of this name.
    Variable(&'static str),
    /// A field of a structure, stored as this type, in an `Option` or not.
    Field(Box<PathPlan>, String, Type, bool),
    /// The value of a union's variant: enum, variant, stored type.
    Variant(Box<PathPlan>, String, String, Type),
    /// The value of a key.
    Get(Box<PathPlan>, String),
    /// The values of a map.
    Values(Box<PathPlan>),
    /// The keys of a map.
    Keys(Box<PathPlan>),
    /// An item of a list, counted from the end if negative.
    Index(Box<PathPlan>, i64),
    /// The items of the lists in a list.
    Flatten(Box<PathPlan>),
    /// The items for which the condition holds; there, an item is [`ITEM`].
    Filter(Box<PathPlan>, Box<PathPlan>),
    /// What an expression gives for each item, without nulls; there, an item is [`ITEM`].
    Each(Box<PathPlan>, Box<PathPlan>),
    /// Text, a boolean, a number or null.
    Literal(Value),
    /// These values, as a list.
    List(Vec<PathPlan>),
    /// A comparison.
    Compare(Comparator, Box<PathPlan>, Box<PathPlan>),
    /// Whether both hold.
    And(Box<PathPlan>, Box<PathPlan>),
    /// Whether either holds.
    Or(Box<PathPlan>, Box<PathPlan>),
    /// The left, or the right where the left is null or empty.
    Else(Box<PathPlan>, Box<PathPlan>),
    /// Whether it does not hold.
    Not(Box<PathPlan>),
    /// The number of a list's items, or of a text's characters.
    Length(Box<PathPlan>),
    /// Whether a list has an item of that value.
    Contains(Box<PathPlan>, Box<PathPlan>),
    /// A method of `str` that takes another text and tells something about both: `contains`, `starts_with`, `ends_with`.
    TextTest(&'static str, Box<PathPlan>, Box<PathPlan>),
}

/// The name of the variable that holds an item.
pub const ITEM: &str = "item";

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparator {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}
