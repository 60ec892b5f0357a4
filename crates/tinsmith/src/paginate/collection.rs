//! The collections that hold the items of a page.

use std::collections::BTreeMap;
use std::mem;

/// The collection that holds the items of a page: a list, a map, or nothing.
///
/// The numbers of [`max_items`](super::Paginator::max_items) and of resume tokens are indexes into it. A list is in the service's
/// order. A map has no order on the wire and is in the order of its keys.
pub trait Collection: Default + Send {
    /// Returns the number of items.
    fn len(&self) -> usize;

    /// True if there are no items.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Removes the first `skip` items, and of the others all but the first `take`.
    fn slice(&mut self, skip: usize, take: usize);

    /// Moves the items of `page` to the end of this collection.
    fn append(&mut self, page: &mut Self);
}

impl<T: Send> Collection for Vec<T> {
    fn len(&self) -> usize {
        self.len()
    }

    fn slice(&mut self, skip: usize, take: usize) {
        self.truncate(skip.saturating_add(take));
        self.drain(..skip.min(self.len()));
    }

    fn append(&mut self, page: &mut Self) {
        self.append(page);
    }
}

impl<K: Ord + Send, V: Send> Collection for BTreeMap<K, V> {
    fn len(&self) -> usize {
        self.len()
    }

    fn slice(&mut self, skip: usize, take: usize) {
        if skip > 0 || take < self.len() {
            *self = mem::take(self).into_iter().skip(skip).take(take).collect();
        }
    }

    fn append(&mut self, page: &mut Self) {
        self.append(page);
    }
}

/// The items of an operation whose model names none.
///
/// It is not an iterator. Therefore such an operation has pages, but neither `items` nor `max_items`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[doc(hidden)]
pub struct NoItems;

impl Collection for NoItems {
    fn len(&self) -> usize {
        0
    }

    fn slice(&mut self, _skip: usize, _take: usize) {}

    fn append(&mut self, _page: &mut Self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slice_of_a_list_keeps_the_items_between() {
        let sliced = |skip, take| {
            let mut items = vec![0, 1, 2, 3];
            items.slice(skip, take);
            items
        };
        assert_eq!(sliced(0, 4), [0, 1, 2, 3]);
        assert_eq!(sliced(1, 2), [1, 2]);
        assert_eq!(sliced(3, 9), [3]);
        assert_eq!(sliced(9, 9), [0; 0]);
        assert_eq!(sliced(2, usize::MAX), [2, 3]);
    }

    #[test]
    fn a_slice_of_a_map_follows_the_order_of_its_keys() {
        let mut items = BTreeMap::from([("c", 3), ("a", 1), ("b", 2)]);
        items.slice(1, 1);
        assert_eq!(items, BTreeMap::from([("b", 2)]));
    }
}
