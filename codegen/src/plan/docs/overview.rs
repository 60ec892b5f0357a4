//! The overview of the operations on the page of a crate.

use std::collections::HashSet;

use super::markdown;
use crate::plan::ir::{ErrorPlan, OperationPlan, TypesPlan};
use crate::plan::names;
use crate::select::Selection;
use crate::smithy::{ShapeId, ShapeKind};

/// The greatest number of operations that are listed without groups.
const MANY: usize = 12;

/// Describes how operations are called, and lists them: by the model's resources where there are many. Lists the shapes that have another name in
/// Rust than in the model.
pub(crate) fn overview(
    selection: &Selection<'_>,
    types: &TypesPlan,
    operations: &[OperationPlan],
    errors: &[ErrorPlan],
) -> String {
    let modeled_errors = match errors.is_empty() {
        true => "",
        false => " An [`Error`] contains a modeled error as a [`ServiceError`].",
    };
    let mut text = markdown::wrapped(&format!(
        "Each operation is a method of [`Client`] that returns a request builder. The setters of the builder set the \
         members of the input, and `send` returns the output.{modeled_errors}"
    ));
    text.push_str("\n\n# Operations");
    let groups = match operations.len() > MANY {
        true => groups(selection, operations),
        false => Vec::new(),
    };
    if groups.len() < 2 {
        text.push_str("\n\n");
        text.push_str(&list(&operations.iter().collect::<Vec<_>>()));
    } else {
        for (title, operations) in groups {
            text.push_str(&format!("\n\n## {title}\n\n{}", list(&operations)));
        }
    }
    let renamed = renamed(selection, types, operations, errors);
    if !renamed.is_empty() {
        text.push_str("\n\n# Renamed shapes\n\nShapes and members of the model that have another name in Rust:\n\n");
        text.push_str(&renamed.join("\n"));
    }
    text
}

/// Returns an item for each shape and member that the spec or the service renames: the name in the model and that in Rust.
fn renamed(
    selection: &Selection<'_>,
    types: &TypesPlan,
    operations: &[OperationPlan],
    errors: &[ErrorPlan],
) -> Vec<String> {
    let operations = operations
        .iter()
        .map(|plan| (&plan.shape, "operation", &plan.name));
    let structures = types.structures.iter();
    let structures = structures.map(|plan| (&plan.shape, "types", &plan.name));
    let unions = types.unions.iter();
    let unions = unions.map(|plan| (&plan.shape, "types", &plan.name));
    let enums = types.enums.iter();
    let enums = enums.map(|plan| (&plan.shape, "types", &plan.name));
    let errors = errors
        .iter()
        .map(|plan| (&plan.structure.shape, "error", &plan.structure.name));
    let all = operations.chain(structures).chain(unions).chain(enums);
    let shapes = all.chain(errors).filter_map(|(shape, module, name)| {
        let shape = selection.model.get(shape)?;
        selection.rename(&shape.id)?;
        Some((shape.id.local(), format!("[`{name}`]({module}::{name})")))
    });
    let members = selection.shapes.iter().flat_map(|shape| {
        shape.members.iter().filter_map(|member| {
            let name = selection.rename(&member.id)?;
            let name = match shape.kind {
                ShapeKind::Structure => names::value_name(name),
                _ => names::variant_name(name),
            };
            Some((member.id.local(), markdown::code(&name)))
        })
    });
    let items = shapes.chain(members).map(|(model, rust)| {
        let model = markdown::code(model);
        markdown::item(&format!("{model}: {rust}"))
    });
    items.collect()
}

/// Returns the operations of each resource, in the model's order, then the others.
fn groups<'p>(
    selection: &Selection<'_>,
    operations: &'p [OperationPlan],
) -> Vec<(String, Vec<&'p OperationPlan>)> {
    let mut groups = Vec::new();
    let mut left: Vec<&OperationPlan> = operations.iter().collect();
    let mut pending: Vec<&ShapeId> = selection
        .service_properties
        .resources
        .iter()
        .rev()
        .collect();
    let mut seen = HashSet::new();
    while let Some(id) = pending.pop() {
        let Some(resource) = selection.model.shape(id).resource() else {
            continue;
        };
        if !seen.insert(id) {
            continue;
        }
        let own: Vec<&ShapeId> = resource
            .lifecycle
            .iter()
            .chain(&resource.operations)
            .chain(&resource.collection_operations)
            .collect();
        let is_own = |operation: &&OperationPlan| own.iter().any(|id| **id == *operation.shape);
        let (of_resource, others) = left.into_iter().partition::<Vec<_>, _>(is_own);
        left = others;
        if !of_resource.is_empty() {
            groups.push((title(id.name()), of_resource));
        }
        pending.extend(resource.resources.iter().rev());
    }
    if !left.is_empty() {
        groups.push(("Other operations".to_owned(), left));
    }
    groups
}

/// Returns a resource's name in words: `LicenseEndpointResource` is `License endpoint`.
fn title(name: &str) -> String {
    let name = name.strip_suffix("Resource").unwrap_or(name);
    let words = names::words(name).join(" ");
    let mut letters = words.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

/// Returns an item for each operation: its method as a link to its page, and its summary.
fn list(operations: &[&OperationPlan]) -> String {
    let items: Vec<String> = operations.iter().map(|operation| item(operation)).collect();
    items.join("\n")
}

fn item(operation: &OperationPlan) -> String {
    let OperationPlan { module, name, .. } = operation;
    let summary = &operation.summary;
    let deprecated = match operation.deprecated {
        true => " *Deprecated.*",
        false => "",
    };
    let text = format!("[`{module}`](operation::{name}): {summary}{deprecated}");
    markdown::item(&text)
}
