//! The files of a model as JSON text, and their entries.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::{Map, Value};

use super::faults::Faults;
use super::merge::{Place, Source, further_traits};
use super::shape_reader::{ShapeReader, UnresolvedShape};
use super::{Shape, ShapeId, Traits};
use crate::{Diagnostic, Diagnostics, escape};

/// The content of a file.
#[derive(Debug, Default)]
pub(super) struct FileShapes {
    /// Its shapes in the file's order.
    pub(super) shapes: Vec<UnresolvedShape>,
    /// Traits that `apply` statements give to shapes or members.
    pub(super) applied: Vec<(ShapeId, Traits)>,
    /// Further definitions of these shapes, which are not part of the model.
    pub(super) duplicates: Vec<Shape>,
    /// Everything that is not known of the shapes.
    pub(super) faults: Faults,
}

/// The top of the file. `metadata` concerns validators and is of no use to a client.
#[derive(Deserialize)]
#[serde(expecting = "an object with `smithy`, and `shapes` or `metadata`")]
struct File {
    smithy: Option<String>,
    /// Nothing in a file of metadata alone.
    #[serde(default)]
    shapes: Entries,
    /// Keys of neither kind. Without shapes, one may be a misspelled `shapes`.
    #[serde(flatten)]
    others: BTreeMap<String, IgnoredAny>,
}

/// A JSON object that keeps every entry, so that a shape given twice is found.
#[derive(Default)]
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
        let problem = format!("the model is not a Smithy JSON AST: {error}");
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
    let Entries(entries) = file.shapes;
    let unknown = file.others.keys().find(|key| *key != "metadata");
    if let Some(unknown) = unknown.filter(|_| entries.is_empty()) {
        let shown = escape::visible(unknown);
        diagnostics.general(format!("the model has no `shapes`, but the key `{shown}`"));
    }
    diagnostics.into_result(entries)
}

/// The first definition of a shape.
#[derive(Clone, Copy, Debug)]
struct First {
    /// The index of its source.
    source: usize,
    /// Its index among the loaded shapes.
    shape: usize,
}

/// Reads the shapes of a model from the entries of its `shapes`, as far as they can be read. Definitions of a shape in several sources are
/// merged, if they can be.
pub(super) fn load(sources: Vec<Source<'_>>, diagnostics: &mut Diagnostics) -> FileShapes {
    let mut loaded = FileShapes::default();
    let mut seen: HashMap<ShapeId, First> = HashMap::new();
    // The shapes of each source.
    let mut own: HashSet<(usize, ShapeId)> = HashSet::new();
    let sources = sources.into_iter();
    let (places, entries): (Vec<Place<'_>>, Vec<_>) =
        sources.map(|source| (source.place, source.entries)).unzip();
    let entries = entries.into_iter().enumerate();
    let entries = entries.flat_map(|(source, entries)| {
        let entries = entries.into_iter();
        entries.map(move |entry| (source, entry))
    });
    for (source, (key, value)) in entries {
        let id: ShapeId = match key.parse() {
            Ok(id) => id,
            Err(error) => {
                diagnostics.general(format!("in `shapes`: {error}"));
                continue;
            }
        };
        // Those of a further definition do not concern the first one.
        let mut faults_of_further = Faults::default();
        let first = seen.get(&id).copied();
        let mut reader = ShapeReader {
            id: &id,
            properties: Map::new(),
            diagnostics,
            faults: match first {
                None => &mut loaded.faults,
                Some(_) => &mut faults_of_further,
            },
        };
        match value {
            Value::Object(properties) => reader.properties = properties,
            _ => {
                reader.report("is not an object");
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
        let place = |source: usize| {
            let place = places.get(source).map(|place| place.of(&id));
            place.unwrap_or_default()
        };
        let is_repeated = !own.insert((source, id.clone()));
        if is_repeated {
            reader.report(match first {
                Some(first) if first.source != source => {
                    format!("is defined twice in {}", place(source))
                }
                _ => "is defined twice".to_owned(),
            });
        }
        let unresolved = reader.shape(word.as_deref());
        let Some(first) = first else {
            let shape = loaded.shapes.len();
            seen.insert(id, First { source, shape });
            loaded.shapes.push(unresolved);
            continue;
        };
        let known = loaded.shapes.get(first.shape).filter(|_| !is_repeated);
        match known.map(|known| further_traits(known, &unresolved)) {
            Some(Ok(traits)) => loaded.applied.extend(traits),
            Some(Err(difference)) => {
                let message = format!(
                    "is defined in {}, and with {difference} in {}; rename or remove one of them",
                    place(first.source),
                    place(source)
                );
                diagnostics.at(&id, message);
                loaded.duplicates.push(unresolved.shape);
            }
            None => loaded.duplicates.push(unresolved.shape),
        }
    }
    loaded
}
