//! Every trait in the selection is known and supported.

use crate::select::Selection;
use crate::select::trait_policy::Treatment;
use crate::smithy::Shape;
use crate::{Diagnostic, Diagnostics};

/// Reports the traits in the selection that are unknown or not supported.
pub(crate) fn check(selection: &Selection<'_>, diagnostics: &mut Diagnostics) {
    let policy = selection.trait_policy();
    for (id, traits) in shapes(selection).flat_map(Shape::applied_traits) {
        let is_tolerant = selection.spec.skip_unsupported && *id == selection.service.id;
        for name in traits.ids() {
            let is_tolerated = is_tolerant && policy.tolerable_problem(name).is_some();
            if let Treatment::Rejected(problem) = policy.treatment(name)
                && !is_tolerated
            {
                diagnostics.at(id, problem);
            }
        }
    }
}

/// Reports the traits in the selection that are ignored although a client may have to know them, and those of the service that may be skipped.
pub(crate) fn ignored(selection: &Selection<'_>) -> Vec<Diagnostic> {
    let policy = selection.trait_policy();
    let service = selection.service;
    let skipped = service.traits.ids().filter_map(|name| {
        let problem = policy.tolerable_problem(name)?;
        Some(Diagnostic::at(
            &service.id,
            format!("is generated although it {problem}"),
        ))
    });
    let mut report: Vec<Diagnostic> = skipped.collect();
    report.extend(policy.ignored(shapes(selection)));
    report
}

fn shapes<'s>(selection: &'s Selection<'_>) -> impl Iterator<Item = &'s Shape> {
    let operations = selection.operations.iter().map(|operation| operation.shape);
    operations
        .chain([selection.service])
        .chain(selection.shapes.iter().copied())
}
