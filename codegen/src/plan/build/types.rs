//! The shapes that become types, their names, and the type of every member.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::graph;
use crate::plan::ir::{TimestampFormat, Type};
use crate::plan::names;
use crate::protocol::event_streams::{is_event_stream, is_exception};
use crate::protocol::timestamp_format;
use crate::select::Selection;
use crate::smithy::{Member, Shape, ShapeId, ShapeKind};
use crate::{Caller, Diagnostics};

/// The types that members refer to.
#[derive(Debug)]
pub(crate) struct Types<'m> {
    selection: &'m Selection<'m>,
    /// The shapes that become types, by Rust name.
    pub(crate) named: BTreeMap<String, &'m Shape>,
    by_id: HashMap<&'m str, String>,
    /// The component of each structure and union: those that hold each other without a list or map between share one.
    components: HashMap<&'m ShapeId, usize>,
    /// The structures that are events of a stream.
    events: HashSet<&'m ShapeId>,
}

/// Reports structures, unions and enums with the same Rust name, in a selection that cannot be planned.
pub(crate) fn check_type_names(selection: &Selection<'_>, diagnostics: &mut Diagnostics) {
    Types::new(selection, diagnostics);
}

impl<'m> Types<'m> {
    /// Names every structure, union and enum that some member targets.
    pub(crate) fn new(selection: &'m Selection<'m>, diagnostics: &mut Diagnostics) -> Self {
        let mut types = Self {
            selection,
            named: BTreeMap::new(),
            by_id: HashMap::new(),
            components: components(selection),
            events: events(selection),
        };
        for shape in &selection.shapes {
            for member in &shape.members {
                let target = selection.target(member);
                // The exceptions of a stream are errors of its operation.
                if !matches!(shape.kind, ShapeKind::Enum | ShapeKind::IntEnum)
                    && !is_exception(shape, target)
                {
                    types.name(target, diagnostics);
                }
            }
        }
        types
    }

    /// Returns the Rust name of a shape that is a type.
    pub(crate) fn rust_name(&self, id: &ShapeId) -> &str {
        self.by_id.get(id.as_str()).map_or("", String::as_str)
    }

    /// True if a structure is an event of a stream.
    pub(crate) fn is_event(&self, structure: &Shape) -> bool {
        self.events.contains(&structure.id)
    }

    /// Returns the type of a member of `holder`, in a `Box` where `holder` would contain itself.
    pub(crate) fn type_of_member(&self, holder: &Shape, member: &Member) -> Type {
        let target = self.selection.target(member);
        let ty = self.type_of_shape(target);
        let component = |shape: &Shape| self.components.get(&shape.id);
        let recursive = is_holder(holder) && component(target) == component(holder);
        if recursive && matches!(ty, Type::Struct(_) | Type::Union(_)) {
            Type::Boxed(Box::new(ty))
        } else {
            ty
        }
    }

    /// Returns the timestamp format that the model names for a member: its own, or its target's.
    pub(crate) fn format(&self, member: &Member) -> Option<TimestampFormat> {
        let target = self.selection.target(member);
        match target.kind {
            ShapeKind::Timestamp => {
                let format = self
                    .selection
                    .member_trait(member, "smithy.api#timestampFormat")?;
                timestamp_format(format.as_str()?)
            }
            ShapeKind::List => self.format(target.member("member")?),
            ShapeKind::Map => self.format(target.member("value")?),
            _ => None,
        }
    }

    /// True if a value is sensitive: the member's, its target's, or an item of a list or map in it.
    pub(crate) fn is_sensitive(&self, member: &Member) -> bool {
        const SENSITIVE: &str = "smithy.api#sensitive";
        let target = self.selection.target(member);
        let inner = || {
            matches!(target.kind, ShapeKind::List | ShapeKind::Map)
                && target
                    .members
                    .iter()
                    .any(|member| self.is_sensitive(member))
        };
        member.traits.has(SENSITIVE) || target.traits.has(SENSITIVE) || inner()
    }

    /// True if a value of this shape may contain sensitive values, however deep.
    pub(crate) fn holds_secrets(&self, shape: &'m Shape) -> bool {
        let mut seen = HashSet::new();
        let mut pending = vec![shape];
        while let Some(shape) = pending.pop() {
            for member in &shape.members {
                if self.is_sensitive(member) {
                    return true;
                }
                let target = self.selection.target(member);
                if seen.insert(&target.id) {
                    pending.push(target);
                }
            }
        }
        false
    }

