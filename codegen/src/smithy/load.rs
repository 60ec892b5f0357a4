//! The shapes of JSON text, each read by itself, with unresolved references.

use std::collections::HashSet;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};

use super::{Member, Operation, Resource, Service, Shape, ShapeId, ShapeKind, Traits};
use crate::{Diagnostic, Diagnostics};

/// The content of a file.
#[derive(Debug, Default)]
pub(super) struct FileShapes {
    /// Its shapes in the file's order.
    pub(super) shapes: Vec<UnresolvedShape>,
    /// Traits that `apply` statements give to shapes or members.
    pub(super) applied: Vec<(ShapeId, Traits)>,
    /// The shapes that are too malformed to be read.
    pub(super) malformed: HashSet<ShapeId>,
}

/// A shape before its mixins are flattened into it.
#[derive(Debug)]
pub(super) struct UnresolvedShape {
    pub(super) shape: Shape,
    pub(super) mixins: Vec<ShapeId>,
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
    let fail = |message: String| vec![Diagnostic::general(message)];
    let file: File = serde_json::from_str(text)
        .map_err(|error| fail(format!("the model is no Smithy JSON AST: {error}")))?;
    match file.smithy.as_deref() {
        Some(version) if version == "2" || version.starts_with("2.") => {}
        Some(version) => {
            return Err(fail(format!(
                "Smithy version `{version}` is not supported, only 2.0"
            )));
        }
        None => return Err(fail("the model has no `smithy` version".to_owned())),
    }
    match file.shapes {
        Some(Entries(entries)) => Ok(entries),
        None => Err(fail("the model has no `shapes`".to_owned())),
    }
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
        let Value::Object(properties) = value else {
            diagnostics.at(&id, "is no object");
            loaded.malformed.insert(id);
            continue;
        };
        let mut reader = ShapeReader {
            id: &id,
            properties,
            diagnostics,
        };
        let word = reader.string("type");
        if word == "apply" {
            loaded.applied.push((id.clone(), reader.traits()));
            reader.finish("apply");
            continue;
        }
        if id.member().is_some() {
            diagnostics.at(&id, "is a member, and only `apply` may name one");
            continue;
        }
        if !seen.insert(id.clone()) {
            diagnostics.at(&id, "is defined twice");
            continue;
        }
        match reader.shape(&word) {
            Some(shape) => loaded.shapes.push(shape),
            None => {
                loaded.malformed.insert(id);
            }
        }
    }
    loaded
}

/// A reader of a shape's properties, which reports the unread ones.
struct ShapeReader<'a> {
    id: &'a ShapeId,
    properties: Map<String, Value>,
    diagnostics: &'a mut Diagnostics,
}

