//! The limits of depth and memory for a body.

use std::collections::BTreeMap;

use super::Reader;

/// The deepest nesting of lists, maps and structures that is read.
pub const MAX_DEPTH: usize = 128;

/// The error of a value that is nested deeper than [`MAX_DEPTH`].
pub(super) const TOO_DEEP: &str = "nests too deep";

/// The slots that a list allocates first.
const FIRST_SLOTS: usize = 4;

/// The slots of a map's node.
const NODE_SLOTS: usize = 11;

/// The entries in a node of a map that is built in order.
const NODE_ENTRIES: usize = 6;

/// The memory that the lists and maps of a body may allocate, in bytes: a base, and a number of bytes for each byte of the body. A list of
/// empty structures takes about a hundred times as much as its text, and a map of one entry even more. The items of services take about
/// as much as their text, so that only a hostile response comes near this limit.
const BASE_MEMORY: usize = 128 * 1024 * 1024;
const MEMORY_RATIO: usize = 16;

/// The memory that lists and maps may still allocate.
#[derive(Debug)]
pub(super) struct Memory {
    bytes: usize,
}

impl Memory {
    /// The error of a body that uses all of it.
    pub(super) const USED_UP: &str = "takes too much memory for its length";

    /// Returns the memory for a body of this length.
    pub(super) fn for_body(length: usize) -> Self {
        Self {
            bytes: BASE_MEMORY.saturating_add(length.saturating_mul(MEMORY_RATIO)),
        }
    }

    /// Takes a number of bytes; false if fewer are left.
    pub(super) fn reserve(&mut self, bytes: usize) -> bool {
        let left = self.bytes.checked_sub(bytes);
        self.bytes = left.unwrap_or_default();
        left.is_some()
    }
}

/// Takes the memory that the next item of a list allocates from what the reader may allocate.
pub(super) fn reserve_item<T>(list: &Vec<T>, reader: &mut impl Reader) -> bool {
    if list.len() < list.capacity() {
        return true;
    }
    // A list doubles when it is full.
    reader.reserve(size_of::<T>().saturating_mul(list.capacity().max(FIRST_SLOTS)))
}

/// Takes the memory that the next entry of a map allocates from what the reader may allocate.
pub(super) fn reserve_entry<K, T>(map: &BTreeMap<K, T>, reader: &mut impl Reader) -> bool {
    if !map.len().is_multiple_of(NODE_ENTRIES) {
        return true;
    }
    reader.reserve(size_of::<(K, T)>().saturating_mul(NODE_SLOTS))
}
