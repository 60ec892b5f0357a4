//! The steps that serialize a request and deserialize a response, and the tables of members.

use super::RustExpr;

/// The location of a member in a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MemberLocation {
    /// The document in the body.
    Body,
    /// A label of the path.
    Label,
    /// A query parameter of this name.
    Query(String),
    /// Query parameters of any name.
    QueryMap,
    /// The header of this name.
    Header(String),
    /// The headers with this prefix.
    PrefixHeaders(String),
    /// The whole body.
    Payload,
    /// The status code.
    Status,
    /// A header or the whole payload of an event.
    Event,
}

/// The format of a body's document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codec {
    /// CBOR.
    Cbor,
    /// JSON.
    Json,
    /// XML.
    Xml,
}

/// A timestamp format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimestampFormat {
    /// Seconds since 1970, as a number.
    Epoch,
    /// RFC 3339.
    DateTime,
    /// The date of HTTP headers.
    HttpDate,
}

/// A step that serializes a part of a request. A binding without a timestamp format has RFC 3339.
#[derive(Clone, Debug, PartialEq)]
pub enum WriteStep {
    /// Writes a label of the path.
    Label {
        /// The field.
        field: String,
        /// The label's name.
        name: String,
        /// True if slashes in the value stay slashes.
        greedy: bool,
        /// The timestamp format.
        format: Option<TimestampFormat>,
    },
    /// Checks that a required member is set.
    Require {
        /// The field.
        field: String,
        /// The member's name.
        name: String,
        /// True if an empty value is invalid, too.
        non_empty: bool,
    },
    /// Writes a query parameter.
    Query {
        /// The field.
        field: String,
        /// The parameter's name.
        name: String,
        /// The timestamp format.
        format: Option<TimestampFormat>,
    },
    /// Writes a query parameter for each entry of a map.
    QueryMap {
        /// The field.
        field: String,
    },
    /// Writes a header.
    Header {
        /// The field.
        field: String,
        /// The header's name.
        name: String,
        /// The timestamp format.
        format: Option<TimestampFormat>,
    },
    /// Writes a text with a media type into a header, in base64.
    MediaTypeHeader {
        /// The field.
        field: String,
        /// The header's name.
        name: String,
    },
    /// Writes a part of a URL into a header, and encodes the characters that are not valid in a URL.
    UrlEncodedHeader {
        /// The field.
        field: String,
        /// The header's name.
        name: String,
    },
    /// Writes a header for each entry of a map.
    PrefixHeaders {
        /// The field.
        field: String,
        /// The prefix of the headers' names.
        prefix: String,
    },
    /// Writes a member as the whole body.
    Payload {
        /// The field.
        field: String,
        /// The kind of body.
        payload: Payload,
        /// The media type; `None` for that of the protocol's documents.
        media_type: Option<String>,
    },
    /// Writes events as the body, after the document that is the body so far.
    Events {
        /// The field.
        field: String,
        /// The codec of the events.
        codec: Codec,
    },
    /// Writes a label of the host prefix.
    HostLabel {
        /// The field.
        field: String,
        /// The label's name.
        name: String,
    },
    /// Sets a parameter of the endpoint rule set.
    EndpointParam {
        /// The field.
        field: String,
        /// The parameter's name.
        name: String,
    },
    /// Sets a parameter of the endpoint rule set to the value of an expression over the input.
    EndpointValue {
        /// The parameter's name.
        name: String,
        /// The value.
        value: EndpointValue,
    },
    /// Sets an identifier of a discovered endpoint to the value of an expression over the input.
    EndpointIdentifier {
        /// The identifier's name.
        name: String,
        /// The value, in which the variable `self` is the input.
        value: RustExpr,
    },
    /// Writes the members of the input's table as the body's document.
    Document(Codec),
    /// Writes a document without members.
    EmptyDocument,
    /// Writes the members of the input's table as an XML document.
    Element(RootPlan),
    /// Writes the members of the input's table as a form.
    Form(Form),
    /// Writes a form without members.
    EmptyForm(Form),
    /// Writes a member as the whole body, an XML document.
    PayloadElement {
        /// The field.
        field: String,
        /// The root of the document.
        root: RootPlan,
    },
}

/// The value of a parameter of the endpoint rule set, in which the variable `self` is the input.
#[derive(Clone, Debug, PartialEq)]
pub enum EndpointValue {
    /// A text or a boolean, optional or not.
    One(RustExpr),
    /// An iterator over texts, optional or not.
    Texts(RustExpr),
}

