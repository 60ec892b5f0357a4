//! Values of the generated types in tests and examples.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::runtime::{self, Item, step_methods};
use super::scope::{Scope, ident, option};
use crate::plan::{FieldValuePlan, FloatPlan, Type, ValuePlan};

/// The use of a printed value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A test, which has helpers that cannot fail.
    Test,
    /// Documentation, which shows the public API; `?` is available.
    Example,
}

/// Prints a value of its type.
pub(super) fn owned(value: &ValuePlan, purpose: Purpose, scope: &mut Scope) -> TokenStream {
    match value {
        ValuePlan::Text(text) => quote!(#text.to_owned()),
        ValuePlan::Flag(flag) => quote!(#flag),
        ValuePlan::Integer(number) => {
            let number = Literal::i64_unsuffixed(*number);
            quote!(#number)
        }
        ValuePlan::Float(number) => float(*number, "", scope),
        ValuePlan::BigNumber(digits) if purpose == Purpose::Example => {
            let big_number = scope.runtime(Item::BigNumber);
            quote!(#digits.parse::<#big_number>()?)
        }
        ValuePlan::BigNumber(digits) => {
            let big_number = scope.runtime(Item::BigNumberFromText);
            quote!(#big_number(#digits))
        }
        ValuePlan::Timestamp { text, .. } if purpose == Purpose::Example => {
            let timestamp = scope.runtime(Item::Timestamp);
            quote!(#text.parse::<#timestamp>()?)
        }
        ValuePlan::Timestamp {
            seconds,
            nanoseconds,
            ..
        } => step_methods::timestamp(*seconds, *nanoseconds, scope),
        ValuePlan::Blob(text) => {
            let blob = scope.runtime(Item::Blob);
            quote!(#blob::from(#text))
        }
        ValuePlan::Body(text) => {
            let body = scope.runtime(Item::Body);
            quote!(#body::from(#text))
        }
        ValuePlan::Events(events, exception) => {
            let input = scope.runtime(Item::EventInput);
            let events: Vec<_> = events
                .iter()
                .map(|event| owned(event, purpose, scope))
                .collect();
            let exception = exception.as_ref().map(|(error, fields)| {
                let error = service_error(error, fields, scope);
                let then_error = ident(runtime::THEN_ERROR);
                quote!(.#then_error(#error))
            });
            let from_events = ident(runtime::FROM_EVENTS);
            quote!(#input::#from_events([#(#events),*]) #exception)
        }
        ValuePlan::Document(json) if purpose == Purpose::Example => {
            let document = scope.runtime(Item::Document);
            let from_json = ident(runtime::FROM_JSON);
            quote!(#document::#from_json(#json)?)
        }
        ValuePlan::Document(json) => {
            let document = scope.runtime(Item::DocumentFromJson);
            quote!(#document(#json))
        }
        ValuePlan::Unit => {
            let unit = scope.runtime(Item::Unit);
            quote!(#unit::default())
        }
        ValuePlan::Variant(name, variant) => {
            let (name, variant) = (scope.generated(name), ident(variant));
            quote!(#name::#variant)
        }
        ValuePlan::UnknownText(name, text) => {
            let name = scope.generated(name);
            quote!(#name::from(#text))
        }
        ValuePlan::UnknownNumber(name, number) => {
            let (name, number) = (scope.generated(name), Literal::i32_unsuffixed(*number));
            quote!(#name::from(#number))
        }
        ValuePlan::Struct(name, fields) if purpose == Purpose::Example => {
            let (name, setters) = (scope.generated(name), setters(fields, purpose, scope));
            quote!(#name::default() #setters)
        }
        ValuePlan::Struct(name, fields) => {
            let name = scope.generated(name);
            structure(&name, fields, scope)
        }
        ValuePlan::Union(name, variant, inner) => {
            let (name, variant) = (scope.generated(name), ident(variant));
            let inner = owned(inner, purpose, scope);
            quote!(#name::#variant(#inner))
        }
        ValuePlan::List(ty, items) if items.is_empty() => {
            let (vec, ty) = (scope.std("Vec"), scope.ty(ty));
            quote!(#vec::<#ty>::new())
        }
        ValuePlan::List(_, items) => {
            let items: Vec<_> = items
                .iter()
                .map(|item| owned(item, purpose, scope))
                .collect();
            quote!(vec![#(#items),*])
        }
        ValuePlan::SparseList(items) => {
            let items: Vec<_> = items
                .iter()
                .map(|item| optional(item.as_ref(), purpose, scope))
                .collect();
            quote!(vec![#(#items),*])
        }
        ValuePlan::Map(key, value, entries) if entries.is_empty() => {
            let value = scope.ty(value);
            empty_map(key, &value, scope)
        }
        ValuePlan::SparseMap(key, entries) if entries.is_empty() => {
            empty_map(key, &quote!(_), scope)
        }
        ValuePlan::Map(_, _, entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| (owned(key, purpose, scope), owned(value, purpose, scope)))
                .collect();
            map(entries, scope)
        }
        ValuePlan::SparseMap(_, entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| {
                    (
                        owned(key, purpose, scope),
                        optional(value.as_ref(), purpose, scope),
                    )
                })
                .collect();
            map(entries, scope)
        }
        ValuePlan::Boxed(inner) => {
            let (boxed, inner) = (scope.std("Box"), owned(inner, purpose, scope));
            quote!(#boxed::new(#inner))
        }
    }
}

/// Prints calls of setters with their values.
pub(super) fn setters(
    fields: &[FieldValuePlan],
    purpose: Purpose,
    scope: &mut Scope,
) -> TokenStream {
    let setters = fields.iter().map(|field| {
        let (setter, value) = (ident(&field.setter), argument(&field.value, purpose, scope));
        quote!(.#setter(#value))
    });
    setters.collect()
}

/// Prints a value as the argument of a setter, which takes any iterator for a list or map, and puts a value into its box itself.
fn argument(value: &ValuePlan, purpose: Purpose, scope: &mut Scope) -> TokenStream {
    match value {
        ValuePlan::Boxed(inner) => owned(inner, purpose, scope),
        ValuePlan::List(_, items) if !items.is_empty() => {
            let items: Vec<_> = items
                .iter()
                .map(|value| item(value, purpose, scope))
                .collect();
            quote!([#(#items),*])
        }
        ValuePlan::SparseList(items) if !items.is_empty() => {
            let items: Vec<_> = items
                .iter()
                .map(|item| optional(item.as_ref(), purpose, scope))
                .collect();
            quote!([#(#items),*])
        }
        ValuePlan::Map(_, _, entries) if !entries.is_empty() => {
            let entries: Vec<_> = entries
                .iter()
                .map(|(key, value)| {
                    let (key, value) = (item(key, purpose, scope), item(value, purpose, scope));
                    quote!((#key, #value))
                })
                .collect();
            quote!([#(#entries),*])
        }
        ValuePlan::SparseMap(_, entries) if !entries.is_empty() => {
            let entries: Vec<_> = entries
                .iter()
                .map(|(key, value)| {
                    let (key, value) = (
                        item(key, purpose, scope),
                        optional(value.as_ref(), purpose, scope),
                    );
                    quote!((#key, #value))
                })
                .collect();
            quote!([#(#entries),*])
        }
        value => item(value, purpose, scope),
    }
}

/// Prints a value that converts into the type of an argument.
fn item(value: &ValuePlan, purpose: Purpose, scope: &mut Scope) -> TokenStream {
    match value {
        ValuePlan::Text(text) | ValuePlan::Blob(text) | ValuePlan::Body(text) => quote!(#text),
        value => owned(value, purpose, scope),
    }
}

/// Prints a structure with some fields set.
pub(super) fn structure(
    name: &TokenStream,
    fields: &[FieldValuePlan],
    scope: &mut Scope,
) -> TokenStream {
    if fields.is_empty() {
        return quote!(#name::default());
    }
    let fields: Vec<_> = fields
        .iter()
        .map(|field| {
            let (name, value) = (
                ident(&field.field),
                owned(&field.value, Purpose::Test, scope),
            );
            let value = if field.optional {
                quote!(Some(#value))
            } else {
                value
            };
            quote!(value.#name = #value;)
        })
        .collect();
    let filled = scope.runtime(Item::Filled);
    quote!(#filled(|value: &mut #name| { #(#fields)* }))
}

/// Prints the variant of a modeled error with some fields set.
pub(super) fn service_error(
    error: &str,
    fields: &[FieldValuePlan],
    scope: &mut Scope,
) -> TokenStream {
    let service_error = scope.item("crate::error", "ServiceError");
    let (variant, error) = (ident(error), scope.item("crate::error", error));
    let expected = structure(&error, fields, scope);
    quote!(#service_error::#variant(#expected))
}

fn optional(value: Option<&ValuePlan>, purpose: Purpose, scope: &mut Scope) -> TokenStream {
    option(value.map(|value| owned(value, purpose, scope)))
}

fn empty_map(key: &Type, value: &TokenStream, scope: &mut Scope) -> TokenStream {
    let (map, key) = (scope.item("std::collections", "BTreeMap"), scope.ty(key));
    quote!(#map::<#key, #value>::new())
}

fn map(entries: Vec<(TokenStream, TokenStream)>, scope: &mut Scope) -> TokenStream {
    let map = scope.item("std::collections", "BTreeMap");
    let entries = entries
        .into_iter()
        .map(|(key, value)| quote!((#key, #value)));
    quote!(#map::from([#(#entries),*]))
}

/// Prints a floating point number, a finite one with this suffix.
pub(super) fn float(plan: FloatPlan, suffix: &str, scope: &mut Scope) -> TokenStream {
    match plan {
        FloatPlan::Finite(number) => finite(number, suffix),
        FloatPlan::NearConstant(number) => {
            scope.allow_near_constants();
            finite(number, suffix)
        }
        FloatPlan::Constant(ty, name) => {
            let (ty, name) = (ident(ty), ident(name));
            quote!(#ty::#name)
        }
    }
}

/// Prints a number in its shortest notation, with an exponent where it has many zeros.
fn finite(number: f64, suffix: &str) -> TokenStream {
    let literal = format!("{number:?}{suffix}").parse::<Literal>();
    let literal = literal.unwrap_or_else(|_| Literal::f64_unsuffixed(number));
    quote!(#literal)
}
