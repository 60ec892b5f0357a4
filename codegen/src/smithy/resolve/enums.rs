//! Enums of Smithy 1.0, and the values of enum members.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::smithy::faults::Faults;
use crate::smithy::{Member, Shape, ShapeId, ShapeKind, Traits};
use crate::{Diagnostics, escape};

/// Turns a string with the `enum` trait of Smithy 1.0 into an enum, and gives each member of an enum its value.
pub(super) fn modernize(shape: &mut Shape, faults: &mut Faults, diagnostics: &mut Diagnostics) {
    if shape.kind == ShapeKind::String
        && let Some(definitions) = shape.traits.remove("smithy.api#enum")
    {
        shape.kind = ShapeKind::Enum;
        let known = diagnostics.len();
        add_members(shape, &definitions, diagnostics);
        if diagnostics.len() > known {
            faults.parts.insert(shape.id.clone());
        }
    }
    if shape.kind == ShapeKind::Enum {
        for member in &mut shape.members {
            let is_known = !faults.traits.contains(&member.id);
            if !member.traits.has("smithy.api#enumValue") && is_known {
                member
                    .traits
                    .insert("smithy.api#enumValue", json!(member.name));
            }
        }
    }
}

/// Adds the members that the `enum` trait defines.
fn add_members(shape: &mut Shape, definitions: &Value, diagnostics: &mut Diagnostics) {
    let Some(definitions) = definitions.as_array() else {
        diagnostics.at(
            &shape.id,
            "has an `enum` trait that is not a list of definitions",
        );
        return;
    };
    let values: HashSet<&str> = definitions.iter().filter_map(value).collect();
    let mut seen = HashSet::new();
    let mut names = HashSet::new();
    for (index, definition) in definitions.iter().enumerate() {
        if let Some(value) = value(definition)
            && !seen.insert(value)
        {
            let value = escape::visible(value);
            diagnostics.at(
                &shape.id,
                format!("has the value `{value}` twice in its `enum` trait; remove one of the definitions"),
            );
            continue;
        }
        match old_enum_member(&shape.id, definition, &values, &names) {
            Some(member) => {
                names.insert(member.name.clone());
                shape.members.push(member);
            }
            None => {
                let number = index + 1;
                diagnostics.at(
                    &shape.id,
                    format!("definition {number} of its `enum` trait has no value"),
                );
            }
        }
    }
}

/// Returns the value of a definition in the `enum` trait.
fn value(definition: &Value) -> Option<&str> {
    definition.get("value")?.as_str()
}

/// Returns the member for a definition in the `enum` trait, which has these values. The names are those of the members before it.
fn old_enum_member(
    shape: &ShapeId,
    definition: &Value,
    values: &HashSet<&str>,
    names: &HashSet<String>,
) -> Option<Member> {
    let value = value(definition)?;
    let name = match definition.get("name").and_then(Value::as_str) {
        Some(name) => name.to_owned(),
        // A second value of the same name is its own name, so that the two can be renamed apart. So is one whose name is another value.
        None => Some(enum_member_name(value))
            .filter(|name| !names.contains(name) && !values.contains(name.as_str()))
            .unwrap_or_else(|| value.to_owned()),
    };
    let mut traits = Traits::default();
    traits.insert("smithy.api#enumValue", json!(value));
    if let Some(text) = definition.get("documentation") {
        traits.insert("smithy.api#documentation", text.clone());
    }
    if definition.get("deprecated").and_then(Value::as_bool) == Some(true) {
        traits.insert("smithy.api#deprecated", json!({}));
    }
    Some(Member {
        id: shape.with_member(&name),
        name,
        target: ShapeId::prelude("Unit"),
        traits,
    })
}

/// Returns the name that Smithy's own converter gives a value without one: `t2.nano` becomes `t2_nano`. The converter rejects other letters,
/// and values without any; these remain.
fn enum_member_name(value: &str) -> String {
    if !value.contains(char::is_alphanumeric) {
        return value.to_owned();
    }
    let name = value.replace(|each: char| !each.is_alphanumeric(), "_");
    if name.starts_with(|first: char| first.is_alphabetic() || first == '_') {
        name
    } else {
        format!("_{name}")
    }
}
