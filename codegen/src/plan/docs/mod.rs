//! Documentation of types, members and values.

mod automatic;
pub(crate) mod markdown;
pub(crate) mod overview;

use std::fmt::Display;

use serde_json::Value;

use crate::plan::names;
use crate::select::Selection;
use crate::smithy::{Member, Shape, ShapeKind, Traits};

/// Articles and types, which add nothing to a name.
const FILLERS: &[&str] = &[
    "a",
    "an",
    "the",
    "this",
    "string",
    "number",
    "integer",
    "boolean",
    "list",
    "map",
    "structure",
    "union",
    "enum",
    "timestamp",
    "blob",
    "value",
    "member",
    "field",
    "shape",
    "type",
];

const DOCUMENTATION: &str = "smithy.api#documentation";

/// Returns the documentation of a shape, or its name where the model has none.
pub(crate) fn of_shape(shape: &Shape) -> String {
    let kind = match shape.traits.has("smithy.api#error") {
        true => "error",
        false => shape.kind.word(),
    };
    let doc = documentation_of(&shape.traits, shape.id.name());
    let doc = or_name(doc, shape.id.name(), kind);
    with_deprecation(doc, &shape.traits)
}

/// Returns the documentation of an operation, or a sentence of its name where the model has none.
pub(crate) fn of_operation(shape: &Shape) -> String {
    let sentence = format!("Calls {}.", markdown::code(shape.id.name()));
    let doc = with_summary(documentation(&shape.traits), sentence);
    with_deprecation(doc, &shape.traits)
}

/// Returns the documentation of the service.
pub(crate) fn of_service(shape: &Shape) -> String {
    documentation(&shape.traits)
}

/// Returns the documentation of a member, with its constraints in words.
pub(crate) fn of_member(selection: &Selection<'_>, member: &Member, input: bool) -> String {
    let own = documentation_of(&member.traits, &member.name);
    let target = selection.target(member);
    let doc = match own.is_empty() {
        false => own,
        // A structure's description belongs to the structure.
        true if target.kind.is_aggregate() => String::new(),
        true => documentation_of(&target.traits, &member.name),
    };
    let doc = or_name(doc, &member.name, "member");
    let constraints = constraints(selection, member, input);
    let doc = with_deprecation(doc, &member.traits);
    if constraints.is_empty() {
        doc
    } else {
        format!("{doc}\n\n{}", markdown::wrapped(&constraints))
    }
}

/// Returns the first paragraph of a description.
pub(crate) fn summary(doc: &str) -> String {
    doc.split("\n\n").next().unwrap_or_default().to_owned()
}

/// Returns the documentation of an enum's value.
pub(crate) fn of_value(member: &Member, value: &str) -> String {
    let doc = documentation(&member.traits);
    let doc = if value.trim().is_empty() {
        let value = if value.is_empty() {
            "The empty string."
        } else {
            "Only whitespace."
        };
        [value, &doc].join("\n\n").trim_end().to_owned()
    } else {
        with_value(&doc, &markdown::code(value))
    };
    with_deprecation(doc, &member.traits)
}

/// Returns the documentation of a value, after the value itself.
fn with_value(doc: &str, value: &str) -> String {
    let (first, rest) = doc.split_once("\n\n").unwrap_or((doc, ""));
    let is_sentence = first.starts_with(char::is_alphanumeric);
    let (first, rest) = match is_sentence {
        true => (format!("{value}: {first}"), rest),
        false => (value.to_owned(), doc),
    };
    [&markdown::wrapped(&first), rest]
        .join("\n\n")
        .trim_end()
        .to_owned()
}

/// Returns documentation with a summary: a sentence with the name in the model, where it has none or begins with a list, a table or code.
fn or_name(doc: String, name: &str, kind: &str) -> String {
    let sentence = format!("The {} {kind}.", markdown::code(name));
    with_summary(doc, sentence)
}

/// Returns documentation that begins with a paragraph: its own, or a sentence. Lists of items show it.
fn with_summary(doc: String, sentence: String) -> String {
    if doc.is_empty() {
        sentence
    } else if markdown::begins_with_paragraph(&doc) {
        doc
    } else {
        format!("{sentence}\n\n{doc}")
    }
}

/// Returns the documentation of a shape or member, unless it only repeats the name and the type.
fn documentation_of(traits: &Traits, name: &str) -> String {
    let doc = documentation(traits);
    match is_filler(&doc, name) {
        true => String::new(),
        false => doc,
    }
}