    fn name(&mut self, shape: &'m Shape, diagnostics: &mut Diagnostics) {
        let named = matches!(
            shape.kind,
            ShapeKind::Structure | ShapeKind::Union | ShapeKind::Enum | ShapeKind::IntEnum
        );
        if !named || is_unit(shape) || self.by_id.contains_key(shape.id.as_str()) {
            return;
        }
        let name = names::type_name(self.selection.rename(&shape.id).unwrap_or(shape.id.name()));
        match self.named.get(&name) {
            Some(other) => diagnostics.at(
                &shape.id,
                collision(
                    self.selection.spec.caller,
                    "type",
                    &name,
                    &other.id,
                    shape.id.local(),
                ),
            ),
            None => {
                self.named.insert(name.clone(), shape);
            }
        }
        self.by_id.insert(shape.id.as_str(), name);
    }

    /// Returns the type of a shape.
    fn type_of_shape(&self, shape: &Shape) -> Type {
        let inner = |name: &str| {
            let member = shape.member(name);
            Box::new(member.map_or(Type::String, |member| {
                self.type_of_shape(self.selection.target(member))
            }))
        };
        let sparse = shape.traits.has("smithy.api#sparse");
        let name = || self.rust_name(&shape.id).to_owned();
        match &shape.kind {
            ShapeKind::Blob if shape.traits.has("smithy.api#streaming") => Type::Body,
            ShapeKind::Blob => Type::Blob,
            ShapeKind::Boolean => Type::Bool,
            ShapeKind::String => Type::String,
            ShapeKind::Enum => Type::Enum(name()),
            ShapeKind::IntEnum => Type::IntEnum(name()),
            ShapeKind::Byte => Type::I8,
            ShapeKind::Short => Type::I16,
            ShapeKind::Integer => Type::I32,
            ShapeKind::Long => Type::I64,
            ShapeKind::Float => Type::F32,
            ShapeKind::Double => Type::F64,
            ShapeKind::BigInteger | ShapeKind::BigDecimal => Type::BigNumber,
            ShapeKind::Timestamp => Type::Timestamp,
            ShapeKind::Document => Type::Document,
            ShapeKind::List if sparse => Type::SparseList(inner("member")),
            ShapeKind::List => Type::List(inner("member")),
            ShapeKind::Map if sparse => Type::SparseMap(inner("key"), inner("value")),
            ShapeKind::Map => Type::Map(inner("key"), inner("value")),
            ShapeKind::Structure if is_unit(shape) => Type::Unit,
            ShapeKind::Structure => Type::Struct(name()),
            ShapeKind::Union if is_event_stream(shape) => Type::EventStream(name()),
            ShapeKind::Union => Type::Union(name()),
            // No member targets one; this is checked when a model is loaded.
            ShapeKind::Operation(_) | ShapeKind::Resource(_) | ShapeKind::Service(_) => Type::Unit,
        }
    }
}

/// Returns the targets of the members of event streams.
fn events<'m>(selection: &Selection<'m>) -> HashSet<&'m ShapeId> {
    let shapes = selection.shapes.iter().copied();
    let streams = shapes.filter(|shape| is_event_stream(shape));
    let members = streams.flat_map(|stream| &stream.members);
    members.map(|member| &member.target).collect()
}

/// Returns the component of each structure and union in the graph of direct members.
fn components<'m>(selection: &'m Selection<'m>) -> HashMap<&'m ShapeId, usize> {
    let holders: Vec<&'m Shape> = selection
        .shapes
        .iter()
        .copied()
        .filter(|shape| is_holder(shape))
        .collect();
    let indices: HashMap<&ShapeId, usize> = holders
        .iter()
        .enumerate()
        .map(|(index, shape)| (&shape.id, index))
        .collect();
    let edges: Vec<Vec<usize>> = holders
        .iter()
        .map(|shape| {
            let targets = shape.members.iter().map(|member| selection.target(member));
            targets
                .filter_map(|target| indices.get(&target.id).copied())
                .collect()
        })
        .collect();
    let components = graph::components(&edges);
    let ids = holders.iter().map(|shape| &shape.id);
    ids.zip(components).collect()
}

/// True for a structure or union, which contains its members' values.
fn is_holder(shape: &Shape) -> bool {
    matches!(shape.kind, ShapeKind::Structure | ShapeKind::Union)
}

/// True for the structure without a value.
pub(crate) fn is_unit(shape: &Shape) -> bool {
    shape.id == "smithy.api#Unit"
}

/// Describes two shapes or members of a model that have the same name in Rust.
pub(crate) fn collision(
    caller: Caller,
    what: &str,
    name: &str,
    other: &ShapeId,
    local: &str,
) -> String {
    let rename = caller.rename(local);
    format!(
        "has the Rust {what} name `{name}`, as `{other}` has; give one of them another {rename}"
    )
}
