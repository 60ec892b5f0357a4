//! The check that each reference targets an existing shape of a fitting type.

use std::collections::{HashMap, HashSet};

use crate::Diagnostics;
use crate::diagnostic::did_you_mean_shape;
use crate::smithy::faults::Faults;
use crate::smithy::{Shape, ShapeId, ShapeKind, prelude};

/// The most missing targets for which similar shapes are searched. Where more are missing, a whole file is.
const MOST_SUGGESTIONS: usize = 50;

/// A reference: the shape or member that has it, its property and its target.
type Reference = (ShapeId, &'static str, ShapeId);

/// Reports references whose target is missing or of another type, those of duplicates included, and removes them. A target whose type is not
/// known has been reported.
pub(super) fn remove_faulty(
    shapes: &mut [Shape],
    duplicates: &[Shape],
    faults: &mut Faults,
    diagnostics: &mut Diagnostics,
) {
    let faulty = find_faulty(shapes, duplicates, faults, diagnostics);
    let holders: HashSet<ShapeId> = faulty.iter().map(|(from, ..)| from.shape()).collect();
    for shape in shapes.iter_mut() {
        if holders.contains(&shape.id) {
            remove(shape, &faulty);
        }
    }
    // A missing resource may have any operation. Nothing else depends on the other references.
    let unknown = faulty
        .into_iter()
        .filter_map(|(from, property, _)| match property {
            "input" | "output" => Some(from.with_member(property)),
            "resource" | "target" => Some(from),
            _ => None,
        });
    faults.parts.extend(unknown);
}

fn find_faulty(
    shapes: &[Shape],
    duplicates: &[Shape],
    faults: &mut Faults,
    diagnostics: &mut Diagnostics,
) -> HashSet<Reference> {
    let prelude: Vec<Shape> = prelude::shapes().collect();
    let known: HashMap<&ShapeId, &ShapeKind> = shapes
        .iter()
        .chain(&prelude)
        .map(|shape| (&shape.id, &shape.kind))
        .collect();
    let mut faulty = HashSet::new();
    let mut suggestions = 0;
    let mut check = |from: &ShapeId, property: &'static str, to: &ShapeId, fits: &Fits| {
        match known.get(to) {
            Some(kind) if (fits.test)(kind) => return,
            Some(_) if faults.kinds.contains(to) => {}
            Some(kind) => {
                faults.missing.insert(to.clone());
                let (kind, what) = (kind.described(), fits.what);
                diagnostics.at(from, format!("{property} `{to}` is {kind}, not {what}"));
            }
            None => {
                faults.missing.insert(to.clone());
                suggestions += 1;
                let fitting = known.iter().filter(|(_, kind)| (fits.test)(kind));
                let fitting = fitting.filter(|_| suggestions <= MOST_SUGGESTIONS);
                let hint = did_you_mean_shape(to, fitting.map(|(id, _)| *id));
                diagnostics.at(from, format!("{property} `{to}` does not exist{hint}"));
            }
        }
        faulty.insert((from.clone(), property, to.clone()));
    };
    for shape in shapes.iter().chain(duplicates) {
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
    faulty
}

/// Removes the faulty references of a shape. Members, inputs and outputs without a target have the empty structure.
fn remove(shape: &mut Shape, faulty: &HashSet<Reference>) {
    let is_faulty = |from: &ShapeId, property: &'static str, to: &ShapeId| {
        faulty.contains(&(from.clone(), property, to.clone()))
    };
    for member in &mut shape.members {
        if is_faulty(&member.id, "target", &member.target) {
            member.target = ShapeId::prelude("Unit");
        }
    }
    let id = &shape.id;
    let retain = |property: &'static str, targets: &mut Vec<ShapeId>| {
        targets.retain(|to| !is_faulty(id, property, to));
    };
    match &mut shape.kind {
        ShapeKind::Operation(operation) => {
            for (property, side) in [
                ("input", &mut operation.input),
                ("output", &mut operation.output),
            ] {
                if is_faulty(id, property, side) {
                    *side = ShapeId::prelude("Unit");
                }
            }
            retain("error", &mut operation.errors);
        }
        ShapeKind::Resource(resource) => {
            let identifiers = &mut resource.identifiers;
            identifiers.retain(|_, to| !is_faulty(id, "identifier", to));
            let properties = &mut resource.properties;
            properties.retain(|_, to| !is_faulty(id, "property", to));
            retain("operation", &mut resource.lifecycle);
            retain("operation", &mut resource.operations);
            retain("operation", &mut resource.collection_operations);
            retain("resource", &mut resource.resources);
        }
        ShapeKind::Service(service) => {
            retain("operation", &mut service.operations);
            retain("resource", &mut service.resources);
            retain("error", &mut service.errors);
            let rename = &mut service.rename;
            rename.retain(|to, _| !is_faulty(id, "renamed shape", to));
        }
        _ => {}
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
