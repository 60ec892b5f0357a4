//! Modeled errors: their names in Rust, and when they occur.

use std::collections::{BTreeMap, HashMap};

use super::names::{self, reserved};
use super::structures::{Planner, Role, is_sensitive};
use crate::plan::docs::markdown;
use crate::plan::ir::{ErrorPlan, FieldPlan, Retry, StructPlan, Type};
use crate::smithy::{Shape, ShapeId};

/// More operations than this are counted, and not named.
const FEW: usize = 6;

/// The names of the member that is an error's message, in their order of preference. Clients read all of them in any error's body.
const MESSAGES: [&str; 3] = ["message", "Message", "errorMessage"];

impl<'m> Planner<'_, 'm> {
    /// Plans every error of the operations, in the order of their names in Rust.
    pub(crate) fn errors(&mut self) -> Vec<ErrorPlan> {
        let mut errors: BTreeMap<String, ErrorPlan> = BTreeMap::new();
        let mut shapes: HashMap<String, &ShapeId> = HashMap::new();
        for shape in self
            .selection
            .operations
            .iter()
            .flat_map(|operation| &operation.errors)
        {
            let name = self.error_name(shape);
            match shapes.insert(name.clone(), &shape.id) {
                Some(other) if *other != shape.id => {
                    self.collision("error", &name, &shape.id, other);
                }
                Some(_) => {}
                None => {
                    let error = self.error(shape, &name);
                    errors.insert(name, error);
                }
            }
        }
        errors.into_values().collect()
    }

    fn error(&mut self, shape: &Shape, name: &str) -> ErrorPlan {
        let retryable = shape.traits.get("smithy.api#retryable");
        let throttling = retryable
            .and_then(|retryable| retryable.get("throttling")?.as_bool())
            .unwrap_or(false);
        let status = shape
            .traits
            .get("smithy.api#httpError")
            .and_then(|status| u16::try_from(status.as_u64()?).ok());
        // Smithy's own defaults for the two kinds of errors.
        let usual = if shape.traits.string("smithy.api#error") == Some("server") {
            500
        } else {
            400
        };
        let alias = shape.id.name();
        let status = status.unwrap_or(usual);
        let retry = match retryable {
            Some(_) if throttling => Retry::Throttling,
            Some(_) => Retry::Transient,
            None => Retry::No,
        };
        let mut structure = self.structure(shape, name, Role::Output);
        structure.doc.push_str("\n\n");
        structure
            .doc
            .push_str(&self.occurrence(shape, status, retry));
        let message = message(&structure);
        ErrorPlan {
            response: self.selection.protocol.response(&structure),
            message: message.map(|field| field.rust_name.clone()),
            sensitive: is_sensitive(shape) || message.is_some_and(|field| field.sensitive),
            structure: StructPlan {
                alias: (alias != name).then(|| alias.to_owned()),
                ..structure
            },
            code: alias.to_owned(),
            retry,
            status,
        }
    }

    /// Describes the operations that return an error, its status code, and the client's reaction.
    fn occurrence(&self, error: &Shape, status: u16, retry: Retry) -> String {
        let operations = &self.selection.operations;
        let of: Vec<String> = operations
            .iter()
            .filter(|operation| operation.errors.iter().any(|known| known.id == error.id))
            .map(|operation| {
                let shape = operation.shape;
                let name = self.selection.rename(&shape.id).unwrap_or(shape.id.name());
                let name = names::operation_type(name);
                format!("[`{name}`](crate::operation::{name})")
            })
            .collect();
        let whose = match of.as_slice() {
            [one] => format!("by {one}"),
            all if all.len() == operations.len() => "by every operation".to_owned(),
            some if some.len() > FEW => {
                format!("by {} of the {} operations", some.len(), operations.len())
            }
            [some @ .., last] => format!("by {} and {last}", some.join(", ")),
            [] => "by no operation".to_owned(),
        };
        let again = match retry {
            Retry::No => "",
            Retry::Transient => " The client retries it as a transient error.",
            Retry::Throttling => " The client retries it as a throttling error.",
        };
        let code = markdown::code(error.id.name());
        markdown::wrapped(&format!(
            "Error code {code}, status {status}, returned {whose}.{again}"
        ))
    }

    /// Returns an error's name in Rust: without `Exception`, unless another error of the model, or the enum of all, has that name.
    fn error_name(&self, shape: &Shape) -> String {
        if let Some(name) = self.selection.rename(&shape.id) {
            return names::error_name(name);
        }
        let full = names::error_name(shape.id.name());
        let Some(short) = full
            .strip_suffix("Exception")
            .filter(|short| !short.is_empty())
        else {
            return full;
        };
        let is_other = |other: &Shape| {
            other.traits.has("smithy.api#error") && names::type_name(other.id.name()) == short
        };
        if short == reserved::ERRORS || self.selection.model.shapes().any(is_other) {
            full
        } else {
            short.to_owned()
        }
    }
}

/// Returns the field that is the message of an error.
fn message(structure: &StructPlan) -> Option<&FieldPlan> {
    let is_text = |field: &&FieldPlan| field.ty == Type::String;
    MESSAGES.iter().find_map(|name| {
        let mut fields = structure.fields.iter().filter(is_text);
        fields.find(|field| field.wire_name == *name)
    })
}
