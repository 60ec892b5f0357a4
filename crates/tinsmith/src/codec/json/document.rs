//! Documents.

use std::collections::BTreeMap;

use super::reader::JsonReader;
use super::writer::JsonWriter;
use crate::codec::json::from_slice;
use crate::codec::{ReadError, Writer, limits, reject_unknown_member};
use crate::types::number::Number;
use crate::{Document, UnknownMember};

impl Document {
    /// Deserializes a document from JSON.
    ///
    /// # Errors
    ///
    /// `text` is not JSON, nests more than 128 levels deep, or has a number beyond `f64`.
    pub fn from_json(text: impl AsRef<[u8]>) -> Result<Self, ReadError> {
        from_slice(text.as_ref())
    }

    /// Serializes the document as JSON. A float that is no number becomes a string, as in AWS's protocols.
    pub fn to_json(&self) -> String {
        let mut writer = JsonWriter::default();
        writer.document(self);
        writer.into_string()
    }
}

impl JsonReader<'_> {
    pub(super) fn read_document(&mut self) -> Document {
        match self.peek() {
            Some(b'"') => Document::String(self.read_string().into_owned()),
            Some(b'{') => {
                let mut members = BTreeMap::new();
                let mut position = self.begin_object();
                while let Some(name) = self.next_name(&mut position) {
                    if !limits::reserve_entry(&members, self) {
                        break;
                    }
                    members.insert(name.into_owned(), self.read_document());
                }
                Document::Object(members)
            }
            Some(b'[') => {
                let mut items = Vec::new();
                let mut position = self.begin_array();
                while self.next_in_array(&mut position) {
                    if !limits::reserve_item(&mut items, self) {
                        break;
                    }
                    items.push(self.read_document());
                }
                Document::Array(items)
            }
            Some(b't' | b'f') => Document::Bool(self.read_bool()),
            Some(b'-' | b'0'..=b'9') => Document::Number(self.read_document_number()),
            _ => {
                if !self.read_null() {
                    self.record_error("expected a value");
                }
                Document::Null
            }
        }
    }
}

impl JsonWriter {
    pub(super) fn write_document(&mut self, document: &Document) {
        match document {
            Document::Null => self.null(),
            Document::Bool(boolean) => self.bool(*boolean),
            Document::Number(Number::Unsigned(number)) => self.unsigned(*number),
            Document::Number(Number::Negative(number)) => self.integer(*number),
            Document::Number(Number::Float(number)) => self.f64(*number),
            Document::String(text) => self.string(text),
            Document::Array(items) => {
                self.begin_list();
                for item in items {
                    self.begin_item();
                    self.write_document(item);
                }
                self.end_list();
            }
            Document::Object(members) => {
                self.begin_map();
                for (name, value) in members {
                    self.begin_entry(name);
                    self.write_document(value);
                }
                self.end_map();
            }
        }
    }

    /// Writes a member that is not known to this version in a serde view, as it was read. In a request it is an error: the caller does
    /// not know its meaning.
    pub(super) fn write_unknown_member(&mut self, member: &UnknownMember) {
        if self.is_view() {
            self.begin_structure();
            if !member.name().is_empty() {
                self.begin_entry(member.name());
                self.write_document(member.value());
            }
            self.end_structure();
        } else {
            reject_unknown_member(self, member);
        }
    }
}
