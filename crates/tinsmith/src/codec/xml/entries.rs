//! The items of a list and the entries of a map.

use std::borrow::Cow;

use super::lexer::local_name;
use super::reader::XmlReader;
use super::{KEY, VALUE};
use crate::codec::XmlTraits;

/// The position in a list.
#[derive(Debug)]
pub struct XmlItems {
    traits: &'static XmlTraits,
    is_first: bool,
}

/// The position in a map.
#[derive(Debug)]
pub struct Entries {
    traits: &'static XmlTraits,
    is_first: bool,
    /// The number of elements that are open around an entry.
    depth: usize,
}

impl<'a> XmlReader<'a> {
    /// Begins a list in the current element.
    pub(super) fn begin_items(&mut self) -> XmlItems {
        XmlItems {
            traits: self.traits,
            is_first: true,
        }
    }

    /// Moves to the next item. The only item of a flattened list is the current element.
    pub(super) fn advance(&mut self, items: &mut XmlItems) -> bool {
        let is_first = std::mem::replace(&mut items.is_first, false);
        let has_next = match items.traits.is_flattened {
            true => is_first && self.error().is_none(),
            false => self.next_element(),
        };
        self.traits = items.traits.item_traits();
        has_next
    }

    /// Begins a map in the current element.
    pub(super) fn begin_entries(&mut self) -> Entries {
        let is_flattened = usize::from(self.traits.is_flattened);
        Entries {
            traits: self.traits,
            is_first: true,
            depth: self.depth().saturating_sub(is_flattened),
        }
    }

    /// Returns the key of the next entry, whose value is read next. The only entry of a flattened map is the current element.
    pub(super) fn next_entry(&mut self, entries: &mut Entries) -> Option<Cow<'a, str>> {
        let is_first = std::mem::replace(&mut entries.is_first, false);
        let has_next = if entries.traits.is_flattened && is_first {
            self.error().is_none()
        } else {
            self.leave_to(entries.depth);
            !entries.traits.is_flattened && self.next_element()
        };
        if !has_next {
            return None;
        }
        let key = self.read_key(entries.traits);
        self.traits = entries.traits.item_traits();
        key.filter(|_| self.error().is_none())
    }

    /// Reads the key of the current entry and moves to its value, which may precede the key.
    fn read_key(&mut self, map: &XmlTraits) -> Option<Cow<'a, str>> {
        let start = self.offset();
        let key_name = local_name(map.key_traits().name.unwrap_or(KEY));
        let value_name = local_name(map.item_traits().name.unwrap_or(VALUE));
        let mut key = None;
        let mut value = None;
        while key.is_none() || value.is_none() {
            if !self.next_element() {
                self.is_absent = true;
                break;
            }
            let name = self.name();
            if name == key_name && key.is_none() {
                key = Some(self.read_text());
            } else if name == value_name && value.is_none() {
                value = Some(self.bookmark());
                if key.is_none() {
                    self.skip();
                    continue;
                }
                return key;
            } else {
                self.skip();
            }
        }
        if let (Some(_), Some(value)) = (&key, value)
            && !self.is_absent
            && self.error().is_none()
        {
            self.return_to(value);
        }
        if key.is_none() {
            self.record_error_at(start, "expected an entry with a key");
        }
        key
    }
}
