//! Shapes without a finite value, maps in keys of maps, and shapes whose values nest too deep or hold too much.

use std::collections::HashSet;

use crate::Diagnostics;
use crate::select::Selection;
use crate::select::extent::{ConstrainedShape, Extent, Extents, Key, is_collection};
use crate::smithy::{Member, Shape, ShapeKind};

/// The most lists and maps directly in each other. Their Rust types nest as deep, and a compiler has a stack.
const DEEPEST_TYPE: usize = 32;

/// The deepest that required values may nest. The runtime reads documents of 128 levels, and tests wrap a value in a few more.
const DEEPEST_VALUE: u32 = 120;

/// The most values that a value may require. Examples and tests show one.
const MOST_VALUES: u64 = 10_000;

/// The most shapes whose further cycles are searched, each of which takes time in proportion to the model.
const MOST_SEARCHES: usize = 100;

/// The most members of a cycle that a message names.
const SHOWN_MEMBERS: usize = 8;

/// Reports each shape that requires itself, and each shape or member by which a limit is passed.
pub(super) fn check(selection: &Selection<'_>) -> Diagnostics {
    let extents = Extents::new(selection);
    let mut diagnostics = Diagnostics::default();
    let mut finished = HashSet::new();
    let mut searches = 0;
    for shape in selection.shapes.iter().copied() {
        let constrained = ConstrainedShape::from_shape(shape);
        if let Some(key) = collection_as_key(selection, shape) {
            diagnostics.at(
                &key.id,
                "is the key of a map, but a list or map, not a string",
            );
        }
        if nests_too_deep(selection, shape) {
            diagnostics.at(
                &shape.id,
                format!("holds lists and maps in each other, more than {DEEPEST_TYPE} deep"),
            );
        } else if is_collection_of_itself(selection, shape) {
            diagnostics.at(&shape.id, "is a list or map that contains only itself");
        } else if extents.get(constrained).is_none() {
            report_cycle(
                selection,
                &extents,
                constrained,
                &mut finished,
                &mut diagnostics,
            );
            searches += 1;
            if searches <= MOST_SEARCHES {
                report_other_cycles(selection, &extents, constrained, &mut diagnostics);
            }
        } else if let Some(excess) = excess(selection, &extents, constrained) {
            diagnostics.at(&shape.id, excess);
        }
        for member in &shape.members {
            let target = ConstrainedShape::from_member(selection, member);
            // Otherwise, the target is reported.
            if !target.has_own_length()
                && let Some(excess) = excess(selection, &extents, target)
            {
                diagnostics.at(&member.id, excess);
            }
        }
    }
    diagnostics
}

/// Returns the limit that a shape passes and none of its parts does.
fn excess(
    selection: &Selection<'_>,
    extents: &Extents<'_>,
    shape: ConstrainedShape<'_>,
) -> Option<String> {
    let passes = |extent: Extent| {
        if extent.depth > DEEPEST_VALUE {
            Some(format!(
                "requires values that nest more than {DEEPEST_VALUE} deep"
            ))
        } else if extent.values > MOST_VALUES {
            Some(format!("requires more than {MOST_VALUES} values"))
        } else {
            None
        }
    };
    let excess = passes(extents.get(shape)?)?;
    let is_of_part = shape
        .parts()
        .into_iter()
        .filter_map(|part| extents.get(ConstrainedShape::from_member(selection, part)))
        .any(|part| passes(part).is_some());
    (!is_of_part).then_some(excess)
}

