//! Documents, which are the values of unknown members, too. The protocols with CBOR have no members of this type.

use std::collections::BTreeMap;

use base64_simd::STANDARD;

use super::head;
use super::reader::CborReader;
use super::writer::CborWriter;
use crate::Document;
use crate::codec::{Writer, limits};
use crate::types::number::Number;

impl CborReader<'_> {
    /// Reads any value. Bytes become base64, and a tag is ignored.
    pub(super) fn read_document(&mut self) -> Document {
        let start = self.offset();
        let Some(head) = self.peek() else {
            return Document::Null;
        };
        match (head.major, head.minor) {
            (head::BYTES, _) => Document::String(STANDARD.encode_to_string(self.read_bytes())),
            (head::TEXT, _) => Document::String(self.read_string().into_owned()),
            (head::ARRAY, _) => {
                let mut items = Vec::new();
                let mut position = self.begin_array();
                while self.advance(&mut position) {
                    if !limits::reserve_item(&mut items, self) {
                        break;
                    }
                    items.push(self.read_document());
                }
                Document::Array(items)
            }
            (head::MAP, _) => {
                let mut members = BTreeMap::new();
                let mut position = self.begin_entries();
                while let Some(name) = self.next_name(&mut position) {
                    if !limits::reserve_entry(&members, self) {
                        break;
                    }
                    members.insert(name.into_owned(), self.read_document());
                }
                Document::Object(members)
            }
            (head::TAG, _) => {
                self.next();
                self.read_tagged(start, Self::read_document)
            }
            (head::SIMPLE, head::FALSE | head::TRUE) => Document::Bool(self.read_bool()),
            (head::SIMPLE, head::NULL | head::UNDEFINED) => {
                self.next();
                Document::Null
            }
            _ => {
                self.next();
                let number = match (head.integer(), head.float()) {
                    (Some(integer), _) => integer
                        .try_into()
                        .map(Number::Unsigned)
                        .or_else(|_| integer.try_into().map(Number::Negative))
                        .unwrap_or(Number::Float(integer as f64)),
                    (None, Some(float)) => Number::Float(float),
                    (None, None) => {
                        self.record_error_at(start, "expected a value");
                        return Document::Null;
                    }
                };
                Document::Number(number)
            }
        }
    }
}

impl CborWriter {
    pub(super) fn write_document(&mut self, document: &Document) {
        match document {
            Document::Null => self.null(),
            Document::Bool(boolean) => self.bool(*boolean),
            Document::Number(Number::Unsigned(number)) => self.head(head::UNSIGNED, *number),
            Document::Number(Number::Negative(number)) => self.integer(*number),
            Document::Number(Number::Float(number)) => self.f64(*number),
            Document::String(text) => self.text(text),
            Document::Array(items) => {
                self.begin_list();
                for item in items {
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
}
