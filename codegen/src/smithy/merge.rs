//! The merging of a model's files (<https://smithy.io/2.0/spec/model.html#merging-model-files>).

use std::collections::HashMap;

use serde_json::Value;

use super::shape_reader::UnresolvedShape;
use super::{Member, ShapeId, ShapeKind, Traits};
use crate::Location;

/// Entries of `shapes`, and the place where they are.
#[derive(Debug)]
pub(super) struct Source<'a> {
    pub(super) place: Place<'a>,
    pub(super) entries: Vec<(String, Value)>,
}

/// The place of entries.
#[derive(Debug)]
pub(super) enum Place<'a> {
    /// The JSON file of this name.
    File(&'a str),
    /// IDL files, with the places of their shapes by id.
    Idl(&'a HashMap<String, Location>),
    /// The place of a shape in an IDL file.
    At(Location),
}

impl Place<'_> {
    /// Describes the place of a shape.
    pub(super) fn of(&self, id: &ShapeId) -> String {
        let location = match self {
            Self::File(name) => return (*name).to_owned(),
            Self::Idl(locations) => locations.get(id.as_str()),
            Self::At(location) => Some(location),
        };
        location.map(ToString::to_string).unwrap_or_default()
    }
}

/// Returns the traits of a further definition of a shape, which are applied to the first one, each with the id of the shape or member.
///
/// # Errors
///
/// The definitions cannot be merged. The text is what differs in the further one.
pub(super) fn further_traits(
    first: &UnresolvedShape,
    further: &UnresolvedShape,
) -> Result<Vec<(ShapeId, Traits)>, String> {
    let (known, shape) = (&first.shape, &further.shape);
    if known.kind.word() != shape.kind.word() {
        return Err("another type".to_owned());
    }
    let members = known.members.iter();
    let members: HashMap<&str, &Member> = members
        .map(|member| (member.name.as_str(), member))
        .collect();
    let known_member = |member: &Member| {
        let known = members.get(member.name.as_str()).copied()?;
        (known.target == member.target).then_some(known)
    };
    let all_known: Option<Vec<&Member>> = shape.members.iter().map(known_member).collect();
    let Some(all_known) = all_known.filter(|known| known.len() == members.len()) else {
        return Err("other members".to_owned());
    };
    if first.mixins != further.mixins {
        return Err("other mixins".to_owned());
    }
    if in_order(&known.kind) != in_order(&shape.kind) {
        return Err("other properties".to_owned());
    }
    let pairs = all_known.into_iter().zip(&shape.members);
    let pairs = pairs.map(|(known, member)| (&member.id, &known.traits, &member.traits));
    let pairs = std::iter::once((&shape.id, &known.traits, &shape.traits)).chain(pairs);
    let mut added = Vec::new();
    for (id, known, traits) in pairs {
        if let Some(name) = known.conflict(traits) {
            return Err(format!("another value of the trait `{name}` on `{id}`"));
        }
        added.push((id.clone(), traits.clone()));
    }
    Ok(added)
}

/// Returns a kind with its lists of references, which are sets, in order.
fn in_order(kind: &ShapeKind) -> ShapeKind {
    let mut kind = kind.clone();
    let lists: Vec<&mut Vec<ShapeId>> = match &mut kind {
        ShapeKind::Operation(operation) => vec![&mut operation.errors],
        ShapeKind::Resource(resource) => vec![
            &mut resource.operations,
            &mut resource.collection_operations,
            &mut resource.resources,
        ],
        ShapeKind::Service(service) => vec![
            &mut service.operations,
            &mut service.resources,
            &mut service.errors,
        ],
        _ => Vec::new(),
    };
    lists.into_iter().for_each(|list| list.sort());
    kind
}
