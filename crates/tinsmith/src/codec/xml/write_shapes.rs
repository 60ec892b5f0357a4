//! The writing of shapes.

use base64_simd::STANDARD;

use super::writer::{Element, Level, Position, XmlWriter};
use super::{ENTRY, ITEM, KEY, VALUE};
use crate::codec::{Member, Writer, XmlTraits, reject_unknown_member};
use crate::types::decimal;
use crate::{BigNumber, Document, Timestamp, TimestampFormat, UnknownMember};

impl Writer for XmlWriter {
    /// Writes an empty element.
    fn null(&mut self) {
        self.scalar("");
    }

    fn bool(&mut self, value: bool) {
        self.scalar(if value { "true" } else { "false" });
    }

    fn integer(&mut self, value: i64) {
        self.scalar(itoa::Buffer::new().format(value));
    }

    /// Writes a number, or `NaN`, `Infinity` or `-Infinity`.
    fn f32(&mut self, value: f32) {
        self.scalar(&decimal::float_text(value));
    }

    /// Writes a number, or `NaN`, `Infinity` or `-Infinity`.
    fn f64(&mut self, value: f64) {
        self.scalar(&decimal::float_text(value));
    }

    fn big_number(&mut self, value: &BigNumber) {
        self.scalar(value.as_str());
    }

    fn string(&mut self, value: &str) {
        self.scalar(value);
    }

    /// Writes base64.
    fn blob(&mut self, value: &[u8]) {
        self.scalar(&STANDARD.encode_to_string(value));
    }

    /// Writes RFC 3339, or another format if one is given, with milliseconds at most.
    fn timestamp(&mut self, value: Timestamp, format: Option<TimestampFormat>) {
        let format = format.unwrap_or(TimestampFormat::DateTime);
        self.scalar(&value.truncate_to_millis().format(format));
    }

    /// Rejects the document: the protocols with XML have none.
    fn document(&mut self, _value: &Document) {
        self.reject("documents are not supported in XML");
    }

    fn begin_list(&mut self) {
        let Element { traits, .. } = self.next;
        let item = Element::new(ITEM, traits.item_traits());
        let item = self.begin_container(item);
        let position = Position::List { item, items: 0 };
        self.push_position(position);
    }

    fn begin_item(&mut self) {
        if let Some(Level {
            position: Position::List { item, items },
            ..
        }) = self.levels.last_mut()
        {
            *items += 1;
            self.next = *item;
        }
    }

    fn end_list(&mut self) {
        self.end_level();
    }

    fn begin_map(&mut self) {
        let Element { traits, .. } = self.next;
        let entry = Element::new(ENTRY, &XmlTraits::NONE);
        let entry = self.begin_container(entry);
        let position = Position::Map {
            entry,
            traits,
            key: None,
        };
        self.push_position(position);
    }

    fn begin_entry(&mut self, key: &str) {
        self.end_entry();
        let Some(Level {
            position:
                Position::Map {
                    entry,
                    traits,
                    key: current,
                },
            ..
        }) = self.levels.last_mut()
        else {
            return;
        };
        let (entry, traits) = (*entry, *traits);
        *current = Some(key.to_owned());
        self.open(entry);
        self.next = Element::new(KEY, traits.key_traits());
        self.scalar(key);
        self.next = Element::new(VALUE, traits.item_traits());
    }

    fn end_map(&mut self) {
        self.end_entry();
        self.end_level();
    }

    fn begin_structure(&mut self) {
        let element = self.next;
        self.open(element);
        self.levels.push(Level {
            element: Some(element.name),
            position: Position::Structure(""),
        });
    }

    fn begin_member(&mut self, member: &'static Member) {
        if let Some(level) = self.levels.last_mut() {
            level.position = Position::Structure(member.name());
        }
        self.next = Element::new(member.xml_name(), member.xml());
    }

    fn end_structure(&mut self) {
        self.end_level();
    }

    fn unknown_member(&mut self, member: &UnknownMember) {
        reject_unknown_member(self, member);
    }

    fn reject(&mut self, message: &str) {
        self.record_error(message);
    }
}

impl XmlWriter {
    /// Begins a list or map, and returns the element of its items or entries: `part`, or that of the list or map if it is flattened.
    fn begin_container(&mut self, part: Element) -> Element {
        let element = self.next;
        let is_flattened = element.traits.is_flattened;
        if !is_flattened {
            self.open(element);
        }
        self.levels.push(Level {
            element: (!is_flattened).then_some(element.name),
            position: Position::Structure(""),
        });
        match is_flattened {
            true => Element {
                traits: part.traits,
                ..element
            },
            false => part,
        }
    }

    fn push_position(&mut self, position: Position) {
        if let Some(level) = self.levels.last_mut() {
            level.position = position;
        }
    }

    /// Ends the current entry, if one has begun.
    fn end_entry(&mut self) {
        if let Some(Level {
            position:
                Position::Map {
                    entry,
                    key: key @ Some(_),
                    ..
                },
            ..
        }) = self.levels.last_mut()
        {
            *key = None;
            let name = entry.name;
            self.close(name);
        }
    }

    fn end_level(&mut self) {
        if let Some(name) = self.levels.pop().and_then(|level| level.element) {
            self.close(name);
        }
    }
}
