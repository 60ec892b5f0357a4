//! The resolution of names to shapes.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use serde_json::Value;

use super::syntax::{Body, Document, Name, Node, Position, ShapeStatement};
use crate::diagnostic::did_you_mean;
use crate::smithy::merge::Source;
use crate::smithy::prelude;
use crate::{Diagnostic, Location};

/// The number of faults after which no suggestions are made.
const MOST_SUGGESTIONS: usize = 100;

/// Every shape of a model by its absolute id.
#[derive(Debug, Default)]
pub(super) struct Definitions<'a>(HashMap<String, Definition<'a>>);

/// A shape as it is defined in one of the model's files.
#[derive(Clone, Copy, Debug)]
enum Definition<'a> {
    Idl(&'a Document, &'a ShapeStatement),
    Json(&'a Value),
}

impl<'a> Definitions<'a> {
    /// Collects the shapes of IDL files, and of JSON files that belong to the same model.
    pub(super) fn new(
        documents: &'a [Document],
        json: &'a [Source<'a>],
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut definitions = HashMap::new();
        for (id, value) in json.iter().flat_map(|source| &source.entries) {
            if value.get("type").is_some_and(|word| word != "apply") {
                let definition = Definition::Json(value);
                definitions.entry(id.clone()).or_insert(definition);
            }
        }
        for document in documents {
            let mut own = HashMap::new();
            for shape in &document.shapes {
                let id = document.absolute(&shape.name.text);
                let at = shape.name.at;
                match own.entry(id.clone()) {
                    Entry::Occupied(first) => {
                        let message = format!(
                            "shape `{id}` is defined twice, first in {}; rename one of them",
                            document.location(*first.get())
                        );
                        diagnostics.push(document.diagnostic(at, message));
                    }
                    // The definition of another file is merged with this one.
                    Entry::Vacant(first) => {
                        first.insert(at);
                        let definition = Definition::Idl(document, shape);
                        definitions.entry(id).or_insert(definition);
                    }
                }
            }
        }
        Self(definitions)
    }

    /// Returns the first definition of a shape, if it is in an IDL file.
    pub(super) fn first_in_idl(&self, id: &str) -> Option<(&'a Document, &'a ShapeStatement)> {
        match *self.0.get(id)? {
            Definition::Idl(document, shape) => Some((document, shape)),
            Definition::Json(_) => None,
        }
    }

    /// Resolves a name in a file to an absolute id.
    pub(super) fn resolve(&self, document: &Document, name: &str) -> String {
        if name.contains('#') {
            return name.to_owned();
        }
        let (shape, member) = match name.split_once('$') {
            Some((shape, member)) => (shape, format!("${member}")),
            None => (name, String::new()),
        };
        if let Some(used) = document.uses.get(shape) {
            return format!("{used}{member}");
        }
        let own = document.absolute(shape);
        if !self.contains(&own) && prelude::contains(shape) {
            return format!("smithy.api#{shape}{member}");
        }
        own + &member
    }

    /// Resolves a name to an absolute id, and reports the name if it does not exist although it must: if its namespace is
    /// that of the file or the prelude.
    ///
    /// A shape of another namespace, such as a trait of AWS, need not be among the files.
    pub(super) fn resolve_known(
        &self,
        document: &Document,
        name: &Name,
        what: &str,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> String {
        let id = self.resolve(document, &name.text);
        let shape = id.split_once('$').map_or(id.as_str(), |(shape, _)| shape);
        let namespace = shape.split_once('#').map_or("", |(namespace, _)| namespace);
        let is_near = namespace == document.namespace || namespace == "smithy.api";
        if is_near && !self.contains(shape) {
            // Suggestions take time in proportion to the shapes of the model, which adds up if many names are unknown.
            let suggestion = match diagnostics.len() {
                ..=MOST_SUGGESTIONS => self.suggestion(shape),
                _ => String::new(),
            };
            let message = format!("{what} `{}` does not exist{suggestion}", name.text);
            diagnostics.push(document.diagnostic(name.at, message));
        }
        id
    }

    /// Returns the target that a node gives, as a shape id with or without quotes.
    pub(super) fn target(&self, document: &Document, node: &Node) -> Option<String> {
        match node {
            Node::ShapeId(name) => Some(self.resolve(document, &name.text)),
            Node::Scalar(Value::String(name)) => Some(self.resolve(document, name)),
            _ => None,
        }
    }

    /// Returns the type of a shape, if it is known.
    pub(super) fn shape_type(&self, id: &str) -> Option<&str> {
        match self.0.get(id) {
            Some(Definition::Idl(_, shape)) => Some(shape.keyword),
            Some(Definition::Json(value)) => value.get("type")?.as_str(),
            None => prelude::trait_type(id.strip_prefix("smithy.api#")?),
        }
    }

    /// Returns the target of a resource's identifier or property.
    pub(super) fn resource_target(&self, resource: &str, member: &str) -> Option<String> {
        match self.0.get(resource)? {
            Definition::Json(value) => {
                let target = |kind: &str| value.get(kind)?.get(member)?.get("target")?.as_str();
                target("identifiers")
                    .or_else(|| target("properties"))
                    .map(str::to_owned)
            }
            Definition::Idl(document, shape) => {
                let Body::Properties(properties) = &shape.body else {
                    return None;
                };
                let target = |kind: &str| match entry(properties, kind)? {
                    Node::Object(entries) => self.target(document, entry(entries, member)?),
                    _ => None,
                };
                target("identifiers").or_else(|| target("properties"))
            }
        }
    }

    fn contains(&self, id: &str) -> bool {
        match id.strip_prefix("smithy.api#") {
            Some(name) => prelude::contains(name),
            None => self.0.contains_key(id),
        }
    }

    /// Returns a suggestion of a shape whose name is similar to one that does not exist.
    fn suggestion(&self, id: &str) -> String {
        let Some((namespace, name)) = id.split_once('#') else {
            return String::new();
        };
        let mut candidates: Vec<&str> = prelude::names().collect();
        let shapes = self.0.keys().filter_map(|id| id.split_once('#'));
        candidates.extend(
            shapes
                .filter(|(other, _)| *other == namespace)
                .map(|(_, name)| name),
        );
        did_you_mean(name, candidates)
    }
}

fn entry<'n>(entries: &'n [(Name, Node)], key: &str) -> Option<&'n Node> {
    entries
        .iter()
        .find(|(name, _)| name.text == key)
        .map(|(_, node)| node)
}

impl Document {
    pub(super) fn absolute(&self, name: &str) -> String {
        format!("{}#{name}", self.namespace)
    }

    pub(super) fn location(&self, at: Position) -> Location {
        Location {
            file: self.file.clone(),
            line: at.line,
            column: at.column,
        }
    }

    pub(super) fn diagnostic(&self, at: Position, message: impl Into<String>) -> Diagnostic {
        Diagnostic::general(message).located(self.location(at))
    }
}
