//! The files of a model as JSON text, and their entries.

use std::collections::HashSet;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};

use super::faults::Faults;
use super::shape_reader::{ShapeReader, UnresolvedShape};
use super::{Shape, ShapeId, Traits};
use crate::{Diagnostic, Diagnostics};

/// The content of a file.
#[derive(Debug, Default)]
pub(super) struct FileShapes {
    /// Its shapes in the file's order.
    pub(super) shapes: Vec<UnresolvedShape>,
    /// Traits that `apply` statements give to shapes or members.
    pub(super) applied: Vec<(ShapeId, Traits)>,
    /// Further definitions of these shapes, which are no part of the model.
    pub(super) duplicates: Vec<Shape>,
    /// Everything that is not known of the shapes.
    pub(super) faults: Faults,
}

/// The top of the file. `metadata` concerns validators and is of no use to a client.
#[derive(Deserialize)]
#[serde(expecting = "an object with `smithy` and `shapes`")]
struct File {
    smithy: Option<String>,
    shapes: Option<Entries>,
}

/// A JSON object that keeps every entry, so that a shape given twice is found.
struct Entries(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct EntriesVisitor;
        impl<'de> Visitor<'de> for EntriesVisitor {
            type Value = Entries;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of shapes")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(EntriesVisitor)
    }
}

/// Reads the entries of `shapes` from the text of a JSON AST.
pub(super) fn entries(text: &str) -> Result<Vec<(String, Value)>, Vec<Diagnostic>> {
    let file: File = serde_json::from_str(text).map_err(|error| {
        let problem = format!("the model is no Smithy JSON AST: {error}");
        vec![Diagnostic::general(problem)]
    })?;
    let mut diagnostics = Diagnostics::default();
    match file.smithy.as_deref() {
        Some(version) if version == "2" || version.starts_with("2.") => {}
        Some(version) => diagnostics.general(format!(
            "Smithy version `{version}` is not supported, only 2.0"
        )),
        None => diagnostics.general("the model has no `smithy` version"),
    }
    if file.shapes.is_none() {
        diagnostics.general("the model has no `shapes`");
    }
    let entries = file.shapes.map(|Entries(entries)| entries);
    diagnostics.into_result(entries.unwrap_or_default())
}

/// Reads the shapes of a model from the entries of its `shapes`, as far as they can be read.
pub(super) fn load(entries: Vec<(String, Value)>, diagnostics: &mut Diagnostics) -> FileShapes {
    let mut loaded = FileShapes::default();
    let mut seen = HashSet::new();
    for (key, value) in entries {
        let id: ShapeId = match key.parse() {
            Ok(id) => id,
            Err(error) => {
                diagnostics.general(format!("in `shapes`: {error}"));
                continue;
            }
        };
        // Those of a further definition do not concern the first one.
        let mut faults_of_further = Faults::default();
        let is_first = !seen.contains(&id);
        let mut reader = ShapeReader {
            id: &id,
            properties: Map::new(),
            diagnostics,
            faults: match is_first {
                true => &mut loaded.faults,
                false => &mut faults_of_further,
            },
        };
        match value {
            Value::Object(properties) => reader.properties = properties,
            _ => {
                reader.report("is no object");
                reader.faults.add_unreadable(&id);
            }
        }
        let word = reader.word();
        if word.as_deref() == Some("apply") {
            loaded.applied.push((id.clone(), reader.traits()));
            reader.finish("apply");
            continue;
        }
        if id.member().is_some() {
            reader.report("is a member, and only `apply` may name one");
            continue;
        }
        if !seen.insert(id.clone()) {
            reader.report("is defined twice");
        }
        let unresolved = reader.shape(word.as_deref());
        match is_first {
            true => loaded.shapes.push(unresolved),
            false => loaded.duplicates.push(unresolved.shape),
        }
    }
    loaded
}
