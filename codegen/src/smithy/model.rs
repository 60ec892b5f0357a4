//! The model: every shape by its id.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::resolve::ResolvedShapes;
use super::{Member, ModelFile, Shape, ShapeId, ShapeKind, idl, load, prelude, resolve};
use crate::{Diagnostic, Diagnostics, Location};

/// A Smithy model, resolved.
#[derive(Clone, Debug)]
pub struct Model {
    shapes: Vec<Shape>,
    by_id: HashMap<ShapeId, usize>,
    unit: Shape,
    /// The places of shapes and members of IDL files, by id.
    locations: HashMap<String, Location>,
    /// The shapes and members that lack something because of a fault; none in a model without faults.
    faulty: HashSet<ShapeId>,
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
    /// too; faulty shapes and references are not in the model.
    ///
    /// # Errors
    ///
    /// All violations of a grammar.
    pub(crate) fn with_faults(
        files: &[ModelFile<'_>],
    ) -> Result<(Self, Vec<Diagnostic>), Vec<Diagnostic>> {
        let mut json = Vec::new();
        for file in files.iter().filter(|file| !file.is_idl()) {
            let named = |fault: Diagnostic| match files {
                [_] => fault,
                _ => Diagnostic::general(format!("{}: {fault}", file.name)),
            };
            match load::entries(file.text) {
                Ok(entries) => json.extend(entries),
                Err(faults) => return Err(faults.into_iter().map(named).collect()),
            }
        }
        let idl::Shapes {
            entries,
            locations,
            diagnostics,
        } = idl::read(files.iter().filter(|file| file.is_idl()), &json)?;
        json.extend(entries);
        let mut diagnostics = Diagnostics::from(diagnostics);
        let loaded = load::load(json, &mut diagnostics);
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
            locations,
            faulty: resolved.faulty,
        }
    }

    /// True if a shape or member lacks something because of a fault that was found when the model was read.
    pub(crate) fn is_faulty(&self, id: &ShapeId) -> bool {
        !self.faulty.is_empty() && (self.faulty.contains(id) || self.faulty.contains(&id.shape()))
    }

    /// True if a shape of this name or id lacks something because of a fault, or is itself missing.
    pub(crate) fn has_faulty(&self, shape: &str) -> bool {
        let mut faulty = self.faulty.iter();
        faulty.any(|id| id == shape || id.local() == shape)
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
