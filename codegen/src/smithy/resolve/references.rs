//! The check that each reference targets an existing shape of a fitting type.

use std::collections::HashMap;

use crate::Diagnostics;
use crate::smithy::{Shape, ShapeId, ShapeKind, prelude};

/// Reports references whose target is missing or of another type.
pub(super) fn check(shapes: &[Shape], diagnostics: &mut Diagnostics) {
    let prelude: Vec<Shape> = prelude::shapes().collect();
    let known: HashMap<&str, &ShapeKind> = shapes
        .iter()
        .chain(&prelude)
        .map(|shape| (shape.id.as_str(), &shape.kind))
        .collect();
    let mut check =
        |from: &ShapeId, property: &str, to: &ShapeId, fits: &Fits| match known.get(to.as_str()) {
            None => diagnostics.at(from, format!("{property} `{to}` does not exist")),
            Some(kind) if !(fits.test)(kind) => {
                diagnostics.at(
                    from,
                    format!(
                        "{property} `{to}` is {}, not {}",
                        kind.described(),
                        fits.what
                    ),
                );
            }
            Some(_) => {}
        };
    for shape in shapes {
        let id = &shape.id;
        for member in &shape.members {
            check(&member.id, "target", &member.target, &DATA);
        }
        match &shape.kind {
            ShapeKind::Operation(operation) => {
                check(id, "input", &operation.input, &STRUCTURE);
                check(id, "output", &operation.output, &STRUCTURE);
                operation
                    .errors
                    .iter()
                    .for_each(|error| check(id, "error", error, &STRUCTURE));
            }
            ShapeKind::Resource(resource) => {
                resource
                    .identifiers
                    .values()
                    .for_each(|to| check(id, "identifier", to, &DATA));
                resource
                    .properties
                    .values()
                    .for_each(|to| check(id, "property", to, &DATA));
                let operations = [
                    &resource.lifecycle,
                    &resource.operations,
                    &resource.collection_operations,
                ];
                operations
                    .into_iter()
                    .flatten()
                    .for_each(|to| check(id, "operation", to, &OPERATION));
                resource
                    .resources
                    .iter()
                    .for_each(|to| check(id, "resource", to, &RESOURCE));
            }
            ShapeKind::Service(service) => {
                service
                    .operations
                    .iter()
                    .for_each(|to| check(id, "operation", to, &OPERATION));
                service
                    .resources
                    .iter()
                    .for_each(|to| check(id, "resource", to, &RESOURCE));
                service
                    .errors
                    .iter()
                    .for_each(|to| check(id, "error", to, &STRUCTURE));
                service
                    .rename
                    .keys()
                    .for_each(|to| check(id, "renamed shape", to, &DATA));
            }
            _ => {}
        }
    }
}

/// The kind of shape that a reference may target.
struct Fits {
    what: &'static str,
    test: fn(&ShapeKind) -> bool,
}

const DATA: Fits = Fits {
    what: "a data shape",
    test: |kind| !kind.is_service_type(),
};
const STRUCTURE: Fits = Fits {
    what: "a structure",
    test: |kind| *kind == ShapeKind::Structure,
};
const OPERATION: Fits = Fits {
    what: "an operation",
    test: |kind| matches!(kind, ShapeKind::Operation(_)),
};
const RESOURCE: Fits = Fits {
    what: "a resource",
    test: |kind| matches!(kind, ShapeKind::Resource(_)),
};
