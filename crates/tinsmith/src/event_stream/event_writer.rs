//! The writer of events, and the traits of the tables in generated crates that write them.

use std::error::Error as StdError;
use std::fmt;

use bytes::{Bytes, BytesMut};

use super::events::EventCodec;
use super::frame::Frame;
use super::frame_headers::{EVENT_TYPE, EXCEPTION_TYPE, HeaderValue, MESSAGE_TYPE, write_header};
use super::scalar::{self, Scalar, ScalarValue};
use crate::codec::Shape;
#[cfg(feature = "cbor")]
use crate::codec::cbor::{self, Cbor};
use crate::codec::json::{self, Json};

/// A codec of events in inputs.
#[doc(hidden)]
pub trait InputEventCodec: EventCodec {
    /// Serializes a payload.
    ///
    /// # Errors
    ///
    /// The reasons why the value must not be sent.
    fn to_payload<T: Shape<Self>>(value: &T) -> Result<Vec<u8>, Vec<String>>;
}

impl InputEventCodec for Json {
    fn to_payload<T: Shape<Self>>(value: &T) -> Result<Vec<u8>, Vec<String>> {
        json::to_vec(value)
    }
}

#[cfg(feature = "cbor")]
impl InputEventCodec for Cbor {
    fn to_payload<T: Shape<Self>>(value: &T) -> Result<Vec<u8>, Vec<String>> {
        cbor::to_vec(value)
    }
}

/// A union whose members can be sent as events, by the table of the macro `event_stream!`.
#[doc(hidden)]
pub trait InputEvents<C: InputEventCodec>: Send + Sized + 'static {
    /// Serializes an event.
    fn write(&self, event: &mut EventWriter);

    /// Serializes an error that is an exception of the stream. `false` if it is none.
    fn write_exception(error: &(dyn StdError + 'static), event: &mut EventWriter) -> bool;
}

/// A serializer of the members of an event into a frame. Errors are collected.
#[doc(hidden)]
pub struct EventWriter {
    /// The media type of documents.
    document_type: &'static str,
    event_type: &'static str,
    headers: BytesMut,
    payload: Bytes,
    problems: Vec<String>,
}

impl EventWriter {
    pub(super) fn new(document_type: &'static str) -> Self {
        Self {
            document_type,
            event_type: "",
            headers: BytesMut::new(),
            payload: Bytes::new(),
            problems: Vec::new(),
        }
    }

    /// Returns the encoded frame.
    ///
    /// # Errors
    ///
    /// All errors of the event.
    pub(super) fn finish(mut self) -> Result<Bytes, Vec<String>> {
        if self.problems.is_empty() {
            match Frame::from_encoded(self.headers, &self.payload) {
                Ok(frame) => return Ok(frame.to_bytes()),
                Err(error) => self.problems.push(error.to_string()),
            }
        }
        let event_type = self.event_type;
        let problems = self.problems.into_iter();
        Err(problems
            .map(|problem| format!("event `{event_type}`: {problem}"))
            .collect())
    }

    /// Begins an event.
    pub fn begin_event(&mut self, event_type: &'static str) {
        self.begin("event", EVENT_TYPE, event_type);
    }

    /// Begins an exception.
    pub fn begin_exception(&mut self, exception_type: &'static str) {
        self.begin("exception", EXCEPTION_TYPE, exception_type);
    }

    /// Rejects an event of a type that this version of the client does not know.
    pub fn reject_unknown(&mut self) {
        self.event_type = "Unknown";
        let problem = "its type is not known, so that it cannot be sent";
        self.problems.push(problem.to_owned());
    }

    /// Writes a structure, a union or a document as the payload, unless it is absent.
    pub fn payload_document<C: InputEventCodec, T: Shape<C>>(&mut self, value: &T) {
        if value.is_absent() {
            return;
        }
        match C::to_payload(value) {
            Ok(document) => self.set_payload(document.into(), self.document_type),
            Err(problems) => self.problems.extend(problems),
        }
    }

    /// Writes text as the payload, unless it is absent.
    pub fn payload_text<T: Shape<Scalar>>(&mut self, value: &T) {
        self.scalar_payload(scalar::write(value));
    }

    /// Writes binary data as the payload, unless it is absent.
    pub fn payload_blob<T: Shape<Scalar>>(&mut self, value: &T) {
        self.scalar_payload(scalar::write(value));
    }

    /// Writes a header, unless the value is absent.
    pub fn header<T: Shape<Scalar>>(&mut self, name: &'static str, value: &T) {
        match scalar::write(value) {
            Ok(value) => {
                if let Some(value) = value {
                    self.push_header(name, value.as_header());
                }
            }
            Err(problem) => self.problems.push(format!("header {name}: {problem}")),
        }
    }

    pub(super) fn set_document(&mut self, document: Bytes) {
        self.set_payload(document, self.document_type);
    }

    fn begin(&mut self, message_type: &str, header: &'static str, event_type: &'static str) {
        self.event_type = event_type;
        self.push_header(MESSAGE_TYPE, HeaderValue::Text(message_type));
        self.push_header(header, HeaderValue::Text(event_type));
    }

    fn scalar_payload(&mut self, value: Result<Option<ScalarValue>, String>) {
        match value {
            Ok(None) => {}
            Ok(Some(ScalarValue::Text(text))) => self.set_payload(text.into(), "text/plain"),
            Ok(Some(ScalarValue::Bytes(bytes))) => {
                self.set_payload(bytes.into(), "application/octet-stream");
            }
            Ok(Some(_)) => self.problems.push(scalar::NO_SCALAR.to_owned()),
            Err(problem) => self.problems.push(problem),
        }
    }

    fn set_payload(&mut self, payload: Bytes, content_type: &'static str) {
        self.payload = payload;
        self.push_header(":content-type", HeaderValue::Text(content_type));
    }

    fn push_header(&mut self, name: &'static str, value: HeaderValue<'_>) {
        if let Err(error) = write_header(name, value, &mut self.headers) {
            self.problems.push(format!("header {name}: {error}"));
        }
    }
}

/// The members may be sensitive.
impl fmt::Debug for EventWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventWriter")
            .field("event_type", &self.event_type)
            .finish_non_exhaustive()
    }
}
