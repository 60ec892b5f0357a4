//! From single shapes to a model: `apply` statements, mixins, old enums, and that each target exists.

use std::collections::{BTreeMap, HashMap};
use std::mem::discriminant;

use serde_json::{Value, json};

use super::load::{Loaded, Unresolved};
use super::{Member, Shape, ShapeId, ShapeKind, Traits, prelude};
use crate::{Diagnostic, Diagnostics};

/// The depth to which mixins may be nested.
const DEEPEST: usize = 200;

pub(super) fn resolve(loaded: Loaded) -> Result<Vec<Shape>, Vec<Diagnostic>> {
    let mut diagnostics = Diagnostics::default();
    let mut resolver = Resolver {
        by_id: loaded
            .shapes
            .iter()
            .enumerate()
            .map(|(index, unresolved)| (unresolved.shape.id.clone(), index))
            .collect(),
        shapes: loaded.shapes,
        late: BTreeMap::new(),
        state: HashMap::new(),
    };
    for (id, traits) in loaded.applied {
        resolver.apply(id, traits);
    }
    for index in 0..resolver.shapes.len() {
        resolver.flatten(index, 0, &mut diagnostics);
    }
    for (shape, members) in resolver.late {
        let ids = members.into_iter().map(|(member, _)| match member {
            Some(member) => shape.with_member(&member),
            None => shape.clone(),
        });
        ids.for_each(|id| diagnostics.at(&id, NOWHERE));
    }
    let mut shapes: Vec<Shape> = resolver
        .shapes
        .into_iter()
        .map(|unresolved| unresolved.shape)
        .collect();
    for shape in &mut shapes {
        modern_enum(shape, &mut diagnostics);
    }
    check_references(&shapes, &mut diagnostics);
    diagnostics.into_result(shapes)
}

/// The fault of an `apply` statement without a target.
const NOWHERE: &str =
    "is neither defined nor mixed in, but traits are applied to it; define it or correct its name";

struct Resolver {
    shapes: Vec<Unresolved>,
    by_id: HashMap<ShapeId, usize>,
    /// Traits that are applied to members which mixins bring, by the shape.
    late: BTreeMap<ShapeId, Vec<(Option<String>, Traits)>>,
    state: HashMap<usize, Progress>,
}

#[derive(Clone, Copy, PartialEq)]
enum Progress {
    Begun,
    Done,
}

impl Resolver {
    /// Applies traits to a shape or member, later if the member is not there yet.
    fn apply(&mut self, id: ShapeId, traits: Traits) {
        let shape = self.by_id.get(id.shape().as_str());
        let shape = shape.and_then(|at| self.shapes.get_mut(*at));
        match shape.and_then(|unresolved| traits_of(&mut unresolved.shape, id.member())) {
            Some(target) => target.merge(traits),
            None => {
                let member = id.member().map(str::to_owned);
                self.late
                    .entry(id.shape())
                    .or_default()
                    .push((member, traits));
            }
        }
    }

    /// Copies the mixins' members and traits into the shape, the mixins' own mixins first.
    fn flatten(&mut self, index: usize, depth: usize, diagnostics: &mut Diagnostics) {
        if self.state.get(&index) == Some(&Progress::Done) {
            return;
        }
        self.state.insert(index, Progress::Begun);
        let Some(unresolved) = self.shapes.get_mut(index) else {
            return;
        };
        let mixins = std::mem::take(&mut unresolved.mixins);
        let id = unresolved.shape.id.clone();
        let mut inherited = Vec::new();
        for mixin in &mixins {
            let Some(&at) = self.by_id.get(mixin) else {
                diagnostics.at(
                    &id,
                    format!("has the mixin `{mixin}`, which does not exist"),
                );
                continue;
            };
            if self.state.get(&at) == Some(&Progress::Begun) {
                diagnostics.at(&id, format!("is mixed into itself through `{mixin}`"));
                continue;
            }
            if depth == DEEPEST {
                diagnostics.at(
                    &id,
                    format!("has mixins in mixins, more than {DEEPEST} deep"),
                );
                continue;
            }
            self.flatten(at, depth + 1, diagnostics);
            inherited.extend(self.shapes.get(at).map(|mixin| mixin.shape.clone()));
        }
        // Before the shape is a mixin itself, for the traits go along with its members.
        let late = self.late.remove(&id).unwrap_or_default();
        if let Some(Unresolved { shape, .. }) = self.shapes.get_mut(index) {
            mix(shape, inherited, diagnostics);
            for (member, traits) in late {
                match traits_of(shape, member.as_deref()) {
                    Some(target) => target.merge(traits),
                    None => diagnostics.at(&id.with_member(&member.unwrap_or_default()), NOWHERE),
                }
            }
            check_members(shape, diagnostics);
        }
        self.state.insert(index, Progress::Done);
    }
}

/// The traits of a shape or of one of its members.
fn traits_of<'s>(shape: &'s mut Shape, member: Option<&str>) -> Option<&'s mut Traits> {
    let Some(name) = member else {
        return Some(&mut shape.traits);
    };
    let member = shape.members.iter_mut().find(|member| member.name == name);
    member.map(|member| &mut member.traits)
}

