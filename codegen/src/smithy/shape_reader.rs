//! The shapes of a model, each read by itself, with unresolved references.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value};

use super::faults::Faults;
use super::id::is_identifier;
use super::{Member, Operation, Resource, Service, Shape, ShapeId, ShapeKind, Traits};
use crate::diagnostic::{did_you_mean, nearest};
use crate::{Diagnostics, escape};

/// A shape before its mixins are flattened into it.
#[derive(Debug)]
pub(super) struct UnresolvedShape {
    pub(super) shape: Shape,
    pub(super) mixins: Vec<ShapeId>,
}

/// The types of shapes, in Smithy's words.
const WORDS: [&str; 23] = [
    "bigDecimal",
    "bigInteger",
    "blob",
    "boolean",
    "byte",
    "document",
    "double",
    "enum",
    "float",
    "intEnum",
    "integer",
    "list",
    "long",
    "map",
    "operation",
    "resource",
    "service",
    "set",
    "short",
    "string",
    "structure",
    "timestamp",
    "union",
];

/// The properties by which a shape of an unknown type is read, each with the type of shapes that have it.
const PROPERTIES: [(&str, &str); 7] = [
    ("version", "service"),
    ("identifiers", "resource"),
    ("input", "operation"),
    ("output", "operation"),
    ("errors", "operation"),
    ("member", "list"),
    ("key", "map"),
];

/// A reader of a shape's properties, which reports the unread ones.
pub(super) struct ShapeReader<'a> {
    pub(super) id: &'a ShapeId,
    pub(super) properties: Map<String, Value>,
    pub(super) diagnostics: &'a mut Diagnostics,
    pub(super) faults: &'a mut Faults,
}

