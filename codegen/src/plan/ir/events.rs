//! The events of a stream.

/// The events of a stream, which are the members of a union.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventsPlan {
    /// The events.
    pub events: Vec<EventPlan>,
    /// The exceptions.
    pub exceptions: Vec<ExceptionPlan>,
}

/// An exception of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExceptionPlan {
    /// The type on the wire.
    pub exception_type: String,
    /// The code of the modeled error.
    pub code: String,
    /// The error in Rust, if requests can have the exception.
    pub sent: Option<String>,
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventPlan {
    /// The variant in Rust.
    pub variant: String,
    /// The type on the wire.
    pub event_type: String,
    /// The members of the event.
    pub content: EventContent,
}

/// The members of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventContent {
    /// All members are in the document of the payload.
    Document,
    /// Some members are bound to headers, and the others are in the document of the payload.
    Mixed(Vec<EventMember>),
    /// Each member that is sent has a binding.
    Bound(Vec<EventMember>),
}

/// A member of an event that has a binding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventMember {
    /// The field in Rust.
    pub field: String,
    /// The binding.
    pub binding: EventBinding,
}

/// The binding of a member of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventBinding {
    /// The header of this name.
    Header(String),
    /// The whole payload, as text.
    Text,
    /// The whole payload, as bytes.
    Blob,
    /// The whole payload, as a document.
    Document,
}