/// A step that deserializes a part of a response; the first creates the structure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadStep {
    /// Reads the members of the structure's table from the body's document.
    Document(Codec),
    /// Reads the members of the structure's table from the XML element at a path below the root of the body.
    Element(Vec<String>),
    /// Reads the only member of the structure's table from the root of the body, which is XML.
    RootElement,
    /// Reads the members of the structure's table from the first event of the response.
    InitialResponse(Codec),
    /// Begins with every member at its default.
    Default,
    /// Checks that a required header is present.
    RequireHeader {
        /// The header's name.
        name: String,
    },
    /// Takes the events of the response.
    EventStream {
        /// The field.
        field: String,
        /// The codec of the events.
        codec: Codec,
        /// The input structure, which has the metadata of the operation.
        input: String,
    },
    /// Reads a header.
    Header {
        /// The field.
        field: String,
        /// The header's name.
        name: String,
        /// The timestamp format, where it is another than RFC 3339.
        format: Option<TimestampFormat>,
        /// True if an invalid value counts as absent.
        may_be_invalid: bool,
    },
    /// Reads a text with a media type from a header, in base64.
    MediaTypeHeader {
        /// The field.
        field: String,
        /// The header's name.
        name: String,
    },
    /// Reads the headers with a prefix into a map.
    PrefixHeaders {
        /// The field.
        field: String,
        /// The prefix of the headers' names.
        prefix: String,
    },
    /// Reads the status code.
    Status {
        /// The field.
        field: String,
    },
    /// Reads the whole body into a member.
    Payload {
        /// The field.
        field: String,
        /// The kind of body.
        payload: Payload,
    },
}

/// The kind of a body that is one member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payload {
    /// A document.
    Document(Codec),
    /// Text, as it is.
    Text,
    /// Bytes, as they are.
    Blob,
    /// A stream of bytes.
    Stream,
}

/// A step that sets or changes a member before the request is serialized.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FillStep {
    /// Sets a text that is absent or empty to a fixed value.
    Text {
        /// The field.
        field: String,
        /// The value.
        value: String,
    },
    /// Removes from a text what precedes its last slash.
    WithoutPath {
        /// The field.
        field: String,
    },
    /// Sets an idempotency token that is absent to a new one.
    IdempotencyToken {
        /// The field.
        field: String,
    },
}

impl FillStep {
    /// True if the step takes an idempotency token from the source of tokens.
    pub(crate) fn takes_token(&self) -> bool {
        matches!(self, Self::IdempotencyToken { .. })
    }
}

/// The members of a structure by which it is serialized and deserialized.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TablePlan {
    /// Every member is in a document.
    Document(Vec<EntryPlan>),
    /// Some members are in the document of the body, the others elsewhere in the message.
    Message {
        /// The members in the document.
        document: Vec<EntryPlan>,
        /// The members elsewhere, without streams, which are not data.
        bound: Vec<EntryPlan>,
    },
    /// No member is in a document; streams, which are not data, are omitted.
    Bound(Vec<EntryPlan>),
}

/// A member in a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryPlan {
    /// The field or variant.
    pub name: String,
    /// The member's name in the model.
    pub member: String,
    /// The options, in the order in which they are printed.
    pub options: Vec<MemberOption>,
}

/// An option of a member in a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MemberOption {
    /// The name in JSON, escaped, where it is another than the model's.
    JsonName(String),
    /// The timestamp format that the model names. Without one it is the codec's default.
    Timestamps(TimestampFormat),
    /// An empty value is invalid.
    NonEmpty,
    /// The traits in XML and in forms, if there are any. They follow all other options.
    Xml(XmlTraits),
}

/// The XML traits of a member, or of the items, keys or values of its list or map.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct XmlTraits {
    /// The name, where it is another than the model's.
    pub name: Option<String>,
    /// The name in forms, where it is another than in XML.
    pub form_name: Option<String>,
    /// The prefix, which may be empty, and the URI of the namespace that the element declares.
    pub namespace: Option<(String, String)>,
    /// True if the value is an attribute.
    pub attribute: bool,
    /// True if each item or entry is an element of the structure.
    pub flattened: bool,
    /// The traits of items or values.
    pub item: Option<Box<Self>>,
    /// The traits of keys.
    pub key: Option<Box<Self>>,
}

/// A kind of form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The form of awsQuery.
    Aws,
    /// The form of ec2Query.
    Ec2,
}

/// The root of an XML document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootPlan {
    /// The name.
    pub name: String,
    /// The traits but for the name.
    pub traits: XmlTraits,
}
