//! The extent of the smallest value of each shape: the number of values in it, and the depth to which they nest.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use super::Selection;
use crate::smithy::{Member, Shape, ShapeId, ShapeKind};

/// The most items or entries of a collection in a value.
pub(crate) const MOST_ITEMS: u64 = 8;

/// The extent of a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Extent {
    /// The value itself and all values in it.
    pub(crate) values: u64,
    /// The number of structures, unions, lists and maps around its innermost value, itself included.
    pub(crate) depth: u32,
}

/// The extents of the smallest values of all shapes in a selection.
#[derive(Debug)]
pub(crate) struct Extents<'m> {
    by_id: HashMap<&'m ShapeId, Extent>,
    /// The lists and maps that must not be empty.
    non_empty: HashMap<&'m ShapeId, u64>,
}

/// A shape while its extent is computed.
struct Node<'m> {
    shape: &'m Shape,
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
    pub(crate) fn new(selection: &'m Selection<'m>) -> Self {
        let non_empty = non_empty_collections(selection);
        let mut nodes = nodes(selection, &non_empty);
        let mut ready: BinaryHeap<_> = nodes
            .iter()
            .enumerate()
            .filter(|(_, node)| node.shape.kind != ShapeKind::Union && node.unknown == 0)
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
                let sum = if node.shape.kind == ShapeKind::Union {
                    // Any one of its members is enough.
                    extent
                } else if let Some(length) = non_empty.get(&node.shape.id) {
                    let items = MOST_ITEMS.min(*length);
                    Extent {
                        values: extent.values.saturating_mul(items),
                        ..extent
                    }
                } else {
                    node.sum.values = node.sum.values.saturating_add(extent.values);
                    node.sum.depth = node.sum.depth.max(extent.depth);
                    node.unknown -= 1;
                    if node.unknown > 0 {
                        continue;
                    }
                    node.sum
                };
                ready.push(Reverse((around(sum), holder)));
            }
        }
        let known = nodes
            .iter()
            .filter_map(|node| Some((&node.shape.id, node.extent?)));
        Self {
            by_id: known.collect(),
            non_empty,
        }
    }

    /// Returns the extent of a shape's smallest value; `None` if the shape requires itself, so that no value is finite.
    pub(crate) fn get(&self, shape: &Shape) -> Option<Extent> {
        self.by_id.get(&shape.id).copied()
    }

    /// Returns the least number of items or entries of a list or map.
    pub(crate) fn least_length(&self, shape: &Shape) -> u64 {
        self.non_empty.get(&shape.id).copied().unwrap_or_default()
    }
}

/// Finds the lists and maps with a least length, their own or one of a member that targets them.
fn non_empty_collections<'m>(selection: &'m Selection<'m>) -> HashMap<&'m ShapeId, u64> {
    let mut lengths = HashMap::new();
    let members = selection.shapes.iter().flat_map(|shape| &shape.members);
    for member in members {
        let target = selection.target(member);
        let (least, _) = selection.length(member);
        if let Some(least) = least.filter(|least| *least > 0 && is_collection(target)) {
            let known = lengths.entry(&target.id).or_insert(least);
            *known = least.max(*known);
        }
    }
    lengths
}

/// True for a list or a map.
pub(crate) fn is_collection(shape: &Shape) -> bool {
    matches!(shape.kind, ShapeKind::List | ShapeKind::Map)
}

/// Returns the members without which there is no value of a shape: of a union, any one of them.
pub(crate) fn parts(shape: &Shape, is_non_empty: impl Fn(&Shape) -> bool) -> Vec<&Member> {
    match shape.kind {
        ShapeKind::Structure => shape
            .members
            .iter()
            .filter(|member| member.is_required())
            .collect(),
        ShapeKind::Union => shape.members.iter().collect(),
        // A map's key, which comes first, is a string.
        ShapeKind::List | ShapeKind::Map if is_non_empty(shape) => {
            shape.members.last().into_iter().collect()
        }
        _ => Vec::new(),
    }
}

fn nodes<'m>(selection: &'m Selection<'m>, non_empty: &HashMap<&'m ShapeId, u64>) -> Vec<Node<'m>> {
    let members = selection.shapes.iter().flat_map(|shape| &shape.members);
    let targets = members.map(|member| selection.target(member));
    let mut indices = HashMap::new();
    let mut nodes: Vec<Node<'m>> = Vec::new();
    for shape in selection.shapes.iter().copied().chain(targets) {
        indices.entry(&shape.id).or_insert_with(|| {
            nodes.push(Node {
                shape,
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
        let parts = parts(node.shape, |shape| non_empty.contains_key(&shape.id));
        node.unknown = parts.len();
        for part in parts {
            let index = indices.get(&selection.target(part).id);
            if let Some(part) = index.and_then(|index| nodes.get_mut(*index)) {
                part.holders.push(holder);
            }
        }
    }
    nodes
}

/// Returns the extent of a value without parts.
fn own_extent(node: &Node<'_>) -> Extent {
    match node.shape.kind {
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
