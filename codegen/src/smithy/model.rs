//! The model: every shape by its id.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::faults::Faults;
use super::merge::{Place, Source};
use super::resolve::ResolvedShapes;
use super::{Member, ModelFile, Shape, ShapeId, ShapeKind, idl, load, prelude, resolve};
use crate::{Diagnostic, Diagnostics, Location};

/// A Smithy model, resolved.
#[derive(Clone, Debug)]
pub struct Model {
    shapes: Vec<Shape>,
    by_id: HashMap<ShapeId, usize>,
    unit: Shape,
    /// The shapes that have each mixin, by its id.
    with_mixins: HashMap<ShapeId, Vec<ShapeId>>,
    /// The places of shapes and members of IDL files, by id.
    locations: HashMap<String, Location>,
    /// Everything that is not known of the shapes; nothing in a model without faults.
    faults: Faults,
}

impl Model {
    /// Reads a model from its files, in the Smithy IDL 2.0 or as JSON abstract syntax trees.
    ///
    /// # Errors
    ///
    /// All violations of a grammar. If there are none: everything that is malformed, and each reference to a shape that does not
    /// exist. Problems in IDL files have a location.
    pub fn from_files(files: &[ModelFile<'_>]) -> Result<Self, Vec<Diagnostic>> {
        let (model, faults) = Self::with_faults(files)?;
        match faults.is_empty() {
            true => Ok(model),
            false => Err(faults),
        }
    }

    /// Reads a model from the JSON abstract syntax tree of Smithy 2.0.
    ///
    /// # Errors
    ///
    /// Returns all malformed shapes, and each target that does not exist.
    pub fn from_json(text: &str) -> Result<Self, Vec<Diagnostic>> {
        Self::from_files(&[ModelFile::from_json(text)])
    }

    /// Reads a model from its files as far as they can be read, so that later stages can look for further problems in it. Returns the faults,
    /// too; missing and faulty references are not in the model.
    ///
    /// # Errors
    ///
    /// All violations of a grammar.
    pub(crate) fn with_faults(
        files: &[ModelFile<'_>],
    ) -> Result<(Self, Vec<Diagnostic>), Vec<Diagnostic>> {
        let mut sources = Vec::new();
        let mut violations = Vec::new();
        for file in files.iter().filter(|file| !file.is_idl()) {
            let named = |fault: Diagnostic| match files {
                [_] => fault,
                _ => Diagnostic::general(format!("{}: {fault}", file.name)),
            };
            match load::entries(file.text) {
                Ok(entries) => sources.push(Source {
                    place: Place::File(file.name),
                    entries,
                }),
                Err(faults) => violations.extend(faults.into_iter().map(named)),
            }
        }
        let read = idl::read(files.iter().filter(|file| file.is_idl()), &sources);
        let read = read.map_err(|faults| violations.extend(faults));
        let idl::Shapes {
            entries,
            further,
            locations,
            diagnostics,
        } = match read {
            Ok(shapes) if violations.is_empty() => shapes,
            _ => return Err(violations),
        };
        sources.push(Source {
            place: Place::Idl(&locations),
            entries,
        });
        sources.extend(further.into_iter().map(|(location, entries)| Source {
            place: Place::At(location),
            entries,
        }));
        let mut diagnostics = Diagnostics::from(diagnostics);
        let loaded = load::load(sources, &mut diagnostics);
        let resolved = resolve::resolve(loaded, &mut diagnostics);
        let faults = located(diagnostics.into(), &locations);
        Ok((Self::new(resolved, locations), faults))
    }

    fn new(resolved: ResolvedShapes, locations: HashMap<String, Location>) -> Self {
        let unit = Shape {
            id: ShapeId::prelude("Unit"),
            kind: ShapeKind::Structure,
            traits: Default::default(),
            members: Vec::new(),
        };
        let shapes = resolved.shapes.into_iter();
        let shapes: Vec<Shape> = shapes.chain(prelude::shapes()).collect();
        let by_id = shapes
            .iter()
            .enumerate()
            .map(|(index, shape)| (shape.id.clone(), index))
            .collect();
        Self {
            shapes,
            by_id,
            unit,
            with_mixins: resolved.with_mixins,
            locations,
            faults: resolved.faults,
        }
    }

    /// True if everything is known of the model.
    pub(crate) fn is_sound(&self) -> bool {
        self.faults.ids().next().is_none()
    }

    /// False if a shape may have another type, because of a fault.
    pub(crate) fn knows_kind(&self, shape: &ShapeId) -> bool {
        !self.faults.kinds.contains(shape)
    }

    /// False if a shape or member may have further traits, because of a fault.
    pub(crate) fn knows_traits(&self, id: &ShapeId) -> bool {
        !self.faults.traits.contains(id)
    }

    /// False if a shape may have further members or references, or members of another target, because of a fault.
    pub(crate) fn knows_parts(&self, id: &ShapeId) -> bool {
        !self.faults.parts.contains(id)
    }

    /// False if the target of a member is not known because of a fault, or, for a list or map, that of its members.
    pub(crate) fn knows_target(&self, member: &Member) -> bool {
        // A map of lists is the deepest target on which a rule depends.
        self.knows_target_to_depth(member, 2)
    }

    fn knows_target_to_depth(&self, member: &Member, depth: u32) -> bool {
        let target = self.target(member);
        let is_collection = matches!(target.kind, ShapeKind::List | ShapeKind::Map);
        let knows_items = || {
            let mut items = target.members.iter();
            self.knows_parts(&target.id)
                && (depth == 0 || items.all(|item| self.knows_target_to_depth(item, depth - 1)))
        };
        self.knows_parts(&member.id)
            && !self.faults.kinds.contains(&target.id)
            && (!is_collection || knows_items())
    }

    /// False if the members of an operation's input are not all known because of a fault.
    pub(crate) fn knows_input(&self, operation: &ShapeId, input: &ShapeId) -> bool {
        self.knows_parts(&operation.with_member("input")) && self.knows_parts(input)
    }

    /// False if the members of an operation's output are not all known because of a fault.
    pub(crate) fn knows_output(&self, operation: &ShapeId, output: &ShapeId) -> bool {
        self.knows_parts(&operation.with_member("output")) && self.knows_parts(output)
    }

    /// False if a service may have an operation of this name, which is not known because of a fault.
    pub(crate) fn knows_operation(&self, service: &ShapeId, name: &str) -> bool {
        let resources = self
            .shapes
            .iter()
            .filter(|shape| shape.resource().is_some());
        let mut holders = resources.map(|shape| &shape.id).chain([service]);
        holders.all(|holder| self.knows_parts(holder)) && !self.has_faulty(name)
    }

    /// True if everything is known of a shape and its members.
    pub(crate) fn knows_all(&self, shape: &Shape) -> bool {
        let faults = &self.faults;
        let sets = [&faults.traits, &faults.kinds, &faults.parts];
        let is_known = |id: &ShapeId| sets.iter().all(|set| !set.contains(id));
        let mut members = shape.members.iter();
        is_known(&shape.id) && members.all(|member| is_known(&member.id))
    }

    /// True if something is not known of a shape of this name or id or of its members, or if it is missing.
    pub(crate) fn has_faulty(&self, shape: &str) -> bool {
        let mut ids = self.faults.ids().map(ShapeId::shape);
        ids.any(|id| id == shape || id.local() == shape)
    }

    /// Returns every shape in the order of the file, then those of the prelude.
    pub fn shapes(&self) -> impl Iterator<Item = &Shape> {
        self.shapes.iter()
    }

    /// Returns the shape of that id, if the model has it.
    pub fn get(&self, id: impl AsRef<str>) -> Option<&Shape> {
        self.by_id
            .get(id.as_ref())
            .and_then(|index| self.shapes.get(*index))
    }

    /// Returns the shape of an id that the model itself refers to.
    ///
    /// Reading has checked that there is one for every reference; for any other id this is `smithy.api#Unit`.
    pub fn shape(&self, id: &ShapeId) -> &Shape {
        self.get(id).unwrap_or(&self.unit)
    }

    /// Returns the shape that a member targets.
    pub fn target(&self, member: &Member) -> &Shape {
        self.shape(&member.target)
    }

    /// Returns the shapes that have a mixin, or that have it through other mixins. They are not mixins themselves.
    pub(crate) fn shapes_with_mixin(&self, mixin: &ShapeId) -> Vec<&Shape> {
        let mut pending = vec![mixin];
        let mut reached: HashSet<&ShapeId> = HashSet::new();
        while let Some(id) = pending.pop() {
            if reached.insert(id) {
                pending.extend(self.with_mixins.get(id).into_iter().flatten());
            }
        }
        let shapes = self
            .shapes
            .iter()
            .filter(|shape| reached.contains(&shape.id) && !shape.traits.has("smithy.api#mixin"));
        shapes.collect()
    }

    /// Returns the value of a trait of a member or of its target.
    pub(crate) fn member_trait<'a>(&'a self, member: &'a Member, id: &str) -> Option<&'a Value> {
        let own = member.traits.get(id);
        own.or_else(|| self.target(member).traits.get(id))
    }

    /// Adds the places of shapes and members of IDL files to diagnostics.
    pub(crate) fn located(&self, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        located(diagnostics, &self.locations)
    }
}

fn located(diagnostics: Vec<Diagnostic>, locations: &HashMap<String, Location>) -> Vec<Diagnostic> {
    let locate = |diagnostic: Diagnostic| {
        let location = diagnostic.shape.as_ref().and_then(|id| {
            let location = locations.get(id.as_str());
            location.or_else(|| locations.get(id.shape().as_str()))
        });
        match location.filter(|_| diagnostic.location.is_none()) {
            Some(location) => diagnostic.located(location.clone()),
            None => diagnostic,
        }
    };
    diagnostics.into_iter().map(locate).collect()
}
