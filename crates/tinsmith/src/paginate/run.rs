//! The state of a run over pages: the next tokens, the items to keep of a page, and the position to resume from.
//!
//! It is a state machine without I/O and without type parameters. It is compiled once for all operations, and the property tests
//! compare it with an independent model.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::mem;

use super::paginated::UnchangedToken;

/// The values of an operation's input tokens, in the model's order. The first page is requested with `None` for all of them.
pub(super) type Tokens = Vec<Option<String>>;

/// A position in the results from which a run can start.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Position {
    /// The tokens that request the page.
    pub(super) tokens: Tokens,
    /// The number of items to skip from the start of the page, which may extend into the following pages. `None` and `Some(0)` are
    /// the same position, but botocore prints them differently: without the number on a page boundary.
    pub(super) index: Option<usize>,
}

impl Position {
    /// Creates the position of a run without a starting token, from the tokens of the input.
    ///
    /// Without any token the index is explicit, as botocore prints it when `MaxItems` is 0.
    pub(super) fn from_input_tokens(tokens: Tokens) -> Self {
        let tokens = without_empty(tokens);
        let index = is_none(&tokens).then_some(0);
        Self { tokens, index }
    }
}

/// The position of a run's consumer.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Bookmark {
    /// Before the first page, with the text of a starting token that could not be decoded.
    Undecoded(String),
    /// Before the first page or after the last item of a page, with the position that comes next, or `None` at the end.
    Between(Option<Position>),
    /// Among the items of a page.
    Within {
        /// The tokens that requested the page.
        tokens: Tokens,
        /// The index of the next item, counted from the first item of the service's page.
        index: usize,
        /// The index after the last item that this run takes from the page. It is greater than `index`.
        end: usize,
        /// The position after that item.
        after: Option<Position>,
    },
}

impl Bookmark {
    /// Moves past one item of a page. It has no effect between pages.
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

    /// Moves past the remaining items of the page.
    pub(super) fn pass_page(&mut self) {
        if let Self::Within { after, .. } = self {
            *self = Self::Between(after.take());
        }
    }
}

/// The part of a page that a run returns, and the step after it.
#[derive(Debug, PartialEq)]
pub(super) struct PageCut {
    /// The number of items to leave out at the front.
    pub(super) skip: usize,
    /// The number of items to keep after those. The rest is left out.
    pub(super) take: usize,
    /// The position of a consumer that has seen no item of the page yet.
    pub(super) bookmark: Bookmark,
    /// The step after the page.
    pub(super) next_step: NextStep,
}

/// The step after a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NextStep {
    /// The next page is requested with [`Run::tokens`].
    Fetch,
    /// The run ends: the service has no more pages, or the limit is reached.
    Stop,
    /// The run fails: the service returned tokens that this run has used already, so that it would never end.
    RejectCycle,
}

/// The state from which pages are requested.
#[derive(Clone, Debug)]
pub(super) struct Run {
    tokens: Tokens,
    /// The number of items that a resumed run must still skip. It exceeds the first page if pages have become smaller.
    skip: usize,
    /// The number of items that may still be returned.
    limit: Option<usize>,
    unchanged_token: UnchangedToken,
    used: UsedTokens,
}

impl Run {
    pub(super) fn new(start: Position, limit: Option<usize>) -> Self {
        let mut used = UsedTokens::default();
        if !is_none(&start.tokens) {
            used.insert(&start.tokens);
        }
        Self {
            tokens: start.tokens,
            skip: start.index.unwrap_or(0),
            limit,
            unchanged_token: UnchangedToken::Reject,
            used,
        }
    }

    /// Sets the meaning of a next token that is the token of the request itself.
    pub(super) fn unchanged_token(mut self, meaning: UnchangedToken) -> Self {
        self.unchanged_token = meaning;
        self
    }

    /// Returns the tokens that request the next page.
    pub(super) fn tokens(&self) -> &[Option<String>] {
        &self.tokens
    }

    /// True if a page of `len` items, whose tokens for the next page are `next`, shows no results: it is the first page and the last one,
    /// and empty.
    ///
    /// A page that was requested with a token comes after one with results, and services often end with an empty page.
    pub(super) fn is_without_results(&self, len: usize, next: &[Option<String>]) -> bool {
        len == 0 && is_none(&self.tokens) && next.iter().flatten().all(String::is_empty)
    }

    /// Records a page of `len` items whose tokens for the next page are `next`.
    pub(super) fn cut_page(&mut self, len: usize, next: Tokens) -> PageCut {
        let next = without_empty(next);
        let skip = self.skip.min(len);
        let take = self.limit.map_or(len - skip, |limit| limit.min(len - skip));
        let end = skip + take;
        self.skip -= skip;
        self.limit = self.limit.map(|limit| limit - take);

        let is_unchanged = next == self.tokens && self.unchanged_token == UnchangedToken::End;
        let ended = is_none(&next) || is_unchanged;
        let tokens = mem::replace(&mut self.tokens, next);
        let (after, next_step) = if end < len {
            (
                Some(Position {
                    tokens: tokens.clone(),
                    index: Some(end),
                }),
                NextStep::Stop,
            )
        } else if ended {
            (None, NextStep::Stop)
        } else {
            let after = Position {
                tokens: self.tokens.clone(),
                index: (self.skip > 0).then_some(self.skip),
            };
            let next_step = match self.limit {
                Some(0) => NextStep::Stop,
                _ if self.used.insert(&self.tokens) => NextStep::Fetch,
                _ => NextStep::RejectCycle,
            };
            (Some(after), next_step)
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
        PageCut {
            skip,
            take,
            bookmark,
            next_step,
        }
    }
}

/// The tokens that a run has used.
///
/// A run of any length must detect a cycle, and must not grow with its tokens, which some services make kilobytes long. Therefore only
/// their hashes are kept, 8 bytes a page. The hashes have a random key for each run, so that no service can cause a false report on
/// purpose. Over a million pages the probability of an accidental one is 1 in 30 million.
#[derive(Clone, Debug, Default)]
struct UsedTokens {
    hashes: HashSet<u64>,
    hasher: RandomState,
}

impl UsedTokens {
    /// Adds the tokens, and returns true if they are new.
    fn insert(&mut self, tokens: &[Option<String>]) -> bool {
        self.hashes.insert(self.hasher.hash_one(tokens))
    }
}

/// Replaces empty tokens by `None`: services end with an empty token as well as without one.
fn without_empty(mut tokens: Tokens) -> Tokens {
    for token in &mut tokens {
        token.take_if(|token| token.is_empty());
    }
    tokens
}

fn is_none(tokens: &[Option<String>]) -> bool {
    tokens.iter().all(Option::is_none)
}

#[cfg(test)]
mod botocore;
#[cfg(test)]
mod tests;
