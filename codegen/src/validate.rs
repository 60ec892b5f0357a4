//! Checks that the selection follows Smithy's own rules.
//!
//! The rules are those without which a client cannot work. Problems that concern only
//! Rust's names and types are found by the plan.

mod defaults;
mod operations;
mod policies;
mod recursion;
mod shapes;

use crate::select::Selection;
use crate::{Diagnostic, Diagnostics, escape};

/// Finds every problem of the selection.
pub(crate) fn validate(selection: &Selection<'_>, diagnostics: &mut Diagnostics) {
    policies::check(selection, diagnostics);
    signing_name(selection, diagnostics);
    for operation in &selection.operations {
        operations::check(selection, operation, diagnostics);
    }
    for shape in &selection.shapes {
        shapes::check(selection, shape, diagnostics);
    }
}

/// Checks the name in the scope of signatures, which a header carries.
fn signing_name(selection: &Selection<'_>, diagnostics: &mut Diagnostics) {
    let service = selection.service;
    let name = service
        .traits
        .member_string("aws.auth#sigv4", "name")
        .unwrap_or_default();
    if !name
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'/')
    {
        let name = escape::visible(name);
        diagnostics.at(
            &service.id,
            format!("has the signing name `{name}`, with a character that no signature has"),
        );
    }
}

/// Finds shapes whose values would be infinite, for which there is no Rust type.
pub(crate) fn endless(selection: &Selection<'_>) -> Diagnostics {
    recursion::check(selection)
}

/// Reports the traits that are ignored although a client may have to know them.
pub(crate) fn ignored_traits(selection: &Selection<'_>) -> Vec<Diagnostic> {
    policies::ignored(selection)
}
