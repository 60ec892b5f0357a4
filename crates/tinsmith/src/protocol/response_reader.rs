//! The deserializer of responses.

use std::collections::BTreeMap;
use std::ops::BitOr;

use base64_simd::STANDARD;
#[cfg(feature = "event-stream")]
use bytes::Bytes;
#[cfg(feature = "event-stream")]
use http::Extensions;
use http::header::{HeaderMap, HeaderName, HeaderValue};

#[cfg(feature = "event-stream")]
use super::stream_parts::StreamParts;
#[cfg(feature = "cbor")]
use crate::codec::cbor::{self, Cbor};
use crate::codec::json::{Json, JsonReader};
use crate::codec::text::{Binding, StringShape, TextError, TextShape};
#[cfg(feature = "xml")]
use crate::codec::xml::{self, Xml};
use crate::codec::{Member, ReadError, Reader, Shape};
use crate::{Blob, Body};

/// A deserializer of the members of an output or an error.
///
/// [`finish`](Self::finish) returns the first error. A member that cannot be deserialized keeps its value.
#[derive(Debug)]
pub struct ResponseReader<'a> {
    status: u16,
    headers: &'a HeaderMap,
    /// A bit for each length of a header's name, modulo 64. Most of the headers of a model are absent from a response, and finding that out costs a
    /// hash of the name otherwise.
    name_lengths: u64,
    body: Body,
    error: Option<ReadError>,
    #[cfg(feature = "event-stream")]
    extensions: Option<&'a Extensions>,
    #[cfg(feature = "event-stream")]
    stream: StreamParts,
    /// True if the body is that of an error or the payload of an exception in a stream.
    #[cfg(feature = "xml")]
    is_error: bool,
}

impl<'a> ResponseReader<'a> {
    /// Creates a deserializer of a response. The `body` is in memory, unless it is a streaming output.
    pub fn new(status: u16, headers: &'a HeaderMap, body: Body) -> Self {
        let lengths = headers.keys().map(|name| length_bit(name.as_str()));
        Self {
            status,
            headers,
            name_lengths: lengths.fold(0, BitOr::bitor),
            body,
            error: None,
            #[cfg(feature = "event-stream")]
            extensions: None,
            #[cfg(feature = "event-stream")]
            stream: StreamParts::default(),
            #[cfg(feature = "xml")]
            is_error: false,
        }
    }

    /// Reads the body as that of an error.
    pub(crate) fn with_error_body(self) -> Self {
        #[cfg(feature = "xml")]
        let this = Self {
            is_error: true,
            ..self
        };
        #[cfg(not(feature = "xml"))]
        let this = self;
        this
    }

    /// Ends the deserialization.
    ///
    /// # Errors
    ///
    /// The first member that does not conform to the model.
    pub fn finish(self) -> Result<(), ReadError> {
        self.error.map_or(Ok(()), Err)
    }

    /// Reads a structure from the whole body. An empty body is a structure without members.
    pub fn json<T: Shape<Json>>(&mut self) -> T {
        let mut value = T::default();
        self.payload_json(&mut value);
        value
    }

    /// Reads a structure from the whole body. An empty body is a structure without members.
    #[cfg(feature = "cbor")]
    pub fn cbor<T: Shape<Cbor>>(&mut self) -> T {
        let body = self.bytes();
        let result = match body.is_empty() {
            true => Ok(T::default()),
            false => cbor::from_slice(body),
        };
        self.value(result)
    }

    /// Reads a structure from the element at a path below the root of the body. Without that element it has no members, or those of the root if it is an
    /// error.
    #[cfg(feature = "xml")]
    pub fn xml<T: Shape<Xml>>(&mut self, path: &[&str]) -> T {
        let path = match self.is_root(path) {
            true => &[],
            false => path,
        };
        let result = xml::from_element(self.bytes(), path);
        self.value(result)
    }

    /// Reads a structure whose only member is the root of the body.
    #[cfg(feature = "xml")]
    pub fn xml_root<T: Shape<Xml>>(&mut self) -> T {
        let result = xml::from_document(self.bytes());
        self.value(result)
    }

    /// Reads one member from the root of the body, unless that is empty.
    #[cfg(feature = "xml")]
    pub fn payload_xml<T: Shape<Xml>>(&mut self, value: &mut T) {
        if !self.bytes().is_empty() {
            *value = self.xml(&[]);
        }
    }

    /// Returns the value, or records the error.
    #[cfg(any(feature = "cbor", feature = "event-stream", feature = "xml"))]
    pub(crate) fn value<T: Default>(&mut self, result: Result<T, ReadError>) -> T {
        result.unwrap_or_else(|error| {
            self.record(Err(error));
            T::default()
        })
    }

