//! Paths as conditions: Rust of the type `bool`.

use serde_json::{Number, Value};

use crate::plan::ir::{Comparator, FloatPlan, Parameters, RustExpr};
use crate::plan::jmespath::typed::{ITEM, Node, PathType, TypedPath};

impl TypedPath {
    /// Lowers the path to a condition that is true unless the value is null, false or empty.
    pub(super) fn truth(&self) -> RustExpr {
        match &self.node {
            Node::Compare(comparator, left, right) => return compare(*comparator, left, right),
            Node::And(left, right) => {
                return RustExpr::And(Box::new(operand(left)), Box::new(operand(right)));
            }
            Node::Or(left, right) => {
                return RustExpr::Or(Box::new(operand(left)), Box::new(operand(right)));
            }
            Node::Not(inner) => return inner.negated(),
            Node::Contains(list, wanted) => return contains(list, wanted),
            Node::TextTest(method, text, part) => return text_test(method, text, part),
            _ => {}
        }
        let is_empty = |value: RustExpr| value.method("is_empty");
        match (&self.ty, self.nullable) {
            (PathType::List(..), _) => not_empty(self),
            (PathType::Flag, false) => self.value(),
            (PathType::Flag, true) => self.value().equals(RustExpr::Bool(true).some()),
            (PathType::Text | PathType::Map(..), false) => is_empty(self.text_or_map()).negated(),
            (PathType::Text | PathType::Map(..), true) => self.text_or_map().method_closure(
                "is_some_and",
                "value",
                is_empty(RustExpr::Variable("value")).negated(),
            ),
            (_, true) => self.value().method("is_some"),
            (_, false) => RustExpr::Bool(true),
        }
    }

    /// Lowers the path to a condition that is true if the value is this text.
    pub(crate) fn is_text(&self, text: &str) -> RustExpr {
        self.value().equals(self.text_pattern(text))
    }

    /// Returns a text as the value of the path has it: in `Some` if the value may be null.
    pub(crate) fn text_pattern(&self, text: &str) -> RustExpr {
        optional_if(self.nullable, RustExpr::text(text))
    }

    /// Lowers the path to a condition that is true if the value is this boolean.
    pub(crate) fn is_flag(&self, flag: bool) -> RustExpr {
        match (flag, self.nullable) {
            (true, _) => self.truth(),
            (false, false) => self.negated(),
            (false, true) => self.value().equals(RustExpr::Bool(false).some()),
        }
    }

    /// Lowers the path to a condition that is true if the list contains this text.
    pub(crate) fn has_text(&self, text: &str) -> RustExpr {
        self.any(&|item| item.is_text(text))
    }

    /// Lowers the path to a condition that is true if the list has items and all of them are this text.
    pub(crate) fn all_are_text(&self, text: &str) -> RustExpr {
        let conditions = match &self.node {
            Node::Each(items, each) if !each.nullable => {
                items
                    .value()
                    .method_closure("map", ITEM, each.is_text(text))
            }
            _ => {
                let nullable = matches!(self.ty, PathType::List(_, true));
                let expected = optional_if(nullable, RustExpr::text(text));
                let condition = RustExpr::Variable(ITEM).equals(expected);
                self.value().method_closure("map", ITEM, condition)
            }
        };
        let both = RustExpr::And(
            Box::new(RustExpr::Variable("all")),
            Box::new(RustExpr::Variable("each")),
        );
        let reduce = RustExpr::Closure(Parameters::Two("all", "each"), Box::new(both));
        let reduced = conditions.method_with("reduce", reduce);
        reduced.method("unwrap_or_default")
    }

