//! Unions: objects of one member, whose name is the tag.

use super::{Epoch, Json, Reader};
use crate::{Document, UnknownMember};

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
        let mut union = None;
        let mut items = self.begin_map();
        while let Some((name, variant)) = self.next_key(&mut items, |name| {
            let variant = names
                .iter()
                .position(|known| known.get(1..known.len() - 2) == Some(name));
            (
                if variant.is_some() {
                    String::new()
                } else {
                    name.to_owned()
                },
                variant.and_then(|index| variants.get(index)),
            )
        }) {
            if self.null() {
                continue;
            }
            if name == "__type" {
                self.skip();
                continue;
            }
            if union.is_some() {
                self.fail("expected one member in a union");
            }
            union = Some(match variant {
                Some(variant) => variant(self),
                None => {
                    let mut value = Document::Null;
                    Json::<Epoch>::read(&mut value, self);
                    unknown(UnknownMember { name, value })
                }
            });
        }
        union.unwrap_or_else(|| unknown(UnknownMember::default()))
    }
}
