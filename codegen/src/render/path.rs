//! Path expressions as Rust.
//!
//! A text is a `&str`, a structure is a reference, a list is an iterator over such values, and a nullable value is an `Option`.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use super::scope::ident;
use crate::plan::{ITEM, Node, PathPlan, PathType, Type};

impl PathPlan {
    /// Prints the value.
    pub(super) fn value(&self) -> TokenStream {
        match &self.node {
            Node::Variable(name) => {
                let name = format_ident!("{name}");
                quote!(#name)
            }
            Node::Field(base, name, ty, optional) => field(base, name, ty, *optional),
            Node::Variant(base, union, variant, ty) => {
                let (union, variant) = (ident(union), ident(variant));
                let loaded = load_reference(ty, &quote!(value));
                let base = base.optional();
                let value = quote! {
                    #base.and_then(|union| match union { #union::#variant(value) => Some(#loaded), _ => None })
                };
                if is_list(ty) {
                    quote!(#value.into_iter().flatten())
                } else {
                    value
                }
            }
            Node::Get(map, key) => {
                let PathType::Map(ty, sparse) = &map.ty else {
                    return TokenStream::new();
                };
                let stored = match (map.nullable, sparse) {
                    (false, false) => {
                        let map = map.place();
                        quote!(#map.get(#key))
                    }
                    (false, true) => {
                        let map = map.place();
                        quote!(#map.get(#key).and_then(Option::as_ref))
                    }
                    (true, false) => {
                        let map = map.value();
                        quote!(#map.and_then(|map| map.get(#key)))
                    }
                    (true, true) => {
                        let map = map.value();
                        quote!(#map.and_then(|map| map.get(#key)?.as_ref()))
                    }
                };
                let loaded = load_reference(ty, &quote!(value));
                let value = quote!(#stored.map(|value| #loaded));
                if is_list(ty) {
                    quote!(#value.into_iter().flatten())
                } else {
                    value
                }
            }
            Node::Values(map) => {
                let PathType::Map(ty, sparse) = &map.ty else {
                    return TokenStream::new();
                };
                each_loaded(&map_iterator(map, &quote!(values)), ty, *sparse)
            }
            Node::Keys(map) => {
                let keys = map_iterator(map, &quote!(keys));
                quote!(#keys.map(|key| key.as_str()))
            }
            Node::Index(list, index) => index_of(list, *index),
            Node::Flatten(list) => match &list.node {
                Node::Each(items, each) => {
                    let (items, each) = (items.value(), each.value());
                    quote!(#items.flat_map(|item| #each))
                }
                _ => {
                    let list = list.value();
                    quote!(#list.flatten())
                }
            },
            Node::Filter(list, condition) => {
                let (items, condition) = (list.value(), condition.truth());
                quote!(#items.filter(|&item| #condition))
            }
            Node::Each(list, each) => {
                let items = list.value();
                match &each.node {
                    Node::Variable(ITEM) => quote!(#items.flatten()),
                    _ => {
                        let method = if each.nullable {
                            quote!(filter_map)
                        } else {
                            quote!(map)
                        };
                        let each = each.value();
                        quote!(#items.#method(|item| #each))
                    }
                }
            }
            Node::Literal(literal) => self::literal(literal),
            Node::List(items) => {
                let PathType::List(_, nullable) = &self.ty else {
                    return TokenStream::new();
                };
                let items = items.iter().map(|item| {
                    if *nullable {
                        item.optional()
                    } else {
                        item.value()
                    }
                });
                quote!([#(#items),*].into_iter())
            }
            Node::And(left, right) if self.nullable => {
                let (left, right) = (left.optional(), right.optional());
                quote!(#left.and_then(|left| if left { #right } else { Some(false) }))
            }
            Node::Or(left, right) if self.nullable => {
                let (left, right) = (left.optional(), right.optional());
                quote!(#left.filter(|left| *left).or(#right))
            }
            Node::Compare(..)
            | Node::And(..)
            | Node::Or(..)
            | Node::Not(_)
            | Node::Contains(..)
            | Node::TextTest(..) => self.truth(),
            Node::Else(left, right) => {
                let (first, second) = (left.optional(), right.value());
                let method = if right.nullable {
                    quote!(or)
                } else {
                    quote!(unwrap_or)
                };
                quote!(#first.filter(|text| !text.is_empty()).#method(#second))
            }
            Node::Length(of) => length(of),
        }
    }

    /// Prints the value as an `Option`.
    pub(super) fn optional(&self) -> TokenStream {
        let value = self.value();
        if self.nullable {
            value
        } else {
            quote!(Some(#value))
        }
    }

    /// Prints the place at which the value is stored, or the value where there is none.
    pub(super) fn place(&self) -> TokenStream {
        match &self.node {
            Node::Field(inner, name, ..) if !self.nullable => {
                let (inner, name) = (inner.place(), ident(name));
                quote!(#inner.#name)
            }
            _ => self.value(),
        }
    }

    /// Prints the length as `usize`; an absent map has none.
    pub(super) fn count(&self) -> TokenStream {
        match (&self.ty, self.stored_list()) {
            (PathType::Text, _) => {
                let text = self.value();
                quote!(#text.chars().count())
            }
            (PathType::Map(..), _) if self.nullable => {
                let map = self.value();
                quote!(#map.map_or(0, |map| map.len()))
            }
            (PathType::Map(..), _) => {
                let map = self.place();
                quote!(#map.len())
            }
            (_, Some(list)) => quote!(#list.len()),
            (_, None) => {
                let list = self.value();
                quote!(#list.count())
            }
        }
    }

    /// Prints the place of a list that is stored as it is.
    pub(super) fn stored_list(&self) -> Option<TokenStream> {
        match &self.node {
            Node::Field(base, name, ty, false) if !base.nullable && is_list(ty) => {
                let (base, name) = (base.place(), ident(name));
                Some(quote!(#base.#name))
            }
            _ => None,
        }
    }
}

fn field(base: &PathPlan, name: &str, ty: &Type, is_optional: bool) -> TokenStream {
    let name = ident(name);
    let list = is_list(ty);
    if !base.nullable {
        let place = base.place();
        return match (is_optional, list) {
            (false, _) => load(ty, &quote!(#place.#name)),
            (true, true) => each_item(&quote!(#place.#name.iter().flatten()), ty),
            (true, false) => load_optional(ty, &quote!(#place.#name)),
        };
    }
    let base = base.value();
    match (is_optional, list) {
        (false, false) => {
            let loaded = load(ty, &quote!(value.#name));
            quote!(#base.map(|value| #loaded))
        }
        (true, false) => {
            let loaded = load_optional(ty, &quote!(value.#name));
            quote!(#base.and_then(|value| #loaded))
        }
        (false, true) => each_item(
            &quote!(#base.into_iter().flat_map(|value| &value.#name)),
            ty,
        ),
        (true, true) => each_item(
            &quote!(#base.into_iter().flat_map(|value| value.#name.iter().flatten())),
            ty,
        ),
    }
}

/// The value of what is stored at a place.
fn load(ty: &Type, place: &TokenStream) -> TokenStream {
    match ty {
        Type::String | Type::Enum(_) => quote!(#place.as_str()),
        Type::Bool | Type::I64 | Type::F64 => quote!(#place),
        Type::I8 | Type::I16 | Type::I32 => quote!(i64::from(#place)),
        Type::IntEnum(_) => quote!(i64::from(#place.as_i32())),
        Type::F32 => quote!(f64::from(#place)),
        Type::List(_) | Type::SparseList(_) => each_item(&quote!(#place.iter()), ty),
        Type::Boxed(_) => quote!(&*#place),
        _ => quote!(&#place),
    }
}

/// The value of what is stored behind a reference.
fn load_reference(ty: &Type, reference: &TokenStream) -> TokenStream {
    match ty {
        Type::Bool | Type::I64 | Type::F64 => quote!(*#reference),
        Type::I8 | Type::I16 | Type::I32 | Type::F32 => load(ty, &quote!(*#reference)),
        Type::Boxed(_) => quote!(&**#reference),
        Type::String | Type::Enum(_) | Type::IntEnum(_) | Type::List(_) | Type::SparseList(_) => {
            load(ty, reference)
        }
        _ => reference.clone(),
    }
}

/// The value of what is stored in an `Option` at a place, no list.
fn load_optional(ty: &Type, place: &TokenStream) -> TokenStream {
    match ty {
        Type::String | Type::Boxed(_) => quote!(#place.as_deref()),
        Type::Enum(_) => quote!(#place.as_ref().map(|text| text.as_str())),
        Type::Bool | Type::I64 | Type::F64 => quote!(#place),
        Type::I8 | Type::I16 | Type::I32 => quote!(#place.map(i64::from)),
        Type::IntEnum(_) => quote!(#place.as_ref().map(|number| i64::from(number.as_i32()))),
        Type::F32 => quote!(#place.map(f64::from)),
        _ => quote!(#place.as_ref()),
    }
}

/// From an iterator over a list's stored items to one over their values.
fn each_item(items: &TokenStream, list: &Type) -> TokenStream {
    match list.unboxed() {
        Type::List(item) => each_loaded(items, item, false),
        Type::SparseList(item) => each_loaded(items, item, true),
        _ => items.clone(),
    }
}

/// From an iterator over stored values, or references to `Option`s of them, to one over the values.
fn each_loaded(items: &TokenStream, ty: &Type, sparse: bool) -> TokenStream {
    if sparse && is_list(ty) {
        let inner = each_item(&quote!(item.iter().flatten()), ty);
        return quote!(#items.map(|item| #inner));
    }
    if sparse {
        let item = load_optional(ty, &quote!(item));
        return quote!(#items.map(|item| #item));
    }
    match ty {
        Type::String => quote!(#items.map(String::as_str)),
        Type::Bool | Type::I64 | Type::F64 => quote!(#items.copied()),
        Type::Struct(_) | Type::Union(_) => items.clone(),
        _ => {
            let item = load_reference(ty, &quote!(item));
            quote!(#items.map(|item| #item))
        }
    }
}

fn map_iterator(map: &PathPlan, method: &TokenStream) -> TokenStream {
    if map.nullable {
        let map = map.value();
        quote!(#map.into_iter().flat_map(|map| map.#method()))
    } else {
        let map = map.place();
        quote!(#map.#method())
    }
}

fn index_of(list: &PathPlan, index: i64) -> TokenStream {
    let place = Literal::u64_unsuffixed(index.unsigned_abs());
    let from_end = Literal::u64_unsuffixed(index.unsigned_abs().saturating_sub(1));
    let stored = match &list.node {
        Node::Field(_, _, Type::List(item), _) => Some((item, false)),
        Node::Field(_, _, Type::SparseList(item), _) => Some((item, true)),
        _ => None,
    };
    let found = match (list.stored_list(), stored) {
        (Some(stored), Some((item, sparse))) => {
            let found = match index {
                0 => quote!(#stored.first()),
                -1 => quote!(#stored.last()),
                1.. => quote!(#stored.get(#place)),
                _ => quote!(#stored.iter().nth_back(#from_end)),
            };
            each_loaded(&found, item, sparse)
        }
        _ => {
            let items = list.value();
            match index {
                0 => quote!(#items.next()),
                -1 => quote!(#items.next_back()),
                1.. => quote!(#items.nth(#place)),
                _ => quote!(#items.nth_back(#from_end)),
            }
        }
    };
    match &list.ty {
        PathType::List(item, _) if matches!(**item, PathType::List(..)) => {
            quote!(#found.into_iter().flatten())
        }
        PathType::List(_, true) => quote!(#found.flatten()),
        _ => found,
    }
}

fn length(of: &PathPlan) -> TokenStream {
    if of.ty == PathType::Text && of.nullable {
        let text = of.value();
        return quote!(#text.map(|text| text.chars().count() as i64));
    }
    let count = of.count();
    quote!(#count as i64)
}

/// True if a stored value is printed as an iterator.
fn is_list(ty: &Type) -> bool {
    matches!(ty.unboxed(), Type::List(_) | Type::SparseList(_))
}

/// A literal; numbers take the type of what they stand beside.
fn literal(literal: &Value) -> TokenStream {
    match literal {
        Value::String(text) => quote!(#text),
        Value::Bool(flag) => quote!(#flag),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(number), _) => {
                let number = Literal::i64_unsuffixed(number);
                quote!(#number)
            }
            (None, Some(number)) => {
                let number = Literal::f64_unsuffixed(number);
                quote!(#number)
            }
            (None, None) => TokenStream::new(),
        },
        _ => quote!(None),
    }
}

#[cfg(test)]
mod tests;