impl ShapeReader<'_> {
    fn shape(mut self, word: &str) -> Option<UnresolvedShape> {
        let mut members = Vec::new();
        let kind = match word {
            "blob" => ShapeKind::Blob,
            "boolean" => ShapeKind::Boolean,
            "string" => ShapeKind::String,
            "byte" => ShapeKind::Byte,
            "short" => ShapeKind::Short,
            "integer" => ShapeKind::Integer,
            "long" => ShapeKind::Long,
            "float" => ShapeKind::Float,
            "double" => ShapeKind::Double,
            "bigInteger" => ShapeKind::BigInteger,
            "bigDecimal" => ShapeKind::BigDecimal,
            "timestamp" => ShapeKind::Timestamp,
            "document" => ShapeKind::Document,
            "enum" => self.with_members(ShapeKind::Enum, &mut members),
            "intEnum" => self.with_members(ShapeKind::IntEnum, &mut members),
            "structure" => self.with_members(ShapeKind::Structure, &mut members),
            "union" => self.with_members(ShapeKind::Union, &mut members),
            "list" | "set" => {
                members.extend(self.member("member"));
                ShapeKind::List
            }
            "map" => {
                members.extend(self.member("key"));
                members.extend(self.member("value"));
                ShapeKind::Map
            }
            "operation" => ShapeKind::Operation(Operation {
                input: self
                    .target("input")
                    .unwrap_or_else(|| ShapeId::prelude("Unit")),
                output: self
                    .target("output")
                    .unwrap_or_else(|| ShapeId::prelude("Unit")),
                errors: self.targets("errors"),
            }),
            "resource" => ShapeKind::Resource(self.resource()),
            "service" => ShapeKind::Service(Service {
                version: self.string("version"),
                operations: self.targets("operations"),
                resources: self.targets("resources"),
                errors: self.targets("errors"),
                rename: self.renames(),
            }),
            "" => {
                self.diagnostics.at(self.id, "has no `type`");
                return None;
            }
            other => {
                self.diagnostics
                    .at(self.id, format!("is of the unknown type `{other}`"));
                return None;
            }
        };
        let traits = self.traits();
        let mixins = self.targets("mixins");
        let id = self.id.clone();
        self.finish(word);
        Some(UnresolvedShape {
            shape: Shape {
                id,
                kind,
                traits,
                members,
            },
            mixins,
        })
    }

    fn resource(&mut self) -> Resource {
        Resource {
            identifiers: self.named_targets("identifiers").into_iter().collect(),
            properties: self.named_targets("properties").into_iter().collect(),
            lifecycle: ["create", "put", "read", "update", "delete", "list"]
                .into_iter()
                .filter_map(|name| self.target(name))
                .collect(),
            operations: self.targets("operations"),
            collection_operations: self.targets("collectionOperations"),
            resources: self.targets("resources"),
        }
    }

    fn with_members(&mut self, kind: ShapeKind, members: &mut Vec<Member>) -> ShapeKind {
        for (name, value) in self.object("members") {
            members.extend(self.read_member(name, value));
        }
        kind
    }

    /// Returns the member of that name of a list or map, unless a mixin has it.
    fn member(&mut self, name: &str) -> Option<Member> {
        let value = self.properties.shift_remove(name)?;
        self.read_member(name.to_owned(), value)
    }

    fn read_member(&mut self, name: String, value: Value) -> Option<Member> {
        if !super::id::is_identifier(&name) {
            self.diagnostics.at(
                self.id,
                format!("has a member `{name}`, which is no identifier"),
            );
            return None;
        }
        let id = self.id.with_member(&name);
        let Value::Object(properties) = value else {
            self.diagnostics.at(&id, "is no object");
            return None;
        };
        let mut reader = ShapeReader {
            id: &id,
            properties,
            diagnostics: self.diagnostics,
        };
        let traits = reader.traits();
        let target = reader.properties.shift_remove("target");
        let target = target.and_then(|target| reader.id_in("target", &target));
        reader.finish("member");
        let Some(target) = target else {
            self.diagnostics.at(&id, "has no target");
            return None;
        };
        Some(Member {
            id,
            name,
            target,
            traits,
        })
    }

    fn traits(&mut self) -> Traits {
        self.object("traits").into()
    }

    /// Returns a text, which is empty if it is absent.
    fn string(&mut self, name: &str) -> String {
        match self.properties.shift_remove(name) {
            None => String::new(),
            Some(Value::String(text)) => text,
            Some(other) => {
                self.diagnostics
                    .at(self.id, format!("`{name}` is no string but {other}"));
                String::new()
            }
        }
    }

    fn object(&mut self, name: &str) -> Map<String, Value> {
        match self.properties.shift_remove(name) {
            None => Map::new(),
            Some(Value::Object(object)) => object,
            Some(_) => {
                self.diagnostics
                    .at(self.id, format!("`{name}` is no object"));
                Map::new()
            }
        }
    }

    fn renames(&mut self) -> std::collections::BTreeMap<ShapeId, String> {
        let mut renames = std::collections::BTreeMap::new();
        for (id, name) in self.object("rename") {
            match (id.parse::<ShapeId>(), name) {
                (Ok(id), Value::String(name)) => {
                    renames.insert(id, name);
                }
                _ => self
                    .diagnostics
                    .at(self.id, format!("`rename` of `{id}` is malformed")),
            }
        }
        renames
    }

    /// Returns an optional reference `{"target": "..."}`.
    fn target(&mut self, name: &str) -> Option<ShapeId> {
        let value = self.properties.shift_remove(name)?;
        self.reference(name, &value)
    }

    fn targets(&mut self, name: &str) -> Vec<ShapeId> {
        match self.properties.shift_remove(name) {
            None => Vec::new(),
            Some(Value::Array(references)) => {
                let mut targets: Vec<ShapeId> = references
                    .iter()
                    .filter_map(|value| self.reference(name, value))
                    .collect();
                // The lists of the AST are sets.
                let mut seen = HashSet::new();
                targets.retain(|target| seen.insert(target.clone()));
                targets
            }
            Some(_) => {
                self.diagnostics.at(self.id, format!("`{name}` is no list"));
                Vec::new()
            }
        }
    }

    fn named_targets(&mut self, name: &str) -> Vec<(String, ShapeId)> {
        let references = self.object(name);
        references
            .into_iter()
            .filter_map(|(key, value)| Some((key, self.reference(name, &value)?)))
            .collect()
    }

    fn reference(&mut self, name: &str, value: &Value) -> Option<ShapeId> {
        match value.get("target") {
            Some(target) => self.id_in(name, target),
            None => {
                self.diagnostics
                    .at(self.id, format!("`{name}` has no target"));
                None
            }
        }
    }

    fn id_in(&mut self, name: &str, value: &Value) -> Option<ShapeId> {
        let Value::String(text) = value else {
            self.diagnostics
                .at(self.id, format!("`{name}` is no shape id but {value}"));
            return None;
        };
        match text.parse() {
            Ok(id) => Some(id),
            Err(error) => {
                self.diagnostics.at(self.id, format!("`{name}`: {error}"));
                None
            }
        }
    }

    /// Reports the unread properties.
    fn finish(self, word: &str) {
        for name in self.properties.keys() {
            self.diagnostics.at(
                self.id,
                format!("has the property `{name}`, which no {word} has"),
            );
        }
    }
}
