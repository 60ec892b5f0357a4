//! Whether what is selected says anything that can be generated at all.
//!
//! These are Smithy's own rules, where breaking them would make a client that cannot work. What goes wrong only with
//! Rust's names and types is found by the plan.

mod bindings;
mod operations;
mod policies;
mod recursion;
mod shapes;

use crate::Diagnostics;
use crate::select::Selection;

/// Finds everything that is wrong with the selection.
pub(crate) fn validate(selection: &Selection<'_>, diagnostics: &mut Diagnostics) {
    policies::check(selection, diagnostics);
    for operation in &selection.operations {
        operations::check(selection, operation, diagnostics);
    }
    for shape in &selection.shapes {
        shapes::check(selection, shape, diagnostics);
    }
}

/// Finds shapes whose values could never end, of which no Rust type can be thought.
pub(crate) fn endless(selection: &Selection<'_>) -> Diagnostics {
    recursion::check(selection)
}
