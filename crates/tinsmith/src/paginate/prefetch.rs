//! Pages fetched ahead of their consumer.

use std::task::{Context, Poll, ready};

use tokio::runtime::Handle;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinHandle;

use super::fetch::{Fetch, Next, Page};
use super::{Paginated, problem};
use crate::Error;

/// What the task says: a page or error, and `None` after the last, so that a task that was stopped is not taken for the end.
type Message<O> = Option<Result<Page<O>, Error>>;

/// The consumer's end of a task that fetches pages.
pub(super) struct Ahead<O: Paginated> {
    pages: mpsc::Receiver<Message<O>>,
    task: JoinHandle<()>,
}

impl<O: Paginated> Ahead<O> {
    /// Starts the task, which keeps at most `pages` pages ahead of the consumer.
    pub(super) fn start(runtime: &Handle, fetch: Box<Fetch<O>>, pages: usize) -> Self {
        let (sender, receiver) = mpsc::channel(pages.min(Semaphore::MAX_PERMITS));
        Self {
            pages: receiver,
            task: runtime.spawn(run(fetch, sender)),
        }
    }

    pub(super) fn poll_page(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Page<O>, Error>>> {
        Poll::Ready(match ready!(self.pages.poll_recv(cx)) {
            Some(message) => message,
            None => Some(Err(problem::<O>(
                "the task that fetches pages ahead was stopped",
            ))),
        })
    }
}

impl<O: Paginated> Drop for Ahead<O> {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn run<O: Paginated>(mut fetch: Box<Fetch<O>>, sender: mpsc::Sender<Message<O>>) {
    // The place for a page is taken before the page is asked for: pages in the channel and the one in flight never are more
    // than the channel holds.
    while let Ok(place) = sender.reserve().await {
        let (page, next) = fetch.page().await;
        place.send(Some(page));
        let last = match next {
            Next::Ask(next) => {
                fetch = next;
                continue;
            }
            Next::Fail(error) => Some(Err(error)),
            Next::Stop => None,
        };
        // An error that is not taken up has no one left to tell.
        let _ = sender.send(last).await;
        return;
    }
}