    /// Reads one member from the whole body, unless that is empty.
    pub fn payload_json<T: Shape<Json>>(&mut self, value: &mut T) {
        let mut value = value;
        self.read_json(&mut value);
    }

    /// Reads a string or an enum from the whole body, unless that is empty.
    pub fn payload_text<T: TextShape>(&mut self, value: &mut T) {
        let body = self.bytes();
        if body.is_empty() {
            return;
        }
        let result = match str::from_utf8(body) {
            Ok(text) => value
                .read_text(text, None)
                .map_err(|TextError(message)| (0, message)),
            Err(error) => Err((error.valid_up_to(), "not UTF-8")),
        };
        self.record(result.map_err(|(offset, message)| ReadError {
            path: String::new(),
            message,
            offset: Some(offset),
        }));
    }

    /// Sets a member to the whole body as binary data, unless that is empty.
    pub fn payload_blob<T: From<Blob>>(&mut self, value: &mut T) {
        if let Some(bytes) = self.body.as_bytes().filter(|bytes| !bytes.is_empty()) {
            *value = Blob::from(bytes.clone()).into();
        }
    }

    /// Sets a member to the body as a stream.
    pub fn payload_stream<T: From<Body>>(&mut self, value: &mut T) {
        *value = std::mem::take(&mut self.body).into();
    }

    /// Records an error if a header that the model requires is missing.
    pub fn require_header(&mut self, name: &'static str) {
        if !self.headers.contains_key(name) {
            self.record_header(name, Err(TextError("is missing")));
        }
    }

    /// Reads the response's status.
    pub fn status<T: TextShape>(&mut self, value: &mut T) {
        let result = value.read_text(&self.status.to_string(), None);
        self.record(result.map_err(|TextError(message)| ReadError {
            path: "status".to_owned(),
            message,
            offset: None,
        }));
    }

    /// Reads a header, if it is present.
    pub fn header<T: TextShape>(&mut self, binding: impl Into<Binding>, value: &mut T) {
        let Binding {
            name,
            timestamp_format,
        } = binding.into();
        if let Some(text) = self.header_text(name) {
            let result = value.read_text(&text, timestamp_format);
            self.record_header(name, result);
        }
    }

    /// Reads a header, if it is present and valid: others than the service may have set it.
    pub fn header_if_valid<T: TextShape>(&mut self, binding: impl Into<Binding>, value: &mut T) {
        let Binding {
            name,
            timestamp_format,
        } = binding.into();
        if let Some(text) = self.header_text(name) {
            let mut read = T::default();
            if read.read_text(&text, timestamp_format).is_ok() {
                *value = read;
            }
        }
    }

    /// Reads a header whose text is base64, as its media type requires.
    pub fn media_type_header<T: TextShape>(&mut self, name: &'static str, value: &mut T) {
        if let Some(text) = self.header_text(name) {
            let result = match STANDARD.decode_to_vec(text).map(String::from_utf8) {
                Ok(Ok(text)) => value.read_text(&text, None),
                _ => Err(TextError("expected base64 of a text")),
            };
            self.record_header(name, result);
        }
    }

    /// Reads the headers whose names begin with `prefix`, by the rest of their names in lower case.
    pub fn prefix_headers<T: HeaderEntries>(&mut self, prefix: &'static str, value: &mut T) {
        let mut error = None;
        for name in self.headers.keys() {
            let Some(key) = strip_prefix_ignoring_case(name, prefix).filter(|key| !key.is_empty())
            else {
                continue;
            };
            if let Some(text) = self.header_text(name.as_str()) {
                error = value.insert(key, &text).err().or(error);
            }
        }
        self.record_header(prefix, error.map_or(Ok(()), Err));
    }

    fn read_json(&mut self, value: &mut dyn ReadJson) {
        let body = self.bytes();
        if body.is_empty() {
            return;
        }
        let mut reader = JsonReader::new(body);
        if !reader.null() {
            value.read_json(&mut reader);
        }
        let result = reader.finish();
        self.record(result);
    }

    /// True if a structure is the root of the body instead of the element at the path. That element wraps the errors of a service. An
    /// error whose root is its name, and an exception in a stream, may be without it.
    #[cfg(feature = "xml")]
    fn is_root(&self, path: &[&str]) -> bool {
        self.is_error && !xml::has_element(self.bytes(), path)
    }

    fn bytes(&self) -> &[u8] {
        self.body.as_bytes().map(AsRef::as_ref).unwrap_or_default()
    }

