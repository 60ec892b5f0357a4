//! The stream of pages.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::{FusedStream, Stream};

use super::page_source::PageSource;
use super::run::Bookmark;
use super::{Paginated, resume_token};
use crate::Error;

/// The outputs of an operation, page by page. Its guarantees are in the documentation of the [module](crate::paginate).
#[must_use = "streams do nothing unless polled"]
pub struct Pages<O: Paginated> {
    source: PageSource<O>,
    bookmark: Bookmark,
}

impl<O: Paginated> Pages<O> {
    pub(super) fn new(source: PageSource<O>, bookmark: Bookmark) -> Self {
        Self { source, bookmark }
    }

    /// Returns the next page, or `None` after the last page or an error.
    pub async fn next(&mut self) -> Option<Result<O::Output, Error>> {
        poll_fn(|cx| self.poll_page(cx)).await
    }

    /// Returns the next page, or `None` after the last one.
    ///
    /// # Errors
    ///
    /// The error of the request for the page, or one of the kind [`Pagination`](crate::ErrorKind::Pagination) if the service returns
    /// a token for the second time.
    pub async fn try_next(&mut self) -> Result<Option<O::Output>, Error> {
        self.next().await.transpose()
    }

    /// Returns the position after the last page that was returned, as a [starting token](super::Paginator::starting_token).
    ///
    /// It is `None` after the service's last page. Before the first page it is the position where the run starts, and after an error
    /// the position of the page that failed.
    pub fn resume_token(&self) -> Option<String> {
        resume_token::encode(O::INPUT_TOKENS, O::TOKEN_VALUES, &self.bookmark)
    }

    fn poll_page(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<O::Output, Error>>> {
        let page = ready!(self.source.poll_page(cx)).map(|page| {
            page.map(|page| {
                self.bookmark = page.bookmark;
                self.bookmark.pass_page();
                page.output
            })
        });
        Poll::Ready(page)
    }
}

impl<O: Paginated> Stream for Pages<O> {
    type Item = Result<O::Output, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_page(cx)
    }
}

impl<O: Paginated> FusedStream for Pages<O> {
    fn is_terminated(&self) -> bool {
        self.source.is_done()
    }
}

/// No field is pinned in place.
impl<O: Paginated> Unpin for Pages<O> {}

impl<O: Paginated> fmt::Debug for Pages<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("operation", &O::METADATA.name)
            .field("bookmark", &self.bookmark)
            .finish_non_exhaustive()
    }
}
