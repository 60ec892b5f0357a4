//! Shapes that hold themselves, or others too deep to be worked on.

use std::collections::HashSet;

use crate::Diagnostics;
use crate::select::Selection;
use crate::smithy::{Member, Shape, ShapeKind};

/// How deep lists and maps may hold each other. Their Rust types nest as deep, and a compiler has a stack.
const DEEPEST: usize = 32;

/// A structure that requires itself, and lists or maps of nothing but each other, be it because they are too many.
pub(super) fn check(selection: &Selection<'_>) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    for shape in &selection.shapes {
        if is_too_deep(selection, shape) {
            diagnostics.at(
                &shape.id,
                format!("holds lists and maps in each other, more than {DEEPEST} deep"),
            );
            continue;
        }
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
    is_collection(from) && is_collection(to)
}

fn is_collection(shape: &Shape) -> bool {
    matches!(shape.kind, ShapeKind::List | ShapeKind::Map)
}

/// Whether a collection holds too many others. Where few of them go round in a circle, that is the fault.
fn is_too_deep<'m>(selection: &Selection<'m>, outermost: &'m Shape) -> bool {
    let mut seen = HashSet::new();
    let mut shape = outermost;
    while is_collection(shape) && seen.insert(&shape.id) {
        if seen.len() > DEEPEST {
            return true;
        }
        // A map's key, which comes first, is a string.
        match shape.members.last() {
            Some(item) => shape = selection.target(item),
            None => return false,
        }
    }
    false
}

/// A shape that was reached, by which member and from which step before.
struct Step<'m> {
    shape: &'m Shape,
    came_by: Option<(&'m str, usize)>,
}

/// The members by which a shape leads back to itself.
fn cycle<'m>(
    selection: &Selection<'m>,
    start: &'m Shape,
    follow: fn(&Shape, &Member, &Shape) -> bool,
) -> Option<Vec<&'m str>> {
    let mut seen = HashSet::new();
    let mut pending = vec![0];
    let mut steps = vec![Step {
        shape: start,
        came_by: None,
    }];
    while let Some(from) = pending.pop() {
        let shape = steps.get(from)?.shape;
        for member in &shape.members {
            let target = selection.target(member);
            if !follow(shape, member, target) {
                continue;
            }
            if target.id == start.id {
                return Some(path(&steps, (member.id.local(), from)));
            }
            if seen.insert(&target.id) {
                pending.push(steps.len());
                steps.push(Step {
                    shape: target,
                    came_by: Some((member.id.local(), from)),
                });
            }
        }
    }
    None
}

fn path<'m>(steps: &[Step<'m>], last: (&'m str, usize)) -> Vec<&'m str> {
    let members = std::iter::successors(Some(last), |(_, from)| steps.get(*from)?.came_by);
    let mut path: Vec<&str> = members.map(|(member, _)| member).collect();
    path.reverse();
    path
}
