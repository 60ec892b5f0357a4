//! Checks that the selection follows Smithy's own rules.
//!
//! The rules are those without which a client cannot work. Problems that concern only
//! Rust's names and types are found by the plan.

mod bindings;
mod operations;
mod policies;
mod recursion;
mod shapes;

use crate::Diagnostics;
use crate::select::Selection;

/// Finds every problem of the selection.
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
