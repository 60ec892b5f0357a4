//! The resolution of loaded shapes to a model: `apply` statements, mixins, enums of Smithy 1.0, and references.

mod enums;
mod mixin;
mod references;

use std::collections::{BTreeMap, HashMap, HashSet};

use super::load::{FileShapes, UnresolvedShape};
use super::{Shape, ShapeId, ShapeKind, Traits};
use crate::Diagnostics;
use crate::diagnostic::did_you_mean_shape;

/// The depth to which mixins may be nested.
const DEEPEST: usize = 200;

/// The resolved shapes of a model.
#[derive(Debug, Default)]
pub(super) struct ResolvedShapes {
    /// The shapes, without references to others that are missing or of a wrong type.
    pub(super) shapes: Vec<Shape>,
    /// The shapes and members that lack something because of a fault.
    pub(super) faulty: HashSet<ShapeId>,
}

/// Resolves all loaded shapes. The diagnostics are those of the stages before.
pub(super) fn resolve(loaded: FileShapes, diagnostics: &mut Diagnostics) -> ResolvedShapes {
    let mut resolver = Resolver {
        by_id: loaded
            .shapes
            .iter()
            .enumerate()
            .map(|(index, unresolved)| (unresolved.shape.id.clone(), index))
            .collect(),
        shapes: loaded.shapes,
        malformed: &loaded.malformed,
        incomplete: HashSet::new(),
        late: BTreeMap::new(),
        state: HashMap::new(),
    };
    for (id, traits) in loaded.applied {
        resolver.apply(id, traits);
    }
    for index in 0..resolver.shapes.len() {
        resolver.flatten(index, 0, diagnostics);
    }
    let known_faults = resolver.malformed;
    let late = resolver.late.into_iter();
    for (shape, members) in late.filter(|(shape, _)| !known_faults.contains(shape)) {
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
        enums::modernize(shape, diagnostics);
    }
    let mut faulty: HashSet<ShapeId> = diagnostics.shapes().map(ShapeId::shape).collect();
    faulty.extend(resolver.incomplete);
    faulty.extend(references::remove_faulty(
        &mut shapes,
        &loaded.malformed,
        diagnostics,
    ));
    ResolvedShapes { shapes, faulty }
}

/// The fault of an `apply` statement without a target.
const NOWHERE: &str =
    "is neither defined nor mixed in, but traits are applied to it; define it or correct its name";

struct Resolver<'l> {
    shapes: Vec<UnresolvedShape>,
    by_id: HashMap<ShapeId, usize>,
    /// The shapes that are too malformed to be read, which have been reported.
    malformed: &'l HashSet<ShapeId>,
    /// The shapes that lack what a malformed mixin has.
    incomplete: HashSet<ShapeId>,
    /// Traits that are applied to members of mixins, by the shape that has the mixins.
    late: BTreeMap<ShapeId, Vec<(Option<String>, Traits)>>,
    state: HashMap<usize, Progress>,
}

#[derive(Clone, Copy, PartialEq)]
enum Progress {
    Begun,
    Done,
}

impl Resolver<'_> {
    /// Applies traits to a shape or member, or keeps them until a mixin has added the member.
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
            if self.malformed.contains(mixin) {
                self.incomplete.insert(id.clone());
                continue;
            }
            let Some(&at) = self.by_id.get(mixin) else {
                let hint = did_you_mean_shape(mixin, self.by_id.keys());
                let message = format!("has the mixin `{mixin}`, which does not exist{hint}");
                diagnostics.at(&id, message);
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
            if self.incomplete.contains(mixin) {
                self.incomplete.insert(id.clone());
            }
            inherited.extend(self.shapes.get(at).map(|mixin| mixin.shape.clone()));
        }
        // These traits are applied before other shapes copy the members of this one.
        let late = self.late.remove(&id).unwrap_or_default();
        let is_complete = !self.incomplete.contains(&id);
        if let Some(UnresolvedShape { shape, .. }) = self.shapes.get_mut(index) {
            mixin::mix(shape, inherited, diagnostics);
            for (member, traits) in late {
                match traits_of(shape, member.as_deref()) {
                    Some(target) => target.merge(traits),
                    None if is_complete => {
                        diagnostics.at(&id.with_member(&member.unwrap_or_default()), NOWHERE);
                    }
                    None => {}
                }
            }
            if is_complete {
                check_members(shape, diagnostics);
            }
        }
        self.state.insert(index, Progress::Done);
    }
}

/// Returns the traits of a shape or of one of its members.
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
