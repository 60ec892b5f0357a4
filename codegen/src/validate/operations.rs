//! Operations: their host, pages and errors.

use serde_json::Value;

use crate::protocol::http_rules;
use crate::select::{SelectedOperation, Selection};
use crate::smithy::{Member, Model, Shape, ShapeKind, member_path};
use crate::{Diagnostics, UriTemplate};

pub(super) fn check(
    selection: &Selection<'_>,
    operation: &SelectedOperation<'_>,
    diagnostics: &mut Diagnostics,
) {
    host(selection.model, operation, diagnostics);
    pages(selection, operation, diagnostics);
    compression(operation.shape, diagnostics);
    let shapes = http_rules::OperationShapes {
        operation: operation.shape,
        input: operation.input,
        output: operation.output,
        errors: &operation.errors,
    };
    http_rules::check(selection.protocol, selection.model, shapes, diagnostics);
    for error in &operation.errors {
        error_traits(selection.model, error, diagnostics);
    }
}

fn host(model: &Model, operation: &SelectedOperation<'_>, diagnostics: &mut Diagnostics) {
    const TRAIT: &str = "smithy.api#endpoint";
    let id = &operation.shape.id;
    if !operation.shape.traits.has(TRAIT) {
        return;
    }
    let Some(prefix) = operation.shape.traits.member_string(TRAIT, "hostPrefix") else {
        diagnostics.at(id, format!("has no `hostPrefix` in its `{TRAIT}` trait"));
        return;
    };
    let labels = match UriTemplate::host_labels(prefix) {
        Ok(labels) => labels,
        Err(cause) => {
            diagnostics.at(id, format!("its host prefix `{prefix}` {cause}"));
            return;
        }
    };
    let input = &operation.input.id;
    let is_label = |member: &Member| {
        member.traits.has("smithy.api#hostLabel") || !model.knows_traits(&member.id)
    };
    for label in labels {
        let is_found = match operation.input.member(&label) {
            Some(member) => is_label(member),
            None => !model.knows_input(id, input),
        };
        if !is_found {
            diagnostics.at(
                id,
                format!(
                    "the label `{{{label}}}` of its host prefix `{prefix}` has no member with the \
                     `smithy.api#hostLabel` trait in `{input}`"
                ),
            );
        }
    }
}

/// Reports names in pagination traits that do not exist, and items that are neither a list nor a map.
fn pages(
    selection: &Selection<'_>,
    operation: &SelectedOperation<'_>,
    diagnostics: &mut Diagnostics,
) {
    const TRAIT: &str = "smithy.api#paginated";
    let id = &operation.shape.id;
    if !operation.shape.traits.has(TRAIT) {
        return;
    }
    let model = selection.model;
    let value = |name| {
        let own = operation.shape.traits.member(TRAIT, name);
        own.or_else(|| selection.service.traits.member(TRAIT, name))
    };
    // Planning reports the other paths as not supported.
    let property = |name| {
        let path = value(name).filter(|path| member_path(path).is_some());
        path.and_then(Value::as_str)
    };
    let input = &operation.input.id;
    for name in ["inputToken", "pageSize"] {
        if let Some(member) = property(name)
            // A path through members of the input is not supported.
            && !member.contains('.')
            && operation.input.member(member).is_none()
            && model.knows_input(id, input)
        {
            diagnostics.at(
                id,
                format!("is paginated by the {name} `{member}`, but `{input}` has no such member"),
            );
        }
    }
    if let Some(member) = property("pageSize").and_then(|name| operation.input.member(name)) {
        let kind = &selection.target(member).kind;
        if !kind.is_integer() && model.knows_target(member) {
            let kind = kind.described();
            let message = format!("is the page size of an operation, but {kind}, not an integer");
            diagnostics.at(&member.id, message);
        }
    }
    for name in ["outputToken", "items"] {
        let Some(path) = property(name) else { continue };
        let output = &operation.output.id;
        match walk(model, operation.output, path) {
            // The whole output may be unknown.
            Err(_) if !model.knows_output(id, output) => {}
            Err(missing) => {
                let message = format!(
                    "is paginated by the {name} `{path}`, but `{output}` has no `{missing}`"
                );
                diagnostics.at(id, message);
            }
            Ok(Some(target))
                if name == "items" && !matches!(target.kind, ShapeKind::List | ShapeKind::Map) =>
            {
                let (kind, target) = (target.kind.described(), &target.id);
                diagnostics.at(
                    id,
                    format!(
                        "is paginated over `{path}`, but `{target}` is {kind}, not a list or map"
                    ),
                );
            }
            Ok(_) => {}
        }
    }
    for name in ["inputToken", "outputToken"] {
        let is_known = model.knows_traits(id) && model.knows_traits(&selection.service.id);
        if value(name).is_none() && is_known {
            diagnostics.at(id, format!("is paginated without an {name}"));
        }
    }
}

/// Returns the shape at the end of a path of members, or `None` if it is not known because of a fault. The error is the name that does not
/// exist.
fn walk<'m, 'p>(
    model: &'m Model,
    from: &'m Shape,
    path: &'p str,
) -> Result<Option<&'m Shape>, &'p str> {
    let mut shape = from;
    for name in path.split('.') {
        shape = match shape.member(name) {
            Some(member) if model.knows_target(member) => model.target(member),
            Some(_) => return Ok(None),
            None if !model.knows_parts(&shape.id) => return Ok(None),
            None => return Err(name),
        };
    }
    Ok(Some(shape))
}

fn compression(operation: &Shape, diagnostics: &mut Diagnostics) {
    const TRAIT: &str = "smithy.api#requestCompression";
    if !operation.traits.has(TRAIT) {
        return;
    }
    let encodings = operation
        .traits
        .member(TRAIT, "encodings")
        .and_then(Value::as_array);
    if !encodings.is_some_and(|encodings| encodings.iter().any(|encoding| encoding == "gzip")) {
        diagnostics.at(
            &operation.id,
            "requires a request compression other than gzip, which is the only one supported",
        );
    }
}

fn error_traits(model: &Model, error: &Shape, diagnostics: &mut Diagnostics) {
    match error.traits.get("smithy.api#error") {
        None if !model.knows_traits(&error.id) => {}
        None => diagnostics.at(
            &error.id,
            "is an error of an operation but has no `smithy.api#error` trait",
        ),
        Some(Value::String(fault)) if matches!(fault.as_str(), "client" | "server") => {}
        Some(other) => {
            diagnostics.at(
                &error.id,
                format!("is an error of the kind {other}, not \"client\" or \"server\""),
            );
        }
    }
    if let Some(status) = error.traits.get("smithy.api#httpError")
        && !status
            .as_u64()
            .is_some_and(|status| (200..600).contains(&status))
    {
        diagnostics.at(
            &error.id,
            format!("has the invalid HTTP status {status}, which must be from 200 to 599"),
        );
    }
}
