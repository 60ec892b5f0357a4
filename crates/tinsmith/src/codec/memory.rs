//! The memory of lists and maps while they are read.

use std::collections::BTreeMap;

use super::Reader;

/// The slots that a list allocates first.
const FIRST_SLOTS: usize = 4;

/// The slots of a map's node.
const NODE_SLOTS: usize = 11;

/// The entries in a node of a map that is built in order.
const NODE_ENTRIES: usize = 6;

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
