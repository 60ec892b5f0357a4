//! The limits of depth and memory for a body.

use std::collections::BTreeMap;

use super::{FullList, Reader};

/// The deepest nesting of lists, maps and structures that is read.
pub const MAX_DEPTH: usize = 128;

/// The error of a value that is nested deeper than [`MAX_DEPTH`].
pub(super) const TOO_DEEP: &str = "nests too deep";

/// The slots that a list allocates first.
const FIRST_SLOTS: usize = 4;

/// The slots that a list takes at once, for each item that it has: the estimate of a few items may be wrong.
const MAX_GROWTH: usize = 32;

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

    /// Takes the memory of more slots for a list that is full, and returns their number; 0 if there is no memory for them.
    pub(super) fn reserve_slots(&mut self, list: FullList, progress: Progress) -> usize {
        let slots = progress.expected_items(list.length);
        let bytes = list.item_size.saturating_mul(slots);
        if list.length > 0 && bytes <= self.bytes {
            self.bytes -= bytes;
            return slots;
        }
        // The vector doubles.
        let bytes = list.item_size.saturating_mul(list.length.max(FIRST_SLOTS));
        usize::from(self.reserve(bytes))
    }
}

/// The progress through a body when a list in it is full, in bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Progress {
    pub(super) read: usize,
    pub(super) left: usize,
    /// True if the rest of the body probably belongs to this list: in a page, the list of the results, but no list in one of them. In XML, a list in an item of
    /// a flattened list may count as the outermost one; it then has more slots than it needs.
    pub(super) is_outermost: bool,
}

impl Progress {
    /// Estimates the items that follow `length` items, by the bytes that these took, with one in eight added for shorter ones. A list
    /// that grows step by step is copied in each step, or not, as the layout of the heap happens to be.
    fn expected_items(self, length: usize) -> usize {
        if !self.is_outermost || length == 0 {
            return length;
        }
        let items = self.left / (self.read / length).max(1);
        (items + items / 8 + 1).clamp(length, length.saturating_mul(MAX_GROWTH))
    }
}

/// Takes the memory that the next item of a list allocates from what the reader may allocate, and allocates it.
pub(super) fn reserve_item<T>(list: &mut Vec<T>, reader: &mut impl Reader) -> bool {
    if list.len() < list.capacity() {
        return true;
    }
    let slots = reader.reserve_slots(FullList {
        length: list.len(),
        item_size: size_of::<T>(),
    });
    list.reserve(slots);
    slots > 0
}

/// Takes the memory that the next entry of a map allocates from what the reader may allocate.
pub(super) fn reserve_entry<K, T>(map: &BTreeMap<K, T>, reader: &mut impl Reader) -> bool {
    if !map.len().is_multiple_of(NODE_ENTRIES) {
        return true;
    }
    reader.reserve(size_of::<(K, T)>().saturating_mul(NODE_SLOTS))
}
