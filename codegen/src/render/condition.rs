//! Path expressions as conditions: Rust of the type `bool`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use super::path::{count, optional, place, stored_list, value};
use crate::plan::Comparator;
use crate::plan::{ITEM, Node, PathPlan, PathType};

/// Whether the expression's value counts as true: it is not null, not false and not empty.
pub(super) fn truth(path: &PathPlan) -> TokenStream {
    match &path.node {
        Node::Compare(comparator, left, right) => return compare(*comparator, left, right),
        Node::And(left, right) => {
            let (left, right) = (operand(left), operand(right));
            return quote!(#left && #right);
        }
        Node::Or(left, right) => {
            let (left, right) = (operand(left), operand(right));
            return quote!(#left || #right);
        }
        Node::Not(inner) => return negated(inner),
        Node::Contains(list, wanted) => return contains(list, wanted),
        Node::TextTest(method, text, part) => return text_test(method, text, part),
        _ => {}
    }
    if matches!(path.ty, PathType::List(..)) {
        return not_empty(path);
    }
    let value = if matches!(path.ty, PathType::Map(..)) {
        place(path)
    } else {
        value(path)
    };
    match (&path.ty, path.nullable) {
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

/// Whether the value is this text.
pub(super) fn is_text(path: &PathPlan, text: &str) -> TokenStream {
    let value = value(path);
    if path.nullable {
        quote!(#value == Some(#text))
    } else {
        quote!(#value == #text)
    }
}

/// Whether any item of a list is as the predicate has it.
pub(super) fn any(list: &PathPlan, predicate: &dyn Fn(&PathPlan) -> TokenStream) -> TokenStream {
    if let Node::Each(items, each) = &list.node {
        return any(items, &|_| predicate(each));
    }
    let PathType::List(ty, nullable) = &list.ty else {
        return quote!(false);
    };
    let item = PathPlan {
        node: Node::Variable(ITEM),
        ty: (**ty).clone(),
        nullable: *nullable,
    };
    let (items, condition) = (value(list), predicate(&item));
    quote!(#items.any(|item| #condition))
}

/// Whether a list has items, and all of them are this text.
pub(super) fn all_are_text(list: &PathPlan, text: &str) -> TokenStream {
    let conditions = match &list.node {
        Node::Each(items, each) if !each.nullable => {
            let (items, condition) = (value(items), is_text(each, text));
            quote!(#items.map(|item| #condition))
        }
        _ => {
            let items = value(list);
            let nullable = matches!(list.ty, PathType::List(_, true));
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

/// A condition in parentheses where another operator may stand beside it.
fn operand(path: &PathPlan) -> TokenStream {
    let condition = truth(path);
    if matches!(path.node, Node::And(..) | Node::Or(..)) {
        quote!((#condition))
    } else {
        condition
    }
}

/// Whether the value does not count as true.
pub(super) fn negated(path: &PathPlan) -> TokenStream {
    match &path.node {
        Node::Compare(Comparator::Equal, left, right) => compare(Comparator::NotEqual, left, right),
        Node::Compare(Comparator::NotEqual, left, right) => compare(Comparator::Equal, left, right),
        Node::Not(inner) => truth(inner),
        node => {
            let condition = truth(path);
            let compound = matches!(node, Node::Compare(..) | Node::And(..) | Node::Or(..));
            match (&path.ty, path.nullable) {
                _ if compound => quote!(!(#condition)),
                (PathType::Flag, true) => {
                    let value = value(path);
                    quote!(#value != Some(true))
                }
                // Twice negated would be no better to read than to run.
                (PathType::Text | PathType::Map(..), false) => {
                    let value = if path.ty == PathType::Text {
                        value(path)
                    } else {
                        place(path)
                    };
                    quote!(#value.is_empty())
                }
                (PathType::List(..), _) => empty(path),
                _ => quote!(!#condition),
            }
        }
    }
}

fn not_empty(list: &PathPlan) -> TokenStream {
    if let Some(stored) = stored_list(list) {
        return quote!(!#stored.is_empty());
    }
    match &list.node {
        Node::Filter(items, condition) => {
            let (items, condition) = (value(items), truth(condition));
            quote!(#items.any(|item| #condition))
        }
        Node::Each(items, each) if !each.nullable => not_empty(items),
        _ => {
            let items = value(list);
            quote!(#items.next().is_some())
        }
    }
}

fn empty(list: &PathPlan) -> TokenStream {
    if let Some(stored) = stored_list(list) {
        return quote!(#stored.is_empty());
    }
    let not_empty = not_empty(list);
    quote!(!#not_empty)
}

fn contains(list: &PathPlan, wanted: &PathPlan) -> TokenStream {
    // What is looked for is evaluated outside of the closure, where `item` is still the item around.
    let is_literal = matches!(wanted.node, Node::Literal(_));
    let outside = (!is_literal).then(|| value(wanted));
    let found = any(list, &|item| {
        let nullable = item.nullable || wanted.nullable;
        let wanted_value = if is_literal {
            value(wanted)
        } else {
            quote!(wanted)
        };
        match (&item.ty, &wanted.node) {
            (PathType::Flag, Node::Literal(Value::Bool(flag))) => return is_flag(item, *flag),
            _ if !nullable => {
                let item = value(item);
                return quote!(#item == #wanted_value);
            }
            _ => {}
        }
        let wanted = if wanted.nullable {
            wanted_value
        } else {
            quote!(Some(#wanted_value))
        };
        let item = optional(item);
        quote!(#item == #wanted)
    });
    match outside {
        Some(wanted) => quote!({ let wanted = #wanted; #found }),
        None => found,
    }
}

fn text_test(method: &str, text: &PathPlan, part: &PathPlan) -> TokenStream {
    let method = format_ident!("{method}");
    let (whole, piece) = (value(text), value(part));
    match (text.nullable, part.nullable) {
        (false, false) => quote!(#whole.#method(#piece)),
        (true, false) => quote!(#whole.is_some_and(|text| text.#method(#piece))),
        (false, true) => quote!(#piece.is_some_and(|part| #whole.#method(part))),
        (true, true) => quote!(#whole.zip(#piece).is_some_and(|(text, part)| text.#method(part))),
    }
}

/// Whether a boolean is this one.
pub(super) fn is_flag(path: &PathPlan, flag: bool) -> TokenStream {
    match (flag, path.nullable) {
        (true, _) => truth(path),
        (false, false) => negated(path),
        (false, true) => {
            let value = value(path);
            quote!(#value == Some(false))
        }
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
            return is_flag(left, *flag);
        }
        (Node::Literal(Value::Bool(flag)), _) if comparator == Comparator::Equal => {
            return is_flag(right, *flag);
        }
        (_, Node::Literal(Value::Bool(flag))) if !left.nullable => return is_flag(left, !flag),
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
    let tokens = value(path);
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
    let value = value(path);
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
        (Greater | NotEqual, 0) | (GreaterOrEqual, 1) => Some(truth(of)),
        (Equal | LessOrEqual, 0) | (Less, 1) => Some(negated(of)),
        _ => {
            let (count, number) = (count(of), proc_macro2::Literal::u64_unsuffixed(number));
            Some(quote!(#count #sign #number))
        }
    }
}
