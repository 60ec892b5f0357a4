//! The items of a list and the entries of a map.

use std::borrow::Cow;

use super::lexer::local_name;
use super::reader::XmlReader;
use super::{KEY, VALUE};
use crate::codec::XmlTraits;

/// The position in a list.
#[derive(Debug)]
pub struct XmlItems<'a> {
    traits: &'static XmlTraits,
    is_first: bool,
    /// The name of the items, if the list is a flattened one in a union.
    union_member: Option<&'a str>,
}

/// The position in a map.
#[derive(Debug)]
pub struct Entries<'a> {
    traits: &'static XmlTraits,
    is_first: bool,
    /// The name of the entries, if the map is a flattened one in a union.
    union_member: Option<&'a str>,
    /// The number of elements that are open around an entry.
    depth: usize,
}

/// The message of a union with several members.
pub(super) const ONE_MEMBER: &str = "expected one member in a union";

impl<'a> XmlReader<'a> {
    /// Begins a list in the current element.
    pub(super) fn begin_items(&mut self) -> XmlItems<'a> {
        XmlItems {
            traits: self.traits,
            is_first: true,
            union_member: self.union_member.take(),
        }
    }

    /// Moves to the next item. The only item of a flattened list is the current element, unless the list is in a union.
    pub(super) fn advance(&mut self, items: &mut XmlItems<'a>) -> bool {
        let is_first = std::mem::replace(&mut items.is_first, false);
        let has_next = match items.traits.is_flattened {
            true if is_first => self.error().is_none(),
            true => self.next_in_union(items.union_member),
            false => self.next_element(),
        };
        self.traits = items.traits.item_traits();
        has_next
    }

    /// Begins a map in the current element.
    pub(super) fn begin_entries(&mut self) -> Entries<'a> {
        let is_flattened = usize::from(self.traits.is_flattened);
        Entries {
            traits: self.traits,
            is_first: true,
            union_member: self.union_member.take(),
            depth: self.depth().saturating_sub(is_flattened),
        }
    }

    /// Returns the key of the next entry, whose value is read next. The only entry of a flattened map is the current element, unless the
    /// map is in a union.
    pub(super) fn next_entry(&mut self, entries: &mut Entries<'a>) -> Option<Cow<'a, str>> {
        let is_first = std::mem::replace(&mut entries.is_first, false);
        let has_next = if entries.traits.is_flattened && is_first {
            self.error().is_none()
        } else {
            self.leave_to(entries.depth);
            match entries.traits.is_flattened {
                true => self.next_in_union(entries.union_member),
                false => self.next_element(),
            }
        };
        if !has_next {
            return None;
        }
        let key = self.read_key(entries.traits);
        self.traits = entries.traits.item_traits();
        key.filter(|_| self.error().is_none())
    }

    /// Moves to the next element of a flattened list or map in a union. `name` is the name of its elements, or absent if it is not in a union. At its
    /// end, the union is the current element.
    pub(super) fn next_in_union(&mut self, name: Option<&str>) -> bool {
        let Some(name) = name else {
            return false;
        };
        let start = self.offset;
        let union = self.bookmark();
        if self.next_element() {
            let is_same = self.name() == name;
            if !is_same {
                self.record_error_at(start, ONE_MEMBER);
            }
            return is_same;
        }
        if self.error().is_none() {
            self.return_to(union);
        }
        false
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
