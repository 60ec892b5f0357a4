//! The writer's elements and its errors.

use super::text;
use crate::codec::value_path::{push_index, push_name};
use crate::codec::xml_traits::Namespace;
use crate::codec::{Member, XmlTraits};

/// A writer of one XML document, without white space between elements.
///
/// Values that must not be sent are collected, each with the path to it.
#[derive(Debug)]
pub struct XmlWriter {
    pub(super) body: Vec<u8>,
    errors: Vec<String>,
    pub(super) levels: Vec<Level>,
    /// The element of the value that is written next.
    pub(super) next: Element,
    /// True if the start tag of the innermost element may get attributes, and has no end yet.
    is_tag_open: bool,
}

/// An element that a value is written in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element {
    pub(super) name: &'static str,
    pub(super) namespace: Option<Namespace>,
    /// The traits of the value in it.
    pub(super) traits: &'static XmlTraits,
}

impl Element {
    /// Creates the element of a value with these traits; `name` is its name without any.
    pub(super) fn new(name: &'static str, traits: &'static XmlTraits) -> Self {
        Self {
            name: traits.name.unwrap_or(name),
            namespace: traits.namespace,
            traits,
        }
    }
}

/// A value that has begun and not ended.
#[derive(Debug)]
pub(super) struct Level {
    /// The element around all of it, unless it is flattened.
    pub(super) element: Option<&'static str>,
    pub(super) position: Position,
}

/// The position in a value that has begun.
#[derive(Debug)]
pub(super) enum Position {
    /// A structure, and the current member's name in the model.
    Structure(&'static str),
    /// A list, the element of its items, and the number of them so far.
    List { item: Element, items: usize },
    /// A map, the element of its entries, the traits of the map, and the current key.
    Map {
        entry: Element,
        traits: &'static XmlTraits,
        key: Option<String>,
    },
}

impl XmlWriter {
    /// Creates a writer of a document whose root has the name and the traits of a member.
    pub fn new(root: &'static Member) -> Self {
        Self {
            body: Vec::new(),
            errors: Vec::new(),
            levels: Vec::new(),
            next: Element::new(root.xml_name(), root.xml()),
            is_tag_open: false,
        }
    }

    /// Returns the text.
    ///
    /// # Errors
    ///
    /// Every value that was rejected: the path to it and the reason.
    pub fn finish(self) -> Result<Vec<u8>, Vec<String>> {
        if self.errors.is_empty() {
            Ok(self.body)
        } else {
            Err(self.errors)
        }
    }

    pub(super) fn record_error(&mut self, message: &str) {
        let mut path = String::new();
        for level in &self.levels {
            match &level.position {
                Position::Structure(member) => push_name(&mut path, member),
                Position::List { items, .. } => push_index(&mut path, items.saturating_sub(1)),
                Position::Map { key, .. } => {
                    push_name(&mut path, key.as_deref().unwrap_or_default());
                }
            }
        }
        self.errors.push(if path.is_empty() {
            message.to_owned()
        } else {
            format!("{path}: {message}")
        });
    }

    /// Ends the start tag of the innermost element, if it is open.
    pub(super) fn close_tag(&mut self) {
        if std::mem::take(&mut self.is_tag_open) {
            self.body.push(b'>');
        }
    }

    /// Begins an element.
    pub(super) fn open(&mut self, element: Element) {
        self.close_tag();
        self.body.push(b'<');
        self.raw(element.name);
        if let Some(Namespace { prefix, uri }) = element.namespace {
            self.raw(" xmlns");
            if !prefix.is_empty() {
                self.body.push(b':');
                self.raw(prefix);
            }
            self.raw("=\"");
            text::escape_attribute(uri, &mut self.body);
            self.body.push(b'"');
        }
        self.is_tag_open = true;
    }

    /// Ends an element.
    pub(super) fn close(&mut self, name: &str) {
        self.close_tag();
        self.raw("</");
        self.raw(name);
        self.body.push(b'>');
    }

    /// Writes a value without markup in it.
    pub(super) fn scalar(&mut self, value: &str) {
        let element = self.next;
        let written = if element.traits.is_attribute {
            self.body.push(b' ');
            self.raw(element.name);
            self.raw("=\"");
            let written = text::escape_attribute(value, &mut self.body);
            self.body.push(b'"');
            written
        } else {
            self.open(element);
            self.close_tag();
            let written = text::escape(value, &mut self.body);
            self.close(element.name);
            written
        };
        if !written {
            self.record_error("has a character that XML cannot represent");
        }
    }

    fn raw(&mut self, text: &str) {
        self.body.extend_from_slice(text.as_bytes());
    }
}
