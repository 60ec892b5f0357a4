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
use crate::Diagnostic;

/// Converts files of the Smithy IDL 2.0 to one JSON abstract syntax tree.
///
/// Mixins and `apply` statements for their members remain; metadata is dropped.
///
/// # Errors
///
/// All violations of the grammar. If there are none: unknown names, and traits that contradict each other.
pub fn json_from_idl(files: &[ModelFile<'_>]) -> Result<Value, Vec<Diagnostic>> {
    let shapes = read(files.iter(), &[])?;
    if !shapes.diagnostics.is_empty() {
        return Err(shapes.diagnostics);
    }
    let shapes: Map<String, Value> = shapes.entries.into_iter().collect();
    Ok(json!({ "smithy": "2.0", "shapes": shapes }))
}

/// Reads the IDL files of a model; `json` holds the shapes of its JSON files.
///
/// # Errors
///
/// The violations of the grammar. Other checks would report shapes that are only missing because of these.
pub(super) fn read<'a>(
    files: impl Iterator<Item = &'a ModelFile<'a>>,
    json: &[(String, Value)],
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