    /// Lowers the path to a condition that is true if the value is null, false or empty.
    fn negated(&self) -> RustExpr {
        match &self.node {
            Node::Compare(Comparator::Equal, left, right) => {
                return compare(Comparator::NotEqual, left, right);
            }
            Node::Compare(Comparator::NotEqual, left, right) => {
                return compare(Comparator::Equal, left, right);
            }
            Node::Compare(..) | Node::And(..) | Node::Or(..) => {
                return self.truth().parenthesized().negated();
            }
            Node::Not(inner) => return inner.truth(),
            _ => {}
        }
        match (&self.ty, self.nullable) {
            (PathType::Flag, true) => self
                .value()
                .compare(Comparator::NotEqual, RustExpr::Bool(true).some()),
            // Without a double negation.
            (PathType::Text | PathType::Map(..), false) => self.text_or_map().method("is_empty"),
            (PathType::List(..), _) => empty(self),
            _ => self.truth().negated(),
        }
    }

    /// Lowers the path of a text to its value, and that of a map to its place.
    fn text_or_map(&self) -> RustExpr {
        if matches!(self.ty, PathType::Map(..)) {
            self.place()
        } else {
            self.value()
        }
    }

    /// Lowers the path to a condition that is true if the predicate holds for an item of the list.
    fn any(&self, predicate: &dyn Fn(&Self) -> RustExpr) -> RustExpr {
        if let Node::Each(items, each) = &self.node {
            return items.any(&|_| predicate(each));
        }
        let PathType::List(ty, nullable) = &self.ty else {
            return RustExpr::Bool(false);
        };
        let item = Self {
            node: Node::Variable(ITEM),
            ty: (**ty).clone(),
            nullable: *nullable,
        };
        self.value().method_closure("any", ITEM, predicate(&item))
    }
}

fn optional_if(nullable: bool, value: RustExpr) -> RustExpr {
    if nullable { value.some() } else { value }
}

/// Lowers a path to a condition, in parentheses if another operator may follow or precede it.
fn operand(path: &TypedPath) -> RustExpr {
    let condition = path.truth();
    if matches!(path.node, Node::And(..) | Node::Or(..)) {
        condition.parenthesized()
    } else {
        condition
    }
}

fn not_empty(list: &TypedPath) -> RustExpr {
    if let Some(stored) = list.stored_list() {
        return stored.method("is_empty").negated();
    }
    match &list.node {
        Node::Filter(items, condition) => {
            items.value().method_closure("any", ITEM, condition.truth())
        }
        Node::Each(items, each) if !each.nullable => not_empty(items),
        _ => list.value().method("next").method("is_some"),
    }
}

fn empty(list: &TypedPath) -> RustExpr {
    match list.stored_list() {
        Some(stored) => stored.method("is_empty"),
        None => not_empty(list).negated(),
    }
}

fn contains(list: &TypedPath, wanted: &TypedPath) -> RustExpr {
    // The wanted value is evaluated outside of the closure, where `item` is still the outer item.
    let is_literal = matches!(wanted.node, Node::Literal(_));
    let wanted_value = || match is_literal {
        true => wanted.value(),
        false => RustExpr::Variable("wanted"),
    };
    let found = list.any(&|item| match (&item.ty, &wanted.node) {
        (PathType::Flag, Node::Literal(Value::Bool(flag))) => item.is_flag(*flag),
        _ if !item.nullable && !wanted.nullable => item.value().equals(wanted_value()),
        _ => item
            .optional()
            .equals(optional_if(!wanted.nullable, wanted_value())),
    });
    match is_literal {
        true => found,
        false => RustExpr::Let("wanted", Box::new(wanted.value()), Box::new(found)),
    }
}

fn text_test(method: &'static str, text: &TypedPath, part: &TypedPath) -> RustExpr {
    let (whole, piece) = (text.value(), part.value());
    let (text_variable, part_variable) = (RustExpr::Variable("text"), RustExpr::Variable("part"));
    match (text.nullable, part.nullable) {
        (false, false) => whole.method_with(method, piece),
        (true, false) => {
            let test = text_variable.method_with(method, piece);
            whole.method_closure("is_some_and", "text", test)
        }
        (false, true) => {
            let test = whole.method_with(method, part_variable);
            piece.method_closure("is_some_and", "part", test)
        }
        (true, true) => {
            let test = text_variable.method_with(method, part_variable);
            let both = whole.method_with("zip", piece);
            both.method_pair("is_some_and", ("text", "part"), test)
        }
    }
}

