//! Structures, unions and enums with their members, as they are in Rust.

use super::{
    ArgumentPlan, DefaultPlan, EntryPlan, EventsPlan, MemberLocation, RootPlan, TablePlan,
    TimestampFormat, Type, XmlTraits,
};

/// A structure.
#[derive(Clone, Debug, PartialEq)]
pub struct StructPlan {
    /// The name in Rust: `SessionSummary`.
    pub name: String,
    /// The model's name, if it differs and users may search for it.
    pub alias: Option<String>,
    /// The shape id, or that of the operation where its input or output is `Unit`.
    pub shape: String,
    /// The description, in Markdown.
    pub doc: String,
    /// The members, in the model's order.
    pub fields: Vec<FieldPlan>,
    /// The members as they are serialized and deserialized.
    pub table: TablePlan,
    /// The messages that contain it.
    pub messages: Messages,
    /// True if it has setters of its own.
    pub setters: bool,
    /// The traits that are derived.
    pub derives: Vec<Derive>,
    /// True if its `Debug` hides a value.
    pub redacted: bool,
    /// True if a field has a default that is not its type's own.
    pub has_defaults: bool,
}

/// The messages that contain a structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Messages {
    /// Requests alone, so that it is only serialized.
    Requests,
    /// Responses alone, so that it is only deserialized.
    Responses,
    /// Requests and responses, or neither of them.
    All,
}

/// A trait that a type derives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Derive {
    /// `Clone`
    Clone,
    /// `Debug`
    Debug,
    /// `Default`
    Default,
    /// `PartialEq`
    PartialEq,
}

impl StructPlan {
    /// Returns the members that a caller must set: required, and not set by the client.
    pub fn required_fields(&self) -> impl Iterator<Item = &FieldPlan> {
        let is_set = |field: &FieldPlan| field.idempotency_token || field.fallback.is_some();
        self.fields
            .iter()
            .filter(move |field| field.required && !is_set(field))
    }

    /// Returns the member that is an event stream, if one is.
    pub fn event_stream(&self) -> Option<&FieldPlan> {
        let mut fields = self.fields.iter();
        fields.find(|field| matches!(field.ty, Type::EventStream(_)))
    }

    /// Returns the member with the events of an input, if one has them.
    pub fn event_input(&self) -> Option<&FieldPlan> {
        let mut fields = self.fields.iter();
        fields.find(|field| matches!(field.ty, Type::EventInput(_)))
    }

    /// Returns the member that is the whole body, if one is.
    pub fn payload(&self) -> Option<&FieldPlan> {
        self.fields
            .iter()
            .find(|field| field.location == MemberLocation::Payload)
    }

    /// True if a member is in the body's document.
    pub fn has_body(&self) -> bool {
        let mut fields = self.fields.iter();
        fields.any(|field| field.location == MemberLocation::Body)
    }

    /// Returns the member of a name in the model.
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
    /// The member's name in documents.
    pub wire_name: String,
    /// The type, without the `Option` of an optional member.
    pub ty: Type,
    /// True if the field is an `Option`.
    pub optional: bool,
    /// The argument of the setter.
    pub argument: ArgumentPlan,
    /// True if the model requires the member.
    pub required: bool,
    /// True if the service is certain to reject an empty value. The steps of labels ignore it, because the runtime rejects every empty label.
    pub non_empty: bool,
    /// The model's default, where the field is plain and its type's own default is another.
    pub default: Option<DefaultPlan>,
    /// The timestamp format that the model names.
    pub format: Option<TimestampFormat>,
    /// The location in the message.
    pub location: MemberLocation,
    /// The traits in XML.
    pub xml: XmlTraits,
    /// The root of the body, if the member is the whole body and that is XML.
    pub root: Option<RootPlan>,
    /// The media type of its text or bytes.
    pub media_type: Option<String>,
    /// True if the client generates a value when the caller sets none.
    pub idempotency_token: bool,
    /// The value that the quirks give a member of an input which the caller does not set.
    pub fallback: Option<String>,
    /// True if the value is sent without what precedes its last slash.
    pub behind_path: bool,
    /// True if it is absent where the header that it is bound to is invalid.
    pub may_be_invalid: bool,
    /// True if it is a part of a URL in a header of a request.
    pub is_url_encoded: bool,
    /// True if it is a label of the host prefix.
    pub host_label: bool,
    /// The parameter of the endpoint rule set that takes its value.
    pub context_param: Option<String>,
    /// True if `Debug` hides it.
    pub sensitive: bool,
    /// True if the model advises against further use.
    pub deprecated: bool,
    /// The description of the setter, in Markdown.
    pub doc: String,
    /// The description of the field, in Markdown. That of an input is a summary, since the request builder's setter has the whole description.
    pub field_doc: String,
}

impl FieldPlan {
    /// Returns the member's name in the document of the body; in XML that of the element, without the prefix. `None` if the member is elsewhere.
    pub fn document_name(&self) -> Option<&str> {
        let name = match &self.xml.name {
            Some(name) => name.rsplit(':').next().unwrap_or_default(),
            None => &self.wire_name,
        };
        (self.location == MemberLocation::Body && !self.xml.attribute).then_some(name)
    }
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
    /// The description, in Markdown.
    pub doc: String,
    /// One for each member.
    pub variants: Vec<VariantPlan>,
    /// The members as they are serialized and deserialized.
    pub table: Vec<EntryPlan>,
    /// The members as events, if the union is that of an event stream.
    pub events: Option<EventsPlan>,
    /// The traits that are derived.
    pub derives: Vec<Derive>,
    /// True if its `Debug` hides a value.
    pub redacted: bool,
}

impl UnionPlan {
    /// Returns the variant for a member of the model.
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
    /// The member's name in documents.
    pub wire_name: String,
    /// The traits in XML.
    pub xml: XmlTraits,
    /// The type of its value.
    pub ty: Type,
    /// The timestamp format that the model names.
    pub format: Option<TimestampFormat>,
    /// True if the service is certain to reject an empty value.
    pub non_empty: bool,
    /// True if `Debug` hides it.
    pub sensitive: bool,
    /// The description, in Markdown.
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
    /// The description, in Markdown.
    pub doc: String,
    /// The known values.
    pub values: EnumValues,
    /// The traits that are derived; the table implements `Eq`, and `Debug` of an enum of text.
    pub derives: Vec<Derive>,
    /// True if `Debug` hides the value.
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
    /// The description, in Markdown.
    pub doc: String,
}
