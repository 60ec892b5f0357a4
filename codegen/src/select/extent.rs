//! The extent of the smallest value of each shape: the number of values in it, and the depth to which they nest.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use serde_json::Value;

use super::Selection;
use crate::smithy::{Member, Shape, ShapeId, ShapeKind};

/// The most items or entries of a collection in a value.
pub(crate) const MOST_ITEMS: u64 = 8;

const LENGTH: &str = "smithy.api#length";

/// The extent of a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Extent {
    /// The value itself and all values in it.
    pub(crate) values: u64,
    /// The number of structures, unions, lists and maps around its innermost value, itself included.
    pub(crate) depth: u32,
}

/// A shape with the least length of its values. A member may give the list or map that it targets a least length that other members do not.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ConstrainedShape<'m> {
    /// The shape.
    pub(crate) shape: &'m Shape,
    /// The least number of items or entries of a list or map, at most [`MOST_ITEMS`]; zero for other shapes.
    least_length: u64,
}

/// The shape and the least length, which identify a constrained shape.
pub(crate) type Key<'m> = (&'m ShapeId, u64);

impl<'m> ConstrainedShape<'m> {
    /// Returns a shape with its own least length.
    pub(crate) fn from_shape(shape: &'m Shape) -> Self {
        Self::new(shape, shape.traits.get(LENGTH))
    }

    /// Returns the target of a member with the least length that the member's value has.
    pub(crate) fn from_member(selection: &Selection<'m>, member: &Member) -> Self {
        let length = selection.member_trait(member, LENGTH);
        Self::new(selection.target(member), length)
    }

    /// True if the least length is the shape's own.
    pub(crate) fn has_own_length(self) -> bool {
        self.key() == Self::from_shape(self.shape).key()
    }

    pub(crate) fn key(self) -> Key<'m> {
        (&self.shape.id, self.least_length)
    }

    /// Returns the members without which there is no value of the shape: of a union, any one of them.
    pub(crate) fn parts(self) -> Vec<&'m Member> {
        let members = &self.shape.members;
        match self.shape.kind {
            ShapeKind::Structure => {
                let members = members.iter();
                members.filter(|member| member.is_required()).collect()
            }
            ShapeKind::Union => members.iter().collect(),
            // A map's key, which comes first, is a string.
            ShapeKind::List | ShapeKind::Map if self.least_length > 0 => {
                members.last().into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    fn new(shape: &'m Shape, length: Option<&Value>) -> Self {
        let length = length.filter(|_| is_collection(shape));
        let least = length.and_then(|length| length.get("min")?.as_u64());
        Self {
            shape,
            least_length: least.unwrap_or_default().min(MOST_ITEMS),
        }
    }
}

/// The extents of the smallest values of all shapes in a selection.
#[derive(Debug)]
pub(crate) struct Extents<'m> {
    by_key: HashMap<Key<'m>, Extent>,
}

/// A shape while its extent is computed.
struct Node<'m> {
    constrained: ConstrainedShape<'m>,
    /// The sum of the parts that are known.
    sum: Extent,
    /// The number of required parts that are not known.
    unknown: usize,
    /// The shapes that have this one as a part, once for each member.
    holders: Vec<usize>,
    extent: Option<Extent>,
}

impl<'m> Extents<'m> {
    /// Computes the extents in the order of their size, as Dijkstra's algorithm does, so in nearly linear time.
    pub(crate) fn new(selection: &Selection<'m>) -> Self {
        let mut nodes = nodes(selection);
        let mut ready: BinaryHeap<_> = nodes
            .iter()
            .enumerate()
            .filter(|(_, node)| *node.kind() != ShapeKind::Union && node.unknown == 0)
            .map(|(index, node)| Reverse((own_extent(node), index)))
            .collect();
        while let Some(Reverse((extent, index))) = ready.pop() {
            let Some(node) = nodes.get_mut(index).filter(|node| node.extent.is_none()) else {
                continue;
            };
            node.extent = Some(extent);
            for holder in std::mem::take(&mut node.holders) {
                let Some(node) = nodes.get_mut(holder) else {
                    continue;
                };
                let sum = match node.kind() {
                    // Any one of its members is enough.
                    ShapeKind::Union => extent,
                    ShapeKind::List | ShapeKind::Map => Extent {
                        values: extent.values.saturating_mul(node.constrained.least_length),
                        ..extent
                    },
                    _ => {
                        node.sum.values = node.sum.values.saturating_add(extent.values);
                        node.sum.depth = node.sum.depth.max(extent.depth);
                        node.unknown -= 1;
                        if node.unknown > 0 {
                            continue;
                        }
                        node.sum
                    }
                };
                ready.push(Reverse((around(sum), holder)));
            }
        }
        let known = nodes
            .iter()
            .filter_map(|node| Some((node.constrained.key(), node.extent?)));
        Self {
            by_key: known.collect(),
        }
    }

    /// Returns the extent of a shape's smallest value; `None` if the shape requires itself, so that no value is finite.
    pub(crate) fn get(&self, constrained: ConstrainedShape<'_>) -> Option<Extent> {
        self.by_key.get(&constrained.key()).copied()
    }
}

impl<'m> Node<'m> {
    fn kind(&self) -> &'m ShapeKind {
        &self.constrained.shape.kind
    }
}

/// True for a list or a map.
pub(crate) fn is_collection(shape: &Shape) -> bool {
    matches!(shape.kind, ShapeKind::List | ShapeKind::Map)
}

/// Returns a node for each shape and for each target with the least length of a member.
fn nodes<'m>(selection: &Selection<'m>) -> Vec<Node<'m>> {
    let shapes = selection.shapes.iter().copied();
    let members = shapes.clone().flat_map(|shape| &shape.members);
    let targets = members.map(|member| ConstrainedShape::from_member(selection, member));
    let shapes = shapes.map(ConstrainedShape::from_shape);
    let mut indices = HashMap::new();
    let mut nodes: Vec<Node<'m>> = Vec::new();
    for constrained in shapes.chain(targets) {
        indices.entry(constrained.key()).or_insert_with(|| {
            nodes.push(Node {
                constrained,
                sum: Extent::default(),
                unknown: 0,
                holders: Vec::new(),
                extent: None,
            });
            nodes.len() - 1
        });
    }
    for holder in 0..nodes.len() {
        let Some(node) = nodes.get_mut(holder) else {
            continue;
        };
        let parts = node.constrained.parts();
        node.unknown = parts.len();
        for part in parts {
            let part = ConstrainedShape::from_member(selection, part);
            let index = indices.get(&part.key());
            if let Some(part) = index.and_then(|index| nodes.get_mut(*index)) {
                part.holders.push(holder);
            }
        }
    }
    nodes
}

/// Returns the extent of a value without parts.
fn own_extent(node: &Node<'_>) -> Extent {
    match node.kind() {
        ShapeKind::Structure | ShapeKind::List | ShapeKind::Map => around(Extent::default()),
        _ => Extent {
            values: 1,
            depth: 0,
        },
    }
}

/// Returns the extent of a value with these parts.
fn around(parts: Extent) -> Extent {
    Extent {
        values: parts.values.saturating_add(1),
        depth: parts.depth.saturating_add(1),
    }
}
