//! The events of a stream: the traits and the reader of the tables in generated crates.

use std::fmt;

use super::frame::Frame;
use super::frame_headers::HeaderValue;
use super::scalar::{self, Scalar};
#[cfg(feature = "cbor")]
use crate::codec::cbor::{self, Cbor};
use crate::codec::json::{self, Json};
#[cfg(feature = "xml")]
use crate::codec::xml::{self, Xml};
use crate::codec::{Codec, ReadError, Shape};
use crate::{Document, UnknownMember};

/// A codec of events.
#[doc(hidden)]
pub trait EventCodec: Codec {
    /// Deserializes a payload.
    ///
    /// # Errors
    ///
    /// `payload` is not a `T`.
    fn from_payload<T: Shape<Self>>(payload: &[u8]) -> Result<T, ReadError>;
}

impl EventCodec for Json {
    fn from_payload<T: Shape<Self>>(payload: &[u8]) -> Result<T, ReadError> {
        json::from_slice(payload)
    }
}

#[cfg(feature = "cbor")]
impl EventCodec for Cbor {
    fn from_payload<T: Shape<Self>>(payload: &[u8]) -> Result<T, ReadError> {
        cbor::from_slice(payload)
    }
}

#[cfg(feature = "xml")]
impl EventCodec for Xml {
    fn from_payload<T: Shape<Self>>(payload: &[u8]) -> Result<T, ReadError> {
        xml::from_slice(payload)
    }
}

/// The type of an event, and the function that reads it.
#[doc(hidden)]
pub type EventEntry<T> = (&'static str, fn(&mut EventReader<'_>) -> T);

/// A union whose members are the events of a stream, by the table of the macro `event_stream!`.
pub trait Events<C: EventCodec>: Sized + 'static {
    /// The events.
    const EVENTS: &'static [EventEntry<Self>];

    /// The exceptions: the type of each, and the code of the modeled error.
    const EXCEPTIONS: &'static [(&'static str, &'static str)];

    /// Creates the event of a type that the table does not have.
    fn unknown(member: UnknownMember) -> Self;
}

/// A deserializer of the members of an event. The first error stays in it.
#[doc(hidden)]
pub struct EventReader<'a> {
    frame: &'a Frame,
    error: Option<ReadError>,
}

impl<'a> EventReader<'a> {
    pub(crate) fn new(frame: &'a Frame) -> Self {
        Self { frame, error: None }
    }

    /// Ends the deserialization.
    ///
    /// # Errors
    ///
    /// The first member that does not conform to the model.
    pub(super) fn finish(self) -> Result<(), ReadError> {
        self.error.map_or(Ok(()), Err)
    }

    /// Reads an event whose members are in the payload.
    pub fn event<C: EventCodec, T: Shape<C>, U>(&mut self, event: fn(T) -> U) -> U {
        event(self.read_document::<C, T>().unwrap_or_default())
    }

    /// Reads an event member by member.
    pub fn event_with<T: Default, U>(
        &mut self,
        event: fn(T) -> U,
        read: impl FnOnce(&mut Self, &mut T),
    ) -> U {
        let mut value = T::default();
        read(self, &mut value);
        event(value)
    }

    /// Reads a structure, a union or a document from the payload, unless that is empty.
    pub fn payload_document<C: EventCodec, T: Shape<C>>(&mut self, value: &mut T) {
        if let Some(read) = self.read_document::<C, T>() {
            *value = read;
        }
    }

    /// Reads text from the payload.
    pub fn payload_text<T: Shape<Scalar>>(&mut self, value: &mut T) {
        match str::from_utf8(self.frame.payload()) {
            Ok(text) => self.scalar(HeaderValue::Text(text), value, String::new),
            Err(error) => self.record(ReadError {
                path: String::new(),
                message: "not UTF-8",
                offset: Some(error.valid_up_to()),
            }),
        }
    }

    /// Reads binary data from the payload.
    pub fn payload_blob<T: Shape<Scalar>>(&mut self, value: &mut T) {
        let payload = self.frame.payload();
        self.scalar(HeaderValue::Bytes(payload), value, String::new);
    }

    /// Reads a header, if it is present.
    pub fn header<T: Shape<Scalar>>(&mut self, name: &'static str, value: &mut T) {
        if let Some(header) = self.frame.header(name) {
            self.scalar(header, value, || format!("header {name}"));
        }
    }

    /// Reads the payload. `None` if it is empty or does not conform to the model.
    fn read_document<C: EventCodec, T: Shape<C>>(&mut self) -> Option<T> {
        let payload = self.frame.payload();
        if payload.is_empty() {
            return None;
        }
        let read = C::from_payload(payload);
        read.map_err(|error| self.record(error)).ok()
    }

    fn scalar<T: Shape<Scalar>>(
        &mut self,
        header: HeaderValue<'_>,
        value: &mut T,
        path: impl FnOnce() -> String,
    ) {
        if let Err(message) = scalar::read(header, value) {
            self.record(ReadError {
                path: path(),
                message,
                offset: None,
            });
        }
    }

    fn record(&mut self, error: ReadError) {
        self.error.get_or_insert(error);
    }
}

impl fmt::Debug for EventReader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventReader")
            .field("error", &self.error)
            .finish_non_exhaustive()
    }
}

/// Returns the event of a type that the table does not have. Its value is null if the payload is no document of the codec.
pub(super) fn unknown<C: EventCodec>(event_type: &str, frame: &Frame) -> UnknownMember {
    let value = C::from_payload::<Document>(frame.payload()).unwrap_or_default();
    UnknownMember::new(event_type, value)
}
