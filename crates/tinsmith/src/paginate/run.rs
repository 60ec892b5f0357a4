//! What a run over pages asks for next, what it keeps of each page, and where it can be taken up again.
//!
//! Everything here is a plain value machine without I/O and without type parameters: it is compiled once for all operations,
//! and it is what the property tests check against an independent model.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::mem;

/// The values of an operation's input tokens, in the order in which the model names them. All `None`: the first page.
pub(super) type Tokens = Vec<Option<String>>;

/// A place in the results from which a run can start.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Position {
    /// What fetches the page.
    pub(super) tokens: Tokens,
    /// How many items to leave out from there on; more than the page holds go on into the pages after it. `None` and
    /// `Some(0)` are the same place, but botocore prints them differently: without the number on a page boundary.
    pub(super) index: Option<usize>,
}

impl Position {
    /// The place that a run without a starting token starts from.
    ///
    /// Where there are no tokens at all the index is spelt out, as botocore does when `MaxItems` is 0.
    pub(super) fn start(tokens: Tokens) -> Self {
        let index = is_none(&tokens).then_some(0);
        Self { tokens, index }
    }
}

/// Where the consumer of a run is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Bookmark {
    /// Before the first page, and the caller's starting token cannot be read: this is its text.
    Unreadable(String),
    /// Before the first page, or after the last item of one: the place that comes next, or `None` at the end.
    Between(Option<Position>),
    /// Among the items of a page.
    Within {
        /// What fetched the page.
        tokens: Tokens,
        /// The next item, counted from the first that the service put on the page.
        index: usize,
        /// One past the last item that this run takes from the page; larger than `index`.
        end: usize,
        /// The place after that item.
        after: Option<Position>,
    },
}

impl Bookmark {
    /// Moves past one item. It is a move within a page: between pages there is nothing to move past.
    pub(super) fn pass_item(&mut self) {
        if let Self::Within {
            index, end, after, ..
        } = self
        {
            *index += 1;
            if index == end {
                *self = Self::Between(after.take());
            }
        }
    }

    /// Moves past what is left of the page.
    pub(super) fn pass_page(&mut self) {
        if let Self::Within { after, .. } = self {
            *self = Self::Between(after.take());
        }
    }
}

/// What to do with a page, and after it.
#[derive(Debug, PartialEq)]
pub(super) struct Verdict {
    /// Items to leave out from the front.
    pub(super) skip: usize,
    /// Items to keep after those; the rest is left out.
    pub(super) take: usize,
    /// Where a consumer is who has seen nothing of the page yet.
    pub(super) bookmark: Bookmark,
    /// What comes after the page.
    pub(super) then: Then,
}

/// What comes after a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Then {
    /// The next page, with [`Run::tokens`].
    Ask,
    /// Nothing: the service has no more, or the limit is reached.
    Stop,
    /// An error: the service sent tokens that this run has been sent before, and would go on in circles.
    Repeated,
}

/// The side of a run that asks for pages.
#[derive(Clone, Debug)]
pub(super) struct Run {
    tokens: Tokens,
    /// Items that a resumed run must still leave out. It reaches past the first page where the pages have become smaller.
    skip: usize,
    /// Items that may still be delivered.
    limit: Option<usize>,
    seen: Seen,
}

impl Run {
    pub(super) fn new(start: Position, limit: Option<usize>) -> Self {
        let mut seen = Seen::default();
        if !is_none(&start.tokens) {
            seen.insert(&start.tokens);
        }
        Self {
            tokens: start.tokens,
            skip: start.index.unwrap_or(0),
            limit,
            seen,
        }
    }

    /// What fetches the page that comes next.
    pub(super) fn tokens(&self) -> &[Option<String>] {
        &self.tokens
    }

    /// Takes note of a page of `len` items that names `next` as what fetches the page after it.
    pub(super) fn page(&mut self, len: usize, mut next: Tokens) -> Verdict {
        // Services end with an empty token as well as without one.
        for token in &mut next {
            token.take_if(|token| token.is_empty());
        }
        let skip = self.skip.min(len);
        let take = self.limit.map_or(len - skip, |limit| limit.min(len - skip));
        let end = skip + take;
        self.skip -= skip;
        self.limit = self.limit.map(|limit| limit - take);

        let ended = is_none(&next);
        let tokens = mem::replace(&mut self.tokens, next);
        let (after, then) = if end < len {
            (
                Some(Position {
                    tokens: tokens.clone(),
                    index: Some(end),
                }),
                Then::Stop,
            )
        } else if ended {
            (None, Then::Stop)
        } else {
            let after = Position {
                tokens: self.tokens.clone(),
                index: (self.skip > 0).then_some(self.skip),
            };
            let then = match self.limit {
                Some(0) => Then::Stop,
                _ if self.seen.insert(&self.tokens) => Then::Ask,
                _ => Then::Repeated,
            };
            (Some(after), then)
        };
        let bookmark = match take {
            0 => Bookmark::Between(after),
            _ => Bookmark::Within {
                tokens,
                index: skip,
                end,
                after,
            },
        };
        Verdict {
            skip,
            take,
            bookmark,
            then,
        }
    }
}

/// The tokens that a run has used.
///
/// A run of any length must notice that it goes in circles, and must not grow with its tokens, which some services make
/// kilobytes long. So only their hashes are kept, 8 bytes a page. They are keyed at random for each run: no service can aim
/// at a false alarm, and over a million pages chance has 1 in 30 million to make one.
#[derive(Clone, Debug, Default)]
struct Seen {
    hashes: HashSet<u64>,
    hasher: RandomState,
}

impl Seen {
    /// Whether the tokens are new.
    fn insert(&mut self, tokens: &[Option<String>]) -> bool {
        self.hashes.insert(self.hasher.hash_one(tokens))
    }
}

fn is_none(tokens: &[Option<String>]) -> bool {
    tokens.iter().all(Option::is_none)
}

#[cfg(test)]
mod botocore;
#[cfg(test)]
mod tests;
