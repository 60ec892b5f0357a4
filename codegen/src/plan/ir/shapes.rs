//! Structures, unions and enums with their members, as they are in Rust.

/// A structure.
#[derive(Clone, Debug, PartialEq)]
pub struct StructPlan {
    /// The name in Rust: `SessionSummary`.
    pub name: String,
    /// The model's name, if it differs and is worth finding it by.
    pub alias: Option<String>,
    /// The shape id, or that of the operation where its input or output is `Unit`.
    pub shape: String,
    /// What it is, in Markdown.
    pub doc: String,
    /// The members, in the model's order.
    pub fields: Vec<FieldPlan>,
    /// Whether users write it: it is, or is reached from, an operation's input, and has setters.
    pub setters: bool,
    /// Whether its `Debug` hides everything, beyond what fields hide.
    pub sensitive: bool,
}

impl StructPlan {
    /// The members that a caller must set: required, and not filled in by the client.
    pub fn required_fields(&self) -> impl Iterator<Item = &FieldPlan> {
        let is_filled = |field: &FieldPlan| field.idempotency_token || field.fallback.is_some();
        self.fields
            .iter()
            .filter(move |field| field.required && !is_filled(field))
    }

    /// Whether `Debug` hides anything.
    pub fn is_redacted(&self) -> bool {
        self.sensitive || self.fields.iter().any(|field| field.sensitive)
    }

    /// The member that is the whole body, if one is.
    pub fn payload(&self) -> Option<&FieldPlan> {
        self.fields
            .iter()
            .find(|field| field.binding == Binding::Payload)
    }

    /// The members in the JSON document of the body.
    pub fn body_fields(&self) -> impl Iterator<Item = &FieldPlan> {
        self.fields
            .iter()
            .filter(|field| field.binding == Binding::Body)
    }

    /// Whether any member is in the body's document.
    pub fn has_body(&self) -> bool {
        self.body_fields().next().is_some()
    }

    /// The member of that name in the model.
    pub fn member(&self, name: &str) -> Option<&FieldPlan> {
        self.fields.iter().find(|field| field.member == name)
    }
}

/// A member of a structure.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldPlan {
    /// The field in Rust, raw where it is a keyword: `farm_id`, `r#type`.
    pub rust_name: String,
    /// The setter, which has another name than the field only where the builder has a method of that name.
    pub setter: String,
    /// The member's name in the model: `farmId`.
    pub member: String,
    /// The name in a JSON document: `jsonName`, or the member's name.
    pub wire_name: String,
    /// The type, without the `Option` of an optional member.
    pub ty: Type,
    /// Whether the field is an `Option`.
    pub optional: bool,
    /// Whether the model requires the member.
    pub required: bool,
    /// Whether an empty value of a required member is sure to be refused.
    pub non_empty: bool,
    /// The model's default, where the field is plain and its type's own default is another.
    pub default: Option<serde_json::Value>,
    /// The format of timestamps in it, where the model names one.
    pub format: Option<TimestampFormat>,
    /// Where it stands in the HTTP message.
    pub binding: Binding,
    /// The media type of its text or bytes, if the model has one.
    pub media_type: Option<String>,
    /// Whether a value is made up for it when the caller gives none.
    pub idempotency_token: bool,
    /// The value that is sent for an input's member when the caller gives none, as `services.toml` has it.
    pub fallback: Option<String>,
    /// Whether it is a label of the host prefix.
    pub host_label: bool,
    /// The endpoint rules' parameter that it is the value of.
    pub context_param: Option<String>,
    /// Whether `Debug` hides it.
    pub sensitive: bool,
    /// Advice for those who still use it, if it is deprecated.
    pub deprecated: Option<Deprecation>,
    /// What it is, in Markdown.
    pub doc: String,
}

impl FieldPlan {
    /// The first sentence of what it is.
    pub fn summary(&self) -> &str {
        self.doc.split("\n\n").next().unwrap_or_default()
    }
}

/// Where a member stands in the HTTP message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Binding {
    /// In the JSON document of the body.
    Body,
    /// A label of the path.
    Label {
        /// Whether slashes in the value stay slashes.
        greedy: bool,
    },
    /// A parameter of the query string.
    Query(String),
    /// Any parameters of the query string.
    QueryMap,
    /// A header.
    Header(String),
    /// All headers whose names begin so.
    PrefixHeaders(String),
    /// The body itself.
    Payload,
    /// The status code.
    Status,
}

