//! Modeled errors: their names in Rust, and when they occur.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::Value;

use super::operations::reader;
use super::structures::{Planner, Role, is_sensitive};
use crate::plan::docs::{self, markdown};
use crate::plan::ir::{ErrorOption, ErrorPlan, FieldPlan, MemberLocation, StructPlan, Type};
use crate::plan::names::{self, reserved};
use crate::smithy::{Shape, ShapeId, Traits};

/// More operations than this are counted, and not named.
const FEW: usize = 6;

impl<'m> Planner<'_, 'm> {
    /// Plans every error of the operations, in the order of their names in Rust.
    pub(crate) fn errors(&mut self) -> Vec<ErrorPlan> {
        let mut errors: BTreeMap<String, ErrorPlan> = BTreeMap::new();
        let mut shapes: HashMap<String, &ShapeId> = HashMap::new();
        let names_of_errors = self.names_of_errors();
        for shape in self
            .selection
            .operations
            .iter()
            .flat_map(|operation| &operation.errors)
        {
            let name = self.error_name(shape, &names_of_errors);
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
        let mut errors: Vec<ErrorPlan> = errors.into_values().collect();
        self.set_operations_of_shared_codes(&mut errors);
        errors
    }

    /// Sets the operations of each error whose code a later one has. The last error with a code is returned by all other operations, and has no
    /// names.
    fn set_operations_of_shared_codes(&self, errors: &mut [ErrorPlan]) {
        let mut codes = HashSet::new();
        for error in errors.iter_mut().rev() {
            if codes.insert(error.code.clone()) {
                continue;
            }
            let id = &error.structure.shape;
            let operations = self.selection.operations.iter();
            let of_error = operations
                .filter(|operation| operation.errors.iter().any(|known| known.id == id.as_str()));
            error.operations = of_error
                .map(|operation| operation.shape.id.name().to_owned())
                .collect();
        }
    }

    fn error(&mut self, shape: &Shape, name: &str) -> ErrorPlan {
        let alias = shape.id.name();
        let retry = Retry::from_traits(&shape.traits);
        let mut structure = self.structure(shape, name, Role::Output);
        structure.doc.push_str("\n\n");
        structure.doc.push_str(&self.occurrence(shape, retry));
        let message = self.message(&structure);
        let is_sensitive = is_sensitive(shape)
            || message.is_some_and(|field| field.sensitive)
            || self
                .with_message_names(&structure)
                .any(|field| field.sensitive)
            || self.has_sensitive_payload(shape, &structure);
        let has_other = |message: &FieldPlan| {
            let mut others = self.with_message_names(&structure);
            others.any(|other| other.rust_name != message.rust_name)
        };
        let options = [
            retry.map(Retry::option),
            message
                .is_some_and(has_other)
                .then_some(ErrorOption::ExactMessage),
            message_option(message),
            is_sensitive.then_some(ErrorOption::Sensitive),
        ];
        let protocol = self.selection.protocol;
        let response = protocol.error(self.selection.service, &structure);
        ErrorPlan {
            reader: reader(&response),
            response,
            summary: docs::summary(&structure.doc),
            options: options.into_iter().flatten().collect(),
            structure: StructPlan {
                alias: (alias != name).then(|| alias.to_owned()),
                ..structure
            },
            code: protocol.error_code(shape).to_owned(),
            operations: Vec::new(),
            status: status(shape),
        }
    }

    /// Returns the field that is the message of an error: the first of the names that the protocol's clients read in the body, or else the
    /// member that has such a name in the model.
    fn message<'s>(&self, structure: &'s StructPlan) -> Option<&'s FieldPlan> {
        let is_text = |field: &&FieldPlan| matches!(field.ty, Type::String | Type::Enum(_));
        let texts = || structure.fields.iter().filter(is_text);
        let names = self.selection.protocol.error_messages();
        let in_body = names
            .iter()
            .find_map(|name| texts().find(|field| field.document_name() == Some(name)));
        in_body.or_else(|| {
            names
                .iter()
                .find_map(|name| texts().find(|field| field.wire_name == *name))
        })
    }

    /// Returns the members that the protocol's clients take for the message of an error when they find them in the body.
    fn with_message_names<'s>(
        &self,
        structure: &'s StructPlan,
    ) -> impl Iterator<Item = &'s FieldPlan> {
        let names = self.selection.protocol.error_messages();
        structure.fields.iter().filter(move |field| {
            field
                .document_name()
                .is_some_and(|name| names.contains(&name))
        })
    }

    /// True if the body is one member with sensitive values, of which one may be taken for the message.
    fn has_sensitive_payload(&self, shape: &Shape, structure: &StructPlan) -> bool {
        let mut members = shape.members.iter().zip(&structure.fields);
        members.any(|(member, field)| {
            let target = self.selection.target(member);
            field.location == MemberLocation::Payload
                && (field.sensitive || self.types.holds_secrets(target))
        })
    }

    /// Describes the operations that return an error, its status code, and the client's reaction.
    fn occurrence(&self, error: &Shape, retry: Option<Retry>) -> String {
        let operations = &self.selection.operations;
        let root = self.layout.in_modules;
        let of: Vec<String> = operations
            .iter()
            .filter(|operation| operation.errors.iter().any(|known| known.id == error.id))
            .map(|operation| {
                let shape = operation.shape;
                let name = self.selection.rename(&shape.id).unwrap_or(shape.id.name());
                let name = names::operation_type(name);
                format!("[`{name}`]({root}::operation::{name})")
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
            None => "",
            Some(Retry::Transient) => " The client retries it as a transient error.",
            Some(Retry::Throttling) => " The client retries it as a throttling error.",
        };
        let code = markdown::code(self.selection.protocol.error_code(error));
        let status = status(error);
        markdown::wrapped(&format!(
            "Error code {code}, status {status}, returned {whose}.{again}"
        ))
    }

    /// Returns the full names in Rust of all errors of the model.
    pub(super) fn names_of_errors(&self) -> HashSet<String> {
        let shapes = self.selection.model.shapes();
        let errors = shapes.filter(|shape| shape.traits.has("smithy.api#error"));
        errors
            .map(|error| names::type_name(error.id.name()))
            .collect()
    }

    /// Returns an error's name in Rust: without `Exception`, unless another error of the model, or the enum of all, has that name.
    pub(super) fn error_name(&self, shape: &Shape, names_of_errors: &HashSet<String>) -> String {
        if let Some(name) = self.selection.rename(&shape.id) {
            return names::error_name(name);
        }
        let full = names::error_name(shape.id.name());
        let Some(short) = names::short_error_name(&full) else {
            return full;
        };
        if short == reserved::ERRORS || names_of_errors.contains(&short) {
            full
        } else {
            short
        }
    }
}

