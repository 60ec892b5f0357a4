//! The members, traits and properties that a shape takes from its mixins.

use serde_json::Value;

use crate::Diagnostics;
use crate::smithy::faults::Faults;
use crate::smithy::{Member, Shape, ShapeId, ShapeKind};

/// Puts the members of mixins of the same type before the shape's own, and its own traits over theirs.
pub(super) fn mix(
    shape: &mut Shape,
    mixins: Vec<Shape>,
    faults: &mut Faults,
    diagnostics: &mut Diagnostics,
) {
    let own_members = std::mem::take(&mut shape.members);
    let own_traits = std::mem::take(&mut shape.traits);
    for mut mixin in mixins {
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
            add_member(shape, member, faults, diagnostics);
        }
        mix_properties(&mut shape.kind, mixin.kind);
    }
    shape.traits.merge(own_traits);
    for member in own_members {
        add_member(shape, member, faults, diagnostics);
    }
}

/// Adds a member. An existing member keeps its place and target and gets the newer traits.
fn add_member(
    shape: &mut Shape,
    member: Member,
    faults: &mut Faults,
    diagnostics: &mut Diagnostics,
) {
    let id = shape.id.with_member(&member.name);
    let is_known = |id: &ShapeId, faults: &Faults| !faults.parts.contains(id);
    let (own, mixed) = (is_known(&id, faults), is_known(&member.id, faults));
    if !mixed {
        faults.parts.insert(id.clone());
    }
    if faults.traits.contains(&member.id) {
        faults.traits.insert(id.clone());
    }
    let mut members = shape.members.iter_mut();
    match members.find(|existing| existing.name == member.name) {
        Some(existing) => {
            if existing.target != member.target && own && mixed {
                let message = format!(
                    "targets `{}`, but as a mixin's member `{}`; a member has one target",
                    member.target, existing.target
                );
                diagnostics.at(&existing.id, message);
            }
            existing.traits.merge(member.traits);
        }
        None => shape.members.push(Member { id, ..member }),
    }
}

/// Inserts the ids of a mixin before a shape's own, each once.
fn put_before(own: &mut Vec<ShapeId>, mut mixed: Vec<ShapeId>) {
    mixed.retain(|id| !own.contains(id));
    own.splice(0..0, mixed);
}

/// Adds a mixin's properties of operations, services and resources.
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
