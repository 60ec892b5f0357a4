//! The stream of items.

use std::fmt;
use std::future::poll_fn;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::{FusedStream, Stream};

use super::page_source::PageSource;
use super::run::Bookmark;
use super::{Paginated, resume_token};
use crate::Error;

type IntoIter<O> = <<O as Paginated>::Items as IntoIterator>::IntoIter;
pub(super) type Item<O> = <<O as Paginated>::Items as IntoIterator>::Item;

/// The items of an operation, across its pages. Its guarantees are in the documentation of the [module](crate::paginate).
#[must_use = "streams do nothing unless polled"]
pub struct Items<O: Paginated<Items: IntoIterator>> {
    source: PageSource<O>,
    /// The items of the current page that were not returned yet.
    page: Option<IntoIter<O>>,
    bookmark: Bookmark,
}

impl<O: Paginated<Items: IntoIterator>> Items<O> {
    pub(super) fn new(source: PageSource<O>, bookmark: Bookmark) -> Self {
        Self {
            source,
            page: None,
            bookmark,
        }
    }

    /// Returns the next item, or `None` after the last item or an error.
    pub async fn next(&mut self) -> Option<Result<Item<O>, Error>> {
        poll_fn(|cx| self.poll_item(cx)).await
    }

    /// Returns the next item, or `None` after the last one.
    ///
    /// # Errors
    ///
    /// The error of the request for the next page, or one of the kind [`Pagination`](crate::ErrorKind::Pagination) if the service
    /// returns a token for the second time.
    pub async fn try_next(&mut self) -> Result<Option<Item<O>>, Error> {
        self.next().await.transpose()
    }

    /// Collects the remaining items.
    ///
    /// # Errors
    ///
    /// The errors are those of [`try_next`](Self::try_next), which returns the items before the error, too; here they are lost.
    /// [`resume_token`](Self::resume_token) then returns the position where the collection began. A collection whose future is dropped loses the items that it
    /// has taken.
    pub async fn try_collect<C: Default + Extend<Item<O>>>(&mut self) -> Result<C, Error> {
        let start = self.bookmark.clone();
        let mut items = C::default();
        loop {
            match self.try_next().await {
                Ok(Some(item)) => items.extend([item]),
                Ok(None) => return Ok(items),
                Err(error) => {
                    self.bookmark = start;
                    return Err(error);
                }
            }
        }
    }

    /// Returns the position after the last item that was returned, as a [starting token](super::Paginator::starting_token).
    ///
    /// It is `None` if no item follows. Before the first item it is the position where the run starts, and after an error the
    /// position of the item that could not be fetched, or that of the first item that a failed [`try_collect`](Self::try_collect) lost.
    pub fn resume_token(&self) -> Option<String> {
        resume_token::encode(O::INPUT_TOKENS, O::TOKEN_VALUES, &self.bookmark)
    }

    pub(super) fn poll_item(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Item<O>, Error>>> {
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

/// No field is pinned in place.
impl<O: Paginated<Items: IntoIterator>> Unpin for Items<O> {}

impl<O: Paginated<Items: IntoIterator>> fmt::Debug for Items<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("operation", &O::METADATA.name)
            .field("bookmark", &self.bookmark)
            .finish_non_exhaustive()
    }
}
