//! The stream of items with their resume tokens.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::{FusedStream, Stream};

use super::items::Item;
use super::{Items, Paginated};
use crate::Error;

/// An item, and the resume token of the position after it.
type ItemWithToken<O> = (Item<O>, Option<String>);

/// The items of an operation, each with the resume token of the position after it, which [`Items::with_tokens`] returns.
///
/// A token is `None` if no item follows. It stays with its item through the adapters of streams, such as `buffered` and `try_for_each`.
#[must_use = "streams do nothing unless polled"]
pub struct ItemsWithTokens<O: Paginated<Items: IntoIterator>>(Items<O>);

impl<O: Paginated<Items: IntoIterator>> Items<O> {
    /// Returns the stream of the remaining items with the resume token after each.
    ///
    /// Creating a token costs about as much as cloning the token of its page. [`resume_token`](Self::resume_token) creates it on demand.
    pub fn with_tokens(self) -> ItemsWithTokens<O> {
        ItemsWithTokens(self)
    }
}

impl<O: Paginated<Items: IntoIterator>> ItemsWithTokens<O> {
    /// Returns the next item with its token, or `None` after the last item or an error.
    pub async fn next(&mut self) -> Option<Result<ItemWithToken<O>, Error>> {
        poll_fn(|cx| self.poll_item(cx)).await
    }

    /// Returns the next item with its token, or `None` after the last one.
    ///
    /// # Errors
    ///
    /// The errors are those of [`Items::try_next`].
    pub async fn try_next(&mut self) -> Result<Option<ItemWithToken<O>>, Error> {
        self.next().await.transpose()
    }

    /// Returns the position after the last item that was returned, as [`Items::resume_token`] does.
    pub fn resume_token(&self) -> Option<String> {
        self.0.resume_token()
    }

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<ItemWithToken<O>, Error>>> {
        let item = self.0.poll_item(cx);
        item.map_ok(|item| (item, self.0.resume_token()))
    }
}

impl<O: Paginated<Items: IntoIterator>> Stream for ItemsWithTokens<O> {
    type Item = Result<ItemWithToken<O>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(cx)
    }
}

impl<O: Paginated<Items: IntoIterator>> FusedStream for ItemsWithTokens<O> {
    fn is_terminated(&self) -> bool {
        self.0.is_terminated()
    }
}

/// No field is pinned in place.
impl<O: Paginated<Items: IntoIterator>> Unpin for ItemsWithTokens<O> {}

impl<O: Paginated<Items: IntoIterator>> fmt::Debug for ItemsWithTokens<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ItemsWithTokens").field(&self.0).finish()
    }
}
