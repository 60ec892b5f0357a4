//! Pages fetched ahead of their consumer, by a task.

use std::task::{Context, Poll, ready};

use tokio::runtime::Handle;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinHandle;

use super::Paginated;
use super::fetch::{Fetch, Next, Page};
use super::paginated::pagination_error;
use crate::Error;

/// A page or an error, and `None` after the last one: without it a task that was aborted would look like the end.
type Message<O> = Option<Result<Page<O>, Error>>;

/// The consumer's end of a task that fetches pages.
pub(super) struct Prefetch<O: Paginated> {
    pages: mpsc::Receiver<Message<O>>,
    task: JoinHandle<()>,
}

impl<O: Paginated> Prefetch<O> {
    /// Starts the task, which keeps at most `pages` pages ahead of the consumer.
    pub(super) fn start(runtime: &Handle, fetch: Box<Fetch<O>>, pages: usize) -> Self {
        let (sender, receiver) = mpsc::channel(pages.min(Semaphore::MAX_PERMITS));
        Self {
            pages: receiver,
            task: runtime.spawn(fetch_pages(fetch, sender)),
        }
    }

    pub(super) fn poll_page(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Page<O>, Error>>> {
        Poll::Ready(match ready!(self.pages.poll_recv(cx)) {
            Some(message) => message,
            None => Some(Err(pagination_error::<O>(
                "the task that fetches pages ahead was aborted",
            ))),
        })
    }
}

impl<O: Paginated> Drop for Prefetch<O> {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn fetch_pages<O: Paginated>(mut fetch: Box<Fetch<O>>, sender: mpsc::Sender<Message<O>>) {
    // The permit for a page is acquired before the page is requested, so that the pages in the channel and the one in flight never
    // exceed the channel's capacity.
    while let Ok(permit) = sender.reserve().await {
        let (page, next) = fetch.page().await;
        permit.send(Some(page));
        let last = match next {
            Next::Fetch(next) => {
                fetch = next;
                continue;
            }
            Next::Fail(error) => Some(Err(error)),
            Next::Stop => None,
        };
        // The send fails only if the consumer was dropped, which then does not need the message.
        let _ = sender.send(last).await;
        return;
    }
}
