//! The conversion of syntax trees into shapes of the JSON AST.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::names::Definitions;
use super::syntax::{Body, Document, MemberStatement, Name, Node, ShapeStatement, Trait};
use crate::smithy::merge::Source;
use crate::smithy::traits::add_trait;
use crate::{Diagnostic, Location};

/// The shapes of IDL files, as far as they can be read.
#[derive(Debug, Default)]
pub(in crate::smithy) struct Shapes {
    /// The entries of `shapes` in the JSON AST.
    pub(in crate::smithy) entries: Vec<(String, Value)>,
    /// The entries of each further definition of a shape, unless it equals the first one, with its place.
    pub(in crate::smithy) further: Vec<(Location, Vec<(String, Value)>)>,
    /// The places of shapes and members, by id.
    pub(in crate::smithy) locations: HashMap<String, Location>,
    /// The faults of names and traits.
    pub(in crate::smithy) diagnostics: Vec<Diagnostic>,
}

/// Lowers IDL files; `json` has the JSON files that belong to the same model.
pub(super) fn lower(documents: &[Document], json: &[Source<'_>]) -> Shapes {
    let mut lowered = Shapes::default();
    let definitions = Definitions::new(documents, json, &mut lowered.diagnostics);
    let mut lowerer = Lowerer {
        definitions: &definitions,
        applied: HashMap::new(),
        lowered,
    };
    for document in documents {
        for apply in &document.applies {
            let id = definitions.resolve(document, &apply.target.text);
            let traits = apply.traits.iter().map(|applied| (document, applied));
            lowerer.applied.entry(id).or_default().extend(traits);
        }
    }
    for document in documents {
        let mut own = HashSet::new();
        for shape in &document.shapes {
            let id = document.absolute(&shape.name.text);
            if !own.insert(id.clone()) {
                // The second definition in a file has been reported.
                continue;
            }
            match definitions.first_in_idl(&id) {
                Some((_, first)) if std::ptr::eq(first, shape) => lowerer.shape(document, shape),
                first => lowerer.further(document, shape, first),
            }
        }
    }
    // The targets of the rest are members of mixins and shapes of JSON files.
    for document in documents {
        for apply in &document.applies {
            let id = definitions.resolve(document, &apply.target.text);
            if lowerer.applied.contains_key(&id) {
                lowerer.locate(document, &id, &apply.target);
                lowerer.apply(document, id, &[]);
            }
        }
    }
    lowerer.lowered
}

struct Lowerer<'a> {
    definitions: &'a Definitions<'a>,
    /// The traits of `apply` statements by the id of their target, each with the document of its names.
    applied: HashMap<String, Vec<(&'a Document, &'a Trait)>>,
    lowered: Shapes,
}

