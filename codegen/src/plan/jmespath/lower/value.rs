//! Paths as values.

use serde_json::Value;

use super::stored::{is_list, load, load_each, load_items, load_optional, load_reference};
use crate::plan::ir::{FloatPlan, Parameters, RustExpr, Type};
use crate::plan::jmespath::typed::{ITEM, Node, PathType, TypedPath};

impl TypedPath {
    /// Lowers the path to its value.
    pub(crate) fn value(&self) -> RustExpr {
        match &self.node {
            Node::Variable(name) => RustExpr::Variable(name),
            Node::Field(base, name, ty, optional) => field(base, name, ty, *optional),
            Node::Variant(base, union, variant, ty) => {
                let matched = RustExpr::Variant {
                    union: Box::new(RustExpr::Variable("union")),
                    ty: union.clone(),
                    variant: variant.clone(),
                    inner: Box::new(load_reference(ty, RustExpr::Variable("value"))),
                };
                let value = base.optional().method_closure("and_then", "union", matched);
                iterated(value, ty)
            }
            Node::Get(map, key) => get(map, key),
            Node::Values(map) => match &map.ty {
                PathType::Map(ty, sparse) => load_each(map_iterator(map, "values"), ty, *sparse),
                _ => RustExpr::None,
            },
            Node::Keys(map) => map_iterator(map, "keys").method_closure(
                "map",
                "key",
                RustExpr::Variable("key").method("as_str"),
            ),
            Node::Index(list, index) => index_of(list, *index),
            Node::Flatten(list) => match &list.node {
                Node::Each(items, each) => {
                    items.value().method_closure("flat_map", ITEM, each.value())
                }
                _ => list.value().method("flatten"),
            },
            Node::Filter(list, condition) => {
                let condition = Box::new(condition.truth());
                let closure = RustExpr::Closure(Parameters::Referent(ITEM), condition);
                list.value().method_with("filter", closure)
            }
            Node::Each(list, each) => match &each.node {
                Node::Variable(ITEM) => list.value().method("flatten"),
                _ => {
                    let method = if each.nullable { "filter_map" } else { "map" };
                    list.value().method_closure(method, ITEM, each.value())
                }
            },
            Node::Literal(value) => literal(value),
            Node::List(items) => {
                let item = match &self.ty {
                    PathType::List(_, true) => Self::optional,
                    _ => Self::value,
                };
                RustExpr::Array(items.iter().map(item).collect()).method("into_iter")
            }
            Node::And(left, right) if self.nullable => {
                let both = RustExpr::If(
                    Box::new(RustExpr::Variable("left")),
                    Box::new(right.optional()),
                    Box::new(RustExpr::Bool(false).some()),
                );
                left.optional().method_closure("and_then", "left", both)
            }
            Node::Or(left, right) if self.nullable => {
                let is_true = RustExpr::Variable("left").dereference();
                let left = left.optional().method_closure("filter", "left", is_true);
                left.method_with("or", right.optional())
            }
            Node::Compare(..)
            | Node::And(..)
            | Node::Or(..)
            | Node::Not(_)
            | Node::Contains(..)
            | Node::TextTest(..) => self.truth(),
            Node::Else(left, right) => {
                let has_text = RustExpr::Variable("text").method("is_empty").negated();
                let left = left.optional().method_closure("filter", "text", has_text);
                let method = if right.nullable { "or" } else { "unwrap_or" };
                left.method_with(method, right.value())
            }
            Node::Length(of) => length(of),
        }
    }

    /// Lowers the path to its value as an `Option`.
    pub(super) fn optional(&self) -> RustExpr {
        if self.nullable {
            self.value()
        } else {
            self.value().some()
        }
    }

    /// Lowers the path to the place at which the value is stored, or to the value where there is none.
    pub(super) fn place(&self) -> RustExpr {
        match &self.node {
            Node::Field(base, name, ..) if !self.nullable => base.place().field(name),
            _ => self.value(),
        }
    }

    /// Lowers the path to the length of its value as `usize`; an absent map has none.
    pub(super) fn count(&self) -> RustExpr {
        match (&self.ty, self.stored_list()) {
            (PathType::Text, _) => self.value().method("chars").method("count"),
            (PathType::Map(..), _) if self.nullable => {
                let len = RustExpr::closure("map", RustExpr::Variable("map").method("len"));
                let arguments = vec![RustExpr::Integer(0), len];
                RustExpr::Method(Box::new(self.value()), "map_or", arguments)
            }
            (PathType::Map(..), _) => self.place().method("len"),
            (_, Some(list)) => list.method("len"),
            (_, None) => self.value().method("count"),
        }
    }

