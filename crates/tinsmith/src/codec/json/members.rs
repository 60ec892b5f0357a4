//! The members of an object that is read by a table.

use super::reader::{JsonItems, JsonReader};
use super::strings;
use crate::codec::Member;

/// The position in an object whose members are those of a table.
#[derive(Debug)]
pub struct Members {
    table: &'static [Member],
    /// The index of the member that is expected next; in a view the length of the table.
    next: usize,
    is_first: bool,
}

impl<'a> JsonReader<'a> {
    /// Begins an object with the members of a table.
    pub(super) fn begin_members(&mut self, table: &'static [Member]) -> Members {
        self.open(b'{', "expected an object");
        Members {
            table,
            // The names of a view are not those that `expected_member` compares.
            next: if self.is_view { table.len() } else { 0 },
            is_first: true,
        }
    }

    /// Reads the comma and the name of the member that is expected next, if nothing else is there, not even white space: services write
    /// members in a fixed order and without white space.
    #[inline]
    pub(super) fn expected_member(
        &mut self,
        members: &mut Members,
    ) -> Option<(usize, &'static Member)> {
        let text = self.text_after_comma(members)?;
        let index = members.next;
        let member = members.table.get(index)?;
        let value = text.strip_prefix(member.quoted_json_name().as_bytes())?;
        if matches!(value.first()?, b'n' | ..=b' ') {
            return None;
        }
        self.offset = self.input.len() - value.len();
        members.next = index + 1;
        members.is_first = false;
        Some((index, member))
    }

    /// Reads the name of a union's first member if it is in the table and not `null`, and no white space is around it. Returns its index.
    pub(super) fn expected_variant(&mut self, table: &'static [Member]) -> Option<usize> {
        let (index, _) = self.known_member(table, self.rest())?;
        Some(index)
    }

    /// Returns the next member of the table that is not `null`, and skips the others.
    pub(super) fn search_member(
        &mut self,
        members: &mut Members,
    ) -> Option<(usize, &'static Member)> {
        loop {
            if let Some(text) = self.text_after_comma(members)
                && let Some((index, member)) = self.known_member(members.table, text)
            {
                members.next = index + 1;
                members.is_first = false;
                return Some((index, member));
            }
            let items = JsonItems {
                is_first: members.is_first,
            };
            let found = self.next_in_table(items, members)?;
            match found {
                _ if self.peek() == Some(b'n') => {
                    self.read_null();
                }
                Some(found) => return Some(found),
                None => self.skip(),
            }
        }
    }

    /// Reads the name with which `text` begins, if it is in the table and its value is not `null`, and no white space is around it.
    fn known_member(
        &mut self,
        table: &'static [Member],
        text: &[u8],
    ) -> Option<(usize, &'static Member)> {
        let start = text.get(1..3)?;
        let mut members = table.iter().enumerate();
        let (index, member, value) = members.find_map(|(index, member)| {
            let name = member.quoted_json_name().as_bytes();
            // Most names differ in their first two letters, and a comparison of texts is a call.
            let is_candidate = name.get(1..3) == Some(start);
            let value = is_candidate.then(|| text.strip_prefix(name)).flatten()?;
            Some((index, member, value))
        })?;
        if self.is_view || matches!(value.first()?, b'n' | ..=b' ') {
            return None;
        }
        self.offset = self.input.len() - value.len();
        Some((index, member))
    }

    /// Returns the text from the name of the next member on, if no white space precedes it.
    #[inline]
    fn text_after_comma(&self, members: &Members) -> Option<&'a [u8]> {
        match members.is_first {
            true => Some(self.rest()),
            false => self.rest().strip_prefix(b","),
        }
    }

    /// Looks up a name, beginning at the member that is expected next.
    pub(super) fn position(
        &self,
        table: &'static [Member],
        next: usize,
        name: &str,
    ) -> Option<(usize, &'static Member)> {
        let has_name = |(_, member): &(usize, &'static Member)| {
            let known = self.quoted_name(member);
            known.len() == name.len() + 3 && known.get(1..=name.len()) == Some(name)
        };
        let has_escaped_name = |(_, member): &(usize, &'static Member)| {
            strings::is_escaped(self.quoted_name(member), name)
        };
        // The table has a name that JSON must escape with its escapes, and every other one as it is.
        if strings::plain_length(name.as_bytes()) < name.len() {
            return table.iter().enumerate().find(has_escaped_name);
        }
        let mut after = table.iter().enumerate().skip(next);
        let mut before = table.iter().enumerate().take(next);
        after.find(has_name).or_else(|| before.find(has_name))
    }

    /// Reads the name of the next member and looks it up in the table.
    fn next_in_table(
        &mut self,
        mut items: JsonItems,
        members: &mut Members,
    ) -> Option<Option<(usize, &'static Member)>> {
        let name = self.next_name(&mut items)?;
        members.is_first = false;
        let found = self.position(members.table, members.next, &name);
        if let Some((index, _)) = found
            && !self.is_view
        {
            members.next = index + 1;
        }
        Some(found)
    }

    /// Returns `"name":` as the text has it.
    fn quoted_name(&self, member: &Member) -> &'static str {
        if self.is_view {
            member.quoted_name()
        } else {
            member.quoted_json_name()
        }
    }
}