impl Lowerer<'_> {
    fn shape(&mut self, document: &Document, statement: &ShapeStatement) {
        let id = document.absolute(&statement.name.text);
        self.locate(document, &id, &statement.name);
        let mut shape = Map::new();
        shape.insert("type".to_owned(), json!(statement.keyword));
        match &statement.body {
            Body::None => {}
            Body::Members(members) => {
                let members = self.members(document, statement, &id, members);
                if matches!(statement.keyword, "list" | "map") {
                    shape.extend(members);
                } else {
                    shape.insert("members".to_owned(), Value::Object(members));
                }
            }
            Body::Properties(properties) => {
                self.properties(document, statement.keyword, properties, &mut shape);
            }
        }
        if !statement.mixins.is_empty() {
            let mixins = statement.mixins.iter();
            let mixins = mixins.map(|name| self.definitions.resolve(document, &name.text));
            let mixins = mixins.map(|id| json!({ "target": id })).collect();
            shape.insert("mixins".to_owned(), mixins);
        }
        self.add_traits(document, &id, &statement.traits, &mut shape);
        self.lowered.entries.push((id, Value::Object(shape)));
    }

    /// Lowers a further definition of a shape, whose first one is in another file.
    fn further(
        &mut self,
        document: &Document,
        statement: &ShapeStatement,
        first: Option<(&Document, &ShapeStatement)>,
    ) {
        let alone = |document: &Document, statement: &ShapeStatement| {
            let mut lowerer = Lowerer {
                definitions: self.definitions,
                applied: HashMap::new(),
                lowered: Shapes::default(),
            };
            lowerer.shape(document, statement);
            lowerer.lowered
        };
        let Shapes {
            mut entries,
            diagnostics,
            locations,
            ..
        } = alone(document, statement);
        self.lowered.diagnostics.extend(diagnostics);
        // The first definition may be in a JSON file, which has no places.
        for (id, location) in locations {
            self.lowered.locations.entry(id).or_insert(location);
        }
        if let Some((document, statement)) = first {
            let known = alone(document, statement).entries;
            entries.retain(|entry| !known.contains(entry));
        }
        if !entries.is_empty() {
            let location = document.location(statement.name.at);
            self.lowered.further.push((location, entries));
        }
    }

    fn members(
        &mut self,
        document: &Document,
        statement: &ShapeStatement,
        shape: &str,
        members: &[MemberStatement],
    ) -> Map<String, Value> {
        let resource = self.resource(document, statement);
        let mut lowered = Map::new();
        for member in members {
            let name = &member.name;
            let id = format!("{shape}${}", name.text);
            if !self.check_member(document, statement.keyword, &id, name) {
                continue;
            }
            self.locate(document, &id, name);
            let target = match &member.target {
                Some(target) => Some(self.definitions.resolve(document, &target.text)),
                None => resource
                    .as_deref()
                    .and_then(|resource| self.definitions.resource_target(resource, &name.text)),
            };
            if let Some(target) = target {
                let mut object = Map::new();
                object.insert("target".to_owned(), Value::String(target));
                self.add_traits(document, &id, &member.traits, &mut object);
                lowered.insert(name.text.clone(), Value::Object(object));
            } else if statement.mixins.is_empty() {
                let message = format!(
                    "member `${0}` has no target; write one, as in `{0}: String`, or name a resource or mixin that has the member",
                    name.text
                );
                self.fault(document, name, message);
            } else {
                // The target is the mixin's; the traits are applied to the copy of its member.
                self.apply(document, id, &member.traits);
            }
        }
        lowered
    }

    /// Returns the id of the resource after `for`.
    fn resource(&mut self, document: &Document, statement: &ShapeStatement) -> Option<String> {
        let name = statement.resource.as_ref()?;
        let id = self.definitions.resolve_known(
            document,
            name,
            "resource",
            &mut self.lowered.diagnostics,
        );
        match self.definitions.shape_type(&id) {
            Some(found) if found != "resource" => {
                let message = format!(
                    "`{}` is of the type {found}; only a resource can follow `for`",
                    name.text
                );
                self.fault(document, name, message);
                None
            }
            _ => Some(id),
        }
    }

    /// True if a shape of that type can have the member, and does not have it yet.
    fn check_member(&mut self, document: &Document, keyword: &str, id: &str, name: &Name) -> bool {
        let allowed: &[&str] = match keyword {
            "list" => &["member"],
            "map" => &["key", "value"],
            _ => &[],
        };
        let member = name.text.as_str();
        let message = if !allowed.is_empty() && !allowed.contains(&member) {
            let allowed = allowed.join("` and `");
            format!("a {keyword} has no member `{member}`, only `{allowed}`")
        } else if self.lowered.locations.contains_key(id) {
            format!("the shape has a second member `{member}`; rename or remove it")
        } else {
            return true;
        };
        self.fault(document, name, message);
        false
    }

    /// Lowers the properties of a service, resource or operation.
    fn properties(
        &mut self,
        document: &Document,
        keyword: &str,
        properties: &[(Name, Node)],
        shape: &mut Map<String, Value>,
    ) {
        for (name, node) in properties {
            let value = match (keyword, name.text.as_str(), node) {
                ("service", "operations" | "resources" | "errors", Node::Array(nodes))
                | ("operation", "errors", Node::Array(nodes))
                | (
                    "resource",
                    "operations" | "collectionOperations" | "resources",
                    Node::Array(nodes),
                ) => {
                    let targets = nodes.iter().map(|node| self.target(document, node));
                    targets.collect::<Option<_>>().map(Value::Array)
                }
                ("resource", "identifiers" | "properties", Node::Object(entries)) => {
                    let targets = entries
                        .iter()
                        .map(|(key, node)| Some((key.text.clone(), self.target(document, node)?)));
                    targets.collect::<Option<_>>().map(Value::Object)
                }
                ("resource", "create" | "put" | "read" | "update" | "delete" | "list", node)
                | ("operation", "input" | "output", node) => self.target(document, node),
                // The loader of the JSON AST checks the name of the property and the type of its value.
                _ => Some(self.value(document, node)),
            };
            let Some(value) = value else {
                let message = format!(
                    "`{}` of the {keyword} has a value that is not a shape id",
                    name.text
                );
                self.fault(document, name, message);
                continue;
            };
            if matches!(name.text.as_str(), "type" | "traits" | "mixins")
                || shape.insert(name.text.clone(), value).is_some()
            {
                let message = format!(
                    "the {keyword} cannot have the property `{}` here; remove it",
                    name.text
                );
                self.fault(document, name, message);
            }
        }
    }

    /// Adds an entry that applies traits to a member of a mixin or a shape of a JSON file.
    fn apply(&mut self, document: &Document, id: String, traits: &[Trait]) {
        let mut entry = Map::new();
        entry.insert("type".to_owned(), json!("apply"));
        self.add_traits(document, &id, traits, &mut entry);
        self.lowered.entries.push((id, Value::Object(entry)));
    }

    /// Adds the traits of a shape or member, those of `apply` statements included.
    fn add_traits(
        &mut self,
        document: &Document,
        id: &str,
        traits: &[Trait],
        object: &mut Map<String, Value>,
    ) {
        let mut lowered = Map::new();
        for own in traits {
            self.add_trait(document, own, &mut lowered);
        }
        for (document, applied) in self.applied.remove(id).unwrap_or_default() {
            self.add_trait(document, applied, &mut lowered);
        }
        if !lowered.is_empty() {
            object.insert("traits".to_owned(), Value::Object(lowered));
        }
    }

    fn add_trait(&mut self, document: &Document, applied: &Trait, traits: &mut Map<String, Value>) {
        let name = &applied.name;
        let id =
            self.definitions
                .resolve_known(document, name, "trait", &mut self.lowered.diagnostics);
        let value = match &applied.value {
            Some(value) => self.value(document, value),
            None => match self.definitions.shape_type(&id) {
                None | Some("structure" | "map") => json!({}),
                Some("list" | "set") => json!([]),
                Some("document") => Value::Null,
                Some(found) => {
                    let message = format!(
                        "trait `{}` is a {found}; write its value in parentheses",
                        name.text
                    );
                    return self.fault(document, name, message);
                }
            },
        };
        if let Err(id) = add_trait(traits, id, value) {
            let message =
                format!("trait `{id}` is applied twice with different values; remove one of them");
            self.fault(document, name, message);
        }
    }

    fn value(&mut self, document: &Document, node: &Node) -> Value {
        match node {
            Node::Scalar(value) => value.clone(),
            Node::ShapeId(name) => Value::String(self.definitions.resolve_known(
                document,
                name,
                "a value without quotes is the id of a shape, and shape",
                &mut self.lowered.diagnostics,
            )),
            Node::Array(nodes) => nodes
                .iter()
                .map(|node| self.value(document, node))
                .collect(),
            Node::Object(entries) => {
                let mut object = Map::new();
                for (key, node) in entries {
                    let value = self.value(document, node);
                    if object.insert(key.text.clone(), value).is_some() {
                        let message = format!(
                            "the object has the key `{}` twice; remove one of them",
                            key.text.escape_debug()
                        );
                        self.fault(document, key, message);
                    }
                }
                Value::Object(object)
            }
        }
    }

    fn locate(&mut self, document: &Document, id: &str, name: &Name) {
        let location = document.location(name.at);
        self.lowered.locations.insert(id.to_owned(), location);
    }

    fn fault(&mut self, document: &Document, name: &Name, message: String) {
        self.lowered
            .diagnostics
            .push(document.diagnostic(name.at, message));
    }

    fn target(&self, document: &Document, node: &Node) -> Option<Value> {
        let target = self.definitions.target(document, node)?;
        Some(json!({ "target": target }))
    }
}
