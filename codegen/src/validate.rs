//! Checks that the selection follows Smithy's own rules.
//!
//! The rules are those without which a client cannot work. Problems that concern only
//! Rust's names and types are found by the plan. A rule that depends on something which is not known because of a fault is not checked, so that
//! no problem follows from another.

mod authentication;
mod defaults;
mod event_bindings;
mod operations;
mod policies;
mod recursion;
mod shapes;

use crate::protocol::xml_rules;
use crate::select::Selection;
use crate::{Diagnostic, Diagnostics};

/// Finds every problem of the selection.
pub(crate) fn validate(selection: &Selection<'_>, diagnostics: &mut Diagnostics) {
    policies::check(selection, diagnostics);
    authentication::check(selection, diagnostics);
    let (protocol, model) = (selection.protocol, selection.model);
    xml_rules::check(protocol, model, selection.service, diagnostics);
    for operation in &selection.operations {
        operations::check(selection, operation, diagnostics);
    }
    for shape in &selection.shapes {
        shapes::check(selection, shape, diagnostics);
        event_bindings::check(selection, shape, diagnostics);
    }
}

/// Finds shapes whose values would be infinite, and maps in keys of maps, for which there is no Rust type.
pub(crate) fn infinite_shapes(selection: &Selection<'_>) -> Diagnostics {
    recursion::check(selection)
}

/// Reports the traits that are ignored although a client may have to know them.
pub(crate) fn ignored_traits(selection: &Selection<'_>) -> Vec<Diagnostic> {
    policies::ignored(selection)
}
