//! Typed path expressions: each node is an operation on Rust values, so that no path is evaluated at run time.
//!
//! An absent list is an empty one, unlike in JMESPath, since the types of outputs do not distinguish the two.

use serde_json::Value;

use super::Type;

/// An expression with the type of its value.
#[derive(Clone, Debug, PartialEq)]
pub struct PathPlan {
    /// The operation that produces the value.
    pub node: Node,
    /// The type of the value.
    pub ty: PathType,
    /// True if the value may be null, which lists never are.
    pub nullable: bool,
}

impl PathPlan {
    /// Calls `show` for every node of the expression, this one first.
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
    /// A reference to a value without members that a path can name.
    Opaque,
    /// A value that is used for its truth only.
    Condition,
    /// The input and the output of a call. The next name selects one.
    InputAndOutput,
}

/// An operation that produces a value.
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
    /// The items for which the condition holds; the item is [`ITEM`].
    Filter(Box<PathPlan>, Box<PathPlan>),
    /// The value of an expression for each item, without nulls; there, an item is [`ITEM`].
    Each(Box<PathPlan>, Box<PathPlan>),
    /// Text, a boolean, a number or null.
    Literal(Value),
    /// A list of these values.
    List(Vec<PathPlan>),
    /// A comparison.
    Compare(Comparator, Box<PathPlan>, Box<PathPlan>),
    /// True if both are true.
    And(Box<PathPlan>, Box<PathPlan>),
    /// True if either is true.
    Or(Box<PathPlan>, Box<PathPlan>),
    /// The left, or the right where the left is null or empty.
    Else(Box<PathPlan>, Box<PathPlan>),
    /// True if the operand is false.
    Not(Box<PathPlan>),
    /// The number of a list's items, or of a text's characters.
    Length(Box<PathPlan>),
    /// True if a list has an item of that value.
    Contains(Box<PathPlan>, Box<PathPlan>),
    /// A predicate of `str` with another text: `contains`, `starts_with`, `ends_with`.
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
