//! The resolution of loaded shapes to a model: `apply` statements, mixins, enums of Smithy 1.0, and references.

mod enums;
mod mixin;
mod references;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::mem::discriminant;

use super::faults::Faults;
use super::load::FileShapes;
use super::shape_reader::UnresolvedShape;
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
    /// The shapes that have each mixin, by its id.
    pub(super) with_mixins: HashMap<ShapeId, Vec<ShapeId>>,
    /// Everything that is not known of the shapes.
    pub(super) faults: Faults,
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
        faults: loaded.faults,
        incomplete: HashSet::new(),
        with_mixins: HashMap::new(),
        late: BTreeMap::new(),
        state: HashMap::new(),
    };
    for (id, traits) in loaded.applied {
        resolver.apply(id, traits, diagnostics);
    }
    for index in 0..resolver.shapes.len() {
        resolver.flatten(index, 0, diagnostics);
    }
    let ids_of = |(shape, members): (ShapeId, Vec<(Option<String>, Traits)>)| {
        let members = members.into_iter();
        let ids = members.map(move |(member, _)| match member {
            Some(member) => shape.with_member(&member),
            None => shape.clone(),
        });
        ids.collect::<Vec<_>>()
    };
    let late = resolver.late.into_iter().flat_map(ids_of);
    late.for_each(|id| diagnostics.at(&id, NOWHERE));
    let unresolved = resolver.shapes.into_iter();
    let mut shapes: Vec<Shape> = unresolved.map(|unresolved| unresolved.shape).collect();
    let mut faults = resolver.faults;
    for shape in &mut shapes {
        enums::modernize(shape, &mut faults, diagnostics);
        if resolver.incomplete.contains(&shape.id) {
            // The mixin may have traits for each of them.
            let members = shape.members.iter();
            faults
                .traits
                .extend(members.map(|member| member.id.clone()));
        }
    }
    references::remove_faulty(&mut shapes, &loaded.duplicates, &mut faults, diagnostics);
    ResolvedShapes {
        shapes,
        with_mixins: resolver.with_mixins,
        faults,
    }
}

/// The fault of an `apply` statement without a target.
const NOWHERE: &str =
    "is neither defined nor mixed in, but traits are applied to it; define it or correct its name";

struct Resolver {
    shapes: Vec<UnresolvedShape>,
    by_id: HashMap<ShapeId, usize>,
    faults: Faults,
    /// The shapes that lack what a faulty mixin has.
    incomplete: HashSet<ShapeId>,
    /// The shapes that have each mixin, by its id.
    with_mixins: HashMap<ShapeId, Vec<ShapeId>>,
    /// Traits that are applied to members of mixins, by the shape that has the mixins.
    late: BTreeMap<ShapeId, Vec<(Option<String>, Traits)>>,
    state: HashMap<usize, Progress>,
}

#[derive(Clone, Copy, PartialEq)]
enum Progress {
    Begun,
    Done,
}

