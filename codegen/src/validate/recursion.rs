//! Shapes that hold themselves.

use std::collections::HashSet;

use crate::Diagnostics;
use crate::select::Selection;
use crate::smithy::{Member, Shape, ShapeKind};

/// A structure that requires itself, and lists or maps of nothing but each other.
pub(super) fn check(selection: &Selection<'_>) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    for shape in &selection.shapes {
        let (follow, message): (fn(&Shape, &Member, &Shape) -> bool, _) = match shape.kind {
            ShapeKind::Structure => (requires, "requires itself: a value of it would never end"),
            ShapeKind::List | ShapeKind::Map => (collects, "holds nothing but itself"),
            _ => continue,
        };
        if let Some(path) = cycle(selection, shape, follow) {
            diagnostics.at(&shape.id, format!("{message} ({})", path.join(", ")));
        }
    }
    diagnostics
}

fn requires(from: &Shape, member: &Member, to: &Shape) -> bool {
    from.kind == ShapeKind::Structure && to.kind == ShapeKind::Structure && member.is_required()
}

fn collects(from: &Shape, _: &Member, to: &Shape) -> bool {
    let is_collection = |shape: &Shape| matches!(shape.kind, ShapeKind::List | ShapeKind::Map);
    is_collection(from) && is_collection(to)
}

/// The members by which a shape leads back to itself.
fn cycle<'m>(
    selection: &Selection<'m>,
    start: &'m Shape,
    follow: fn(&Shape, &Member, &Shape) -> bool,
) -> Option<Vec<&'m str>> {
    let mut seen = HashSet::new();
    let mut pending = vec![(start, Vec::new())];
    while let Some((shape, path)) = pending.pop() {
        for member in &shape.members {
            let target = selection.target(member);
            if !follow(shape, member, target) {
                continue;
            }
            let mut path = path.clone();
            path.push(member.id.local());
            if target.id == start.id {
                return Some(path);
            }
            if seen.insert(&target.id) {
                pending.push((target, path));
            }
        }
    }
    None
}
