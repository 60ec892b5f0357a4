//! The requests of a run, one after the other.

use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::runtime::Handle;

use super::prefetch::Ahead;
use super::run::{Bookmark, Run, Then};
use super::{Collection, Paginated, problem};
use crate::{Call, Error};

/// A page as it is handed out: cut to what the run takes of it.
pub(super) struct Page<O: Paginated> {
    pub(super) output: O::Output,
    /// Where a consumer is who has seen nothing of it yet.
    pub(super) bookmark: Bookmark,
}

/// What comes after a page or an error.
pub(super) enum Next<O> {
    Ask(Box<Fetch<O>>),
    Fail(Error),
    Stop,
}

/// What it takes to ask for the next page.
pub(super) struct Fetch<O> {
    call: Call,
    input: O,
    run: Run,
}

type Fetched<O> = (Result<Page<O>, Error>, Next<O>);

impl<O: Paginated> Fetch<O> {
    pub(super) fn new(call: Call, input: O, run: Run) -> Box<Self> {
        Box::new(Self { call, input, run })
    }

    /// Asks for one page.
    pub(super) async fn page(mut self: Box<Self>) -> Fetched<O> {
        self.input.set_tokens(self.run.tokens());
        let result = self.call.send_ref(&self.input).await;
        let not_ready = match &result {
            Ok(_) => self.input.not_ready(&result),
            Err(_) => None,
        };
        if let Some(reason) = not_ready {
            let error = problem::<O>(format!("there are no pages: {reason}"));
            return (Err(error), Next::Stop);
        }
        let mut output = match result {
            Ok(output) => output,
            Err(error) => return (Err(error), Next::Stop),
        };
        let next = O::next_tokens(&output);
        let items = O::items(&mut output);
        let verdict = self
            .run
            .page(items.as_deref().map_or(0, Collection::len), next);
        if let Some(items) = items {
            items.slice(verdict.skip, verdict.take);
        }
        let next = match verdict.then {
            Then::Ask => Next::Ask(self),
            Then::Stop => Next::Stop,
            Then::Repeated => Next::Fail(repeated::<O>()),
        };
        (
            Ok(Page {
                output,
                bookmark: verdict.bookmark,
            }),
            next,
        )
    }
}

fn repeated<O: Paginated>() -> Error {
    problem::<O>(
        "the service sent a token that it had sent before, and the pages would repeat without end",
    )
}

/// Where the pages of a stream come from.
pub(super) enum Source<O: Paginated> {
    /// Nothing was asked for so far; this many pages are to be fetched ahead.
    Waiting(Box<Fetch<O>>, usize),
    Idle(Box<Fetch<O>>),
    Busy(Pin<Box<dyn Future<Output = Fetched<O>> + Send>>),
    Ahead(Ahead<O>),
    Failed(Error),
    Done,
}

impl<O: Paginated> Source<O> {
    pub(super) fn new(fetch: Box<Fetch<O>>, prefetch: usize) -> Self {
        match prefetch {
            0 => Self::Idle(fetch),
            pages => Self::Waiting(fetch, pages),
        }
    }

    pub(super) fn is_done(&self) -> bool {
        matches!(self, Self::Done)
    }

    /// The next page, `None` after the last page or error.
    pub(super) fn poll_page(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Page<O>, Error>>> {
        loop {
            *self = match self {
                Self::Busy(fetched) => {
                    let (page, next) = ready!(fetched.as_mut().poll(cx));
                    *self = match next {
                        Next::Ask(fetch) => Self::Idle(fetch),
                        Next::Fail(error) => Self::Failed(error),
                        Next::Stop => Self::Done,
                    };
                    return Poll::Ready(Some(page));
                }
                Self::Ahead(ahead) => {
                    let page = ready!(ahead.poll_page(cx));
                    if !matches!(page, Some(Ok(_))) {
                        *self = Self::Done;
                    }
                    return Poll::Ready(page);
                }
                Self::Waiting(..) | Self::Idle(_) | Self::Failed(_) | Self::Done => {
                    match mem::replace(self, Self::Done) {
                        Self::Waiting(fetch, pages) => match Handle::try_current() {
                            Ok(runtime) => Self::Ahead(Ahead::start(&runtime, fetch, pages)),
                            Err(_) => Self::Idle(fetch),
                        },
                        Self::Idle(fetch) => Self::Busy(Box::pin(fetch.page())),
                        Self::Failed(error) => return Poll::Ready(Some(Err(error))),
                        _ => return Poll::Ready(None),
                    }
                }
            };
        }
    }
}
