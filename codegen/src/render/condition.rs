//! Path expressions as conditions: Rust of the type `bool`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use crate::plan::{Comparator, ITEM, Node, PathPlan, PathType};

impl PathPlan {
    /// Prints a condition that is true unless the value is null, false or empty.
    pub(super) fn truth(&self) -> TokenStream {
        match &self.node {
            Node::Compare(comparator, left, right) => return compare(*comparator, left, right),
            Node::And(left, right) => {
                let (left, right) = (operand(left), operand(right));
                return quote!(#left && #right);
            }
            Node::Or(left, right) => {
                let (left, right) = (operand(left), operand(right));
                return quote!(#left || #right);
            }
            Node::Not(inner) => return inner.negated(),
            Node::Contains(list, wanted) => return contains(list, wanted),
            Node::TextTest(method, text, part) => return text_test(method, text, part),
            _ => {}
        }
        if matches!(self.ty, PathType::List(..)) {
            return not_empty(self);
        }
        let value = if matches!(self.ty, PathType::Map(..)) {
            self.place()
        } else {
            self.value()
        };
        match (&self.ty, self.nullable) {
            (PathType::Flag, false) => value,
            (PathType::Flag, true) => quote!(#value == Some(true)),
            (PathType::Text | PathType::Map(..), false) => quote!(!#value.is_empty()),
            (PathType::Text | PathType::Map(..), true) => {
                quote!(#value.is_some_and(|value| !value.is_empty()))
            }
            (_, true) => quote!(#value.is_some()),
            (_, false) => quote!(true),
        }
    }

    /// Prints a condition that is true if the value is null, false or empty.
    pub(super) fn negated(&self) -> TokenStream {
        match &self.node {
            Node::Compare(Comparator::Equal, left, right) => {
                compare(Comparator::NotEqual, left, right)
            }
            Node::Compare(Comparator::NotEqual, left, right) => {
                compare(Comparator::Equal, left, right)
            }
            Node::Not(inner) => inner.truth(),
            node => {
                let condition = self.truth();
                let compound = matches!(node, Node::Compare(..) | Node::And(..) | Node::Or(..));
                match (&self.ty, self.nullable) {
                    _ if compound => quote!(!(#condition)),
                    (PathType::Flag, true) => {
                        let value = self.value();
                        quote!(#value != Some(true))
                    }
                    // Twice negated would be no better to read than to run.
                    (PathType::Text | PathType::Map(..), false) => {
                        let value = if self.ty == PathType::Text {
                            self.value()
                        } else {
                            self.place()
                        };
                        quote!(#value.is_empty())
                    }
                    (PathType::List(..), _) => empty(self),
                    _ => quote!(!#condition),
                }
            }
        }
    }

    /// Prints a condition that is true if the value is this text.
    pub(super) fn is_text(&self, text: &str) -> TokenStream {
        let value = self.value();
        if self.nullable {
            quote!(#value == Some(#text))
        } else {
            quote!(#value == #text)
        }
    }

    /// Prints a condition that is true if the value is this boolean.
    pub(super) fn is_flag(&self, flag: bool) -> TokenStream {
        match (flag, self.nullable) {
            (true, _) => self.truth(),
            (false, false) => self.negated(),
            (false, true) => {
                let value = self.value();
                quote!(#value == Some(false))
            }
        }
    }

    /// Prints a condition that is true if the predicate holds for an item of the list.
    pub(super) fn any(&self, predicate: &dyn Fn(&PathPlan) -> TokenStream) -> TokenStream {
        if let Node::Each(items, each) = &self.node {
            return items.any(&|_| predicate(each));
        }
        let PathType::List(ty, nullable) = &self.ty else {
            return quote!(false);
        };
        let item = PathPlan {
            node: Node::Variable(ITEM),
            ty: (**ty).clone(),
            nullable: *nullable,
        };
        let (items, condition) = (self.value(), predicate(&item));
        quote!(#items.any(|item| #condition))
    }

    /// Prints a condition that is true if the list has items and all of them are this text.
    pub(super) fn all_are_text(&self, text: &str) -> TokenStream {
        let conditions = match &self.node {
            Node::Each(items, each) if !each.nullable => {
                let (items, condition) = (items.value(), each.is_text(text));
                quote!(#items.map(|item| #condition))
            }
            _ => {
                let items = self.value();
                let nullable = matches!(self.ty, PathType::List(_, true));
                let expected = if nullable {
                    quote!(Some(#text))
                } else {
                    quote!(#text)
                };
                quote!(#items.map(|item| item == #expected))
            }
        };
        quote!(#conditions.reduce(|all, each| all && each).unwrap_or_default())
    }
}

/// A condition in parentheses where another operator may stand beside it.
fn operand(path: &PathPlan) -> TokenStream {
    let condition = path.truth();
    if matches!(path.node, Node::And(..) | Node::Or(..)) {
        quote!((#condition))
    } else {
        condition
    }
}

fn not_empty(list: &PathPlan) -> TokenStream {
    if let Some(stored) = list.stored_list() {
        return quote!(!#stored.is_empty());
    }
    match &list.node {
        Node::Filter(items, condition) => {
            let (items, condition) = (items.value(), condition.truth());
            quote!(#items.any(|item| #condition))
        }
        Node::Each(items, each) if !each.nullable => not_empty(items),
        _ => {
            let items = list.value();
            quote!(#items.next().is_some())
        }
    }
}

fn empty(list: &PathPlan) -> TokenStream {
    if let Some(stored) = list.stored_list() {
        return quote!(#stored.is_empty());
    }
    let not_empty = not_empty(list);
    quote!(!#not_empty)
}

fn contains(list: &PathPlan, wanted: &PathPlan) -> TokenStream {
    // What is looked for is evaluated outside of the closure, where `item` is still the item around.
    let is_literal = matches!(wanted.node, Node::Literal(_));
    let outside = (!is_literal).then(|| wanted.value());
    let found = list.any(&|item| {
        let nullable = item.nullable || wanted.nullable;
        let wanted_value = if is_literal {
            wanted.value()
        } else {
            quote!(wanted)
        };
        match (&item.ty, &wanted.node) {
            (PathType::Flag, Node::Literal(Value::Bool(flag))) => return item.is_flag(*flag),
            _ if !nullable => {
                let item = item.value();
                return quote!(#item == #wanted_value);
            }
            _ => {}
        }
        let wanted = if wanted.nullable {
            wanted_value
        } else {
            quote!(Some(#wanted_value))
        };
        let item = item.optional();
        quote!(#item == #wanted)
    });
    match outside {
        Some(wanted) => quote!({ let wanted = #wanted; #found }),
        None => found,
    }
}

fn text_test(method: &str, text: &PathPlan, part: &PathPlan) -> TokenStream {
    let method = format_ident!("{method}");
    let (whole, piece) = (text.value(), part.value());
    match (text.nullable, part.nullable) {
        (false, false) => quote!(#whole.#method(#piece)),
        (true, false) => quote!(#whole.is_some_and(|text| text.#method(#piece))),
        (false, true) => quote!(#piece.is_some_and(|part| #whole.#method(part))),
        (true, true) => quote!(#whole.zip(#piece).is_some_and(|(text, part)| text.#method(part))),
    }
}

fn compare(comparator: Comparator, left: &PathPlan, right: &PathPlan) -> TokenStream {
    let sign = match comparator {
        Comparator::Equal => quote!(==),
        Comparator::NotEqual => quote!(!=),
        Comparator::Less => quote!(<),
        Comparator::LessOrEqual => quote!(<=),
        Comparator::Greater => quote!(>),
        Comparator::GreaterOrEqual => quote!(>=),
    };
    let equality = matches!(comparator, Comparator::Equal | Comparator::NotEqual);
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
            if let Some(condition) = length(comparator, &sign, of, number) {
                return condition;
            }
        }
        _ => {}
    }
    let float = left.ty == PathType::Float || right.ty == PathType::Float;
    let (first, second) = (number(left, float), number(right, float));
    match (left.nullable, right.nullable) {
        (false, false) => {
            let (first, second) = (
                parenthesized(left, first, float),
                parenthesized(right, second, float),
            );
            quote!(#first #sign #second)
        }
        (true, true) if equality => quote!(#first #sign #second),
        (true, false) if equality => quote!(#first #sign Some(#second)),
        (false, true) if equality => quote!(Some(#first) #sign #second),
        (true, false) => quote!(#first.is_some_and(|left| left #sign #second)),
        (false, true) => quote!(#second.is_some_and(|right| #first #sign right)),
        (true, true) => quote!(#first.zip(#second).is_some_and(|(left, right)| left #sign right)),
    }
}

/// A value to compare, as a float where the other side is one.
fn number(path: &PathPlan, float: bool) -> TokenStream {
    let tokens = path.value();
    match (&path.node, &path.ty) {
        (Node::Literal(Value::Number(number)), _) if float => {
            let number = proc_macro2::Literal::f64_unsuffixed(number.as_f64().unwrap_or_default());
            quote!(#number)
        }
        (_, PathType::Integer) if float && path.nullable => {
            quote!(#tokens.map(|number| number as f64))
        }
        (_, PathType::Integer) if float => quote!(#tokens as f64),
        _ => tokens,
    }
}

fn is_null(path: &PathPlan, comparator: Comparator) -> TokenStream {
    let value = path.value();
    match (comparator, path.nullable) {
        (Comparator::Equal, true) => quote!(#value.is_none()),
        (Comparator::Equal, false) => quote!(false),
        (_, true) => quote!(#value.is_some()),
        (_, false) => quote!(true),
    }
}

/// An operand that is not a mere value but an expression with an operator in it.
fn parenthesized(path: &PathPlan, tokens: TokenStream, float: bool) -> TokenStream {
    let compound = match &path.node {
        Node::Compare(..) | Node::And(..) | Node::Or(..) | Node::Not(_) | Node::Length(_) => true,
        Node::Literal(_) => false,
        _ => float && path.ty == PathType::Integer,
    };
    if compound { quote!((#tokens)) } else { tokens }
}

/// A comparison of a length with a number, without a cast, or as a question for emptiness.
fn length(
    comparator: Comparator,
    sign: &TokenStream,
    of: &PathPlan,
    number: &serde_json::Number,
) -> Option<TokenStream> {
    use Comparator::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    let number = number.as_u64().filter(|_| !of.nullable)?;
    match (comparator, number) {
        (Greater | NotEqual, 0) | (GreaterOrEqual, 1) => Some(of.truth()),
        (Equal | LessOrEqual, 0) | (Less, 1) => Some(of.negated()),
        _ => {
            let (count, number) = (of.count(), proc_macro2::Literal::u64_unsuffixed(number));
            Some(quote!(#count #sign #number))
        }
    }
}
