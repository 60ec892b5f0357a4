//! The members of a map that is read by a table.

use super::reader::{CborItems, CborReader};
use crate::codec::Member;

/// The position in a map whose entries are the members of a table.
#[derive(Debug)]
pub struct Members {
    items: CborItems,
    table: &'static [Member],
    /// The index of the member that is expected next.
    next: usize,
}

impl CborReader<'_> {
    /// Begins a map with the members of a table.
    pub(super) fn begin_members(&mut self, table: &'static [Member]) -> Members {
        Members {
            items: self.begin_entries(),
            table,
            next: 0,
        }
    }

    /// Returns the next member of the table that is not `null`, and skips the others.
    pub(super) fn search_member(
        &mut self,
        members: &mut Members,
    ) -> Option<(usize, &'static Member)> {
        loop {
            let name = self.next_name(&mut members.items)?;
            if self.read_null() {
                continue;
            }
            match position(members.table, members.next, &name) {
                Some(found) => {
                    members.next = found.0 + 1;
                    return Some(found);
                }
                None => self.skip(),
            }
        }
    }
}

/// Looks up a name, beginning at the member that is expected next.
pub(super) fn position(
    table: &'static [Member],
    next: usize,
    name: &str,
) -> Option<(usize, &'static Member)> {
    let has_name = |(_, member): &(usize, &'static Member)| member.name() == name;
    let mut after = table.iter().enumerate().skip(next);
    let mut before = table.iter().enumerate().take(next);
    after.find(has_name).or_else(|| before.find(has_name))
}
