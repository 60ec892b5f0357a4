//! The problems that only follow from faults of the model, which are reported when it is read.

use crate::select::{SelectedOperation, Selection, closure};
use crate::smithy::{Shape, ShapeId};
use crate::{Diagnostic, Diagnostics};

/// Returns the problems of the selection that do not follow from faults of the shapes that have them.
pub(crate) fn own_problems(
    selection: &Selection<'_>,
    problems: Diagnostics,
) -> impl Iterator<Item = Diagnostic> {
    without(problems.into(), |id| selection.model.is_faulty(id))
}

/// Returns the problems of the validation that do not follow from faults of the shapes that have them or, for an operation, of its input, its
/// output and their members.
pub(super) fn own_problems_of_validation(
    selection: &Selection<'_>,
    problems: Diagnostics,
) -> impl Iterator<Item = Diagnostic> {
    without(problems.into(), |id| {
        let is_faulty = |operation: &SelectedOperation<'_>| {
            let messages = [operation.input, operation.output];
            messages.iter().any(|shape| has_fault(selection, shape))
        };
        selection.model.is_faulty(id) || operation(selection, id).is_some_and(is_faulty)
    })
}

/// Returns the problems of the plan that do not follow from faults of the shapes that have them or, for an operation, of any shape that it
/// reaches: samples and paths lead through all of them.
pub(crate) fn own_problems_of_plan(
    selection: &Selection<'_>,
    problems: Vec<Diagnostic>,
) -> impl Iterator<Item = Diagnostic> {
    without(problems, |id| {
        let is_faulty = |operation: &SelectedOperation<'_>| {
            let messages = [operation.input, operation.output];
            let reached = closure(
                selection.model,
                messages.into_iter().chain(operation.errors.iter().copied()),
            );
            let mut shapes = selection.shapes.iter();
            shapes.any(|shape| reached.contains(shape.id.as_str()) && has_fault(selection, shape))
        };
        selection.model.is_faulty(id) || operation(selection, id).is_some_and(is_faulty)
    })
}

fn without(
    problems: Vec<Diagnostic>,
    is_consequence: impl Fn(&ShapeId) -> bool,
) -> impl Iterator<Item = Diagnostic> {
    let problems = problems.into_iter();
    problems.filter(move |problem| !problem.shape.as_ref().is_some_and(&is_consequence))
}

fn operation<'s, 'm>(
    selection: &'s Selection<'m>,
    id: &ShapeId,
) -> Option<&'s SelectedOperation<'m>> {
    let mut operations = selection.operations.iter();
    operations.find(|operation| operation.shape.id == *id)
}

/// True if a shape or one of its members is faulty.
fn has_fault(selection: &Selection<'_>, shape: &Shape) -> bool {
    let model = selection.model;
    let mut members = shape.members.iter();
    model.is_faulty(&shape.id) || members.any(|member| model.is_faulty(&member.id))
}
