//! Values of the generated types in tests and examples.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::runtime::{self, Item, step_methods};
use super::scope::{Scope, ident};
use crate::plan::{FieldValuePlan, FloatPlan, Type, ValuePlan};

/// The use of a printed value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A test, which has helpers that cannot fail.
    Test,
    /// Documentation, which shows the public API; `?` is available.
    Example,
}

/// Prints a value of its type.
pub(super) fn owned(value: &ValuePlan, form: Form, scope: &mut Scope) -> TokenStream {
    match value {
        ValuePlan::Text(text) => quote!(#text.to_owned()),
        ValuePlan::Flag(flag) => quote!(#flag),
        ValuePlan::Integer(number) => {
            let number = Literal::i64_unsuffixed(*number);
            quote!(#number)
        }
        ValuePlan::Float(number) => float(*number, scope),
        ValuePlan::BigNumber(digits) if form == Form::Example => {
            let big_number = scope.runtime(Item::BigNumber);
            quote!(#digits.parse::<#big_number>()?)
        }
        ValuePlan::BigNumber(digits) => {
            let big_number = scope.runtime(Item::BigNumberOf);
            quote!(#big_number(#digits))
        }
        ValuePlan::Timestamp(seconds, _) if form == Form::Example => {
            let (timestamp, text) = (scope.runtime(Item::Timestamp), date_time(*seconds));
            quote!(#text.parse::<#timestamp>()?)
        }
        ValuePlan::Timestamp(seconds, nanoseconds) => {
            step_methods::timestamp(*seconds, *nanoseconds, scope)
        }
        ValuePlan::Blob(text) => {
            let blob = scope.runtime(Item::Blob);
            quote!(#blob::from(#text))
        }
        ValuePlan::Body(text) => {
            let body = scope.runtime(Item::Body);
            quote!(#body::from(#text))
        }
        ValuePlan::Document(json) if form == Form::Example => {
            let (document, json) = (scope.runtime(Item::Document), json.to_string());
            let from_json = ident(runtime::FROM_JSON);
            quote!(#document::#from_json(#json)?)
        }
        ValuePlan::Document(json) => {
            let (document, json) = (scope.runtime(Item::DocumentOf), json.to_string());
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
        ValuePlan::Struct(name, fields) if form == Form::Example => {
            let (name, setters) = (scope.generated(name), setters(fields, form, scope));
            quote!(#name::default() #setters)
        }
        ValuePlan::Struct(name, fields) => {
            let name = scope.generated(name);
            structure(&name, fields, scope)
        }
        ValuePlan::Union(name, variant, inner) => {
            let (name, variant) = (scope.generated(name), ident(variant));
            let inner = owned(inner, form, scope);
            quote!(#name::#variant(#inner))
        }
        ValuePlan::List(ty, items) if items.is_empty() => {
            let (vec, ty) = (scope.std("Vec"), scope.ty(ty));
            quote!(#vec::<#ty>::new())
        }
        ValuePlan::List(_, items) => {
            let items: Vec<_> = items.iter().map(|item| owned(item, form, scope)).collect();
            quote!(vec![#(#items),*])
        }
        ValuePlan::SparseList(items) => {
            let items: Vec<_> = items
                .iter()
                .map(|item| optional(item.as_ref(), form, scope))
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
                .map(|(key, value)| (owned(key, form, scope), owned(value, form, scope)))
                .collect();
            map(entries, scope)
        }
        ValuePlan::SparseMap(_, entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| {
                    (
                        owned(key, form, scope),
                        optional(value.as_ref(), form, scope),
                    )
                })
                .collect();
            map(entries, scope)
        }
        ValuePlan::Boxed(inner) => {
            let (boxed, inner) = (scope.std("Box"), owned(inner, form, scope));
            quote!(#boxed::new(#inner))
        }
    }
}

/// Prints calls of setters with their values.
pub(super) fn setters(fields: &[FieldValuePlan], form: Form, scope: &mut Scope) -> TokenStream {
    let setters = fields.iter().map(|field| {
        let (setter, value) = (ident(&field.setter), argument(&field.value, form, scope));
        quote!(.#setter(#value))
    });
    setters.collect()
}

/// Prints a value as the argument of a setter, which takes any iterator for a list or map, and puts a value into its box itself.
fn argument(value: &ValuePlan, form: Form, scope: &mut Scope) -> TokenStream {
    match value {
        ValuePlan::Boxed(inner) => owned(inner, form, scope),
        ValuePlan::List(_, items) if !items.is_empty() => {
            let items: Vec<_> = items.iter().map(|value| item(value, form, scope)).collect();
            quote!([#(#items),*])
        }
        ValuePlan::SparseList(items) if !items.is_empty() => {
            let items: Vec<_> = items
                .iter()
                .map(|item| optional(item.as_ref(), form, scope))
                .collect();
            quote!([#(#items),*])
        }
        ValuePlan::Map(_, _, entries) if !entries.is_empty() => {
            let entries: Vec<_> = entries
                .iter()
                .map(|(key, value)| {
                    let (key, value) = (item(key, form, scope), item(value, form, scope));
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
                        item(key, form, scope),
                        optional(value.as_ref(), form, scope),
                    );
                    quote!((#key, #value))
                })
                .collect();
            quote!([#(#entries),*])
        }
        value => item(value, form, scope),
    }
}

/// Prints a value that converts into the type of an argument.
fn item(value: &ValuePlan, form: Form, scope: &mut Scope) -> TokenStream {
    match value {
        ValuePlan::Text(text) | ValuePlan::Blob(text) | ValuePlan::Body(text) => quote!(#text),
        value => owned(value, form, scope),
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
            let (name, value) = (ident(&field.field), owned(&field.value, Form::Test, scope));
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

fn optional(value: Option<&ValuePlan>, form: Form, scope: &mut Scope) -> TokenStream {
    match value {
        Some(value) => {
            let value = owned(value, form, scope);
            quote!(Some(#value))
        }
        None => quote!(None),
    }
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

/// Formats seconds since 1970 as in RFC 3339. The calendar is counted from March, in eras of 400 years.
fn date_time(seconds: i64) -> String {
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    let year = year + era * 400 + next;
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Prints a floating point number.
pub(super) fn float(plan: FloatPlan, scope: &mut Scope) -> TokenStream {
    match plan {
        FloatPlan::Finite(number) => scope.float(number, ""),
        FloatPlan::Constant(ty, name) => {
            let (ty, name) = (ident(ty), ident(name));
            quote!(#ty::#name)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::date_time;

    #[test]
    fn seconds_become_dates_around_leap_days_and_before_1970() {
        let dates = [
            0,
            951_782_399,
            951_782_400,
            1_767_225_600,
            -1,
            253_402_300_799,
        ];
        assert_eq!(
            dates.map(date_time),
            [
                "1970-01-01T00:00:00Z",
                "2000-02-28T23:59:59Z",
                "2000-02-29T00:00:00Z",
                "2026-01-01T00:00:00Z",
                "1969-12-31T23:59:59Z",
                "9999-12-31T23:59:59Z",
            ]
        );
    }
}
