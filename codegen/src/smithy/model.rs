//! The model: every shape by its id.

use std::collections::HashMap;

use super::{Member, Shape, ShapeId, ShapeKind, load, prelude, resolve};
use crate::Diagnostic;

/// A Smithy model, resolved.
#[derive(Clone, Debug)]
pub struct Model {
    shapes: Vec<Shape>,
    by_id: HashMap<ShapeId, usize>,
    unit: Shape,
}

impl Model {
    /// Reads a model from the JSON abstract syntax tree of Smithy 2.0.
    ///
    /// # Errors
    ///
    /// All that is malformed, and each target that does not exist.
    pub fn from_json(text: &str) -> Result<Self, Vec<Diagnostic>> {
        let loaded = load::load(text)?;
        resolve::resolve(loaded).map(Self::new)
    }

    fn new(shapes: Vec<Shape>) -> Self {
        let unit = Shape {
            id: ShapeId::prelude("Unit"),
            kind: ShapeKind::Structure,
            traits: Default::default(),
            members: Vec::new(),
        };
        let shapes: Vec<Shape> = shapes.into_iter().chain(prelude::shapes()).collect();
        let by_id = shapes
            .iter()
            .enumerate()
            .map(|(index, shape)| (shape.id.clone(), index))
            .collect();
        Self {
            shapes,
            by_id,
            unit,
        }
    }

    /// Every shape in the order of the file, then the prelude's.
    pub fn shapes(&self) -> impl Iterator<Item = &Shape> {
        self.shapes.iter()
    }

    /// The shape of that id, if the model has it.
    pub fn get(&self, id: impl AsRef<str>) -> Option<&Shape> {
        self.by_id
            .get(id.as_ref())
            .and_then(|index| self.shapes.get(*index))
    }

    /// The shape of an id that the model itself refers to.
    ///
    /// Loading has seen to it that there is one for every reference; for any other id this is `smithy.api#Unit`.
    pub fn shape(&self, id: &ShapeId) -> &Shape {
        self.get(id).unwrap_or(&self.unit)
    }

    /// The shape that a member targets.
    pub fn target(&self, member: &Member) -> &Shape {
        self.shape(&member.target)
    }
}
