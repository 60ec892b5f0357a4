//! The source of a stream's pages: requests on demand, or pages fetched ahead.

use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::runtime::Handle;

use super::Paginated;
use super::fetch::{Fetch, FetchedPage, Next, Page};
use super::prefetch::Prefetch;
use crate::Error;

/// The source of a stream's pages.
pub(super) enum PageSource<O: Paginated> {
    /// No page was polled so far. This many pages will be fetched ahead.
    Waiting(Box<Fetch<O>>, usize),
    Idle(Box<Fetch<O>>),
    Busy(Pin<Box<dyn Future<Output = FetchedPage<O>> + Send>>),
    Prefetching(Prefetch<O>),
    Failed(Error),
    Done,
}

impl<O: Paginated> PageSource<O> {
    pub(super) fn new(fetch: Box<Fetch<O>>, prefetch: usize) -> Self {
        match prefetch {
            0 => Self::Idle(fetch),
            pages => Self::Waiting(fetch, pages),
        }
    }

    pub(super) fn is_done(&self) -> bool {
        matches!(self, Self::Done)
    }

    /// Polls the next page. It is `None` after the last page or an error.
    pub(super) fn poll_page(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Page<O>, Error>>> {
        loop {
            match mem::replace(self, Self::Done) {
                Self::Waiting(fetch, pages) => {
                    *self = match Handle::try_current() {
                        Ok(runtime) => Self::Prefetching(Prefetch::start(&runtime, fetch, pages)),
                        Err(_) => Self::Idle(fetch),
                    };
                }
                Self::Idle(fetch) => *self = Self::Busy(Box::pin(fetch.page())),
                Self::Busy(mut fetched) => {
                    let Poll::Ready((page, next)) = fetched.as_mut().poll(cx) else {
                        *self = Self::Busy(fetched);
                        return Poll::Pending;
                    };
                    *self = match next {
                        Next::Fetch(fetch) => Self::Idle(fetch),
                        Next::Fail(error) => Self::Failed(error),
                        Next::Stop => Self::Done,
                    };
                    return Poll::Ready(Some(page));
                }
                Self::Prefetching(mut prefetch) => {
                    let page = prefetch.poll_page(cx);
                    if matches!(page, Poll::Pending | Poll::Ready(Some(Ok(_)))) {
                        *self = Self::Prefetching(prefetch);
                    }
                    return page;
                }
                Self::Failed(error) => return Poll::Ready(Some(Err(error))),
                Self::Done => return Poll::Ready(None),
            }
        }
    }
}
