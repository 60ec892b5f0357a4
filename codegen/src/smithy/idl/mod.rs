//! The reader of the Smithy interface definition language, version 2 (<https://smithy.io/2.0/spec/idl.html>).
//!
//! ```text
//! text  -> lexer   -> tokens
//!       -> parser  -> Document           the syntax tree of a file, with names as they are spelled
//!       -> lower   -> JSON AST           the files of a model together, with absolute names
//! ```
//!
//! The loader of the JSON AST does the rest, mixins included.

mod lexer;
mod lower;
mod names;
mod nodes;
mod parser;
mod shapes;
mod strings;
mod syntax;

use serde_json::{Map, Value, json};

pub(super) use self::lower::Shapes;
use super::ModelFile;
use super::merge::Source;
use crate::Diagnostic;

/// Converts files of the Smithy IDL 2.0 to one JSON abstract syntax tree.
///
/// Mixins and `apply` statements for their members remain; metadata is dropped.
///
/// # Errors
///
/// All violations of the grammar. If there are none: unknown names, and traits that contradict each other. If there are none of these:
/// definitions of a shape in two files that are not equal, which only [`Model::from_files`](super::Model::from_files) merges.
pub fn json_from_idl(files: &[ModelFile<'_>]) -> Result<Value, Vec<Diagnostic>> {
    let shapes = read(files.iter(), &[])?;
    if !shapes.diagnostics.is_empty() {
        return Err(shapes.diagnostics);
    }
    let differing = shapes
        .further
        .into_iter()
        .filter_map(|(location, entries)| {
            // The last one is the shape, or applies traits to one of its members.
            let (id, _) = entries.last()?;
            let shape = id.split_once('$').map_or(id.as_str(), |(shape, _)| shape);
            let message = format!(
                "shape `{shape}` is defined twice, and differently; rename or remove one of them"
            );
            Some(Diagnostic::general(message).located(location))
        });
    let differing: Vec<Diagnostic> = differing.collect();
    if !differing.is_empty() {
        return Err(differing);
    }
    let shapes: Map<String, Value> = shapes.entries.into_iter().collect();
    Ok(json!({ "smithy": "2.0", "shapes": shapes }))
}

/// Reads the IDL files of a model; `json` has its JSON files.
///
/// # Errors
///
/// The violations of the grammar. Other checks would report shapes that are only missing because of these.
pub(super) fn read<'a>(
    files: impl Iterator<Item = &'a ModelFile<'a>>,
    json: &[Source<'_>],
) -> Result<Shapes, Vec<Diagnostic>> {
    let mut documents = Vec::new();
    let mut violations = Vec::new();
    for file in files {
        let text = file.text.replace("\r\n", "\n").replace('\r', "\n");
        let (document, faults) = parser::parse(file.name, &text);
        let faults = faults.into_iter();
        violations.extend(faults.map(|fault| document.diagnostic(fault.at, fault.message)));
        documents.push(document);
    }
    if !violations.is_empty() {
        return Err(violations);
    }
    Ok(lower::lower(&documents, json))
}