impl Resolver {
    /// Applies traits to a shape or member, or keeps them until a mixin has added the member.
    fn apply(&mut self, id: ShapeId, traits: Traits, diagnostics: &mut Diagnostics) {
        let shape = self.by_id.get(id.shape().as_str());
        let shape = shape.and_then(|at| self.shapes.get_mut(*at));
        let target = shape.and_then(|unresolved| traits_of(&mut unresolved.shape, id.member()));
        let conflicts = match target {
            Some(target) => target.apply(traits),
            None => {
                let late = self.late.entry(id.shape()).or_default();
                let member = id.member().map(str::to_owned);
                match late.iter_mut().find(|(known, _)| *known == member) {
                    Some((_, target)) => target.apply(traits),
                    None => {
                        late.push((member, traits));
                        Vec::new()
                    }
                }
            }
        };
        for name in conflicts {
            let problem =
                format!("gets the trait `{name}` twice, with different values; remove one of them");
            diagnostics.at(&id, problem);
            self.faults.traits.insert(id.clone());
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
            match self.mixin(&id, mixin, depth, diagnostics) {
                Ok(shape) => {
                    let with_mixin = self.with_mixins.entry(mixin.clone());
                    with_mixin.or_default().push(id.clone());
                    inherited.push(shape);
                }
                Err(problem) => {
                    problem
                        .into_iter()
                        .for_each(|problem| diagnostics.at(&id, problem));
                    self.incomplete.insert(id.clone());
                }
            }
            if self.faults.traits.contains(mixin) {
                self.faults.traits.insert(id.clone());
            }
            if !self.faults.has_all_parts(mixin) {
                self.incomplete.insert(id.clone());
            }
        }
        if self.incomplete.contains(&id) {
            self.faults.add_incomplete(&id);
        }
        // These traits are applied before other shapes copy the members of this one.
        let late = self.late.remove(&id).unwrap_or_default();
        let is_complete = self.faults.has_all_parts(&id);
        if let Some(UnresolvedShape { shape, .. }) = self.shapes.get_mut(index) {
            mixin::mix(shape, inherited, &mut self.faults, diagnostics);
            for (member, traits) in late {
                match traits_of(shape, member.as_deref()) {
                    // They replace those of the mixin.
                    Some(target) => target.merge(traits),
                    None if is_complete => {
                        diagnostics.at(&id.with_member(&member.unwrap_or_default()), NOWHERE);
                    }
                    None => {}
                }
            }
            if is_complete {
                check_members(shape, &mut self.faults, diagnostics);
            }
        }
        self.state.insert(index, Progress::Done);
    }

    /// Returns a mixin of a shape, flattened. The error is a problem that has not been reported, if there is one.
    fn mixin(
        &mut self,
        shape: &ShapeId,
        mixin: &ShapeId,
        depth: usize,
        diagnostics: &mut Diagnostics,
    ) -> Result<Shape, Option<String>> {
        let Some(&at) = self.by_id.get(mixin) else {
            let hint = did_you_mean_shape(mixin, self.by_id.keys());
            let problem = format!("has the mixin `{mixin}`, which does not exist{hint}");
            return Err(Some(problem));
        };
        if self.state.get(&at) == Some(&Progress::Begun) {
            return Err(Some(format!("is mixed into itself through `{mixin}`")));
        }
        if depth == DEEPEST {
            let problem = format!("has mixins in mixins, more than {DEEPEST} deep");
            return Err(Some(problem));
        }
        self.flatten(at, depth + 1, diagnostics);
        let kinds = &self.faults.kinds;
        let is_known = !kinds.contains(mixin) && !kinds.contains(shape);
        let flattened = self.shapes.get(at).map(|mixin| &mixin.shape);
        let kind = |id: &ShapeId| {
            let at = self.by_id.get(id)?;
            self.shapes
                .get(*at)
                .map(|unresolved| &unresolved.shape.kind)
        };
        let (own, mixed) = (kind(shape), kind(mixin));
        let (Some(flattened), Some(own), Some(mixed)) = (flattened, own, mixed) else {
            return Err(None);
        };
        if discriminant(own) == discriminant(mixed) {
            return Ok(flattened.clone());
        }
        let (mixed, own) = (mixed.described(), own.described());
        let problem =
            format!("is {own}, but its mixin `{mixin}` is {mixed}; a mixin is of the same type");
        Err(is_known.then_some(problem))
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
fn check_members(shape: &Shape, faults: &mut Faults, diagnostics: &mut Diagnostics) {
    let names: &[&str] = match shape.kind {
        ShapeKind::List => &["member"],
        ShapeKind::Map => &["key", "value"],
        _ => &[],
    };
    for name in names {
        if shape.member(name).is_none() {
            diagnostics.at(&shape.id, format!("has no `{name}`"));
            faults.parts.insert(shape.id.clone());
        }
    }
}
