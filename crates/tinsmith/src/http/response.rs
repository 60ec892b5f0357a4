//! Reading an answer: the members of an output where its model binds them.

use std::collections::BTreeMap;

use http::header::{HeaderMap, HeaderName};

use crate::codec::base64;
use crate::codec::json::{Epoch, HttpDate, Json, ReadError, Reader};
use crate::codec::text::{Text, TextError};
use crate::{Blob, Body};

/// Reads the members of an output or an error from an answer.
///
/// The first error stays inside, and [`finish`](Self::finish) tells it; what could not be read keeps its value.
#[derive(Debug)]
pub struct ResponseReader<'a> {
    status: u16,
    headers: &'a HeaderMap,
    body: Body,
    error: Option<ReadError>,
}

impl<'a> ResponseReader<'a> {
    /// A reader of an answer. The `body` is in memory, unless it is handed on as a stream.
    pub fn new(status: u16, headers: &'a HeaderMap, body: Body) -> Self {
        Self {
            status,
            headers,
            body,
            error: None,
        }
    }

    /// Tells the first error.
    ///
    /// # Errors
    ///
    /// The answer is not what its model promises.
    pub fn finish(self) -> Result<(), ReadError> {
        self.error.map_or(Ok(()), Err)
    }

    /// Reads a structure from the whole body. An empty body is a structure without members.
    pub fn json<T: Json<Epoch>>(&mut self) -> T {
        let mut value = T::default();
        self.payload_json(&mut value);
        value
    }

    /// Reads one member from the whole body, if it has any byte.
    pub fn payload_json<T: Json<Epoch>>(&mut self, value: &mut T) {
        let mut value = value;
        self.read_json(&mut value);
    }

    fn read_json(&mut self, value: &mut dyn ReadJson) {
        let body = self.bytes();
        if body.is_empty() {
            return;
        }
        let mut reader = Reader::new(body);
        if !reader.null() {
            value.read_json(&mut reader);
        }
        let result = reader.finish();
        self.keep(result);
    }

    /// Reads a string or an enum from the whole body, if it has any byte.
    pub fn payload_text<T: Text>(&mut self, value: &mut T) {
        let body = self.bytes();
        if body.is_empty() {
            return;
        }
        let result = match str::from_utf8(body) {
            Ok(text) => value
                .read_text(text)
                .map_err(|TextError(message)| (0, message)),
            Err(error) => Err((error.valid_up_to(), "not UTF-8")),
        };
        self.keep(result.map_err(|(offset, message)| ReadError {
            path: String::new(),
            message,
            offset: Some(offset),
        }));
    }

    /// Takes the whole body as binary data, if it has any byte.
    pub fn payload_blob<T: From<Blob>>(&mut self, value: &mut T) {
        if let Some(bytes) = self.body.as_bytes().filter(|bytes| !bytes.is_empty()) {
            *value = Blob::from(bytes.clone()).into();
        }
    }

    /// Takes the body as a stream.
    pub fn payload_stream<T: From<Body>>(&mut self, value: &mut T) {
        *value = std::mem::take(&mut self.body).into();
    }

    fn bytes(&self) -> &[u8] {
        self.body.as_bytes().map(AsRef::as_ref).unwrap_or_default()
    }

    /// Takes the answer's status.
    pub fn status<T: From<i32>>(&mut self, value: &mut T) {
        *value = i32::from(self.status).into();
    }

    /// Reads a header, if it is there.
    pub fn header<T: Text<HttpDate>>(&mut self, name: &'static str, value: &mut T) {
        self.header_as::<HttpDate, T>(name, value);
    }

    /// Reads a header, if it is there, timestamps in the format `F`.
    pub fn header_as<F, T: Text<F>>(&mut self, name: &'static str, value: &mut T) {
        let result = match self.header_text(name) {
            Ok(Some(text)) => value.read_text(&text),
            Ok(None) => Ok(()),
            Err(error) => Err(error),
        };
        self.keep_header(name, result);
    }

    /// Reads a header whose text is encoded, as its media type asks for.
    pub fn media_type_header<T: Text>(&mut self, name: &'static str, value: &mut T) {
        let result = match self.header_text(name) {
            Ok(Some(text)) => match base64::decode(text.as_bytes()).map(String::from_utf8) {
                Some(Ok(text)) => value.read_text(&text),
                _ => Err(TextError("expected base64 of a text")),
            },
            Ok(None) => Ok(()),
            Err(error) => Err(error),
        };
        self.keep_header(name, result);
    }

    /// Reads the headers whose names begin with `prefix`, by the rest of their names in lower case.
    pub fn prefix_headers<T: HeaderEntries>(&mut self, prefix: &'static str, value: &mut T) {
        let mut error = None;
        for name in self.headers.keys() {
            let Some(key) = strip_prefix_ignoring_case(name, prefix).filter(|key| !key.is_empty())
            else {
                continue;
            };
            match self.header_text(name.as_str()) {
                Ok(Some(text)) => value.insert(key.to_owned(), text),
                Ok(None) => {}
                Err(found) => error = Some(found),
            }
        }
        self.keep_header(prefix, error.map_or(Ok(()), Err));
    }

    /// The value of a header; of several with the same name, all values with commas between.
    fn header_text(&self, name: &str) -> Result<Option<String>, TextError> {
        let mut text: Option<String> = None;
        for value in self.headers.get_all(name) {
            let value = str::from_utf8(value.as_bytes()).map_err(|_| TextError("not UTF-8"))?;
            match &mut text {
                Some(text) => {
                    text.push_str(", ");
                    text.push_str(value);
                }
                None => text = Some(value.to_owned()),
            }
        }
        Ok(text)
    }

    fn keep_header(&mut self, name: &str, result: Result<(), TextError>) {
        self.keep(result.map_err(|TextError(message)| ReadError {
            path: format!("header {name}"),
            message,
            offset: None,
        }));
    }

    fn keep(&mut self, result: Result<(), ReadError>) {
        if let (Err(error), None) = (result, &self.error) {
            self.error = Some(error);
        }
    }
}

/// [`Json`] without its type, so that what is the same for all types is compiled once.
trait ReadJson {
    fn read_json(&mut self, reader: &mut Reader<'_>);
}

/// For references, as these need no code to be dropped.
impl<T: Json<Epoch>> ReadJson for &mut T {
    fn read_json(&mut self, reader: &mut Reader<'_>) {
        self.read(reader);
    }
}

fn strip_prefix_ignoring_case<'n>(name: &'n HeaderName, prefix: &str) -> Option<&'n str> {
    let (start, key) = name.as_str().split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(key)
}

/// A member that headers with a common prefix go to: a map, or an option of one.
pub trait HeaderEntries {
    /// Keeps a header.
    fn insert(&mut self, key: String, value: String);
}

impl HeaderEntries for BTreeMap<String, String> {
    fn insert(&mut self, key: String, value: String) {
        self.insert(key, value);
    }
}

impl HeaderEntries for Option<BTreeMap<String, String>> {
    fn insert(&mut self, key: String, value: String) {
        self.get_or_insert_default().insert(key, value);
    }
}