impl ShapeReader<'_> {
    /// Adds a problem of the shape or member.
    pub(super) fn report(&mut self, message: impl Into<String>) {
        self.diagnostics.at(self.id, message);
    }

    /// Returns the type of the shape; `None` without one, which is reported.
    pub(super) fn word(&mut self) -> Option<String> {
        let is_known = !self.faults.kinds.contains(self.id);
        let problem = match self.properties.shift_remove("type") {
            Some(Value::String(word)) => return Some(word),
            Some(other) => format!("`type` is {other}, not a string"),
            None => "has no `type`".to_owned(),
        };
        if is_known {
            self.report(problem);
            self.faults.kinds.insert(self.id.clone());
        }
        None
    }

    /// Reads a shape of a type. One of another type than those of Smithy is read as the type that it is likely to have, so that the faults of its
    /// properties are found as well.
    pub(super) fn shape(mut self, word: Option<&str>) -> UnresolvedShape {
        let mut members = Vec::new();
        let known = word.and_then(|word| self.kind(word, &mut members));
        if let (Some(word), None) = (word, &known) {
            let hint = did_you_mean(word, WORDS);
            let word = escape::visible(word);
            self.report(format!("is of the unknown type `{word}`{hint}"));
            self.faults.kinds.insert(self.id.clone());
        }
        let is_known = known.is_some();
        let kind = known.unwrap_or_else(|| {
            let likely = self.likely_word(word.unwrap_or_default());
            let kind = self.kind(likely, &mut members);
            kind.unwrap_or(ShapeKind::Structure)
        });
        let traits = self.traits();
        let mixins = self.targets("mixins");
        let id = self.id.clone();
        if is_known {
            self.finish(kind.word());
        }
        UnresolvedShape {
            shape: Shape {
                id,
                kind,
                traits,
                members,
            },
            mixins,
        }
    }

    /// Returns the type that a shape of an unknown type is likely to have.
    fn likely_word(&self, word: &str) -> &'static str {
        let near = nearest(word, WORDS);
        let mut properties = PROPERTIES.iter();
        let by_property = properties.find(|(name, _)| self.properties.contains_key(*name));
        let by_property = by_property.map(|(_, word)| *word);
        near.or(by_property).unwrap_or("structure")
    }

    /// Reads the properties of a type; `None` for a type that Smithy does not have.
    fn kind(&mut self, word: &str, members: &mut Vec<Member>) -> Option<ShapeKind> {
        Some(match word {
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
            "enum" => self.with_members(ShapeKind::Enum, members),
            "intEnum" => self.with_members(ShapeKind::IntEnum, members),
            "structure" => self.with_members(ShapeKind::Structure, members),
            "union" => self.with_members(ShapeKind::Union, members),
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
                input: self.message("input"),
                output: self.message("output"),
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
            _ => return None,
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

    /// Reads a member. One without a target targets the empty structure, so that its traits are checked; one without a name is only checked.
    fn read_member(&mut self, name: String, value: Value) -> Option<Member> {
        let is_named = is_identifier(&name);
        if !is_named {
            let shown = escape::visible(&name);
            self.report(format!(
                "has a member `{shown}`, which is not an identifier"
            ));
            self.faults.parts.insert(self.id.clone());
        }
        let id = self.id.with_member(&name);
        let mut reader = ShapeReader {
            id: &id,
            properties: Map::new(),
            diagnostics: self.diagnostics,
            faults: self.faults,
        };
        let target = match value {
            Value::Object(properties) => {
                reader.properties = properties;
                reader.member_target()
            }
            _ => {
                reader.report("is not an object");
                reader.faults.traits.insert(id.clone());
                None
            }
        };
        let traits = reader.traits();
        let target = target.unwrap_or_else(|| {
            reader.faults.parts.insert(id.clone());
            ShapeId::prelude("Unit")
        });
        reader.finish("member");
        is_named.then_some(Member {
            id,
            name,
            target,
            traits,
        })
    }

    fn member_target(&mut self) -> Option<ShapeId> {
        match self.properties.shift_remove("target") {
            Some(target) => self.id_in("target", &target),
            None => {
                self.report("has no target");
                None
            }
        }
    }

    /// Returns the input or output of an operation, which is the empty structure if it is absent or malformed.
    fn message(&mut self, name: &str) -> ShapeId {
        let is_given = self.properties.contains_key(name);
        let target = self.target(name);
        if is_given && target.is_none() {
            self.faults.parts.insert(self.id.with_member(name));
        }
        target.unwrap_or_else(|| ShapeId::prelude("Unit"))
    }

    pub(super) fn traits(&mut self) -> Traits {
        self.object("traits").into()
    }

    /// Returns a text, which is empty if it is absent.
    fn string(&mut self, name: &str) -> String {
        match self.properties.shift_remove(name) {
            None => String::new(),
            Some(Value::String(text)) => text,
            Some(other) => {
                self.report(format!("`{name}` is {other}, not a string"));
                String::new()
            }
        }
    }

    fn object(&mut self, name: &str) -> Map<String, Value> {
        match self.properties.shift_remove(name) {
            None => Map::new(),
            Some(Value::Object(object)) => object,
            Some(_) => {
                self.report(format!("`{name}` is not an object"));
                let lacking = match name {
                    "traits" => &mut self.faults.traits,
                    _ => &mut self.faults.parts,
                };
                lacking.insert(self.id.clone());
                Map::new()
            }
        }
    }

    fn renames(&mut self) -> BTreeMap<ShapeId, String> {
        let mut renames = BTreeMap::new();
        for (id, name) in self.object("rename") {
            match (id.parse::<ShapeId>(), name) {
                (Ok(id), Value::String(name)) => {
                    renames.insert(id, name);
                }
                _ => self.report(format!("`rename` of `{id}` is malformed")),
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
                self.report(format!("`{name}` is not a list"));
                self.note_missing_reference(name);
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
        let target = match value.get("target") {
            Some(target) => self.id_in(name, target),
            None => {
                self.report(format!("`{name}` has no target"));
                None
            }
        };
        if target.is_none() {
            self.note_missing_reference(name);
        }
        target
    }

    /// Notes that a reference of the shape is not known.
    fn note_missing_reference(&mut self, name: &str) {
        match name {
            "mixins" => self.faults.add_incomplete(self.id),
            // They are noted on their own, as if they were members.
            "input" | "output" => {}
            _ => {
                self.faults.parts.insert(self.id.clone());
            }
        }
    }

    fn id_in(&mut self, name: &str, value: &Value) -> Option<ShapeId> {
        let Value::String(text) = value else {
            self.report(format!("`{name}` is {value}, not a shape id"));
            return None;
        };
        match text.parse() {
            Ok(id) => Some(id),
            Err(error) => {
                self.report(format!("`{name}`: {error}"));
                None
            }
        }
    }

    /// Reports the unread properties, any of which may be misspelt.
    pub(super) fn finish(self, word: &str) {
        for name in self.properties.keys() {
            let message = format!("has the property `{name}`, which no {word} has");
            self.diagnostics.at(self.id, message);
            self.faults.add_incomplete(self.id);
        }
    }
}
