//! Shapes and their members.

use std::collections::BTreeMap;

use super::{ShapeId, Traits};

/// One shape of the model.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// Its absolute id.
    pub id: ShapeId,
    /// The kind, with the properties that only such a shape has.
    pub kind: ShapeKind,
    /// The traits that are applied to it.
    pub traits: Traits,
    /// The members of a structure, union, enum or intEnum in the model's order; a list's `member`; a map's `key` and
    /// `value`.
    pub members: Vec<Member>,
}

impl Shape {
    /// Returns the member of that name.
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.name == name)
    }

    /// Returns the traits of the shape and of its members.
    pub(crate) fn applied_traits(&self) -> impl Iterator<Item = (&ShapeId, &Traits)> {
        let members = self.members.iter();
        let members = members.map(|member| (&member.id, &member.traits));
        std::iter::once((&self.id, &self.traits)).chain(members)
    }

    /// Returns an operation's input, output and errors; `None` for any other shape.
    pub fn operation(&self) -> Option<&Operation> {
        match &self.kind {
            ShapeKind::Operation(operation) => Some(operation),
            _ => None,
        }
    }

    /// Returns a service's properties; `None` for any other shape.
    pub fn service(&self) -> Option<&Service> {
        match &self.kind {
            ShapeKind::Service(service) => Some(service),
            _ => None,
        }
    }

    /// Returns a resource's properties; `None` for any other shape.
    pub fn resource(&self) -> Option<&Resource> {
        match &self.kind {
            ShapeKind::Resource(resource) => Some(resource),
            _ => None,
        }
    }
}

/// The type of a shape. Sets are lists, as Smithy 2.0 has it.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the variants are Smithy's own shape types")]
pub enum ShapeKind {
    Blob,
    Boolean,
    String,
    Enum,
    IntEnum,
    Byte,
    Short,
    Integer,
    Long,
    Float,
    Double,
    BigInteger,
    BigDecimal,
    Timestamp,
    Document,
    List,
    Map,
    Structure,
    Union,
    Operation(Operation),
    Resource(Resource),
    Service(Service),
}

impl ShapeKind {
    /// Returns Smithy's word for the type.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Blob => "blob",
            Self::Boolean => "boolean",
            Self::String => "string",
            Self::Enum => "enum",
            Self::IntEnum => "intEnum",
            Self::Byte => "byte",
            Self::Short => "short",
            Self::Integer => "integer",
            Self::Long => "long",
            Self::Float => "float",
            Self::Double => "double",
            Self::BigInteger => "bigInteger",
            Self::BigDecimal => "bigDecimal",
            Self::Timestamp => "timestamp",
            Self::Document => "document",
            Self::List => "list",
            Self::Map => "map",
            Self::Structure => "structure",
            Self::Union => "union",
            Self::Operation(_) => "operation",
            Self::Resource(_) => "resource",
            Self::Service(_) => "service",
        }
    }

    /// Returns Smithy's word for the type with its article: `an enum`.
    pub(crate) fn described(&self) -> String {
        let word = self.word();
        let article = if word.starts_with(['a', 'e', 'i', 'o']) {
            "an"
        } else {
            "a"
        };
        format!("{article} {word}")
    }

    /// True if a value contains no other values, so that a label, a query parameter or a header can carry it.
    /// A document is not such a shape.
    pub fn is_simple(&self) -> bool {
        !matches!(self, Self::Document) && !self.is_aggregate() && !self.is_service_type()
    }

    /// True for a list, map, structure or union.
    pub fn is_aggregate(&self) -> bool {
        matches!(self, Self::List | Self::Map | Self::Structure | Self::Union)
    }

    /// True for a string or an enum, which is a string on the wire.
    pub fn is_string(&self) -> bool {
        matches!(self, Self::String | Self::Enum)
    }

    /// True for a whole number of a fixed size.
    pub fn is_integer(&self) -> bool {
        matches!(
            self,
            Self::Byte | Self::Short | Self::Integer | Self::IntEnum | Self::Long
        )
    }

    /// True for an operation, resource or service, which no member can target.
    pub fn is_service_type(&self) -> bool {
        matches!(
            self,
            Self::Operation(_) | Self::Resource(_) | Self::Service(_)
        )
    }
}

/// A named reference from one shape to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// `namespace#Shape$name`.
    pub id: ShapeId,
    /// The name in the model.
    pub name: String,
    /// The shape of its value.
    pub target: ShapeId,
    /// The traits that are applied to the member itself, without those of its target.
    pub traits: Traits,
}

impl Member {
    /// True if it has the `required` trait.
    pub fn is_required(&self) -> bool {
        self.traits.has("smithy.api#required")
    }
}

/// The input, output and errors of an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// The structure of its input; `smithy.api#Unit` if it has no input.
    pub input: ShapeId,
    /// The structure of its output; `smithy.api#Unit` if it has no output.
    pub output: ShapeId,
    /// The errors of the operation, without those that the service declares for all operations.
    pub errors: Vec<ShapeId>,
}

/// A resource and its operations.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resource {
    /// The identifiers: names and shapes.
    pub identifiers: BTreeMap<String, ShapeId>,
    /// The properties: names and shapes.
    pub properties: BTreeMap<String, ShapeId>,
    /// The operations of its life cycle: create, put, read, update, delete, list; those that it has, in this order.
    pub lifecycle: Vec<ShapeId>,
    /// Further operations on one of it.
    pub operations: Vec<ShapeId>,
    /// Further operations on all of it.
    pub collection_operations: Vec<ShapeId>,
    /// Resources inside it.
    pub resources: Vec<ShapeId>,
}

/// The properties of a service.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Service {
    /// The version of its API, often a date; may be empty.
    pub version: String,
    /// Its operations, but those of its resources.
    pub operations: Vec<ShapeId>,
    /// Its resources.
    pub resources: Vec<ShapeId>,
    /// Errors of every operation.
    pub errors: Vec<ShapeId>,
    /// Shapes that have another name in this service.
    pub rename: BTreeMap<ShapeId, String>,
}