    /// Lowers the path to the place of a list that is stored as it is.
    pub(super) fn stored_list(&self) -> Option<RustExpr> {
        match &self.node {
            Node::Field(base, name, ty, false) if !base.nullable && is_list(ty) => {
                Some(base.place().field(name))
            }
            _ => None,
        }
    }
}

fn field(base: &TypedPath, name: &str, ty: &Type, is_optional: bool) -> RustExpr {
    let list = is_list(ty);
    if !base.nullable {
        let stored = base.place().field(name);
        return match (is_optional, list) {
            (false, _) => load(ty, stored),
            (true, true) => load_items(ty, stored.method("iter").method("flatten")),
            (true, false) => load_optional(ty, stored),
        };
    }
    let (base, stored) = (base.value(), RustExpr::Variable("value").field(name));
    let items = |stored| {
        let bases = base.clone().method("into_iter");
        load_items(ty, bases.method_closure("flat_map", "value", stored))
    };
    match (is_optional, list) {
        (false, false) => base.method_closure("map", "value", load(ty, stored)),
        (true, false) => base.method_closure("and_then", "value", load_optional(ty, stored)),
        (false, true) => items(stored.reference()),
        (true, true) => items(stored.method("iter").method("flatten")),
    }
}

fn get(map: &TypedPath, key: &str) -> RustExpr {
    let PathType::Map(ty, sparse) = &map.ty else {
        return RustExpr::None;
    };
    let get = |map: RustExpr| map.method_with("get", RustExpr::text(key));
    let stored = match (map.nullable, sparse) {
        (false, false) => get(map.place()),
        (false, true) => {
            get(map.place()).method_with("and_then", RustExpr::Function("Option", "as_ref"))
        }
        (true, _) => {
            let found = get(RustExpr::Variable("map"));
            let found = match sparse {
                true => found.or_return().method("as_ref"),
                false => found,
            };
            map.value().method_closure("and_then", "map", found)
        }
    };
    let loaded = load_reference(ty, RustExpr::Variable("value"));
    iterated(stored.method_closure("map", "value", loaded), ty)
}

/// Iterates over the items of a list that is absent or not, and leaves other values as they are.
fn iterated(value: RustExpr, ty: &Type) -> RustExpr {
    if is_list(ty) {
        value.method("into_iter").method("flatten")
    } else {
        value
    }
}

fn map_iterator(map: &TypedPath, method: &'static str) -> RustExpr {
    if map.nullable {
        let iterator = RustExpr::Variable("map").method(method);
        let maps = map.value().method("into_iter");
        maps.method_closure("flat_map", "map", iterator)
    } else {
        map.place().method(method)
    }
}

fn index_of(list: &TypedPath, index: i64) -> RustExpr {
    let stored = match &list.node {
        Node::Field(_, _, Type::List(item), _) => Some((item, false)),
        Node::Field(_, _, Type::SparseList(item), _) => Some((item, true)),
        _ => None,
    };
    let place = RustExpr::Integer(index);
    // -1 is the last item, which is the first from the end.
    let from_end = || RustExpr::Integer(index.saturating_add(1).saturating_neg());
    let found = match (list.stored_list(), stored) {
        (Some(stored), Some((item, sparse))) => {
            let found = match index {
                0 => stored.method("first"),
                -1 => stored.method("last"),
                1.. => stored.method_with("get", place),
                _ => stored.method("iter").method_with("nth_back", from_end()),
            };
            load_each(found, item, sparse)
        }
        _ => match index {
            0 => list.value().method("next"),
            -1 => list.value().method("next_back"),
            1.. => list.value().method_with("nth", place),
            _ => list.value().method_with("nth_back", from_end()),
        },
    };
    match &list.ty {
        PathType::List(item, _) if matches!(**item, PathType::List(..)) => {
            found.method("into_iter").method("flatten")
        }
        PathType::List(_, true) => found.method("flatten"),
        _ => found,
    }
}

fn length(of: &TypedPath) -> RustExpr {
    if of.ty == PathType::Text && of.nullable {
        let count = RustExpr::Variable("text").method("chars").method("count");
        return of.value().method_closure("map", "text", count.cast("i64"));
    }
    of.count().cast("i64")
}

/// Lowers a literal; a number takes the type of the value that it is compared with.
fn literal(literal: &Value) -> RustExpr {
    match literal {
        Value::String(text) => RustExpr::text(text),
        Value::Bool(flag) => RustExpr::Bool(*flag),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(number), _) => RustExpr::Integer(number),
            (None, Some(number)) => RustExpr::Float(FloatPlan::finite(number)),
            (None, None) => RustExpr::None,
        },
        _ => RustExpr::None,
    }
}
