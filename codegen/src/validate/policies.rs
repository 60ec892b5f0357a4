//! Every trait in the selection is known and supported.

use crate::select::Selection;
use crate::select::trait_policy::{Treatment, applied};
use crate::smithy::Shape;
use crate::{Diagnostic, Diagnostics};

/// Reports the traits in the selection that are unknown or not supported.
pub(crate) fn check(selection: &Selection<'_>, diagnostics: &mut Diagnostics) {
    let policy = selection.trait_policy();
    for (id, traits) in shapes(selection).flat_map(applied) {
        for name in traits.ids() {
            if let Treatment::Rejected(problem) = policy.treatment(name) {
                diagnostics.at(id, problem);
            }
        }
    }
}

/// Reports the traits in the selection that are ignored although a client may have to know them.
pub(crate) fn ignored(selection: &Selection<'_>) -> Vec<Diagnostic> {
    selection.trait_policy().ignored(shapes(selection))
}

fn shapes<'s>(selection: &'s Selection<'_>) -> impl Iterator<Item = &'s Shape> {
    let operations = selection.operations.iter().map(|operation| operation.shape);
    operations
        .chain([selection.service])
        .chain(selection.shapes.iter().copied())
}
