//! The parts of a model that are not known because of faults.

use std::collections::HashSet;

use super::ShapeId;

/// The shapes and members of which something is not known. Each has been reported, and a problem that only follows from it is not.
#[derive(Clone, Debug, Default)]
pub(super) struct Faults {
    /// The shapes and members whose traits are not all known.
    pub(super) traits: HashSet<ShapeId>,
    /// The shapes whose type is not known.
    pub(super) kinds: HashSet<ShapeId>,
    /// The shapes whose members or references are not all known, the members whose target is not, and the inputs and outputs of operations, as
    /// if they were members.
    pub(super) parts: HashSet<ShapeId>,
    /// The shapes that references target, but that do not exist.
    pub(super) missing: HashSet<ShapeId>,
}

impl Faults {
    /// Adds a shape of which nothing is known but its id.
    pub(super) fn add_unreadable(&mut self, shape: &ShapeId) {
        self.kinds.insert(shape.clone());
        self.add_incomplete(shape);
    }

    /// Adds a shape or member that may lack parts and traits.
    pub(super) fn add_incomplete(&mut self, id: &ShapeId) {
        self.traits.insert(id.clone());
        self.parts.insert(id.clone());
    }

    /// True if the type of a shape and all of its members and references are known.
    pub(super) fn has_all_parts(&self, shape: &ShapeId) -> bool {
        !self.parts.contains(shape) && !self.kinds.contains(shape)
    }

    /// Returns the ids of everything that is not known.
    pub(super) fn ids(&self) -> impl Iterator<Item = &ShapeId> {
        let sets = [&self.traits, &self.kinds, &self.parts, &self.missing];
        sets.into_iter().flatten()
    }
}