/// A type, with the names of the generated ones.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Type {
    /// `String`
    String,
    /// `bool`
    Bool,
    /// `i8`
    I8,
    /// `i16`
    I16,
    /// `i32`
    I32,
    /// `i64`
    I64,
    /// `f32`
    F32,
    /// `f64`
    F64,
    /// `tinsmith::BigNumber`
    BigNumber,
    /// `tinsmith::Timestamp`
    Timestamp,
    /// `tinsmith::Blob`
    Blob,
    /// `tinsmith::Document`
    Document,
    /// `tinsmith::Body`: a streaming blob
    Body,
    /// `tinsmith::Unit`: a union's variant without a value
    Unit,
    /// An enum of text.
    Enum(String),
    /// An enum of numbers.
    IntEnum(String),
    /// A structure.
    Struct(String),
    /// A union.
    Union(String),
    /// `Vec<T>`
    List(Box<Type>),
    /// `Vec<Option<T>>`
    SparseList(Box<Type>),
    /// `BTreeMap<K, T>`
    Map(Box<Type>, Box<Type>),
    /// `BTreeMap<K, Option<T>>`
    SparseMap(Box<Type>, Box<Type>),
    /// `Box<T>`, where a type would hold itself
    Boxed(Box<Type>),
}

impl Type {
    /// The name of the generated type that values of this type are, or hold.
    pub fn name(&self) -> Option<&str> {
        match self {
            Type::Enum(name) | Type::IntEnum(name) | Type::Struct(name) | Type::Union(name) => {
                Some(name)
            }
            Type::List(inner) | Type::SparseList(inner) | Type::Boxed(inner) => inner.name(),
            Type::Map(_, value) | Type::SparseMap(_, value) => value.name(),
            _ => None,
        }
    }

    /// The type inside a `Box`, or the type itself.
    pub fn unboxed(&self) -> &Type {
        match self {
            Type::Boxed(inner) => inner,
            other => other,
        }
    }

    /// Whether it is a list or a map, which can be empty instead of absent.
    pub fn is_collection(&self) -> bool {
        matches!(
            self,
            Type::List(_) | Type::SparseList(_) | Type::Map(..) | Type::SparseMap(..)
        )
    }
}

/// A format of timestamps that the model names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimestampFormat {
    /// Seconds since 1970, as a number.
    Epoch,
    /// RFC 3339.
    DateTime,
    /// The date of HTTP headers.
    HttpDate,
}

/// A union.
#[derive(Clone, Debug, PartialEq)]
pub struct UnionPlan {
    /// The name in Rust.
    pub name: String,
    /// The model's name, if it differs.
    pub alias: Option<String>,
    /// The shape id.
    pub shape: String,
    /// What it is, in Markdown.
    pub doc: String,
    /// One for each member.
    pub variants: Vec<VariantPlan>,
    /// Whether users write it.
    pub setters: bool,
    /// Whether `Debug` hides everything.
    pub sensitive: bool,
}

impl UnionPlan {
    /// The variant for the member of that name in the model.
    pub fn member(&self, name: &str) -> Option<&VariantPlan> {
        self.variants.iter().find(|variant| variant.member == name)
    }
}

/// A member of a union.
#[derive(Clone, Debug, PartialEq)]
pub struct VariantPlan {
    /// The variant in Rust: `QueueIds`.
    pub rust_name: String,
    /// The member's name in the model.
    pub member: String,
    /// The name in a JSON document.
    pub wire_name: String,
    /// The type of its value.
    pub ty: Type,
    /// The format of timestamps in it, where the model names one.
    pub format: Option<TimestampFormat>,
    /// Whether an empty value is sure to be refused.
    pub non_empty: bool,
    /// Whether `Debug` hides it.
    pub sensitive: bool,
    /// What it is, in Markdown.
    pub doc: String,
}

/// An enum of text or of numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct EnumPlan {
    /// The name in Rust.
    pub name: String,
    /// The model's name, if it differs.
    pub alias: Option<String>,
    /// The shape id.
    pub shape: String,
    /// What it is, in Markdown.
    pub doc: String,
    /// The known values.
    pub values: EnumValues,
    /// Whether `Debug` hides the value.
    pub sensitive: bool,
}

/// The known values of an enum, in the model's order.
#[derive(Clone, Debug, PartialEq)]
pub enum EnumValues {
    /// Text on the wire.
    Text(Vec<EnumValue<String>>),
    /// A number on the wire.
    Number(Vec<EnumValue<i32>>),
}

/// A known value of an enum.
#[derive(Clone, Debug, PartialEq)]
pub struct EnumValue<T> {
    /// The variant in Rust: `InProgress`.
    pub rust_name: String,
    /// The value on the wire: `IN_PROGRESS`.
    pub value: T,
    /// What it stands for, in Markdown.
    pub doc: String,
}

/// Why and since when something should not be used any more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deprecation {
    /// Since when, in the model's words.
    pub since: Option<String>,
    /// What to use instead.
    pub message: Option<String>,
}
