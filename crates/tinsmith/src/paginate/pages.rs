//! The stream of pages.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::{FusedStream, Stream};

use super::Paginated;
use super::fetch::Source;
use super::run::Bookmark;
use super::token;
use crate::Error;

/// The answers of an operation, page by page. See the [module](crate::paginate) for what it promises.
#[must_use = "streams do nothing unless polled"]
pub struct Pages<O: Paginated> {
    source: Source<O>,
    bookmark: Bookmark,
}

impl<O: Paginated> Pages<O> {
    pub(super) fn new(source: Source<O>, bookmark: Bookmark) -> Self {
        Self { source, bookmark }
    }

    /// The next page, or `None` after the last or after an error.
    pub async fn next(&mut self) -> Option<Result<O::Output, Error>> {
        poll_fn(|cx| self.poll_page(cx)).await
    }

    /// The next page, or `None` after the last.
    ///
    /// # Errors
    ///
    /// What the request for the page ended in, or an error of the kind [`Pagination`](crate::ErrorKind::Pagination) where the
    /// service sends a token a second time.
    pub async fn try_next(&mut self) -> Result<Option<O::Output>, Error> {
        self.next().await.transpose()
    }

    /// The place after the last page that was handed out, as a [starting token](super::Paginator::starting_token).
    ///
    /// `None` means that the service has no more. Before the first page it is where the run starts, and after an error it is
    /// the page that could not be had.
    pub fn resume_token(&self) -> Option<String> {
        token::pack(O::INPUT_TOKENS, &self.bookmark)
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

/// Nothing in it is pinned in place.
impl<O: Paginated> Unpin for Pages<O> {}

impl<O: Paginated> fmt::Debug for Pages<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("operation", &O::METADATA.name)
            .field("at", &self.bookmark)
            .finish_non_exhaustive()
    }
}