    /// Returns the value of a header, or the values of several with the same name, with commas between them.
    ///
    /// A value that is not UTF-8 is read as Latin-1: others than the service may have set it, such as the file name of an object.
    fn header_text(&self, name: &str) -> Option<String> {
        if self.name_lengths & length_bit(name) == 0 {
            return None;
        }
        let mut values = self.headers.get_all(name).iter();
        let mut text = value_text(values.next()?);
        for value in values {
            text.push_str(", ");
            text.push_str(&value_text(value));
        }
        Some(text)
    }

    fn record_header(&mut self, name: &str, result: Result<(), TextError>) {
        self.record(result.map_err(|TextError(message)| ReadError {
            path: format!("header {name}"),
            message,
            offset: None,
        }));
    }

    fn record(&mut self, result: Result<(), ReadError>) {
        if let (Err(error), None) = (result, &self.error) {
            self.error = Some(error);
        }
    }
}

/// Returns the value of a header as UTF-8, or as Latin-1 if it is not UTF-8.
fn value_text(value: &HeaderValue) -> String {
    let bytes = value.as_bytes();
    if let Ok(text) = str::from_utf8(bytes) {
        return text.to_owned();
    }
    let mut text = String::new();
    for byte in bytes {
        text.push(char::from(*byte));
    }
    text
}

/// Returns the bit for the length of a header's name.
fn length_bit(name: &str) -> u64 {
    1 << (name.len() % 64)
}

/// The parts of a response whose output has an event stream.
#[cfg(feature = "event-stream")]
impl<'a> ResponseReader<'a> {
    /// Sets the values that travel beside the response.
    pub(crate) fn with_extensions(self, extensions: &'a Extensions) -> Self {
        Self {
            extensions: Some(extensions),
            ..self
        }
    }

    /// Returns a value that travels beside the response.
    pub(crate) fn extension<T: Clone + Send + Sync + 'static>(&self) -> Option<T> {
        self.extensions?.get().cloned()
    }

    /// Creates a deserializer of an exception in a stream from its payload.
    pub(crate) fn from_exception(status: u16, headers: &'a HeaderMap, payload: Bytes) -> Self {
        Self::new(status, headers, Body::from(payload)).with_error_body()
    }

    /// Sets the parts of the stream in the extensions of the response, and the number of attempts.
    pub(crate) fn with_stream(mut self, extensions: &Extensions, attempts: u32) -> Self {
        let stream = extensions.get::<StreamParts>().cloned();
        self.stream = StreamParts {
            attempts,
            ..stream.unwrap_or_default()
        };
        self
    }

    /// Takes the body and the parts of its stream.
    pub(crate) fn take_stream(&mut self) -> (Body, StreamParts) {
        (
            std::mem::take(&mut self.body),
            std::mem::take(&mut self.stream),
        )
    }

    /// Returns the payload of the initial response.
    pub(crate) fn initial_response(&self) -> Bytes {
        self.stream.initial.payload.clone()
    }

    pub(crate) fn status_code(&self) -> u16 {
        self.status
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        self.headers
    }
}

/// A [`Shape`] behind a pointer, so that the code around its reading is compiled once for all types.
trait ReadJson {
    fn read_json(&mut self, reader: &mut JsonReader<'_>);
}

/// The trait is implemented for references, which need no code to be dropped.
impl<T: Shape<Json>> ReadJson for &mut T {
    fn read_json(&mut self, reader: &mut JsonReader<'_>) {
        self.read(reader, &Member::VALUE);
    }
}

fn strip_prefix_ignoring_case<'n>(name: &'n HeaderName, prefix: &str) -> Option<&'n str> {
    let (start, key) = name.as_str().split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(key)
}

/// A member that headers with a common prefix are bound to: a map, or an option of one.
pub trait HeaderEntries {
    /// Adds a header.
    ///
    /// # Errors
    ///
    /// `text` is not a value of the map.
    fn insert(&mut self, key: &str, text: &str) -> Result<(), TextError>;
}

impl<K: StringShape + Ord, T: TextShape> HeaderEntries for BTreeMap<K, T> {
    fn insert(&mut self, key: &str, text: &str) -> Result<(), TextError> {
        let mut value = T::default();
        value.read_text(text, None)?;
        self.insert(K::from(key), value);
        Ok(())
    }
}

impl<M: HeaderEntries + Default> HeaderEntries for Option<M> {
    fn insert(&mut self, key: &str, text: &str) -> Result<(), TextError> {
        self.get_or_insert_default().insert(key, text)
    }
}
