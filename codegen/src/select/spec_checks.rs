//! Checks that renames and traits to ignore refer to something in the model.

use serde_json::Value;

use crate::diagnostic::did_you_mean;
use crate::protocol::Protocol;
use crate::smithy::{Model, Shape, ShapeId, Traits, is_identifier};
use crate::traits::Policy;
use crate::{Diagnostics, ServiceSpec, escape};

/// Removes the renames and the traits to ignore that a model has no use for, so that a spec of an older model is one of this model.
pub fn remove_unknown(model: &Model, spec: &mut ServiceSpec) {
    let is_renamable = |renamed: &str| named(model, renamed).any(|shape| !is_mixin(model, shape));
    spec.renames.retain(|renamed, _| is_renamable(renamed));
    spec.ignore_traits.retain(|id| has_trait(model, id));
}

/// Reports renames of shapes or members that do not exist, or that only mixins have.
pub(super) fn check_renames(model: &Model, spec: &ServiceSpec, diagnostics: &mut Diagnostics) {
    for (renamed, name) in &spec.renames {
        // A faulty shape may be missing in the model, or lack members.
        let shape = renamed.split('$').next().unwrap_or_default();
        if !model.has_faulty(shape) {
            let shapes: Vec<&Shape> = named(model, renamed).collect();
            match shapes.last() {
                Some(_) if shapes.iter().any(|shape| !is_mixin(model, shape)) => {}
                Some(mixin) => {
                    let problem = rename_of_mixin(model, mixin, renamed);
                    diagnostics.general(format!("`{renamed}` is renamed to `{name}`, {problem}"));
                }
                None => {
                    let hint = similar_to(model, renamed);
                    diagnostics.general(format!(
                        "`{renamed}` is renamed to `{name}`, but there is no such shape or member{hint}"
                    ));
                }
            }
        }
        if !is_identifier(name) {
            diagnostics.general(format!(
                "`{renamed}` is renamed to `{name}`, which is not an identifier"
            ));
        }
    }
}

/// Returns the shapes that have a name or an id, or a member with it.
fn named<'m>(model: &'m Model, name: &'m str) -> impl Iterator<Item = &'m Shape> {
    let matches = move |id: &ShapeId| *id == name || id.local() == name;
    let shapes = model.shapes();
    shapes.filter(move |shape| {
        matches(&shape.id) || shape.members.iter().any(|member| matches(&member.id))
    })
}

/// True for a mixin, which is not part of a client: other shapes have copies of its members. A member may refer to one, although Smithy forbids it.
fn is_mixin(model: &Model, shape: &Shape) -> bool {
    let mut members = model.shapes().flat_map(|shape| &shape.members);
    shape.traits.has("smithy.api#mixin") && !members.any(|member| member.target == shape.id)
}

/// Describes the problem of renaming a mixin or a member of one, which would have no effect, in continuation of the rename.
fn rename_of_mixin(model: &Model, mixin: &Shape, renamed: &str) -> String {
    let with_mixin = model.shapes_with_mixin(&mixin.id);
    let remedy = match renamed.split_once('$') {
        Some((_, member)) if !with_mixin.is_empty() => {
            let name = |shape: &&Shape| format!("`{}${member}`", shape.id.local());
            let names: Vec<String> = with_mixin.iter().map(name).collect();
            format!("rename {} instead", names.join(", "))
        }
        _ => "remove the rename".to_owned(),
    };
    format!(
        "but `{}` is a mixin, which is not part of the client; {remedy}",
        mixin.id
    )
}

/// Returns a hint at the shape or member whose name is similar to that of an unknown one.
fn similar_to(model: &Model, renamed: &str) -> String {
    let shapes = model.shapes().filter(|shape| !is_mixin(model, shape));
    let ids = shapes.flat_map(|shape| {
        let members = shape.members.iter().map(|member| &member.id);
        [&shape.id].into_iter().chain(members)
    });
    let is_member = |id: &&ShapeId| id.member().is_some() == renamed.contains('$');
    did_you_mean(renamed, ids.filter(is_member).map(ShapeId::local))
}

/// Reports traits to ignore that no shape has, or that are implemented.
pub(super) fn check_ignored_traits(
    model: &Model,
    spec: &ServiceSpec,
    protocol: Protocol,
    diagnostics: &mut Diagnostics,
) {
    for ignored in &spec.ignore_traits {
        let shown = escape::visible(ignored);
        if protocol.policy(ignored) == Some(Policy::Implemented) {
            diagnostics.general(format!(
                "the trait `{shown}` is to be ignored, but it is implemented; remove it from the traits to ignore"
            ));
        } else if !has_trait(model, ignored) {
            let remedy = match ignored.contains('#') {
                true => "remove it from the traits to ignore, or correct its id",
                false => "give the whole id, such as `namespace#name`",
            };
            diagnostics.general(format!(
                "the trait `{shown}` is to be ignored, but no shape has it; {remedy}"
            ));
        }
    }
}

/// True if a shape or member has a trait, or names it as an authentication scheme.
fn has_trait(model: &Model, id: &str) -> bool {
    let is_named = |traits: &Traits| {
        let schemes = traits.get("smithy.api#auth").and_then(Value::as_array);
        schemes.is_some_and(|schemes| schemes.iter().any(|scheme| scheme == id))
    };
    let mut traits = model.shapes().flat_map(Shape::applied_traits);
    traits.any(|(_, traits)| traits.has(id) || is_named(traits))
}
