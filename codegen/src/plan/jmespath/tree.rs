//! The syntax tree of a path.

use serde_json::Value;

use crate::plan::ir::Comparator;

/// A path expression, evaluated against a current value.
///
/// `a.b` and `a | b` are one node, [`Path::Then`]. They differ only in the end of a projection, which the parser decides.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Path {
    /// `@`, or an operand that is left out: the current value.
    Current,
    /// `name`: a member of the current value.
    Field(String),
    /// `'text'` or `` `json` ``.
    Literal(Value),
    /// The right evaluated against the left.
    Then(Box<Path>, Box<Path>),
    /// `left[0]`; a negative index counts from the end.
    Index(Box<Path>, i64),
    /// `left[]`: one level of lists merged.
    Flatten(Box<Path>),
    /// `left.*`: the values of a map.
    Values(Box<Path>),
    /// `left[?condition]`.
    Filter(Box<Path>, Box<Path>),
    /// The right evaluated against each item of the left, without nulls.
    Project(Box<Path>, Box<Path>),
    /// `[a, b]`.
    List(Vec<Path>),
    /// `left == right` and the like.
    Compare(Comparator, Box<Path>, Box<Path>),
    /// `left && right`.
    And(Box<Path>, Box<Path>),
    /// `left || right`.
    Or(Box<Path>, Box<Path>),
    /// `!operand`.
    Not(Box<Path>),
    /// `name(arguments)`.
    Call(String, Vec<Path>),
}