/// True if a text has no word but those of the name, articles and types.
fn is_filler(doc: &str, name: &str) -> bool {
    own_words(doc).eq(own_words(name))
}

/// Returns the words of a text but articles and types. A long text is split as far as the caller reads.
fn own_words(text: &str) -> impl Iterator<Item = String> {
    let parts = text.split_whitespace();
    let parts = parts.filter(|part| part.contains(char::is_alphanumeric));
    let words = parts.flat_map(names::words);
    words.filter(|word| !FILLERS.contains(&word.as_str()))
}

fn documentation(traits: &Traits) -> String {
    traits
        .string(DOCUMENTATION)
        .map(markdown::from_documentation)
        .unwrap_or_default()
}

/// Adds the deprecation as a note; an attribute would make generated code warn of itself.
fn with_deprecation(doc: String, traits: &Traits) -> String {
    let Some(deprecated) = traits.get("smithy.api#deprecated") else {
        return doc;
    };
    let text = |name| {
        deprecated
            .get(name)
            .and_then(Value::as_str)
            .map(str::trim)
            .filter(|text| !text.is_empty())
    };
    let since = text("since")
        .map(|since| format!(" since {since}"))
        .unwrap_or_default();
    let message = text("message")
        .map(|message| format!(": {message}"))
        .unwrap_or_default();
    let note = markdown::from_documentation(&format!("Deprecated{since}{message}"));
    let note = if note.ends_with(['.', '!']) {
        note
    } else {
        format!("{note}.")
    };
    format!("{doc}\n\n{note}")
}

/// Describes the constraints of a member's value.
fn constraints(selection: &Selection<'_>, member: &Member, input: bool) -> String {
    let target = selection.target(member);
    let mut words = Vec::new();
    if input && member.is_required() && !automatic::is_set_if_absent(selection, member) {
        words.push("Required.".to_owned());
    }
    if input {
        words.extend(automatic::sentences(selection, member));
    }
    let (least, most) = selection.length(member);
    words.extend(bounds(least, most).map(|bounds| format!("{}: {bounds}.", length_word(target))));
    let range = selection.member_trait(member, "smithy.api#range");
    let bound = |name| range?.get(name);
    words.extend(bounds(bound("min"), bound("max")).map(|bounds| format!("Range: {bounds}.")));
    let pattern = selection
        .member_trait(member, "smithy.api#pattern")
        .and_then(Value::as_str);
    words.extend(
        pattern
            .filter(|pattern| !pattern.is_empty())
            .map(|pattern| format!("Pattern: {}.", markdown::code(pattern))),
    );
    words.extend(
        target
            .traits
            .has("smithy.api#uniqueItems")
            .then(|| "Items are unique.".to_owned()),
    );
    let default = member
        .traits
        .get("smithy.api#default")
        .filter(|default| !default.is_null());
    words.extend(
        default.map(|default| format!("Default: {}.", markdown::code(&default.to_string()))),
    );
    words.join(" ")
}

fn length_word(target: &Shape) -> &'static str {
    match target.kind {
        ShapeKind::List => "Items",
        ShapeKind::Map => "Entries",
        ShapeKind::Blob => "Bytes",
        _ => "Length",
    }
}

/// Describes bounds: `1 to 128`, `at least 1` or `at most 128`.
fn bounds<T: Display + PartialEq>(min: Option<T>, max: Option<T>) -> Option<String> {
    match (min, max) {
        (Some(min), Some(max)) if min == max => Some(format!("{min}")),
        (Some(min), Some(max)) => Some(format!("{min} to {max}")),
        (Some(min), None) => Some(format!("at least {min}")),
        (None, Some(max)) => Some(format!("at most {max}")),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::is_filler;

    #[test]
    fn documentation_that_repeats_only_the_name_and_type_is_filler() {
        let fillers = [
            ("The self.", "self"),
            ("The a string.", "a"),
            ("The queue ARN", "queueArn"),
            ("A `Queue` structure.", "Queue"),
        ];
        for (doc, name) in fillers {
            assert!(is_filler(doc, name), "{doc}");
        }
        for (doc, name) in [
            ("The name of the queue.", "name"),
            ("The parent.", "self"),
            ("Queue names.", "name"),
        ] {
            assert!(!is_filler(doc, name), "{doc}");
        }
    }
}
