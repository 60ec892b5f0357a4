//! The members of a structure that is read by a table.

use super::lexer::local_name;
use super::reader::XmlReader;
use super::{attributes, text};
use crate::codec::Member;

/// The position in a structure.
#[derive(Debug)]
pub struct Members<'a> {
    table: &'static [Member],
    /// The index of the member that was found last, which is found again if it is flattened.
    next: usize,
    /// The attributes that are left.
    attributes: &'a str,
}

impl<'a> XmlReader<'a> {
    /// Begins a structure in the current element.
    pub(super) fn begin_members(&mut self, table: &'static [Member]) -> Members<'a> {
        Members {
            table,
            next: 0,
            attributes: self.attributes,
        }
    }

    /// Returns the next member of the table, and skips other elements.
    pub(super) fn search_member(
        &mut self,
        members: &mut Members<'a>,
    ) -> Option<(usize, &'static Member)> {
        // The attributes were checked when the element was entered.
        while let Ok(Some((name, value, rest))) = attributes::next(members.attributes) {
            members.attributes = rest;
            if let Some(found) = position(members.table, 0, true, local_name(name)) {
                let end = self.end_of_attribute(rest);
                match text::unescape(value) {
                    Ok(value) => {
                        self.attribute = Some(value);
                        self.attribute_end = end;
                    }
                    Err(message) => self.record_error_at(end, message),
                }
                return Some(found);
            }
        }
        while self.next_element() {
            if let Some(found) = position(members.table, members.next, false, self.name()) {
                members.next = found.0;
                self.traits = found.1.xml();
                return Some(found);
            }
            self.skip();
        }
        None
    }

    /// Returns the offset of an error in the value that is read next.
    pub(super) fn offset(&self) -> usize {
        match self.attribute {
            Some(_) => self.attribute_end,
            None => self.offset,
        }
    }

    /// Returns the offset of the end of an attribute in the start tag that was read last, behind which it has `rest`.
    pub(super) fn end_of_attribute(&self, rest: &str) -> usize {
        let end_of_tag = 1 + usize::from(self.is_empty);
        self.offset.saturating_sub(end_of_tag + rest.len())
    }
}

/// Looks up the name of an attribute or an element, beginning at the member that was found last.
pub(super) fn position(
    table: &'static [Member],
    next: usize,
    is_attribute: bool,
    name: &str,
) -> Option<(usize, &'static Member)> {
    let has_name = |(_, member): &(usize, &'static Member)| {
        is_named(member.xml_name(), name) && member.xml().is_attribute == is_attribute
    };
    let mut after = table.iter().enumerate().skip(next);
    let mut before = table.iter().enumerate().take(next);
    after.find(has_name).or_else(|| before.find(has_name))
}

/// True if a name, which may have a prefix, is `local` without it. The lengths are compared first, since most names differ in them.
fn is_named(name: &str, local: &str) -> bool {
    match name.len().checked_sub(local.len()) {
        Some(0) => name == local,
        Some(prefix) => {
            name.as_bytes().get(prefix - 1) == Some(&b':') && name.get(prefix..) == Some(local)
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_named;

    #[test]
    fn a_name_is_compared_without_its_prefix() {
        for (name, local, is_equal) in [
            ("type", "type", true),
            ("xsi:type", "type", true),
            ("xsi:type", "xsi:type", true),
            ("subtype", "type", false),
            ("type", "subtype", false),
            ("typo", "type", false),
            ("xsi:typo", "type", false),
        ] {
            assert_eq!(is_named(name, local), is_equal, "{name} {local}");
        }
    }
}