fn compare(comparator: Comparator, left: &TypedPath, right: &TypedPath) -> RustExpr {
    match (&left.node, &right.node) {
        (_, Node::Literal(Value::Null)) => return is_null(left, comparator),
        (Node::Literal(Value::Null), _) => return is_null(right, comparator),
        (_, Node::Literal(Value::Bool(flag))) if comparator == Comparator::Equal => {
            return left.is_flag(*flag);
        }
        (Node::Literal(Value::Bool(flag)), _) if comparator == Comparator::Equal => {
            return right.is_flag(*flag);
        }
        (_, Node::Literal(Value::Bool(flag))) if !left.nullable => return left.is_flag(!flag),
        (Node::Length(of), Node::Literal(Value::Number(number))) => {
            if let Some(condition) = compare_length(comparator, of, number) {
                return condition;
            }
        }
        _ => {}
    }
    let equality = matches!(comparator, Comparator::Equal | Comparator::NotEqual);
    let float = left.ty == PathType::Float || right.ty == PathType::Float;
    let (first, second) = (compared_value(left, float), compared_value(right, float));
    let (left_variable, right_variable) = (RustExpr::Variable("left"), RustExpr::Variable("right"));
    match (left.nullable, right.nullable) {
        (false, false) => parenthesized(left, first, float)
            .compare(comparator, parenthesized(right, second, float)),
        (true, true) if equality => first.compare(comparator, second),
        (true, false) if equality => first.compare(comparator, second.some()),
        (false, true) if equality => first.some().compare(comparator, second),
        (true, false) => {
            let test = left_variable.compare(comparator, second);
            first.method_closure("is_some_and", "left", test)
        }
        (false, true) => {
            let test = first.compare(comparator, right_variable);
            second.method_closure("is_some_and", "right", test)
        }
        (true, true) => {
            let test = left_variable.compare(comparator, right_variable);
            let both = first.method_with("zip", second);
            both.method_pair("is_some_and", ("left", "right"), test)
        }
    }
}

/// Lowers a path to a value for a comparison, as a float if the other side is one.
fn compared_value(path: &TypedPath, float: bool) -> RustExpr {
    match (&path.node, &path.ty) {
        (Node::Literal(Value::Number(number)), _) if float => {
            RustExpr::Float(FloatPlan::finite(number.as_f64().unwrap_or_default()))
        }
        (_, PathType::Integer) if float && path.nullable => {
            path.value()
                .method_closure("map", "number", RustExpr::Variable("number").cast("f64"))
        }
        (_, PathType::Integer) if float => path.value().cast("f64"),
        _ => path.value(),
    }
}

fn is_null(path: &TypedPath, comparator: Comparator) -> RustExpr {
    match (comparator, path.nullable) {
        (Comparator::Equal, true) => path.value().method("is_none"),
        (Comparator::Equal, false) => RustExpr::Bool(false),
        (_, true) => path.value().method("is_some"),
        (_, false) => RustExpr::Bool(true),
    }
}

/// Puts an operand in parentheses if it has an operator itself.
fn parenthesized(path: &TypedPath, value: RustExpr, float: bool) -> RustExpr {
    let compound = match &path.node {
        Node::Compare(..) | Node::And(..) | Node::Or(..) | Node::Not(_) | Node::Length(_) => true,
        Node::Literal(_) => false,
        _ => float && path.ty == PathType::Integer,
    };
    if compound {
        value.parenthesized()
    } else {
        value
    }
}

/// Compares a length with a number, without a cast, or tests for emptiness.
fn compare_length(comparator: Comparator, of: &TypedPath, number: &Number) -> Option<RustExpr> {
    use Comparator::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    let number = number
        .as_i64()
        .filter(|number| *number >= 0 && !of.nullable)?;
    match (comparator, number) {
        (Greater | NotEqual, 0) | (GreaterOrEqual, 1) => Some(of.truth()),
        (Equal | LessOrEqual, 0) | (Less, 1) => Some(of.negated()),
        _ => Some(of.count().compare(comparator, RustExpr::Integer(number))),
    }
}
