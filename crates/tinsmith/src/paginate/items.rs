//! The stream of items.

use std::fmt;
use std::future::poll_fn;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::{FusedStream, Stream};

use super::fetch::Source;
use super::run::Bookmark;
use super::{Paginated, token};
use crate::Error;

type IntoIter<O> = <<O as Paginated>::Items as IntoIterator>::IntoIter;
type Item<O> = <<O as Paginated>::Items as IntoIterator>::Item;

/// The items of an operation, across its pages. See the [module](crate::paginate) for what it promises.
#[must_use = "streams do nothing unless polled"]
pub struct Items<O: Paginated<Items: IntoIterator>> {
    source: Source<O>,
    /// What is left of the page at hand.
    page: Option<IntoIter<O>>,
    bookmark: Bookmark,
}

impl<O: Paginated<Items: IntoIterator>> Items<O> {
    pub(super) fn new(source: Source<O>, bookmark: Bookmark) -> Self {
        Self {
            source,
            page: None,
            bookmark,
        }
    }

    /// The next item, or `None` after the last or after an error.
    pub async fn next(&mut self) -> Option<Result<Item<O>, Error>> {
        poll_fn(|cx| self.poll_item(cx)).await
    }

    /// The next item, or `None` after the last.
    ///
    /// # Errors
    ///
    /// What the request for the next page ended in, or an error of the kind [`Pagination`](crate::ErrorKind::Pagination) where
    /// the service sends a token a second time.
    pub async fn try_next(&mut self) -> Result<Option<Item<O>>, Error> {
        self.next().await.transpose()
    }

    /// The items that are left, in a collection of the caller's choice.
    ///
    /// # Errors
    ///
    /// As [`try_next`](Self::try_next); [`resume_token`](Self::resume_token) then tells where to go on.
    pub async fn try_collect<C: Default + Extend<Item<O>>>(&mut self) -> Result<C, Error> {
        let mut items = C::default();
        while let Some(item) = self.try_next().await? {
            items.extend([item]);
        }
        Ok(items)
    }

    /// The place after the last item that was handed out, as a [starting token](super::Paginator::starting_token).
    ///
    /// `None` means that there is no item after it. Before the first item it is where the run starts, and after an error it is
    /// the item that could not be had.
    pub fn resume_token(&self) -> Option<String> {
        token::pack(O::INPUT_TOKENS, &self.bookmark)
    }

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Item<O>, Error>>> {
        loop {
            if let Some(item) = self.page.as_mut().and_then(Iterator::next) {
                self.bookmark.pass_item();
                return Poll::Ready(Some(Ok(item)));
            }
            self.page = None;
            match ready!(self.source.poll_page(cx)) {
                Some(Ok(mut page)) => {
                    self.bookmark = page.bookmark;
                    self.page =
                        O::items(&mut page.output).map(|items| mem::take(items).into_iter());
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<O: Paginated<Items: IntoIterator>> Stream for Items<O> {
    type Item = Result<Item<O>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(cx)
    }
}

impl<O: Paginated<Items: IntoIterator>> FusedStream for Items<O> {
    fn is_terminated(&self) -> bool {
        self.page.is_none() && self.source.is_done()
    }
}

/// Nothing in it is pinned in place.
impl<O: Paginated<Items: IntoIterator>> Unpin for Items<O> {}

impl<O: Paginated<Items: IntoIterator>> fmt::Debug for Items<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("operation", &O::METADATA.name)
            .field("at", &self.bookmark)
            .finish_non_exhaustive()
    }
}