/// Reports the shapes of the cycle that keeps `start` from having a finite value, each with its way back to itself.
fn report_cycle<'m>(
    selection: &Selection<'m>,
    extents: &Extents<'_>,
    start: ConstrainedShape<'m>,
    finished: &mut HashSet<Key<'m>>,
    diagnostics: &mut Diagnostics,
) {
    let mut path: Vec<(ConstrainedShape<'m>, &Member)> = Vec::new();
    let mut shape = start;
    while finished.insert(shape.key()) {
        // Each shape without a finite value has a part without one.
        let Some(part) = infinite_parts(selection, extents, shape).next() else {
            return;
        };
        path.push((shape, part));
        shape = ConstrainedShape::from_member(selection, part);
    }
    let is_begin = |(known, _): &(ConstrainedShape<'_>, &Member)| known.key() == shape.key();
    let Some(begin) = path.iter().position(is_begin) else {
        // The path ends in a cycle that was reported before.
        return;
    };
    let cycle = path.split_off(begin);
    for (index, (shape, _)) in cycle.iter().enumerate() {
        if !shape.has_own_length() {
            // The list or map may be empty if another member targets it.
            continue;
        }
        let members = cycle.iter().cycle().skip(index).take(cycle.len());
        let members: Vec<&Member> = members.map(|(_, member)| *member).collect();
        diagnostics.at(&shape.shape.id, cycle_problem(&members));
    }
}

/// Reports the members of a shape, after its first one without a finite value, by which it requires itself as well.
fn report_other_cycles<'m>(
    selection: &Selection<'m>,
    extents: &Extents<'_>,
    shape: ConstrainedShape<'m>,
    diagnostics: &mut Diagnostics,
) {
    if shape.shape.kind != ShapeKind::Structure {
        // A union is finite as soon as one of its members is.
        return;
    }
    for part in infinite_parts(selection, extents, shape)
        .skip(1)
        .take(SHOWN_MEMBERS)
    {
        // A breadth-first search for the shape. Each step has the member, and the index of the step before it.
        let mut steps = vec![(part, None)];
        let mut seen = HashSet::new();
        let mut next = 0;
        let mut last = None;
        while let Some((member, _)) = steps.get(next) {
            let target = ConstrainedShape::from_member(selection, member);
            if target.key() == shape.key() {
                last = Some(next);
                break;
            }
            if seen.insert(target.key()) {
                let parts = infinite_parts(selection, extents, target);
                steps.extend(parts.map(|part| (part, Some(next))));
            }
            next += 1;
        }
        let mut members = Vec::new();
        while let Some((member, before)) = last.and_then(|at| steps.get(at)) {
            members.push(*member);
            last = *before;
        }
        members.reverse();
        if !members.is_empty() {
            diagnostics.at(&shape.shape.id, cycle_problem(&members));
        }
    }
}

/// Returns the members of a shape that it requires, and whose targets have no finite value.
fn infinite_parts<'m>(
    selection: &Selection<'m>,
    extents: &Extents<'_>,
    shape: ConstrainedShape<'m>,
) -> impl Iterator<Item = &'m Member> {
    let is_infinite = move |part: &&Member| {
        let part = ConstrainedShape::from_member(selection, part);
        extents.get(part).is_none()
    };
    shape.parts().into_iter().filter(is_infinite)
}

fn cycle_problem(cycle: &[&Member]) -> String {
    let members = cycle.iter().take(SHOWN_MEMBERS);
    let mut members: Vec<&str> = members.map(|member| member.id.local()).collect();
    if cycle.len() > SHOWN_MEMBERS {
        members.push("…");
    }
    format!(
        "requires itself, so that no value of it is finite ({})",
        members.join(", ")
    )
}

/// Returns the chain of lists and maps that begins with a shape, up to the first that is not one of them or is repeated.
fn collections<'m>(
    selection: &Selection<'m>,
    outermost: &'m Shape,
) -> impl Iterator<Item = &'m Shape> {
    let mut next = Some(outermost);
    let chain = std::iter::from_fn(move || {
        let shape = next.filter(|shape| is_collection(shape))?;
        // The last member of a map is its value.
        next = shape.members.last().map(|item| selection.target(item));
        Some(shape)
    });
    chain.take(DEEPEST_TYPE + 1)
}

/// Returns the key of a map that is a list or map, which may hold the former.
fn collection_as_key<'m>(selection: &Selection<'_>, shape: &'m Shape) -> Option<&'m Member> {
    let key = shape.member("key")?;
    (shape.kind == ShapeKind::Map && is_collection(selection.target(key))).then_some(key)
}

fn nests_too_deep<'m>(selection: &Selection<'m>, outermost: &'m Shape) -> bool {
    let mut seen = HashSet::new();
    let distinct = collections(selection, outermost).take_while(|shape| seen.insert(&shape.id));
    distinct.count() > DEEPEST_TYPE
}

fn is_collection_of_itself<'m>(selection: &Selection<'m>, outermost: &'m Shape) -> bool {
    collections(selection, outermost)
        .skip(1)
        .any(|shape| shape.id == outermost.id)
}