/// Reports members that a list or map lacks, mixins included.
fn check_members(shape: &Shape, diagnostics: &mut Diagnostics) {
    let names: &[&str] = match shape.kind {
        ShapeKind::List => &["member"],
        ShapeKind::Map => &["key", "value"],
        _ => &[],
    };
    for name in names {
        if shape.member(name).is_none() {
            diagnostics.at(&shape.id, format!("has no `{name}`"));
        }
    }
}

/// Puts the mixins' members before the shape's own, and its own traits over theirs.
fn mix(shape: &mut Shape, mixins: Vec<Shape>, diagnostics: &mut Diagnostics) {
    let own_members = std::mem::take(&mut shape.members);
    let own_traits = std::mem::take(&mut shape.traits);
    for mut mixin in mixins {
        if discriminant(&shape.kind) != discriminant(&mixin.kind) {
            let (mixed, kind) = (mixin.kind.described(), shape.kind.described());
            let message = format!(
                "is {kind}, but its mixin `{}` is {mixed}; a mixin is of the same type",
                mixin.id
            );
            diagnostics.at(&shape.id, message);
            continue;
        }
        let local = match mixin.traits.remove("smithy.api#mixin") {
            Some(Value::Object(mut object)) => object.remove("localTraits"),
            _ => None,
        };
        for id in local
            .iter()
            .flat_map(|ids| ids.as_array().into_iter().flatten())
        {
            mixin.traits.remove(id.as_str().unwrap_or_default());
        }
        shape.traits.merge(mixin.traits);
        for member in mixin.members {
            add_member(shape, member, diagnostics);
        }
        mix_properties(&mut shape.kind, mixin.kind);
    }
    shape.traits.merge(own_traits);
    for member in own_members {
        add_member(shape, member, diagnostics);
    }
}

/// Adds a member; one that is there already keeps its place and target and gets the newer traits.
fn add_member(shape: &mut Shape, member: Member, diagnostics: &mut Diagnostics) {
    match shape
        .members
        .iter_mut()
        .find(|existing| existing.name == member.name)
    {
        Some(existing) if existing.target != member.target => {
            let message = format!(
                "targets `{}`, but as a mixin's member `{}`; a member has one target",
                member.target, existing.target
            );
            diagnostics.at(&existing.id, message);
        }
        Some(existing) => existing.traits.merge(member.traits),
        None => shape.members.push(Member {
            id: shape.id.with_member(&member.name),
            ..member
        }),
    }
}

/// Each target stands once, though it come by several mixins.
fn put_before(own: &mut Vec<ShapeId>, mut mixed: Vec<ShapeId>) {
    mixed.retain(|id| !own.contains(id));
    own.splice(0..0, mixed);
}

fn mix_properties(kind: &mut ShapeKind, mixin: ShapeKind) {
    match (kind, mixin) {
        (ShapeKind::Operation(operation), ShapeKind::Operation(mixin)) => {
            put_before(&mut operation.errors, mixin.errors);
        }
        (ShapeKind::Service(service), ShapeKind::Service(mixin)) => {
            if service.version.is_empty() {
                service.version = mixin.version;
            }
            put_before(&mut service.operations, mixin.operations);
            put_before(&mut service.resources, mixin.resources);
            put_before(&mut service.errors, mixin.errors);
            for (id, name) in mixin.rename {
                service.rename.entry(id).or_insert(name);
            }
        }
        (ShapeKind::Resource(resource), ShapeKind::Resource(mixin)) => {
            for (name, target) in mixin.properties {
                resource.properties.entry(name).or_insert(target);
            }
        }
        _ => {}
    }
}

/// Turns a string with the `enum` trait of Smithy 1.0 into an enum, and gives each member of an enum its value.
fn modern_enum(shape: &mut Shape, diagnostics: &mut Diagnostics) {
    if shape.kind == ShapeKind::String
        && let Some(definitions) = shape.traits.remove("smithy.api#enum")
    {
        shape.kind = ShapeKind::Enum;
        for definition in definitions.as_array().into_iter().flatten() {
            match old_enum_member(&shape.id, definition) {
                Some(member) => shape.members.push(member),
                None => diagnostics.at(
                    &shape.id,
                    "has a definition without a value in its `enum` trait",
                ),
            }
        }
    }
    if shape.kind == ShapeKind::Enum {
        for member in &mut shape.members {
            if !member.traits.has("smithy.api#enumValue") {
                member
                    .traits
                    .insert("smithy.api#enumValue", json!(member.name));
            }
        }
    }
}

fn old_enum_member(shape: &ShapeId, definition: &Value) -> Option<Member> {
    let value = definition.get("value")?.as_str()?;
    let name = match definition.get("name").and_then(Value::as_str) {
        Some(name) => name.to_owned(),
        None => enum_member_name(value),
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

/// Returns the name that Smithy's own converter gives a value without one: `t2.nano` becomes `t2_nano`.
fn enum_member_name(value: &str) -> String {
    let name: String = value
        .chars()
        .map(|each| {
            if each.is_ascii_alphanumeric() {
                each
            } else {
                '_'
            }
        })
        .collect();
    if name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_') {
        name
    } else {
        format!("_{name}")
    }
}

fn check_references(shapes: &[Shape], diagnostics: &mut Diagnostics) {
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
