//! Data shapes, each for itself, and how they hold each other.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use crate::Diagnostics;
use crate::select::Selection;
use crate::smithy::{Member, Shape, ShapeId, ShapeKind, Traits};

pub(super) fn check(selection: &Selection<'_>, shape: &Shape, diagnostics: &mut Diagnostics) {
    match shape.kind {
        ShapeKind::Enum => enum_values(
            shape,
            |value| value.as_str().is_some_and(|text| !text.is_empty()),
            diagnostics,
        ),
        ShapeKind::IntEnum => enum_values(
            shape,
            |value| {
                value
                    .as_i64()
                    .is_some_and(|number| i32::try_from(number).is_ok())
            },
            diagnostics,
        ),
        ShapeKind::Union if shape.members.is_empty() => {
            diagnostics.at(&shape.id, "is a union without members")
        }
        ShapeKind::Map => map_key(selection, shape, diagnostics),
        _ => {}
    }
    if matches!(shape.kind, ShapeKind::Structure | ShapeKind::Union) {
        json_names(shape, diagnostics);
    }
    timestamp_format(&shape.id, &shape.traits, &shape.kind, diagnostics);
    for member in &shape.members {
        let target = selection.target(member);
        timestamp_format(&member.id, &member.traits, &target.kind, diagnostics);
        if member.traits.has("smithy.api#idempotencyToken") && !target.kind.is_string() {
            let (target, word) = (&target.id, target.kind.word());
            diagnostics.at(
                &member.id,
                format!("is an idempotency token, but `{target}` is a {word}, not a string"),
            );
        }
        if let Some(default) = member.traits.get("smithy.api#default") {
            default_value(member, default, target, diagnostics);
        }
    }
    let streams = shape.traits.has("smithy.api#streaming");
    if streams && !matches!(shape.kind, ShapeKind::Blob | ShapeKind::Union) {
        diagnostics.at(
            &shape.id,
            format!("is streaming, but a {} cannot be", shape.kind.word()),
        );
    }
}

fn enum_values(shape: &Shape, valid: fn(&Value) -> bool, diagnostics: &mut Diagnostics) {
    let word = shape.kind.word();
    if shape.members.is_empty() {
        diagnostics.at(&shape.id, format!("is an {word} without members"));
    }
    let mut taken: HashMap<String, &Member> = HashMap::new();
    for member in &shape.members {
        match member.traits.get("smithy.api#enumValue") {
            None => diagnostics.at(
                &member.id,
                format!("is a member of an {word} and has no value"),
            ),
            Some(value) if !valid(value) => {
                diagnostics.at(
                    &member.id,
                    format!("has the value {value}, which no {word} can have"),
                );
            }
            Some(value) => {
                if let Some(other) = taken.insert(value.to_string(), member) {
                    diagnostics.at(
                        &member.id,
                        format!("has the value {value}, which `{}` has already", other.name),
                    );
                }
            }
        }
    }
}

fn map_key(selection: &Selection<'_>, shape: &Shape, diagnostics: &mut Diagnostics) {
    let Some(key) = shape.member("key") else {
        return;
    };
    let target = selection.target(key);
    if !target.kind.is_string() {
        let (target, word) = (&target.id, target.kind.word());
        diagnostics.at(
            &key.id,
            format!("is the key of a map, but `{target}` is a {word}, not a string"),
        );
    }
}

/// No two members have the same name in a JSON document.
fn json_names(shape: &Shape, diagnostics: &mut Diagnostics) {
    let mut taken: HashMap<&str, &Member> = HashMap::new();
    for member in &shape.members {
        let name = member
            .traits
            .string("smithy.api#jsonName")
            .unwrap_or(&member.name);
        if let Some(other) = taken.insert(name, member) {
            diagnostics.at(
                &member.id,
                format!("is called `{name}` in JSON, as `{}` is", other.name),
            );
        }
    }
}

fn timestamp_format(
    id: &ShapeId,
    traits: &Traits,
    kind: &ShapeKind,
    diagnostics: &mut Diagnostics,
) {
    let Some(format) = traits.get("smithy.api#timestampFormat") else {
        return;
    };
    if !matches!(
        format.as_str(),
        Some("date-time" | "epoch-seconds" | "http-date")
    ) {
        diagnostics.at(id, format!("has the unknown timestamp format {format}"));
    }
    if *kind != ShapeKind::Timestamp {
        diagnostics.at(
            id,
            format!("has a timestamp format, but is a {}", kind.word()),
        );
    }
}

/// A default is a value of the member's own type. `null` takes the target's default away.
fn default_value(member: &Member, default: &Value, target: &Shape, diagnostics: &mut Diagnostics) {
    let fits = match target.kind {
        _ if default.is_null() => true,
        ShapeKind::Boolean => default.is_boolean(),
        ShapeKind::String | ShapeKind::Enum | ShapeKind::Blob => default.is_string(),
        ShapeKind::Byte
        | ShapeKind::Short
        | ShapeKind::Integer
        | ShapeKind::Long
        | ShapeKind::IntEnum => default.is_i64(),
        ShapeKind::Float | ShapeKind::Double | ShapeKind::BigInteger | ShapeKind::BigDecimal => {
            default.is_number()
        }
        ShapeKind::Timestamp => default.is_number() || default.is_string(),
        ShapeKind::List => default.as_array().is_some_and(Vec::is_empty),
        ShapeKind::Map => default.as_object().is_some_and(serde_json::Map::is_empty),
        ShapeKind::Document => true,
        _ => false,
    };
    if !fits {
        let word = target.kind.word();
        diagnostics.at(
            &member.id,
            format!("has the default {default}, which is no value of a {word}"),
        );
    }
}

/// Finds values that could never end: a structure that requires itself, and lists or maps of nothing but each other.
pub(super) fn check_recursion(selection: &Selection<'_>, diagnostics: &mut Diagnostics) {
    for shape in &selection.shapes {
        let (follow, message): (fn(&Shape, &Member, &Shape) -> bool, _) = match shape.kind {
            ShapeKind::Structure => (requires, "requires itself: a value of it would never end"),
            ShapeKind::List | ShapeKind::Map => (collects, "holds nothing but itself"),
            _ => continue,
        };
        if let Some(path) = cycle(selection, shape, follow) {
            diagnostics.at(&shape.id, format!("{message} ({})", path.join(", ")));
        }
    }
}

fn requires(from: &Shape, member: &Member, to: &Shape) -> bool {
    from.kind == ShapeKind::Structure && to.kind == ShapeKind::Structure && member.is_required()
}

fn collects(from: &Shape, _: &Member, to: &Shape) -> bool {
    let is_collection = |shape: &Shape| matches!(shape.kind, ShapeKind::List | ShapeKind::Map);
    is_collection(from) && is_collection(to)
}

/// The members by which a shape leads back to itself.
fn cycle<'m>(
    selection: &Selection<'m>,
    start: &'m Shape,
    follow: fn(&Shape, &Member, &Shape) -> bool,
) -> Option<Vec<&'m str>> {
    let mut seen = HashSet::new();
    let mut pending = vec![(start, Vec::new())];
    while let Some((shape, path)) = pending.pop() {
        for member in &shape.members {
            let target = selection.target(member);
            if !follow(shape, member, target) {
                continue;
            }
            let mut path = path.clone();
            path.push(member.id.local());
            if target.id == start.id {
                return Some(path);
            }
            if seen.insert(&target.id) {
                pending.push((target, path));
            }
        }
    }
    None
}
