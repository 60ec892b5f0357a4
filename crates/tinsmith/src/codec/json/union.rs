//! Unions: objects of one member, whose name is the tag.

use super::{Epoch, Items, Json, Reader};
use crate::{Document, UnknownMember};

/// The one member of a union.
enum Tag {
    /// The member with this index, whose value comes next.
    Known(usize),
    /// A member that the table does not have, read already.
    Unknown(UnknownMember),
}

impl Reader<'_> {
    /// Reads a union. A member that is `null` and a member `__type` do not count; of the others there must be one.
    ///
    /// `variants` read the members of `names`, in the same order; `unknown` makes the union of any other member.
    pub fn union<T>(
        &mut self,
        names: &'static [&'static str],
        variants: &[fn(&mut Reader<'_>) -> T],
        unknown: fn(UnknownMember) -> T,
    ) -> T {
        let mut items = self.begin_map();
        let union = match self.tag(names, &mut items) {
            Some(Tag::Known(index)) => match variants.get(index) {
                Some(variant) => variant(self),
                None => unknown(UnknownMember::default()),
            },
            Some(Tag::Unknown(member)) => unknown(member),
            None => return unknown(UnknownMember::default()),
        };
        self.end_union(&mut items);
        union
    }

    /// Goes to the first member that counts. Without one the union's end is taken.
    fn tag(&mut self, names: &[&str], items: &mut Items) -> Option<Tag> {
        while let Some(name) = self.next_key(items) {
            if self.null() {
                continue;
            }
            let is_name = |known: &&str| known.get(1..known.len().saturating_sub(2)) == Some(&name);
            if let Some(index) = names.iter().position(is_name) {
                return Some(Tag::Known(index));
            }
            let mut value = Document::Null;
            Json::<Epoch>::read(&mut value, self);
            if name != "__type" {
                return Some(Tag::Unknown(UnknownMember {
                    name: name.into_owned(),
                    value,
                }));
            }
        }
        None
    }

    /// Takes what follows the member that was read.
    fn end_union(&mut self, items: &mut Items) {
        while let Some(name) = self.next_key(items) {
            if self.null() {
                continue;
            }
            if name != "__type" {
                self.fail("expected one member in a union");
            }
            self.skip();
        }
    }

    /// Reads an object of one known member, whose name tells the type of its value: the error of a service as data.
    #[cfg(feature = "serde")]
    pub fn one_of<T>(
        &mut self,
        names: &'static [&'static str],
        variants: &[fn(&mut Reader<'_>) -> Option<T>],
    ) -> Option<T> {
        let mut items = self.begin_map();
        let name = self.next_key(&mut items).unwrap_or_default();
        let index = names.iter().position(|known| *known == name);
        let Some(variant) = index.and_then(|index| variants.get(index)) else {
            self.fail("expected the name of an error");
            return None;
        };
        let value = variant(self);
        if self.next_key(&mut items).is_some() {
            self.fail("expected one member");
        }
        value
    }
}