/// The kind of error for which the client retries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Retry {
    /// A transient error.
    Transient,
    /// A throttling error.
    Throttling,
}

impl Retry {
    fn from_traits(traits: &Traits) -> Option<Self> {
        let retryable = traits.get("smithy.api#retryable")?;
        let throttling = retryable.get("throttling").and_then(Value::as_bool);
        Some(match throttling {
            Some(true) => Self::Throttling,
            _ => Self::Transient,
        })
    }

    fn option(self) -> ErrorOption {
        match self {
            Self::Transient => ErrorOption::Transient,
            Self::Throttling => ErrorOption::Throttling,
        }
    }
}

/// Returns the option for the location of an error's message, unless it is the usual field.
fn message_option(message: Option<&FieldPlan>) -> Option<ErrorOption> {
    match message.map(|field| field.rust_name.as_str()) {
        Some("message") => None,
        Some(field) => Some(ErrorOption::MessageIn(field.to_owned())),
        None => Some(ErrorOption::WithoutMessage),
    }
}

/// Returns the status code of an error.
fn status(error: &Shape) -> u64 {
    let status = error.traits.get("smithy.api#httpError");
    status.and_then(Value::as_u64).unwrap_or_else(|| {
        // Smithy's own defaults for the two kinds of errors.
        match error.traits.string("smithy.api#error") {
            Some("server") => 500,
            _ => 400,
        }
    })
}
